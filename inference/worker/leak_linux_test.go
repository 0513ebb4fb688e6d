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
		ctx, cancel := context.WithCancel(t.Context())
		question := "What?"
		switch at := random.IntN(12); {
		case i%20 == 19:
			question = "HANG " + strconv.Itoa(i)
			p := ask(question)
			p.Image = inferencetest.Card(320, 240, uint8(i)) // one that must be encoded
			time.AfterFunc(time.Duration(random.IntN(3000))*time.Microsecond, cancel)
			if _, err := inferencetest.Collect(ctx, t, e, p); !errors.Is(err, context.Canceled) {
				t.Fatalf("request %d: %v", i, err)
			}
		case at > 8:
			time.AfterFunc(time.Duration(random.IntN(2000))*time.Microsecond, cancel)
			if _, err := inferencetest.Collect(ctx, t, e, ask(question)); err != nil && !errors.Is(err, context.Canceled) {
				t.Fatalf("request %d: %v", i, err)
			}
		default:
			for _, err := range e.Generate(ctx, ask(question)) {
				if err != nil {
					t.Fatalf("request %d: %v", i, err)
				}
				if at--; at < 0 {
					break
				}
			}
		}
		cancel()
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
