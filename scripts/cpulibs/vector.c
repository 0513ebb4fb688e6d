// Linked into each CPU library by scripts/cpulibs.sh, in front of llamafile_sgemm (the
// linker's --wrap), which ggml's matrix product asks first: quantized weights times one
// column, the work of each token of an answer, is done here. Each token reads all weights
// once, so memory bounds it, and ggml's own loops leave half of the bandwidth unused:
//
//   - their dot products, with some twenty instructions for 32 weights, keep less than a
//     kilobyte of reads under way. Here the weights that come next are asked for before;
//   - they hand out 64 rows at a time to whichever thread is free, so that each thread
//     starts a new stretch of memory every 100 KB. Here a thread has one stretch of its
//     own and only the last eighth of the rows goes to whoever is free.
//
// ARCHITECTURE.md has the figures.
#include "vector.h"

#include "ggml-cpu-impl.h"
#include "ggml-cpu/llamafile/sgemm.h"

// PIECE is how many bytes of a row are asked for at once, at most: more than fits under
// way (48 lines in the second cache of a Xeon) only waits. A longer row is summed in
// pieces, so its last bit may be another.
#define PIECE 850
// FREE is how many rows are taken at a time from the last eighth.
#define FREE 16

static void rows(const struct product *p, int64_t from, int64_t to) {
	const int64_t most = PIECE / p->a_block;
	for (int64_t r = q8_0_vnni(p, from, to); r < to; r++) {
		float sum = 0;
		for (int64_t at = 0; at < p->blocks; at += most) {
			const int64_t n = p->blocks - at < most ? p->blocks - at : most;
			const char *a = p->a + r * p->row_bytes + at * p->a_block;
			for (size_t i = 0; i < n * p->a_block; i += LINE) {
				__builtin_prefetch(a + DISTANCE + i);
			}
			float part = 0;
			p->dot((int) (n * p->weights), &part, 0, a, 0, p->b + at * p->b_block, 0, 1);
			sum += part;
		}
		p->c[r] = sum;
	}
}

// share computes the rows of one thread of many, m in all. The counter of the thread pool
// says which rows of the last eighth are free; it stands at nth before the first matrix
// of a product of several, and those that follow are shared out evenly.
static void share(const struct ggml_compute_params *params, const struct product *p, int64_t m, bool first) {
	const int64_t own = first ? m * 7 / 8 : m, ith = params->ith, nth = params->nth;
	rows(p, own * ith / nth, own * (ith + 1) / nth);
	while (first) {
		const int64_t from = own + FREE * (int64_t) (ggml_threadpool_chunk_add(params->threadpool, 1) - nth);
		if (from >= m) {
			return;
		}
		rows(p, from, from + FREE < m ? from + FREE : m);
	}
}

bool __real_llamafile_sgemm(const struct ggml_compute_params *params, int64_t m, int64_t n, int64_t k, const void *a,
	int64_t lda, const void *b, int64_t ldb, void *c, int64_t ldc, int a_type, int b_type, int c_type);

// m rows of k blocks, lda blocks apart; n columns. False: ggml shall do it itself.
bool __wrap_llamafile_sgemm(const struct ggml_compute_params *params, int64_t m, int64_t n, int64_t k, const void *a,
	int64_t lda, const void *b, int64_t ldb, void *c, int64_t ldc, int a_type, int b_type, int c_type) {
	const struct ggml_type_traits_cpu *traits = ggml_get_type_traits_cpu(a_type);
	if (n != 1 || c_type != GGML_TYPE_F32 || !ggml_is_quantized(a_type) || (int) traits->vec_dot_type != b_type ||
		ggml_blck_size(a_type) != ggml_blck_size(b_type)) {
		return __real_llamafile_sgemm(params, m, n, k, a, lda, b, ldb, c, ldc, a_type, b_type, c_type);
	}
	const struct product p = {
		.type = a_type, .dot = traits->vec_dot, .a = a, .b = b, .c = c,
		.row_bytes = lda * ggml_type_size(a_type), .a_block = ggml_type_size(a_type), .b_block = ggml_type_size(b_type),
		.blocks = k, .weights = ggml_blck_size(a_type),
	};
	share(params, &p, m, b == params->wdata);
	return true;
}
