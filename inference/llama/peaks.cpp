// The machine's own peaks, by loops of our own and not by ggml's: a peak that was
// measured with the code that is to be judged would hide what that code wastes.
#include "peaks.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <numeric>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#if defined(__GNUC__) && !defined(__clang__)
// Strict ISO mode, which cgo asks for, would split multiply-adds in two.
#pragma GCC optimize("O3", "fp-contract=fast")
#endif

#define INLINE static inline __attribute__((always_inline))

namespace {

// The product of SigLIP's feed-forward layers. K is taken in blocks, so that a panel of
// the right matrix stays in the first cache, and the left block in the second.
constexpr int M = 1024, N = 3072, K = 768, BLOCK = 256;

// The matrices lie in the order in which they are read; their values don't matter.
struct matrices {
    std::vector<float> a, b, c;
    matrices() : a(size_t(M) * K + 64, 0.5f), b(size_t(N) * K + 64, 0.25f), c(size_t(M) * N + 64, 0.0f) {}
};

// One tile of rows x (2 vectors of W floats), summed in registers over a block of K.
template <int W, int ROWS> INLINE void tile(const float * a, const float * b, float * c) {
    typedef float vec __attribute__((vector_size(W * 4), aligned(4), may_alias));
    vec sum[ROWS][2] = {};
    for (int k = 0; k < BLOCK; k++, a += ROWS, b += 2 * W) {
        const vec b0 = *(const vec *) b, b1 = *(const vec *) (b + W);
#pragma GCC unroll 16
        for (int i = 0; i < ROWS; i++) {
            sum[i][0] += a[i] * b0;
            sum[i][1] += a[i] * b1;
        }
    }
#pragma GCC unroll 16
    for (int i = 0; i < ROWS; i++) {
        *(vec *) (c + i * 2 * W) += sum[i][0];
        *(vec *) (c + i * 2 * W + W) += sum[i][1];
    }
}

// The columns from..to of the product, in whole panels; the rows that are left after
// whole tiles are left out on both sides, see rows.
template <int W, int ROWS> INLINE void product(matrices & m, int part, int parts) {
    const int panels = N / (2 * W), tiles = M / ROWS;
    for (int k = 0; k < K; k += BLOCK) {
        for (int p = panels * part / parts; p < panels * (part + 1) / parts; p++) {
            const float * b = &m.b[(size_t(p) * K + k) * 2 * W];
            for (int t = 0; t < tiles; t++) {
                tile<W, ROWS>(&m.a[(size_t(k) * tiles + size_t(t) * BLOCK) * ROWS], b, &m.c[(size_t(p) * tiles + t) * ROWS * 2 * W]);
            }
        }
    }
}

// Sums a buffer, whose length is a multiple of 8 vectors.
template <int W> INLINE uint64_t sweep(const uint64_t * at, const uint64_t * end) {
    typedef uint64_t vec __attribute__((vector_size(W * 4), aligned(8), may_alias));
    constexpr int step = W / 2;
    vec sum[8] = {};
    for (; at + 8 * step <= end; at += 8 * step) {
#pragma GCC unroll 8
        for (int i = 0; i < 8; i++) {
            sum[i] += *(const vec *) (at + i * step);
        }
    }
    uint64_t parts[8 * step];
    std::memcpy(parts, sum, sizeof parts);
    return std::accumulate(parts, parts + 8 * step, uint64_t(0));
}

// What the widest vectors of this processor do.
struct kernels {
    void (*product)(matrices & m, int part, int parts);
    int rows; // of a tile
    uint64_t (*sweep)(const uint64_t * at, const uint64_t * end);
};

#if defined(__x86_64__)
__attribute__((target("avx512f"))) void product512(matrices & m, int i, int n) { product<16, 14>(m, i, n); }
__attribute__((target("avx512f"))) uint64_t sweep512(const uint64_t * at, const uint64_t * end) { return sweep<16>(at, end); }
__attribute__((target("avx2,fma"))) void product256(matrices & m, int i, int n) { product<8, 6>(m, i, n); }
__attribute__((target("avx2,fma"))) uint64_t sweep256(const uint64_t * at, const uint64_t * end) { return sweep<8>(at, end); }
#endif
void product128(matrices & m, int i, int n) { product<4, 6>(m, i, n); }
uint64_t sweep128(const uint64_t * at, const uint64_t * end) { return sweep<4>(at, end); }

kernels choose() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) {
        return {product512, 14, sweep512};
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        return {product256, 6, sweep256};
    }
#endif
    return {product128, 6, sweep128};
}

// The seconds that work takes on that many threads.
double timed(int threads, const std::function<void(int)> & work) {
    const auto begin = std::chrono::steady_clock::now();
    std::vector<std::thread> others;
    for (int i = 1; i < threads; i++) {
        others.emplace_back(work, i);
    }
    work(0);
    for (auto & t : others) {
        t.join();
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

} // namespace

double dsc_peak_matmul(int threads, int passes) {
    try {
        const kernels k = choose();
        matrices m;
        const double operations = 2.0 * (M / k.rows * k.rows) * N * K;
        double best = 0;
        for (int i = 0; i < passes; i++) {
            best = std::max(best, operations / timed(threads, [&](int part) { k.product(m, part, threads); }));
        }
        volatile float seen = m.c[0];
        (void) seen;
        return best;
    } catch (const std::exception &) {
        return 0;
    }
}

// A buffer of ones, in large pages where the system has them: with small ones, the best
// that a sweep reaches is bounded by looking pages up, not by memory.
static std::unique_ptr<uint64_t, void (*)(void *)> ones(size_t n) {
    const size_t page = 2 << 20, bytes = (n * 8 + page - 1) / page * page;
    auto * data = static_cast<uint64_t *>(std::aligned_alloc(page, bytes));
    if (!data) {
        throw std::bad_alloc();
    }
#if defined(__linux__)
    madvise(data, bytes, MADV_HUGEPAGE);
#endif
    std::fill(data, data + n, 1);
    return {data, std::free};
}

double dsc_peak_read(int threads, int passes, size_t bytes) {
    try {
        const kernels k = choose();
        const size_t n = bytes / 8 / threads / 64 * 64; // of each thread
        const auto data = ones(n * threads);
        std::vector<uint64_t> sums(threads);
        double best = 0;
        for (int i = 0; i < passes; i++) {
            const double s = timed(threads, [&](int part) {
                sums[part] = k.sweep(data.get() + part * n, data.get() + (part + 1) * n);
            });
            best = std::max(best, double(n * threads * 8) / s);
        }
        volatile uint64_t seen = sums[0];
        (void) seen;
        return best;
    } catch (const std::exception &) {
        return 0;
    }
}
