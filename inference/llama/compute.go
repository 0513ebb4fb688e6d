//go:build cgo

package llama

/*
#include "shim.h"
*/
import "C"

import (
	"context"
	"fmt"

	"descry/inference"
	"descry/internal/cpu"
)

// batch is how many tokens go into one llama_decode: shim.cpp's BATCH.
const batch = 512

// adapt gives work of many tokens as many threads as there are idle cores now: a
// thread without a core of its own makes all others wait at each barrier, which
// costs up to a hundredfold (notes/primer.md).
func (m *model) adapt() {
	if !m.auto {
		return
	}
	if n := min(cpu.Threads(), cpu.Physical()); n != m.threads {
		m.threads = n
		C.dsc_set_threads(m.c, C.int(n))
	}
}

// Encode implements inference.Backend.
func (m *model) Encode(ctx context.Context, pixels []float32, width, height int) (inference.Embedding, error) {
	var none inference.Embedding
	if err := ctx.Err(); err != nil {
		return none, err
	}
	if len(pixels) != 3*width*height || width <= 0 || height <= 0 {
		return none, fmt.Errorf("llama: %d floats for a tile of %dx%d: %w", len(pixels), width, height, errFailed)
	}
	var e C.dsc_embedding
	if rc := C.dsc_tile(m.c, C.int(width), C.int(height), &e); rc != C.DSC_OK {
		return none, fmt.Errorf("llama: tile of %dx%d: %w", width, height, sentinel(rc))
	}
	m.adapt()
	rows := make([]float32, int(e.tokens)*m.embd)
	var rc C.int
	m.compute.run(func() {
		rc = C.dsc_encode(m.c, (*C.float)(&pixels[0]), C.int(width), C.int(height), (*C.float)(&rows[0]), C.int(m.threads))
	})
	if rc != C.DSC_OK {
		return none, fmt.Errorf("llama: encode a tile of %dx%d: %w", width, height, sentinel(rc))
	}
	return inference.Embedding{
		Data: rows, Tokens: int(e.tokens), NX: int(e.nx), NY: int(e.ny), Positions: positions(e),
	}, ctx.Err()
}

func positions(e C.dsc_embedding) int {
	if e.ny == 1 {
		return int(e.tokens)
	}
	return int(e.positions)
}

// DecodeTokens implements inference.Backend.
func (m *model) DecodeTokens(ctx context.Context, ids []int, pos int, logits bool) error {
	if len(ids) > 1 {
		m.adapt()
	}
	c := make([]C.int32_t, len(ids))
	for i, id := range ids {
		c[i] = C.int32_t(id)
	}
	err := m.batches(ctx, len(ids), func(at, n int) C.int {
		last := at+n == len(ids)
		return C.dsc_decode_tokens(m.c, &c[at], C.int(n), C.int(pos+at), C.bool(logits && last))
	})
	if err == nil && len(ids) > 1 {
		C.dsc_mark(m.c, C.int(pos+len(ids)))
	}
	return err
}

// DecodeImage implements inference.Backend.
func (m *model) DecodeImage(ctx context.Context, e inference.Embedding, pos int) error {
	if len(e.Data) != e.Tokens*m.embd || e.Tokens == 0 {
		return fmt.Errorf("llama: embedding of %d floats for %d tokens: %w", len(e.Data), e.Tokens, errFailed)
	}
	m.adapt()
	ce := C.dsc_embedding{tokens: C.int(e.Tokens), nx: C.int(e.NX), ny: C.int(e.NY), positions: C.int(e.Positions)}
	err := m.batches(ctx, e.Tokens, func(at, n int) C.int {
		return C.dsc_decode_embedding(m.c, (*C.float)(&e.Data[0]), ce, C.int(at), C.int(n), C.int(pos))
	})
	if err == nil {
		C.dsc_mark(m.c, C.int(pos+e.Positions))
	}
	return err
}

// batches runs work over n rows, looking at ctx before each batch; an ended ctx
// also stops the batch that is computing, at its next graph node.
func (m *model) batches(ctx context.Context, n int, work func(at, n int) C.int) error {
	C.dsc_set_stop(m.c, 0)
	set := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { C.dsc_set_stop(m.c, 1); close(set) })
	defer func() {
		if !stop() {
			<-set // or it could stop the next batch
		}
	}()
	for at := 0; at < n; at += batch {
		if err := ctx.Err(); err != nil {
			return err
		}
		var rc C.int
		m.compute.run(func() { rc = work(at, min(batch, n-at)) })
		if rc == C.DSC_ABORTED && ctx.Err() != nil {
			return ctx.Err()
		}
		if rc != C.DSC_OK {
			return fmt.Errorf("llama: decode: %w", sentinel(rc))
		}
	}
	return nil
}
