package assistant

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"descry/speech"
	"descry/speech/speechtest"
)

// depot fetches in virtual time: a notice, so many bytes a second of 1000, then the end.
type depot struct {
	Models // nil: nothing else is used
	rate   int64
	fails  error // after half of it
}

// stocked is a Host with these Models.
type stocked struct {
	*loud
	models Models
}

func (s stocked) Models() Models { return s.models }

func (d *depot) Pull(ctx context.Context, id, _ string, _ bool) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		if !yield(Notice{"Fetching Eyes."}, nil) {
			return
		}
		for done := int64(0); done <= 1000; done += 10 {
			time.Sleep(time.Duration(10 * int64(time.Second) / d.rate))
			switch {
			case ctx.Err() != nil:
				yield(nil, ctx.Err())
				return
			case d.fails != nil && done == 500:
				yield(nil, d.fails)
				return
			case !yield(Progress{Done: done, Total: 1000}, nil):
				return
			}
		}
		yield(Managed{ID: id, Done: "pulled", Text: "Eyes is here."}, nil)
	}
}

func (d *depot) PullVoice(ctx context.Context, id, from string, accept bool) iter.Seq2[Event, error] {
	return d.Pull(ctx, id, from, accept)
}

// fetchAloud runs a pull with a spy that takes 10 ms a character, and returns what was said.
func fetchAloud(t *testing.T, c Command, d *depot, in Input, spyErr error, each func(e Event, stop func())) (said []string, all []Event, last error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		spy := &speechtest.Spy{Pace: 10 * time.Millisecond, Err: spyErr}
		h := stocked{&loud{a: on(nil), queue: speech.NewQueue(spy)}, d}
		defer func() { _ = h.queue.Close() }()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		for e, err := range c.Run(ctx, h, in) {
			if last = err; err == nil {
				all = append(all, e)
			}
			if each != nil {
				each(e, cancel)
			}
		}
		synctest.Wait()
		said = texts(spy.Said())
	})
	return said, all, last
}

// sub is a command below another.
func sub(t *testing.T, c Command, name string) Command {
	t.Helper()
	i := slices.IndexFunc(c.Subs, func(s Command) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("no %s %s", c.Name, name)
	}
	return c.Subs[i]
}

func TestPullAloud(t *testing.T) {
	full := []string{
		"Fetching Eyes.", "10 percent.", "20 percent.", "30 percent.", "40 percent.", "50 percent.",
		"60 percent.", "70 percent.", "80 percent.", "90 percent.", "Eyes is here.",
	}
	broken := errors.New("broken")
	for _, c := range []struct {
		name  string
		rate  int64 // bytes a second, of 1000
		in    Input
		fails error
		want  []string
	}{
		{"slow", 100, Input{Say: true}, nil, full},
		// A percent takes 110 ms to say, in which 210 bytes come: what would be late is left out.
		{"quick", 1900, Input{Say: true}, nil, []string{"Fetching Eyes.", "20 percent.", "40 percent.", "60 percent.", "80 percent.", "Eyes is here."}},
		{"at once", 1e6, Input{Say: true}, nil, []string{"Fetching Eyes.", "Eyes is here."}},
		{"failure", 100, Input{Say: true}, broken, append(slices.Clone(full[:5]), "Something went wrong that I have no words for. Try again; if it stays so, run \"descry doctor\".")},
		{"silent", 100, Input{}, nil, nil},
	} {
		for _, command := range []Command{sub(t, modelsCommand, "pull"), sub(t, voicesCommand, "pull")} {
			t.Run(c.name+"/"+command.Examples[0], func(t *testing.T) {
				said, all, err := fetchAloud(t, command, &depot{rate: c.rate, fails: c.fails}, c.in, nil, nil)
				if !slices.Equal(said, c.want) || !errors.Is(err, c.fails) {
					t.Errorf("said %q, %v", said, err)
				}
				if slices.ContainsFunc(all, func(e Event) bool { _, is := e.(Unspoken); return is }) {
					t.Error("unspoken")
				}
			})
		}
	}
}

// TestPullAloudStops: the end of ctx ends the fetching, and cuts the sound.
func TestPullAloudStops(t *testing.T) {
	stopped := false
	said, _, err := fetchAloud(t, sub(t, modelsCommand, "pull"), &depot{rate: 400}, Input{Say: true}, nil, func(e Event, stop func()) {
		if p, ok := e.(Progress); ok && p.Done == 330 { // while "30 percent" is being said
			stopped = true
			stop()
		}
	})
	if !stopped || !errors.Is(err, context.Canceled) {
		t.Fatalf("stopped: %v, %v", stopped, err)
	}
	if n := len(said); n == 0 || said[n-1] != "30 percent.-" {
		t.Errorf("said %q", said)
	}
}

// TestPullUnspoken: where nothing can be heard that is told once, long before the end, and
// the fetching goes on.
func TestPullUnspoken(t *testing.T) {
	said, all, err := fetchAloud(t, sub(t, modelsCommand, "pull"), &depot{rate: 100}, Input{Say: true}, speech.ErrNoDevice, nil)
	var told []int
	for i, e := range all {
		if u, ok := e.(Unspoken); ok && errors.Is(u.Err, speech.ErrNoDevice) {
			told = append(told, i)
		}
	}
	if len(told) != 1 || told[0] > len(all)/2 {
		t.Errorf("told at %v of %d events", told, len(all))
	}
	if err != nil || len(said) != 1 || !strings.HasPrefix(said[0], "Fetching") {
		t.Errorf("said %q, %v", said, err)
	}
	if _, ok := all[len(all)-2].(Managed); !ok {
		t.Errorf("the end: %+v", all[len(all)-2:])
	}
}
