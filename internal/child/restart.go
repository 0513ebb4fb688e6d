package child

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrKeepsDying: a child ended as often as Restart allows. It wraps the last *ExitError.
var ErrKeepsDying = errors.New("child: ends again and again")

// Restart says how often work is given to another child when one ends badly. After the
// first end the next child is tried at once, for most ends are chance; then after a
// wait that doubles, so that what ends at once doesn't keep the machine busy.
type Restart struct {
	Most int           // ends in a row after which it is given up, at least 1
	Wait time.Duration // before the third child
	// Died hears of each end, times counted from 1; nil: nobody does.
	Died func(times int, exit *ExitError)
}

// Do calls work until it returns something else than an *ExitError, which is returned,
// or has done so Most times, which gives ErrKeepsDying. The end of ctx ends a wait.
func (r Restart) Do(ctx context.Context, work func() error) error {
	wait := time.Duration(0)
	for times := 1; ; times++ {
		err := work()
		var exit *ExitError
		if !errors.As(err, &exit) {
			return err
		}
		if r.Died != nil {
			r.Died(times, exit)
		}
		if times >= r.Most {
			return fmt.Errorf("%w: %w", ErrKeepsDying, err)
		}
		if err := pause(ctx, wait); err != nil {
			return err
		}
		wait = max(2*wait, r.Wait)
	}
}

// pause waits for a while, or for the end of ctx.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}
