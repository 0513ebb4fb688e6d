package worker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"descry/inference"
	"descry/inference/inferencetest"
	"descry/internal/child"
)

// parent talks to a Serve in this process.
type parent struct {
	t    *testing.T
	in   *io.PipeWriter
	send *child.Writer
	recv *child.Reader
	end  chan error
}

// converse starts Serve on an engine that pauses before token 1 of a question "PAUSE".
func converse(ctx context.Context, t *testing.T, engine inference.PreparedEngine) *parent {
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	p := &parent{t: t, in: inW, send: child.NewWriter(inW), recv: child.NewReader(outR, 1<<20), end: make(chan error, 1)}
	go func() {
		err := Serve(ctx, inR, outW, func(context.Context, ModelOptions) (inference.PreparedEngine, error) { return engine, nil })
		_ = inR.Close()
		_ = outW.Close()
		p.end <- err
	}()
	return p
}

func pausing() *inferencetest.Engine {
	e := inferencetest.New(inferencetest.Say("one two three"))
	e.Step = func(ctx context.Context, p inference.Prompt, i int) error {
		if i == 1 && p.Turns[0].Text == "PAUSE" {
			<-ctx.Done()
		}
		return ctx.Err()
	}
	return e
}

func (p *parent) put(kind byte, id uint32, v any) {
	p.t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.send.Write(kind, id, b); err != nil {
		p.t.Error(err)
	}
}

// next is the next frame that is no sign of life.
func (p *parent) next() (child.Frame, error) {
	for {
		if f, err := p.recv.Next(); err != nil || f.Kind != kindAlive {
			return f, err
		}
	}
}

// until takes frames until the end of request id; it returns their kinds and the error.
func (p *parent) until(id uint32) (kinds []byte, err error) {
	p.t.Helper()
	for {
		f, err := p.next()
		if err != nil {
			p.t.Fatal(err)
		}
		if f.ID != id {
			p.t.Errorf("frame of request %d, want %d", f.ID, id)
		}
		kinds = append(kinds, f.Kind)
		if f.Kind == kindDone {
			var w failure
			if err := parse(f.Body, &w); err != nil {
				p.t.Fatal(err)
			}
			return kinds, w.err()
		}
	}
}

func says(text string) question {
	return question{Turns: []wireTurn{{Text: raw(text)}}}
}

func (p *parent) expect(id uint32, want string, kinds ...byte) {
	p.t.Helper()
	got, err := p.until(id)
	text := ""
	if err != nil {
		text = err.Error()
	}
	if !slices.Equal(got, kinds) || !strings.Contains(text, want) || want == "" && text != "" {
		p.t.Errorf("request %d: frames %v, error %q; want %v, %q", id, got, text, kinds, want)
	}
}

func TestServe(t *testing.T) {
	p := converse(t.Context(), t, pausing())
	p.put(kindGenerate, 1, says("too early"))
	p.expect(1, "no model", kindDone)
	p.put(kindOpen, 2, model{})
	p.expect(2, "", kindReady, kindDone)
	p.put(kindOpen, 3, model{})
	p.expect(3, "open already", kindDone)
	p.put(99, 4, says("what?"))
	p.expect(4, "unknown request", kindDone)
	p.put(kindGenerate, 5, "nonsense")
	p.expect(5, "broken frame", kindDone)
	p.put(kindGenerate, 6, question{Picture: make([]byte, 32)})
	p.expect(6, "picture is missing", kindDone)
	p.put(kindPicture, 7, "nonsense") // no answer
	p.put(kindPrefill, 8, says("count"))
	p.expect(8, "", kindDone)
	p.put(kindGenerate, 9, says("count"))
	p.expect(9, "", kindToken, kindToken, kindToken, kindToken, kindDone)
	if err := p.in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-p.end; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

func TestServeCancels(t *testing.T) {
	p := converse(t.Context(), t, pausing())
	p.put(kindOpen, 1, model{})
	p.expect(1, "", kindReady, kindDone)
	p.put(kindCancel, 1, nil) // late: must not hit the next
	p.put(kindCancel, 2, nil) // early: it was never asked
	p.put(kindGenerate, 2, says("count"))
	p.expect(2, "", kindToken, kindToken, kindToken, kindToken, kindDone)
	p.put(kindGenerate, 3, says("PAUSE"))
	p.put(kindGenerate, 4, says("count")) // waits
	p.put(kindGenerate, 5, says("count"))
	p.put(kindCancel, 4, nil) // while it waits
	if f, err := p.next(); err != nil || f.Kind != kindToken {
		t.Fatalf("%+v, %v", f, err)
	}
	p.put(kindCancel, 3, nil)
	p.expect(3, "context canceled", kindDone)
	p.expect(4, "context canceled", kindDone)
	p.expect(5, "", kindToken, kindToken, kindToken, kindToken, kindDone)
	_ = p.in.Close()
	if err := <-p.end; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

// TestServeEnds: whatever ends it, Serve stops what runs and closes the engine.
func TestServeEnds(t *testing.T) {
	for _, c := range []struct {
		name string
		end  func(p *parent, cancel func())
		want error
	}{
		{"end of stdin", func(p *parent, _ func()) { _ = p.in.Close() }, nil},
		{"ctx", func(_ *parent, cancel func()) { cancel() }, context.Canceled},
		{"garbage", func(p *parent, _ func()) { _, _ = p.in.Write([]byte("what is this supposed to be?")) }, child.ErrFrame},
		{"half a frame", func(p *parent, _ func()) {
			_, _ = p.in.Write([]byte("\xd5\x03"))
			_ = p.in.Close()
		}, io.ErrUnexpectedEOF},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				e := pausing()
				p := converse(ctx, t, e)
				p.put(kindOpen, 1, model{})
				p.expect(1, "", kindReady, kindDone)
				p.put(kindGenerate, 2, says("PAUSE"))
				if f, err := p.next(); err != nil || f.Kind != kindToken {
					t.Fatalf("%+v, %v", f, err)
				}
				go func() { _, _ = p.until(2) }()
				c.end(p, cancel)
				if err := <-p.end; !errors.Is(err, c.want) {
					t.Errorf("Serve: %v, want %v", err, c.want)
				}
				if err := e.Prefill(t.Context(), inference.Prompt{}); !errors.Is(err, inference.ErrClosed) {
					t.Errorf("the engine is open: %v", err)
				}
			})
		})
	}
}

