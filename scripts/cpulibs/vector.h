// What vector.c and its faster kernels share.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ggml-cpu.h"

// DISTANCE is how far ahead weights are asked for, in bytes: memory answers after some
// 100 ns, in which a core reads about a kilobyte.
#define DISTANCE 2048
#define LINE 64

// A matrix of quantized rows and the column that they are multiplied by.
struct product {
	enum ggml_type type;
	ggml_vec_dot_t dot;
	const char *a, *b; // the rows, row_bytes apart; the column
	float *c;          // a number a row
	size_t row_bytes, a_block, b_block; // bytes of a row, of a block of it, of one of the column
	int64_t blocks, weights;            // of a row; of a block
};

// q8_0_vnni computes an even number of rows, from `from` up to `to` at most, and returns
// where it stopped: at `from` if this processor or these weights are not for it.
int64_t q8_0_vnni(const struct product *p, int64_t from, int64_t to);
