package turn

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

var errShut = errors.New("shut")

func TestOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turn, inside, most := New(errShut), 0, 0
		done := make(chan bool)
		for range 20 {
			go func() {
				if err := turn.Take(t.Context()); err != nil {
					t.Error(err)
				}
				inside++
				most = max(most, inside)
				time.Sleep(time.Second)
				inside--
				turn.Give()
				done <- true
			}()
		}
		for range 20 {
			<-done
		}
		if most != 1 {
			t.Errorf("%d had the turn at once", most)
		}
	})
}

func TestTakeEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turn := New(errShut)
		if err := turn.Take(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := turn.Take(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("while another has it: %v", err)
		}
		turn.Give()
		if err := turn.Take(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("free, but the ctx has ended: %v", err)
		}
		if err := turn.Take(t.Context()); err != nil {
			t.Errorf("nobody has it: %v", err)
		}
	})
}

func TestShut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turn, order := New(errShut), ""
		if err := turn.Take(t.Context()); err != nil {
			t.Fatal(err)
		}
		shut := make(chan bool)
		go func() {
			first := turn.Shut()
			order += "shut"
			turn.Give()
			shut <- first
		}()
		synctest.Wait()
		order += "work, "
		turn.Give()
		if first := <-shut; !first || order != "work, shut" {
			t.Errorf("first %v, order %q", first, order)
		}
		if err := turn.Take(t.Context()); !errors.Is(err, errShut) {
			t.Errorf("after the end: %v", err)
		}
		if turn.Shut() {
			t.Error("twice the first")
		}
		turn.Give()
	})
}

// TestDo: the work's ctx ends with either of the two, and how it ended is told by the one that did.
func TestDo(t *testing.T) {
	shut, own := errors.New("shut"), errors.New("own")
	for name, c := range map[string]struct {
		ends string
		want error
	}{"neither": {"", own}, "ctx": {"ctx", context.Canceled}, "life": {"life", shut}} {
		turn := New(shut)
		ctx, cancel := context.WithCancel(t.Context())
		life, end := context.WithCancel(t.Context())
		err := turn.Do(ctx, life, func(ctx context.Context) error {
			switch c.ends {
			case "ctx":
				cancel()
				<-ctx.Done()
			case "life":
				end()
				<-ctx.Done()
			}
			return own
		})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if err := turn.Take(t.Context()); err != nil {
			t.Errorf("%s: the turn wasn't given back: %v", name, err)
		}
		cancel()
		end()
	}
}
