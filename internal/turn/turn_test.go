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
