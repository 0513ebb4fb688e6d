// Package child runs a subprocess of our own binary that talks in frames over its
// stdin and stdout, takes care that it never outlives us, and repeats work whose child
// ended. It knows nothing of what is said.
package child

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"
)

// Options says what to start.
type Options struct {
	Path     string       // of the executable
	Args     []string     // without the name
	Env      []string     // whole environment, "NAME=value"; nil: that of this process
	MaxFrame int          // longest body that the child may send, in bytes; 0: 1 MiB
	Log      *slog.Logger // hears the lines of stderr, at debug; nil: nobody
	// Files are open in the child too, the first as descriptor 3 (as exec.Cmd.ExtraFiles has
	// it; not on Windows). They stay the caller's.
	Files []*os.File
}

// defaultMaxFrame is Options.MaxFrame's default, in bytes.
const defaultMaxFrame = 1 << 20

// stray is how long after the child's death what is left in its stderr may take;
// a grandchild may hold the pipe open for ever.
const stray = 200 * time.Millisecond

// Process is a running child. Send and Kill may be called at any time by any
// goroutine; Receive by one at a time. Close must be called in the end.
type Process struct {
	in     *os.File // our ends of the pipes
	out    *os.File
	errors *os.File
	writer *Writer
	reader *Reader
	tail   tail
	cmd    *exec.Cmd

	done    chan struct{} // closed when the child has ended and is reaped
	waited  error         // of cmd.Wait; valid after done
	drained chan struct{} // closed when stderr is read to the end

	closing sync.Once
}

// Start starts a child. On Linux it is killed by the kernel when this process
// ends; elsewhere it must end by itself when its stdin does, which it should do
// anyway. It has a process group of its own, so that Ctrl-C in a terminal reaches
// only us. Errors are those of package exec.
func Start(o Options) (*Process, error) {
	p := &Process{done: make(chan struct{}), drained: make(chan struct{})}
	p.cmd = exec.Command(o.Path, o.Args...)
	p.cmd.Env = o.Env
	p.cmd.SysProcAttr = attributes()
	p.cmd.ExtraFiles = o.Files
	theirs, err := p.pipes()
	defer closeAll(theirs...)
	if err != nil {
		closeAll(p.in, p.out, p.errors)
		return nil, fmt.Errorf("child: %w", err)
	}
	p.writer = NewWriter(p.in)
	most := o.MaxFrame
	if most == 0 {
		most = defaultMaxFrame
	}
	p.reader = NewReader(p.out, most)
	started := make(chan error)
	go p.run(started)
	if err := <-started; err != nil {
		closeAll(p.in, p.out, p.errors)
		return nil, fmt.Errorf("child: %w", err)
	}
	go p.drain(o.Log)
	return p, nil
}

// pipes makes our ends, and returns those of the child.
func (p *Process) pipes() (theirs []*os.File, err error) {
	pipe := func(ours **os.File, writes bool) *os.File {
		if err != nil {
			return nil
		}
		var r, w *os.File
		if r, w, err = os.Pipe(); err != nil {
			return nil
		}
		if writes {
			*ours = w
			theirs = append(theirs, r)
			return r
		}
		*ours = r
		theirs = append(theirs, w)
		return w
	}
	stdin, stdout, stderr := pipe(&p.in, true), pipe(&p.out, false), pipe(&p.errors, false)
	if err == nil {
		p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = stdin, stdout, stderr
	}
	return theirs, err
}

// run starts the child and waits for its end. It keeps its thread all the while:
// Linux sends the parent-death signal when the thread that forked ends.
func (p *Process) run(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := p.cmd.Start()
	started <- err
	if err != nil {
		return
	}
	p.waited = p.cmd.Wait()
	close(p.done)
	_ = p.errors.SetReadDeadline(time.Now().Add(stray)) // where pipes have no deadlines, Close ends drain
}

// drain reads stderr to its end.
func (p *Process) drain(log *slog.Logger) {
	defer close(p.drained)
	l := &lines{log: log}
	_, _ = io.Copy(io.MultiWriter(&p.tail, l), p.errors) // the end is the end, whatever the reason
	l.flush()
}

// PID is the child's process ID.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Send writes a frame, see Writer.Write. It blocks while the child doesn't read,
// and fails once it has ended.
func (p *Process) Send(kind byte, id uint32, parts ...[]byte) error {
	return p.writer.Write(kind, id, parts...)
}

// Sent is the number of bytes sent so far.
func (p *Process) Sent() int64 { return p.writer.Total() }

// Receive reads the child's next frame, see Reader.Next. After the child's end it
// gives what was sent before it, and then io.EOF.
func (p *Process) Receive() (Frame, error) { return p.reader.Next() }

// Done is closed when the child has ended and is reaped.
func (p *Process) Done() <-chan struct{} { return p.done }

// Kill ends the child by force, at once, and doesn't wait.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // fails only where it has ended already
}

// Wait waits until the child has ended by itself or by Kill, and says how: nil
// when with status 0, otherwise an *ExitError.
func (p *Process) Wait() error {
	<-p.done
	<-p.drained
	if p.waited == nil {
		return nil
	}
	return &ExitError{Tail: p.Tail(), Err: p.waited}
}

// Tail is the end of what the child wrote to stderr, at most 64 KiB.
func (p *Process) Tail() string { return strings.ToValidUTF8(p.tail.String(), "\uFFFD") }

// Close closes the child's stdin, which asks it to end, waits up to grace, then
// kills it, and frees all. It returns what Wait returns. Further calls do nothing
// but that. A Receive that waits is ended.
func (p *Process) Close(grace time.Duration) error {
	p.closing.Do(func() {
		if grace <= 0 {
			p.Kill()
		}
		closeAll(p.in)
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-p.done:
		case <-timer.C:
			p.Kill()
			<-p.done
		}
		select {
		case <-p.drained:
		case <-time.After(2 * stray):
		}
		closeAll(p.out, p.errors)
	})
	return p.Wait()
}

func closeAll(files ...*os.File) {
	for _, f := range files {
		if f != nil {
			_ = f.Close() // pipes: nothing is lost
		}
	}
}

// Without returns the entries of an environment whose names begin with none of
// the prefixes. Letter case doesn't count, as on Windows.
func Without(env []string, prefixes ...string) []string {
	var out []string
	for _, e := range env {
		keep := true
		for _, p := range prefixes {
			keep = keep && !strings.HasPrefix(strings.ToUpper(e), strings.ToUpper(p))
		}
		if keep {
			out = append(out, e)
		}
	}
	return out
}
