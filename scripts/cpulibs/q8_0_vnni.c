// Rows of Q8_0 times a column, for x86 processors with AVX-512 VNNI: two rows at once, so
// that the column is loaded and scaled once for both, with half the instructions of ggml's
// own product. More rows at once were slower here: their reads come from more places.
#include "vector.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define VNNI __attribute__((target("avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512vnni")))
// block_q8_0 of ggml-common.h: a half-precision scale, then 32 signed bytes.
#define SCALE 2
#define BLOCK 34

VNNI static inline __m256 scale(const char *block) {
	int16_t half;
	memcpy(&half, block, sizeof half);
	return _mm256_cvtph_ps(_mm_set1_epi16(half));
}

VNNI static inline __m256i bytes(const char *block) {
	return _mm256_loadu_si256((const __m256i *) (block + SCALE));
}

// add returns acc and the products of a block x of weights with the column's y, whose
// scale is ys. VNNI multiplies unsigned by signed bytes, so the sign moves from x to y;
// y, which ggml has just quantized, is never -128.
VNNI static inline __m256 add(__m256 acc, const char *x, __m256i y, __m256 ys) {
	const __m256i a = bytes(x);
	const __m256i d = _mm256_dpbusd_epi32(_mm256_setzero_si256(), _mm256_abs_epi8(a), _mm256_sign_epi8(y, a));
	return _mm256_fmadd_ps(_mm256_mul_ps(ys, scale(x)), _mm256_cvtepi32_ps(d), acc);
}

VNNI static inline float sum(__m256 v) {
	__m128 s = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
	s = _mm_add_ps(s, _mm_movehl_ps(s, s));
	return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
}

VNNI int64_t q8_0_vnni(const struct product *p, int64_t from, int64_t to) {
	if (p->type != GGML_TYPE_Q8_0 || !__builtin_cpu_supports("avx512vnni")) {
		return from;
	}
	for (; from + 2 <= to; from += 2) {
		const char *a = p->a + from * p->row_bytes, *next = a + 2 * p->row_bytes + DISTANCE;
		__m256 first = _mm256_setzero_ps(), second = first;
		for (int64_t k = 0; k < p->blocks; k++, a += BLOCK, next += 2 * BLOCK) {
			const char *b = p->b + k * BLOCK;
			const __m256i y = bytes(b);
			const __m256 ys = scale(b);
			first = add(first, a, y, ys);
			second = add(second, a + p->row_bytes, y, ys);
			__builtin_prefetch(next);
			__builtin_prefetch(next + LINE);
		}
		p->c[from] = sum(first);
		p->c[from + 1] = sum(second);
	}
	return from;
}
#else
int64_t q8_0_vnni(const struct product *p, int64_t from, int64_t to) { return from; }
#endif
