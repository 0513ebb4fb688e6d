//go:build linux

package worker

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"descry/inference"
	"descry/internal/child"
)

// ended is how a process ends that a shell runs.
func ended(t *testing.T, script string) error {
	t.Helper()
	err := exec.Command("/bin/sh", "-c", script).Run()
	if err == nil {
		t.Fatalf("%s: status 0", script)
	}
	return err
}

func TestVerdict(t *testing.T) {
	abort, killed, status := ended(t, "kill -ABRT $$"), ended(t, "kill -KILL $$"), ended(t, "exit 7")
	crash := ended(t, "exit 2")
	for _, c := range []struct {
		name         string
		err          error
		tail         string
		proven, once bool
		want         error // besides ErrWorkerDied; nil: none
	}{
		{"assertion while loading", abort, "GGML_ASSERT(n > 0) failed", false, true, inference.ErrBadModel},
		{"crash of Go's", crash, "SIGSEGV: segmentation violation", false, true, inference.ErrBadModel},
		{"of a model that worked", abort, "GGML_ASSERT(n > 0) failed", true, true, nil},
		{"before it had begun", crash, "fatal error: no luck", false, false, nil},
		{"killed", killed, "", false, true, nil},
		{"ended by itself", status, "", false, true, nil},
		{"no sign of life", errSilent, "", false, true, nil},
		{"Go gets no memory", crash, "fatal error: runtime: out of memory", false, true, inference.ErrOutOfMemory},
		{"C++ gets no memory", abort, "terminate called after throwing an instance of 'std::bad_alloc'", true, true, inference.ErrOutOfMemory},
		{"ggml gets no memory", abort, "ggml.c:1: GGML_ASSERT(ctx->mem_buffer != NULL) failed", false, true, inference.ErrOutOfMemory},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := &Engine{proven: c.proven}
			death := &deathError{&ExitError{Tail: c.tail, Err: c.err}, c.once}
			err := e.verdict(fmt.Errorf("%w: %w", child.ErrKeepsDying, death))
			if !errors.Is(err, inference.ErrWorkerDied) || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("got %v", err)
			}
			for _, other := range []error{inference.ErrBadModel, inference.ErrOutOfMemory} {
				if other != c.want && errors.Is(err, other) {
					t.Errorf("got %v too", other)
				}
			}
		})
	}
}

func TestFilesChanged(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(path string) error
		want bool
	}{
		{"nothing", func(string) error { return nil }, false},
		{"removed", os.Remove, false},
		{"longer", func(p string) error { return os.WriteFile(p, []byte("longer"), 0o600) }, true},
		{"another of the same size", func(p string) error {
			if err := os.WriteFile(p+"2", []byte("text"), 0o600); err != nil {
				return err
			}
			return os.Rename(p+"2", p)
		}, true},
		{"written again", func(p string) error { return os.Chtimes(p, time.Time{}, time.Unix(1, 0)) }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a")
			if err := os.WriteFile(path, []byte("text"), 0o600); err != nil {
				t.Fatal(err)
			}
			f := look(path, path+"missing")
			if err := c.do(path); err != nil {
				t.Fatal(err)
			}
			if got := f.changed(); got != c.want {
				t.Errorf("changed: %v", got)
			}
		})
	}
}

// TestChangedModel: who had to start again notices it.
func TestChangedModel(t *testing.T) {
	o := options("script")
	data, err := os.ReadFile(o.Text)
	if err != nil {
		t.Fatal(err)
	}
	o.Text = filepath.Join(t.TempDir(), "a.gguf")
	if err := os.WriteFile(o.Text, data, 0o600); err != nil {
		t.Fatal(err)
	}
	e := open(t, o)
	if err := os.Chtimes(o.Text, time.Time{}, time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	want(t, e, ask("What?"), "«What?» — voilà.")
	kill(t, e.current.conn.proc.PID())
	<-e.current.conn.proc.Done()
	if _, err := collect(t, e, ask("What?")); !errors.Is(err, inference.ErrModelChanged) {
		t.Errorf("got %v", err)
	}
}

// TestSilence: what is counted are our own ticks without a word, the first word may take
// longer, and signs of life start the count anew.
func TestSilence(t *testing.T) {
	for _, c := range []struct {
		name  string
		heard bool
		signs int // one a second
		want  time.Duration
	}{
		{"from the start", false, 0, 30 * time.Second},
		{"later", true, 0, 2 * time.Second},
		{"after signs of life", true, 5, 7 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			var took time.Duration
			synctest.Test(t, func(t *testing.T) {
				watch := &conn{frames: make(chan child.Frame), heard: c.heard}
				go func() {
					for range c.signs {
						time.Sleep(time.Second)
						watch.frames <- child.Frame{Kind: kindAlive}
					}
				}()
				begun := time.Now()
				if _, err := watch.await(t.Context()); !errors.Is(err, errSilent) {
					t.Errorf("got %v", err)
				}
				took = time.Since(begun)
			})
			if took < c.want-2*beat || took > c.want+beat {
				t.Errorf("took %v, want %v", took, c.want)
			}
		})
	}
	closed := &conn{frames: make(chan child.Frame)}
	close(closed.frames)
	if _, err := closed.await(t.Context()); !errors.Is(err, io.EOF) {
		t.Errorf("ended: %v", err)
	}
}

// TestStoppedChildIsFound: the kernel doesn't run it, so it sends no sign of life.
func TestStoppedChildIsFound(t *testing.T) {
	e := open(t, options("script"))
	pid := e.current.conn.proc.PID()
	suspend(t, pid)
	begun := time.Now()
	want(t, e, ask("What?"), "«What?» — voilà.")
	if err := syscall.Kill(pid, 0); err == nil {
		t.Error("the stopped child lives")
	}
	if took := time.Since(begun); took < time.Second || took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}
