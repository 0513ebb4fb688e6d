package worker

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"descry/inference/inferencetest"
)

func kill(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

func suspend(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
}

// children counts the processes, zombies too, whose parent we are.
func children(t *testing.T) int {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, s := range stats {
		b, err := os.ReadFile(s)
		if err != nil {
			continue // ended meanwhile
		}
		_, rest, _ := bytes.Cut(b, []byte(") "))
		if f := bytes.Fields(rest); len(f) > 1 && string(f[1]) == strconv.Itoa(os.Getpid()) {
			n++
		}
	}
	return n
}

func descriptors(t *testing.T) int {
	t.Helper()
	d, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(d)
}

// leave asks and stops: every 20th time while an encoder hangs, otherwise by a
// cancel at any time, or by leaving the loop.
func leave(t *testing.T, e *Engine, i int, random *rand.Rand) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p := ask("What?")
	hangs, at := i%20 == 19, random.IntN(12)
	if hangs {
		p = ask("HANG")
		p.Image = inferencetest.Card(320, 240, uint8(i)) // one that must be encoded
	}
	if hangs || at > 8 {
		defer time.AfterFunc(time.Duration(random.IntN(3000))*time.Microsecond, cancel).Stop()
		_, err := inferencetest.Collect(ctx, t, e, p)
		if whole := err == nil && !hangs; !whole && !errors.Is(err, context.Canceled) {
			t.Fatalf("request %d: %v", i, err)
		}
		return
	}
	for _, err := range e.Generate(ctx, p) {
		if err != nil {
			t.Fatalf("request %d: %v", i, err)
		}
		if at--; at < 0 {
			break
		}
	}
}

// TestNothingLeaks asks 200 times and stops at random moments.
func TestNothingLeaks(t *testing.T) {
	o := options("script")
	// What the poller and the scheduler need is there after a first child.
	if err := open(t, o).Close(); err != nil {
		t.Fatal(err)
	}
	fds, procs, routines := descriptors(t), children(t), runtime.NumGoroutine()
	e := open(t, o)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 200 {
		leave(t, e, i, random)
	}
	want(t, e, ask("At last?"), "«At last?» — voilà.")
	if n := children(t); n != procs+1 {
		t.Errorf("%d children, want one", n-procs)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if n := children(t); n != procs {
		t.Errorf("%d children left", n-procs)
	}
	if n := descriptors(t); n > fds {
		t.Errorf("%d descriptors, %d before", n, fds)
	}
	if n := runtime.NumGoroutine(); n > routines+2 { // of the runtime's own, or just ending
		t.Errorf("%d goroutines, %d before", n, routines)
	}
}
