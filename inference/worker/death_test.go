//go:build linux

package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"descry/inference"
	"descry/inference/inferencetest"
)

// fastest is the shortest of a few runs: this machine may be busy with other things.
func fastest(runs int, run func() time.Duration) time.Duration {
	best := run()
	for range runs - 1 {
		best = min(best, run())
	}
	return best
}

// whenever makes a ctx that is cancelled when it holds; the moment is sent.
func whenever(t *testing.T, holds func() bool) (context.Context, <-chan time.Time) {
	ctx, cancel := context.WithCancel(t.Context())
	moment := make(chan time.Time, 1)
	go func() {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for !holds() && t.Context().Err() == nil {
			<-tick.C
		}
		moment <- time.Now()
		cancel()
	}()
	return ctx, moment
}

// TestHungEncoderIsKilled: an encoder that can't be stopped costs its process.
func TestHungEncoderIsKilled(t *testing.T) {
	e := open(t, options("script"))
	returned := time.Hour
	seed := uint8(0)
	repaired := fastest(5, func() time.Duration {
		hang := ask("HANG")
		seed++ // a picture that is not encoded yet
		hang.Image = inferencetest.Card(320, 240, seed)
		child := e.current.conn.proc
		ctx, cancelled := whenever(t, func() bool { return strings.Contains(child.Tail(), "hanging") })
		r, err := inferencetest.Collect(ctx, t, e, hang)
		begun := <-cancelled
		returned = min(returned, time.Since(begun))
		if !errors.Is(err, context.Canceled) || len(r.Tokens) > 0 {
			t.Fatalf("%q, %v", r.Text, err)
		}
		s := want(t, e, ask("Better now?"), "«Better now?» — voilà.")
		took := time.Since(begun)
		if s.TilesEncoded == 0 {
			t.Error("the new child had the picture encoded already")
		}
		select {
		case <-child.Done():
		default:
			t.Error("the hung child lives")
		}
		return took
	})
	if returned > 20*time.Millisecond {
		t.Errorf("Generate returned %v after the end of ctx", returned)
	}
	if repaired > 300*time.Millisecond {
		t.Errorf("answered again %v after the end of ctx", repaired)
	}
	t.Logf("returned after %v, answered again after %v", returned, repaired)
}

// TestStoppedChildIsKilled: a child that does not even read its stdin, while a
// picture larger than the pipe is on its way.
func TestStoppedChildIsKilled(t *testing.T) {
	e := open(t, options("script"))
	child, big := e.current.conn.proc, bigPicture(0)
	suspend(t, child.PID())
	before := child.Sent()
	ctx, _ := whenever(t, func() bool { return child.Sent() > before })
	_, err := inferencetest.Collect(ctx, t, prepared{e, big}, ask("What?"))
	if !errors.Is(err, context.Canceled) || child.Sent()-before > 1e6 {
		t.Fatalf("%d bytes sent, %v", child.Sent()-before, err)
	}
	want(t, prepared{e, big}, ask("And now?"), "«And now?» — voilà.")
}

func TestDeathIsRepaired(t *testing.T) {
	e := open(t, options("script"))
	for _, times := range []int{1, 2} {
		file := filepath.Join(t.TempDir(), "deaths")
		question := fmt.Sprintf("DIE 4 %d %s", times, file)
		begun := time.Now()
		s := want(t, e, ask(question), "«"+question+"» — voilà.")
		if n := deaths(file); n != times {
			t.Errorf("%d deaths, want %d", n, times)
		}
		if s.NewTokens < 5 || s.FirstToken <= 0 || s.FirstToken > time.Since(begun) {
			t.Errorf("stats %+v", s)
		}
	}
}

// TestEncoderIsGivenUp: what dies twice is tried once more with the projector's own encoder.
func TestEncoderIsGivenUp(t *testing.T) {
	for mode, first := range map[string]string{"script": "graphs", "frail loading": "", "frail encoding": "graphs"} {
		t.Run(mode, func(t *testing.T) {
			o := options(mode)
			o.Encoder = "graphs"
			e := open(t, o)
			if got := e.Info().Encoder; got != first {
				t.Errorf("encoder %q, want %q", got, first)
			}
			want(t, e, ask("What?"), "«What?» — voilà.")
			last := first
			if mode == "frail encoding" {
				last = ""
			}
			if got := e.Info().Encoder; got != last {
				t.Errorf("encoder %q after the answer, want %q", got, last)
			}
		})
	}
}

func TestPrefillIsRepeated(t *testing.T) {
	e := open(t, options("script"))
	kill(t, e.current.conn.proc.PID())
	if err := e.Prefill(t.Context(), ask("What?")); err != nil {
		t.Fatal(err)
	}
	if s := want(t, e, ask("What?"), "voilà."); s.TilesEncoded != 0 {
		t.Errorf("stats %+v", s)
	}
}

func TestKilledMidAnswer(t *testing.T) {
	e := open(t, options("script"))
	file := filepath.Join(t.TempDir(), "go")
	question := "STALL 5 " + file
	var b strings.Builder
	seen := 0
	var stats *inference.Stats
	for tok, err := range e.Generate(t.Context(), ask(question)) {
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(tok.Text)
		stats = tok.Stats
		if seen++; seen == 3 {
			kill(t, e.current.conn.proc.PID())
			if err := os.WriteFile(file, []byte("+"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	whole := ""
	for _, tok := range inferencetest.Echo(nil, ask(question)).Tokens[4:] {
		whole += tok.Text
	}
	if !strings.HasSuffix(b.String(), whole) || strings.Count(b.String(), "The picture") != 1 || stats == nil {
		t.Errorf("answer %q, stats %v", b.String(), stats)
	}
}

func TestThreeDeaths(t *testing.T) {
	e := open(t, options("script"))
	file := filepath.Join(t.TempDir(), "deaths")
	r, err := collect(t, e, ask("DIE 4 3 "+file))
	var exit *ExitError
	if !errors.Is(err, inference.ErrWorkerDied) || !errors.As(err, &exit) || !strings.Contains(exit.Tail, "struck by lightning") {
		t.Fatalf("got %v", err)
	}
	if len(r.Tokens) != 4 || deaths(file) != 3 {
		t.Errorf("%d tokens, %d deaths", len(r.Tokens), deaths(file))
	}
	want(t, e, ask("Still there?"), "«Still there?» — voilà.")
}

func TestChangedAnswerIsAnError(t *testing.T) {
	e := open(t, options("script"))
	file := filepath.Join(t.TempDir(), "deaths")
	if r, err := collect(t, e, ask("DIE-CHANGED 4 1 "+file)); !errors.Is(err, errChanged) || len(r.Tokens) != 4 {
		t.Errorf("%q, %v", r.Text, err)
	}
	want(t, e, ask("Still there?"), "«Still there?» — voilà.")
}

func TestIdleDeath(t *testing.T) {
	e := open(t, options("script"))
	for range 5 { // more than the deaths that a request may see
		c := e.current.conn
		kill(t, c.proc.PID())
		<-c.proc.Done()
		want(t, e, ask("What?"), "«What?» — voilà.")
	}
}
