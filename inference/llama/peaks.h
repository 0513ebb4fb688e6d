// What the machine can do at most, to compare the models' speed with.
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// The best of some passes: floating-point operations a second of an f32 matrix product
// of 1024x768 by 768x3072, on that many threads; 0 when there is no memory.
double dsc_peak_matmul(int threads, int passes);
// The same, bytes a second of reading a buffer of that size from end to end.
double dsc_peak_read(int threads, int passes, size_t bytes);

#ifdef __cplusplus
}
#endif
