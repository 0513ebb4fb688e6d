package worker

import (
	"context"
	"errors"

	"descry/inference"
)

// errMissing: the child doesn't hold the picture of a question any more.
var errMissing = errors.New("worker: picture is missing")

// codes names the errors that keep their identity between the processes.
var codes = []struct {
	code string
	err  error
}{
	{"canceled", context.Canceled},
	{"deadline", context.DeadlineExceeded},
	{"missing-picture", errMissing},
	{"context-full", inference.ErrContextFull},
	{"out-of-memory", inference.ErrOutOfMemory},
	{"unknown-family", inference.ErrUnknownFamily},
	{"bad-model", inference.ErrBadModel},
	{"model-changed", inference.ErrModelChanged},
	{"no-model", inference.ErrNoModel},
	{"no-pixels", inference.ErrNoPixels},
	{"elongated", inference.ErrElongated},
	{"closed", inference.ErrClosed},
	{"unsupported", errors.ErrUnsupported},
}

// failure is an error on the wire; the zero value is none.
type failure struct {
	Code string
	Text raw
}

func newFailure(err error) failure {
	if err == nil {
		return failure{}
	}
	f := failure{Code: "other", Text: raw(err.Error())}
	for _, c := range codes {
		if errors.Is(err, c.err) {
			f.Code = c.code
			break
		}
	}
	return f
}

// err is the error that the child met, with its text and its sentinel.
func (f failure) err() error {
	if f.Code == "" {
		return nil
	}
	e := &remoteError{text: string(f.Text)}
	for _, c := range codes {
		if c.code == f.Code {
			e.is = c.err
		}
	}
	return e
}

// remoteError is an error that crossed from the child.
type remoteError struct {
	text string
	is   error // nil where it has no code
}

// Error is the child's own text.
func (e *remoteError) Error() string { return e.text }

// Unwrap gives the sentinel.
func (e *remoteError) Unwrap() error { return e.is }
