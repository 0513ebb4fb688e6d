// Linked into each CPU library by scripts/cpulibs.sh, in front of ggml's dot products of
// quantized weights (the linker's --wrap). The products are ggml's own; the weights that
// come next are asked for before. Each token of an answer reads all weights once, and
// ggml's loops, with some twenty instructions for 32 weights, keep less than a kilobyte of
// reads under way: half of what a core can. On a Xeon with AVX-512, one thread, a mapped
// model of 1 GB in Q8_0: 7.0 GB/s without in rows of 1536 weights and 7.1 in rows of
// 8960; 10.5 and 9.4 with, where a mere sweep over the same file reads 11.5.
#include <stddef.h>
#include <stdint.h>

// DISTANCE is how far ahead, in bytes: memory answers after some 100 ns, in which a core
// reads about a kilobyte; more does no harm up to 16 KB.
#define DISTANCE 6144
#define LINE 64
// PIECE is how many bytes of a row are asked for at once, at most: more than fits under
// way (48 lines in the second cache of that processor) only waits. A longer row is summed
// in pieces, so its last bit may be another.
#define PIECE 1700

// What this thread has asked for last ends here. A prompt of many tokens uses a row again
// and again, a few rows at a time; they are asked for once.
static _Thread_local uintptr_t asked;

// NEAR is how far back a row may lie to count as used again.
#define NEAR (1 << 18)

// The second cache, since the first has room for few reads under way.
static inline void ahead(const char *row, size_t bytes) {
	uintptr_t from = (uintptr_t) row + DISTANCE, to = from + bytes;
	if (to <= asked && asked - to < NEAR) {
		return;
	}
	for (uintptr_t at = from; at < to; at += LINE) {
		__builtin_prefetch((const void *) at, 0, 2);
	}
	asked = to;
}

typedef void dot(int n, float *s, size_t bs, const void *x, size_t bx, const void *y, size_t by, int rows);

// x holds blocks of xb bytes for each `block` weights, y of yb.
static inline void pieces(dot *real, int block, size_t xb, size_t yb, int n, float *s, const char *x, const char *y) {
	const int most = PIECE / (int) xb * block;
	float sum = 0;
	for (; n > 0; n -= most) {
		const int now = n < most ? n : most;
		float part = 0;
		ahead(x, (size_t) (now / block) * xb);
		real(now, &part, 0, x, 0, y, 0, 1);
		sum += part;
		x += (size_t) (now / block) * xb;
		y += (size_t) (now / block) * yb;
	}
	*s = sum;
}

// WRAP: sizes of blocks as in ggml-common.h. Two rows at once, as some processors of Arm
// do it, are left alone.
#define WRAP(name, block, xb, yb)                                                                                         \
	dot __real_ggml_vec_dot_##name;                                                                                   \
	void __wrap_ggml_vec_dot_##name(int n, float *s, size_t bs, const void *x, size_t bx, const void *y, size_t by, int rows) { \
		if (rows == 1) {                                                                                          \
			pieces(__real_ggml_vec_dot_##name, block, xb, yb, n, s, x, y);                                    \
		} else {                                                                                                  \
			__real_ggml_vec_dot_##name(n, s, bs, x, bx, y, by, rows);                                         \
		}                                                                                                         \
	}

WRAP(q4_0_q8_0, 32, 18, 34)
WRAP(q8_0_q8_0, 32, 34, 34)
WRAP(q4_K_q8_K, 256, 144, 292)
WRAP(q5_K_q8_K, 256, 176, 292)
WRAP(q6_K_q8_K, 256, 210, 292)
