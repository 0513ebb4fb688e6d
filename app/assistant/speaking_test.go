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

	"descry/inference"
	"descry/inference/inferencetest"
	"descry/speech"
	"descry/speech/speechtest"
)

// loud is a Host that speaks by a spy.
type loud struct {
	Host  // nil: nothing else is used
	a     *Assistant
	queue *speech.Queue
	rung  []string // the earcons, and when; used by one goroutine at a time
	begun time.Time
}

func (l *loud) Assistant() *Assistant { return l.a }
func (l *loud) Camera(string) Camera  { return card{} }
func (l *loud) Speaker() Speaker      { return l }
func (l *loud) Speak(ctx context.Context, u speech.Utterance) *speech.Spoken {
	return l.queue.Speak(ctx, u)
}

func (l *loud) Signal(e speech.Earcon) {
	l.rung = append(l.rung, string(e)+" "+time.Since(l.begun).String())
}

func (l *loud) Text(_ context.Context, text string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) { yield(text, nil) }
}

// aloudTest runs a test in virtual time with an engine that writes a token a second,
// and a spy that takes 10 ms a character.
func aloudTest(t *testing.T, answer string, test func(t *testing.T, h *loud, spy *speechtest.Spy)) {
	t.Helper()
	aloudTokens(t, inferencetest.Words(answer), test)
}

func aloudTokens(t *testing.T, tokens []inference.Token, test func(t *testing.T, h *loud, spy *speechtest.Spy)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		e := inferencetest.New(func(*inference.Picture, inference.Prompt) inferencetest.Answer {
			return inferencetest.Answer{Tokens: tokens}
		})
		e.Step = func(ctx context.Context, _ inference.Prompt, _ int) error {
			select {
			case <-time.After(time.Second):
			case <-ctx.Done():
			}
			return ctx.Err()
		}
		spy := &speechtest.Spy{Pace: 10 * time.Millisecond}
		h := &loud{a: on(e), begun: time.Now(), queue: speech.NewQueue(spy)}
		defer func() { _ = h.queue.Close() }()
		test(t, h, spy)
	})
}

func texts(said []speechtest.Said) (all []string) {
	for _, s := range said {
		if !s.Whole {
			s.Text += "-"
		}
		all = append(all, s.Text)
	}
	return all
}

const twoSentences = "There is a red cup. It stands on a table."

func describeAloud(ctx context.Context, h Host) iter.Seq2[Event, error] {
	return runDescribe(ctx, h, Input{Picture: "x", Say: true})
}

// TestSpeaksWhileWriting: the first sentence is heard before the last one is written,
// and the run ends when the last was heard.
func TestSpeaksWhileWriting(t *testing.T) {
	aloudTest(t, twoSentences, func(t *testing.T, h *loud, spy *speechtest.Spy) {
		var sentences, early []string
		speaking := false
		for e, err := range describeAloud(t.Context(), h) {
			if err != nil {
				t.Fatal(err)
			}
			switch e := e.(type) {
			case Sentence:
				early = append(early, texts(spy.Said())...)
				sentences = append(sentences, e.Text)
			case Speaking:
				speaking = true
			case Unspoken:
				t.Error(e.Err)
			}
		}
		if len(sentences) != 2 || !slices.Equal(early, sentences[:1]) || !speaking {
			t.Errorf("sentences %q, heard before the second was known: %q", sentences, early)
		}
		if late := texts(spy.Said()); !slices.Equal(late, sentences[1:]) {
			t.Errorf("then %q", late)
		}
	})
}

func TestSilentWithoutSay(t *testing.T) {
	aloudTest(t, twoSentences, func(t *testing.T, h *loud, spy *speechtest.Spy) {
		if _, err := drain(runDescribe(t.Context(), h, Input{Picture: "x"})); err != nil {
			t.Fatal(err)
		}
		if said := spy.Said(); said != nil {
			t.Errorf("said %v", said)
		}
	})
}

