package inference

import (
	"context"
	"errors"
)

// Encoder is an image encoder that stands in for a backend's own. It is used by one
// goroutine at a time.
type Encoder interface {
	// Encode is Backend.Encode; this one may stop when ctx ends.
	Encode(ctx context.Context, pixels []float32, width, height int) (Embedding, error)
	// Width is the number of floats of a token, which has to be the text model's.
	Width() int
	Close() error
}

// WithEncoder returns b with e in the place of its image encoder. It owns both: Close
// closes them.
func WithEncoder(b Backend, e Encoder) Backend { return &encoded{b, e} }

type encoded struct {
	Backend
	encoder Encoder
}

// Encode implements Backend.
func (b *encoded) Encode(ctx context.Context, pixels []float32, width, height int) (Embedding, error) {
	return b.encoder.Encode(ctx, pixels, width, height)
}

// Close implements Backend.
func (b *encoded) Close() error { return errors.Join(b.encoder.Close(), b.Backend.Close()) }
