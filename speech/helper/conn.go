package helper

import (
	"fmt"
	"sync"
	"time"

	"descry/internal/child"
)

// dying is how long a child whose output has ended may take to end as well.
const dying = 200 * time.Millisecond

// conn is one child and the goroutine that reads what it says.
type conn struct {
	proc   *child.Process
	frames chan child.Frame // closed when its output has ended
	broken error            // why it did; valid then
	heard  bool             // it has given a sign of life
	quit   chan struct{}
	wg     sync.WaitGroup
}

func dial(o Options) (*conn, error) {
	p, err := child.Start(child.Options{Path: o.Executable, Args: o.Args, Env: o.Env, MaxFrame: mostFrame, Log: o.Log})
	if err != nil {
		return nil, fmt.Errorf("helper: %w", err)
	}
	c := &conn{proc: p, frames: make(chan child.Frame), quit: make(chan struct{})}
	c.wg.Go(c.read)
	return c, nil
}

func (c *conn) read() {
	defer close(c.frames)
	for {
		f, err := c.proc.Receive()
		if err != nil {
			c.broken = err
			return
		}
		select {
		case c.frames <- f:
		case <-c.quit:
			return
		}
	}
}

// dead says whether the child has ended.
func (c *conn) dead() bool {
	select {
	case <-c.proc.Done():
		return true
	default:
		return false
	}
}

// close ends the child, politely for as long as grace, and waits for its end. It is
// called once.
func (c *conn) close(grace time.Duration) error {
	close(c.quit)
	err := c.proc.Close(grace)
	c.wg.Wait()
	return err
}
