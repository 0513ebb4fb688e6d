package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// grace is how long an interrupted command may take to close what it opened. A
// second signal ends the process at once.
const grace = 500 * time.Millisecond

// interrupted is the cause of a context that a signal ended.
type interrupted struct{ status int }

func (interrupted) Error() string { return "cli: interrupted" }

// interruption is the exit status for ctx, if a signal ended it.
func interruption(ctx context.Context) (int, bool) {
	var by interrupted
	if errors.As(context.Cause(ctx), &by) {
		return by.status, true
	}
	return 0, false
}

// interruptible is a context that ends with an interrupt (SIGINT), a request to
// end (SIGTERM) or a closed terminal (SIGHUP). When the command doesn't return
// within grace after that, the process exits: a read that can't be ended must not
// keep a person waiting. A closed pipe behind standard output (SIGPIPE) ends the
// process without a word, as Go does by itself. The caller calls stop.
func interruptible(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		select {
		case <-done:
		case sig := <-signals:
			status := 128 + int(sig.(syscall.Signal))
			cancel(interrupted{status})
			select {
			case <-done:
			case <-signals:
				os.Exit(status)
			case <-time.After(grace):
				os.Exit(status)
			}
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(done)
		<-ended
		cancel(nil)
	}
}
