package child

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"
)

func TestRestart(t *testing.T) {
	died := &ExitError{Err: io.EOF}
	other := errors.New("other")
	for _, c := range []struct {
		name   string
		errs   []error
		want   error
		deaths int
		took   time.Duration
	}{
		{"works at once", []error{nil}, nil, 0, 0},
		{"fails without an end", []error{other}, other, 0, 0},
		{"one end", []error{died, nil}, nil, 1, 0},
		{"two ends", []error{died, died, nil}, nil, 2, time.Second},
		{"then another error", []error{died, died, other}, other, 2, time.Second},
		{"the wait doubles", []error{died, died, died, nil}, nil, 3, 3 * time.Second},
		{"given up", []error{died, died, died, died}, ErrKeepsDying, 4, 3 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun, deaths, calls := time.Now(), 0, 0
				r := Restart{Most: 4, Wait: time.Second, Died: func(times int, exit *ExitError) {
					if deaths++; times != deaths || exit != died {
						t.Errorf("end %d is told as %d, %v", deaths, times, exit)
					}
				}}
				err := r.Do(t.Context(), func() error { calls++; return c.errs[calls-1] })
				if !errors.Is(err, c.want) || c.want == nil && err != nil {
					t.Errorf("got %v, want %v", err, c.want)
				}
				if errors.Is(err, ErrKeepsDying) != errors.Is(err, died) {
					t.Errorf("the last end is not in %v", err)
				}
				if took := time.Since(begun); deaths != c.deaths || calls != len(c.errs) || took != c.took {
					t.Errorf("%d ends, %d calls, %v", deaths, calls, took)
				}
			})
		})
	}
}

func TestRestartEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err := Restart{Most: 9, Wait: time.Hour}.Do(ctx, func() error { return &ExitError{Err: io.EOF} })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}
