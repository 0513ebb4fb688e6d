//go:build cgo

package llama

import "runtime"

// thread is one thread of the system, on which a model's computations all run. OpenMP
// keeps a team of helpers for every thread that has ever computed, and goroutines move
// between threads. With more helpers than cores OpenMP's own barrier sleeps at once: on
// two cores decoding so took between 1.2 times as long (2B parameters) and 2.5 times
// (135M). Ours (scripts/cpulibs/barrier.c) doesn't, but the idle helpers would stay.
type thread struct {
	work  chan func()
	done  chan struct{}
	ended chan struct{}
}

func newThread() *thread {
	t := &thread{work: make(chan func()), done: make(chan struct{}), ended: make(chan struct{})}
	go func() {
		defer close(t.ended)
		runtime.LockOSThread() // for good: the thread ends with the goroutine, and its helpers with it
		for f := range t.work {
			f()
			t.done <- struct{}{}
		}
	}()
	return t
}

// run calls f on the thread and returns when f has. One goroutine at a time calls it.
func (t *thread) run(f func()) {
	t.work <- f
	<-t.done
}

// close ends the thread.
func (t *thread) close() {
	close(t.work)
	<-t.ended
}
