package worker

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"descry/inference"
)

// verdict says what it means that children ended again and again: that there is too
// little memory, if they said so; that the model is bad, if it crashed them and never
// gave an answer; else nothing more.
func (e *Engine) verdict(death error) error {
	err := fmt.Errorf("%w: %w", inference.ErrWorkerDied, death)
	var last *deathError
	switch {
	case !errors.As(death, &last):
	case starved(last.exit.Tail):
		return fmt.Errorf("%w: %w", inference.ErrOutOfMemory, err)
	case !e.proven && last.once && crashed(last.exit.Err):
		return fmt.Errorf("%w: %w", inference.ErrBadModel, err)
	}
	return err
}

// hunger are the last words of Go, the C++ library and ggml when they get no memory.
var hunger = []string{
	"out of memory", "cannot allocate memory", "failed to allocate", "failed to reserve", "failed to create new os thread", "bad_alloc",
	"!= null) failed", // ggml asserts that it got what it asked for
	"resource temporarily unavailable",
}

func starved(tail string) bool {
	tail = strings.ToLower(tail)
	for _, words := range hunger {
		if strings.Contains(tail, words) {
			return true
		}
	}
	return false
}

// goCrash is the status with which Go ends a process on a signal that nobody handles,
// such as that of a failed assertion or of a wrong address in C++.
const goCrash = 2

// crashed says whether a process ended by a fault of its own, as opposed to being killed.
func crashed(err error) bool {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return false
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		switch status.Signal() {
		case syscall.SIGABRT, syscall.SIGSEGV, syscall.SIGBUS, syscall.SIGFPE:
			return true
		}
		return false
	}
	return exit.ExitCode() == goCrash
}

// files are model files as they were at one time; nil where there was none.
type files map[string]os.FileInfo

func look(paths ...string) files {
	f := files{}
	for _, path := range paths {
		if st, err := os.Stat(path); err == nil {
			f[path] = st
		}
	}
	return f
}

// changed says whether other files, or other contents, are there now: a conversation
// can't go on with another model. A file that is gone is left to who opens it.
func (f files) changed() bool {
	for path, before := range f {
		now, err := os.Stat(path)
		if err == nil && (!os.SameFile(before, now) || before.Size() != now.Size() || !before.ModTime().Equal(now.ModTime())) {
			return true
		}
	}
	return false
}