// TestBreakCuts: who stops listening ends the sound too.
func TestBreakCuts(t *testing.T) {
	aloudTest(t, twoSentences, func(t *testing.T, h *loud, spy *speechtest.Spy) {
		for e := range describeAloud(t.Context(), h) {
			if _, ok := e.(Speaking); ok {
				time.Sleep(50 * time.Millisecond)
				break
			}
		}
		synctest.Wait()
		if said := texts(spy.Said()); len(said) != 2 || !strings.HasSuffix(said[1], "-") {
			t.Errorf("said %q", said)
		}
	})
}

func TestEndOfContextCuts(t *testing.T) {
	aloudTest(t, twoSentences, func(t *testing.T, h *loud, spy *speechtest.Spy) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var last error
		for e, err := range describeAloud(ctx, h) {
			if _, ok := e.(Speaking); ok {
				time.AfterFunc(50*time.Millisecond, cancel)
			}
			last = err
		}
		synctest.Wait()
		if said := texts(spy.Said()); !errors.Is(last, context.Canceled) || len(said) != 2 || !strings.HasSuffix(said[1], "-") {
			t.Errorf("said %q, %v", said, last)
		}
	})
}

// TestUnspoken: where nothing can be heard the events are the same, and the failure is
// told once.
func TestUnspoken(t *testing.T) {
	aloudTest(t, twoSentences, func(t *testing.T, h *loud, spy *speechtest.Spy) {
		spy.Err = speech.ErrNoDevice
		all, err := drain(describeAloud(t.Context(), h))
		if err != nil {
			t.Fatal(err)
		}
		u, ok := all[len(all)-1].(Unspoken)
		if !ok || !errors.Is(u.Err, speech.ErrNoDevice) {
			t.Errorf("the last event is %#v", all[len(all)-1])
		}
		if n := len(slices.DeleteFunc(all, func(e Event) bool { _, is := e.(Sentence); return !is })); n != 2 {
			t.Errorf("%d sentences", n)
		}
	})
}

// TestFailureIsSpoken: what went wrong is heard too.
func TestFailureIsSpoken(t *testing.T) {
	aloudTest(t, "", func(t *testing.T, h *loud, spy *speechtest.Spy) {
		var last error
		for _, err := range aloud(t.Context(), h, Input{Say: true}, func(context.Context) iter.Seq2[Event, error] {
			return func(yield func(Event, error) bool) { yield(nil, inference.ErrNoModel) }
		}) { // to the end, unlike drain, which breaks at an error
			last = err
		}
		if !errors.Is(last, inference.ErrNoModel) {
			t.Fatal(last)
		}
		if said := texts(spy.Said()); len(said) != 1 || !strings.Contains(said[0], "model") || strings.HasSuffix(said[0], "-") {
			t.Errorf("said %q", said)
		}
	})
}

func TestSay(t *testing.T) {
	aloudTest(t, "", func(t *testing.T, h *loud, spy *speechtest.Spy) {
		how := speech.Settings{Rate: 200}
		all, err := drain(runSay(t.Context(), h, Input{Text: "One cup.\nTwo\x1b[31m cups.", Voice: how}))
		if err != nil {
			t.Fatal(err)
		}
		said := spy.Said()
		if got := texts(said); !slices.Equal(got, []string{"One cup.", "Two cups."}) || said[0].Settings != how {
			t.Errorf("said %v, %d events", said, len(all))
		}
	})
}

// TestSignals: the earcons of a run that takes long, and of one that fails.
func TestSignals(t *testing.T) {
	aloudTest(t, "One two three four five six. Seven.", func(t *testing.T, h *loud, _ *speechtest.Spy) {
		if _, err := drain(describeAloud(t.Context(), h)); err != nil {
			t.Fatal(err)
		}
		// The first sentence is known with the first letter of the next.
		if want := []string{"looked 0s", "thinking 3s", "thinking 6s", "done 7s"}; !slices.Equal(h.rung, want) {
			t.Errorf("heard %q", h.rung)
		}
	})
	aloudTest(t, "", func(t *testing.T, h *loud, _ *speechtest.Spy) {
		for range aloud(t.Context(), h, Input{Say: true}, func(context.Context) iter.Seq2[Event, error] {
			return func(yield func(Event, error) bool) { yield(nil, inference.ErrNoModel) }
		}) {
		}
		if want := []string{"problem 0s"}; !slices.Equal(h.rung, want) {
			t.Errorf("heard %q", h.rung)
		}
	})
}
