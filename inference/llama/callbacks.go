//go:build cgo

package llama

/*
#include <stdbool.h>
#include <stdint.h>
*/
import "C"

import (
	"context"
	"log/slog"
	"runtime/cgo"
	"strings"
)

// loading is what the progress callback needs of one Open.
type loading struct {
	ctx    context.Context //nolint:containedctx // lives as long as one call
	report func(float64)
}

// dscProgress reports loading; false ends it.
//
//export dscProgress
func dscProgress(fraction C.float, handle C.uintptr_t) C.bool {
	l := cgo.Handle(handle).Value().(*loading)
	if l.report != nil {
		l.report(float64(fraction))
	}
	return C.bool(l.ctx.Err() == nil)
}

// dscLog routes a message of ggml, llama.cpp or clip to slog, for developers only:
// what went wrong comes back as an error too.
//
//export dscLog
func dscLog(level C.int, text *C.char) {
	ctx := context.Background()
	if !slog.Default().Enabled(ctx, slog.LevelDebug) {
		return
	}
	if s := strings.TrimSpace(C.GoString(text)); s != "" {
		slog.DebugContext(ctx, s, "from", "llama.cpp", "level", int(level))
	}
}
