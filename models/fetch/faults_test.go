package fetch

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"descry/models"
)

// TestRandomFaults: downloads with faults at random, sixty or in make long five hundred:
// whole, or a clear error; and the last takes no more memory and goroutines than the first.
func TestRandomFaults(t *testing.T) {
	file := content(200_000)
	random := rand.New(rand.NewPCG(10, 1))
	got := 0
	var before, after usage
	for i := range pulls {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			if faulty(t, file, random) {
				got++
			}
		})
		switch i {
		case pulls / 10: // what is made once is there by now
			before = use()
		case pulls - 1:
			after = use()
		}
	}
	t.Logf("%d of %d downloads were whole, the others ended with a clear error; %v, then %v", got, pulls, before, after)
	if after.heap > before.heap+1<<20 || after.goroutines > before.goroutines+2 {
		t.Errorf("memory grows: %v, then %v", before, after)
	}
	if got == 0 || got == pulls {
		t.Errorf("%d of %d were whole", got, pulls)
	}
}

// usage is what a process has.
type usage struct {
	heap       uint64 // bytes in use
	goroutines int
}

func use() usage {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what finalizers held
	runtime.ReadMemStats(&m)
	return usage{m.HeapAlloc, runtime.NumGoroutine()}
}

// faulty makes one download with up to three faults, and says whether the file is whole.
func faulty(t *testing.T, file []byte, random *rand.Rand) bool {
	t.Helper()
	h, s := newHub(t, file), newStore(t)
	for range random.IntN(4) {
		h.faults = append(h.faults, []http.HandlerFunc{
			h.cut(random.IntN(len(file))),
			says(500, ""), says(403, ""), says(429, "", "Retry-After", "1"),
			says(200, string(file[:random.IntN(len(file))])),
			says(206, "x", "Content-Range", "bytes 1-1/200000"),
			says(200, "GGUF"+strings.Repeat("y", len(file)-4)),
			says(416, ""),
		}[random.IntN(8)])
	}
	err := h.client(Options{}).Pull(t.Context(), s, h.model(), nil)
	var sum *models.ChecksumError
	clear := errors.Is(err, ErrAnswer) || errors.Is(err, ErrNetwork) || errors.Is(err, ErrLogin) || errors.As(err, &sum)
	if whole(t, s, file) != (err == nil) || err != nil && !clear {
		t.Fatalf("got %v", err)
	}
	return err == nil
}

// TestMovedRevision: what was begun of one revision is not mixed with another one, to which
// the hub's "main" has moved meanwhile.
func TestMovedRevision(t *testing.T) {
	old := content(200_000)
	h, s := newHub(t, old), newStore(t)
	m := h.model()
	m.Files[0].Unpinned, m.Files[0].SHA256, m.Files[0].Revision, m.Files[0].Bytes = true, "", "", 0
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	h.faults = []http.HandlerFunc{h.cut(len(old) / 2)}
	c, begun := h.client(Options{}), int64(0)
	c.pause = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
	if err := c.Pull(ctx, s, m, func(p Progress) { begun = p.Done }); !errors.Is(err, context.Canceled) || begun == 0 {
		t.Fatalf("%d bytes, %v", begun, err)
	}
	moved := content(200_001)
	moved[100]++
	h.mu.Lock()
	h.file, h.tag = moved, `"two"`
	h.mu.Unlock()
	if err := h.client(Options{}).Pull(t.Context(), s, m, nil); err != nil || !whole(t, s, moved) {
		t.Errorf("after it moved: %v", err)
	}
}