func TestTooManyRequests(t *testing.T) {
	p := converse(t.Context(), t, pausing())
	p.put(kindOpen, 1, model{})
	p.expect(1, "", kindReady, kindDone)
	go func() { _, _ = io.Copy(io.Discard, pipe{p.recv}) }()
	for id := uint32(2); id < 2+2*mostWaiting; id++ {
		if err := p.send.Write(kindGenerate, id, []byte(`{"Turns":[{"Text":"UEFVU0U="}]}`)); err != nil {
			break // it has ended
		}
	}
	if err := <-p.end; err == nil || !strings.Contains(err.Error(), "too many") {
		t.Errorf("Serve: %v", err)
	}
}

// pipe reads frames for nobody.
type pipe struct{ r *child.Reader }

func (p pipe) Read([]byte) (int, error) {
	_, err := p.r.Next()
	return 0, err
}

func TestTokensCrossUnchanged(t *testing.T) {
	want := inference.Token{
		ID: 7, Text: "caf\xc3", Logprob: -0.1,
		Top:   []inference.Alternative{{ID: 7, Text: "\xff", Logprob: -0.1}, {ID: 8, Text: "", Logprob: float32(math.Inf(-1))}},
		Stats: &inference.Stats{Stop: inference.StopLength, NewTokens: 3, Encode: 5},
	}
	b, err := json.Marshal(newToken(want))
	if err != nil {
		t.Fatal(err)
	}
	var w token
	if err := parse(b, &w); err != nil {
		t.Fatal(err)
	}
	got := w.token()
	if got.ID != want.ID || got.Text != want.Text || got.Logprob != want.Logprob || !slices.Equal(got.Top, want.Top) || *got.Stats != *want.Stats {
		t.Errorf("%+v became %+v", want, got)
	}
}

func TestQuestionsCrossUnchanged(t *testing.T) {
	want := inference.Prompt{
		View: inference.AllTiles, System: "be \xff brief", MaxTokens: 9, Top: 3,
		Turns:    []inference.Turn{{Role: inference.User, Text: "a\x00b"}, {Role: inference.Assistant, Text: "\xc3"}},
		Sampling: inference.Sampling{Temperature: 0.7, TopK: 4, TopP: 0.9, Seed: math.MaxUint64},
	}
	b, err := json.Marshal(newQuestion(want, []byte("hash")))
	if err != nil {
		t.Fatal(err)
	}
	var q question
	if err := parse(b, &q); err != nil {
		t.Fatal(err)
	}
	got := q.prompt()
	if string(q.Picture) != "hash" || got.System != want.System || got.Sampling != want.Sampling || !slices.Equal(got.Turns, want.Turns) ||
		got.View != want.View || got.MaxTokens != want.MaxTokens || got.Top != want.Top {
		t.Errorf("%+v became %+v", want, got)
	}
}

func FuzzServe(f *testing.F) {
	var b bytes.Buffer
	w := child.NewWriter(&b)
	_ = w.Write(kindOpen, 1, []byte("{}"))
	_ = w.Write(kindPicture, 2, []byte("\x02\x00\x00\x00{}"))
	_ = w.Write(kindGenerate, 3, []byte(`{"Turns":[{"Text":"aGk="}],"MaxTokens":2}`))
	_ = w.Write(kindCancel, 3)
	f.Add(b.Bytes())
	f.Add([]byte("garbage"))
	f.Fuzz(func(t *testing.T, in []byte) {
		var out bytes.Buffer
		_ = Serve(t.Context(), bytes.NewReader(in), &out, func(context.Context, ModelOptions) (inference.PreparedEngine, error) {
			return inferencetest.New(nil), nil
		})
		for r := child.NewReader(&out, 1<<20); ; {
			if f, err := r.Next(); err == io.EOF {
				return
			} else if err != nil || f.Kind < kindProgress {
				t.Fatalf("what came out: %+v, %v", f, err)
			}
		}
	})
}
