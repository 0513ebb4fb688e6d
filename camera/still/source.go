package still

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"

	"descry/camera"
)

// openFile opens path for reading. Opening a named pipe waits for its writer, and no
// system call ends that wait; so it is done beside, and when ctx ends first the pipe
// is opened once more for writing, which lets the first open return.
func openFile(ctx context.Context, path string) (*os.File, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	switch {
	case info.IsDir():
		return nil, &fs.PathError{Op: "open", Path: path, Err: camera.ErrDirectory}
	case info.Mode()&fs.ModeNamedPipe == 0:
		return os.Open(path)
	}
	type opened struct {
		file *os.File
		err  error
	}
	done := make(chan opened, 1)
	go func() {
		f, err := os.Open(path)
		done <- opened{f, err}
	}()
	select {
	case o := <-done:
		return o.file, o.err
	case <-ctx.Done():
	}
	// Without leave to write to the pipe the goroutine waits on for a writer.
	if waker, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0); err == nil {
		if o := <-done; o.err == nil {
			o.file.Close()
		}
		waker.Close()
	}
	return nil, ctx.Err()
}

// source reads from a reader until ctx ends or MaxBytes are read, and remembers what
// really went wrong, which a decoder may not pass on.
type source struct {
	read func(p []byte) (int, error)
	left int64
	err  error // the first error that is not the end of the stream
}

// attach connects s to r. The function it returns must be called when s is done with.
func (s *source) attach(ctx context.Context, r io.Reader) (stop func()) {
	s.left = MaxBytes
	if f, ok := r.(*os.File); ok {
		// Reads of a regular file do not block, so ctx is looked at between them.
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			s.read = checked(ctx, r)
			return func() {}
		}
	}
	// Pipes and sockets have deadlines, which interrupt a Read without a goroutine.
	if d, ok := r.(interface{ SetReadDeadline(time.Time) error }); ok && d.SetReadDeadline(time.Time{}) == nil {
		s.read = checked(ctx, r)
		ended := make(chan struct{})
		cancel := context.AfterFunc(ctx, func() {
			defer close(ended)
			// It was settable a moment ago; if it no longer is, r is closed and Read returns.
			_ = d.SetReadDeadline(time.Unix(1, 0))
		})
		return func() {
			if !cancel() {
				<-ended
			}
		}
	}
	s.read = interruptible(ctx, r)
	return func() {}
}

func checked(ctx context.Context, r io.Reader) func(p []byte) (int, error) {
	return func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return r.Read(p)
	}
}

// interruptible runs each Read in a goroutine of its own, with a buffer that only that
// goroutine and its result hold, so that a blocked Read can be left behind.
func interruptible(ctx context.Context, r io.Reader) func(p []byte) (int, error) {
	type result struct {
		data []byte
		err  error
	}
	results := make(chan result, 1)
	var rest []byte
	var ended error
	return func(p []byte) (int, error) {
		if len(rest) == 0 && ended == nil {
			if err := ctx.Err(); err != nil {
				return 0, err
			}
			go func() {
				chunk := make([]byte, 1<<16)
				n, err := r.Read(chunk)
				results <- result{chunk[:n], err}
			}()
			select {
			case got := <-results:
				rest, ended = got.data, got.err
			case <-ctx.Done():
				return 0, ctx.Err()
			}
		}
		n := copy(p, rest)
		rest = rest[n:]
		if len(rest) == 0 {
			return n, ended
		}
		return n, nil
	}
}

// Read implements io.Reader.
func (s *source) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	if s.left == 0 {
		s.err = camera.ErrTooLarge
		return 0, s.err
	}
	n, err := s.read(p[:min(int64(len(p)), s.left)])
	s.left -= int64(n)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// cause returns the error behind err: the end of ctx or what reading met come before
// what a decoder made of them.
func (s *source) cause(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case s.err != nil && !errors.Is(err, s.err):
		return s.err
	}
	return err
}
