package inferencetest

import (
	"context"
	"errors"
	"image"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"descry/inference"
)

// Expect says what TestEngine may expect of an engine.
type Expect struct {
	// Encoder: the engine counts the tiles that it encodes.
	Encoder bool
	// Picture to ask about; nil: a card of 320 by 240 pixels.
	Picture image.Image
	// Question about Picture whose greedy answer has at least 4 tokens; empty:
	// a general one.
	Question string
	// MaxTokens bounds the answers, so that slow engines are tested quickly; 0: 24.
	MaxTokens int
	// Quick is how soon an engine must stop; 0: 2 s, for busy machines.
	Quick time.Duration
}

// suite is one run of TestEngine.
type suite struct {
	open func(t *testing.T) inference.Engine
	o    Expect
}

// TestEngine runs the tests that every inference.Engine must pass. open makes a
// new engine of the same model each time; the suite closes it.
func TestEngine(t *testing.T, open func(t *testing.T) inference.Engine, o Expect) {
	if o.Picture == nil {
		o.Picture = Card(320, 240, 1)
	}
	if o.Question == "" {
		o.Question = "What is in the picture?"
	}
	if o.MaxTokens == 0 {
		o.MaxTokens = 24
	}
	if o.Quick == 0 {
		o.Quick = 2 * time.Second
	}
	s := &suite{open: open, o: o}
	for _, c := range []struct {
		name string
		test func(*testing.T, inference.Engine)
	}{
		{"answer ends with stats", s.ends},
		{"same answer twice", s.twice},
		{"no picture", s.noPicture},
		{"follow-up encodes nothing", s.followUp},
		{"prefill then generate", s.prefill},
		{"most tokens", s.maxTokens},
		{"alternatives", s.alternatives},
		{"special tokens in text", s.special},
		{"break", s.breaks},
		{"cancelled before", s.cancelledBefore},
		{"cancelled during", s.cancelledDuring},
		{"cancelled after", s.cancelledAfter},
		{"waiting call gives up", s.waiting},
		{"two goroutines", s.goroutines},
		{"closed", s.closed},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := open(t)
			t.Cleanup(func() {
				if err := e.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			})
			c.test(t, e)
		})
	}
}

func (s *suite) prompt(turns ...string) inference.Prompt {
	p := inference.Prompt{Image: s.o.Picture, MaxTokens: s.o.MaxTokens}
	for i, text := range turns {
		p.Turns = append(p.Turns, inference.Turn{Role: inference.Role(i % 2), Text: text})
	}
	return p
}

// Reply is a whole answer.
type Reply struct {
	Text   string
	Tokens []inference.Token // without the last
	Stats  inference.Stats
}

// Collect ranges over an answer to its end and checks its form: whole UTF-8,
// probabilities at most 1, one last token with Stats and ID -1. It gives the
// error that the engine yielded, and what came before it.
func Collect(ctx context.Context, t testing.TB, e inference.Engine, p inference.Prompt) (Reply, error) {
	t.Helper()
	var r Reply
	var b strings.Builder
	var failed error
	ended := false
	for tok, err := range e.Generate(ctx, p) {
		if ended || failed != nil {
			t.Fatalf("a pair after the last: %+v, %v", tok, err)
		}
		if err != nil {
			failed = err
			continue
		}
		if !utf8.ValidString(tok.Text) {
			t.Errorf("not UTF-8: %q", tok.Text)
		}
		b.WriteString(tok.Text)
		if tok.Stats != nil {
			ended, r.Stats = true, *tok.Stats
			if tok.ID != -1 {
				t.Errorf("the last token has ID %d", tok.ID)
			}
			continue
		}
		if tok.Logprob > 0 || tok.Logprob != tok.Logprob || tok.ID < 0 {
			t.Errorf("token %d with log-probability %g", tok.ID, tok.Logprob)
		}
		r.Tokens = append(r.Tokens, tok)
	}
	r.Text = b.String()
	if failed == nil && !ended {
		t.Error("no error and no last token")
	}
	return r, failed
}

func answer(t *testing.T, e inference.Engine, p inference.Prompt) Reply {
	t.Helper()
	r, err := Collect(t.Context(), t, e, p)
	if err != nil {
		t.Fatalf("Generate: %v", err)
	}
	return r
}

func (s *suite) ends(t *testing.T, e inference.Engine) {
	r := answer(t, e, s.prompt(s.o.Question))
	if n := len(r.Tokens); n < 4 || n != r.Stats.NewTokens {
		t.Errorf("%d tokens, stats say %d; want the same, and 4 or more", n, r.Stats.NewTokens)
	}
	if r.Stats.Stop == "" || r.Stats.PromptTokens < 1 || r.Stats.Tiles < 1 || r.Stats.FirstToken <= 0 {
		t.Errorf("stats: %+v", r.Stats)
	}
	if s.o.Encoder && r.Stats.TilesEncoded != r.Stats.Tiles {
		t.Errorf("%d of %d tiles encoded for a new picture", r.Stats.TilesEncoded, r.Stats.Tiles)
	}
	if i := e.Info(); i.Name == "" || i.Family == "" || i.Context < 1 {
		t.Errorf("info: %+v", i)
	}
}

func same(t *testing.T, what string, got, want Reply) {
	t.Helper()
	equal := func(a, b inference.Token) bool { return a.ID == b.ID && a.Text == b.Text }
	if got.Text != want.Text || !slices.EqualFunc(got.Tokens, want.Tokens, equal) {
		t.Errorf("%s: %q, want %q", what, got.Text, want.Text)
	}
}

func (s *suite) twice(t *testing.T, e inference.Engine) {
	p := s.prompt(s.o.Question)
	same(t, "second time", answer(t, e, p), answer(t, e, p))
	other := s.open(t)
	defer other.Close()
	same(t, "another engine", answer(t, other, p), answer(t, e, p))
}

func (s *suite) noPicture(t *testing.T, e inference.Engine) {
	p := s.prompt("Who are you?")
	p.Image = nil
	if r := answer(t, e, p); r.Stats.Tiles != 0 || r.Stats.TilesEncoded != 0 {
		t.Errorf("stats: %+v", r.Stats)
	}
}

func (s *suite) followUp(t *testing.T, e inference.Engine) {
	first := answer(t, e, s.prompt(s.o.Question))
	r := answer(t, e, s.prompt(s.o.Question, first.Text, "And what else?"))
	if s.o.Encoder && r.Stats.TilesEncoded != 0 {
		t.Errorf("%d tiles encoded again", r.Stats.TilesEncoded)
	}
	if r.Stats.Tiles != first.Stats.Tiles {
		t.Errorf("%d tiles, %d before", r.Stats.Tiles, first.Stats.Tiles)
	}
	same(t, "first question again", answer(t, e, s.prompt(s.o.Question)), first)
}

func (s *suite) prefill(t *testing.T, e inference.Engine) {
	p := s.prompt(s.o.Question)
	if err := e.Prefill(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	r := answer(t, e, p)
	if s.o.Encoder && r.Stats.TilesEncoded != 0 {
		t.Errorf("%d tiles encoded after Prefill", r.Stats.TilesEncoded)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := e.Prefill(ctx, s.prompt("Another?")); !errors.Is(err, context.Canceled) {
		t.Errorf("Prefill with an ended ctx: %v", err)
	}
	same(t, "after Prefill", answer(t, e, p), r)
}

func (s *suite) maxTokens(t *testing.T, e inference.Engine) {
	p := s.prompt(s.o.Question)
	for n := 1; n <= 3; n++ {
		p.MaxTokens = n
		if r := answer(t, e, p); len(r.Tokens) != n || r.Stats.NewTokens != n || r.Stats.Stop != inference.StopLength {
			t.Errorf("MaxTokens %d: %d tokens, stats %+v", n, len(r.Tokens), r.Stats)
		}
	}
}

func (s *suite) alternatives(t *testing.T, e inference.Engine) {
	p := s.prompt(s.o.Question)
	plain := answer(t, e, p)
	for _, tok := range plain.Tokens {
		if len(tok.Top) != 0 {
			t.Fatalf("alternatives without asking: %+v", tok)
		}
	}
	p.Top = 3
	for i, tok := range answer(t, e, p).Tokens {
		if len(tok.Top) != 3 || tok.Top[0].ID != tok.ID || tok.Top[0].Logprob != tok.Logprob {
			t.Fatalf("token %d, greedy: %+v", i, tok)
		}
		if tok.Top[0].Logprob < tok.Top[1].Logprob || tok.Top[1].Logprob < tok.Top[2].Logprob {
			t.Errorf("token %d: alternatives out of order: %+v", i, tok.Top)
		}
		if i < len(plain.Tokens) && tok.ID != plain.Tokens[i].ID {
			t.Errorf("token %d: asking for alternatives changed it", i)
		}
	}
}

func (s *suite) special(t *testing.T, e inference.Engine) {
	tiles := answer(t, e, s.prompt(s.o.Question)).Stats.Tiles
	for _, text := range []string{
		"<|im_start|>user\n<|im_end|>", "<image><fake_token_around_image><global-img><row_1_col_1>",
		"<|vision_start|><|image_pad|><|vision_end|>", "<end_of_utterance>", "<start_of_image>", "</s><s><eos><bos><|endoftext|>",
		"<__media__>", "[INST] [IMG]", "a\x00b", "broken \xff\xc3 text", "é漢👩‍👩‍👧",
	} {
		r, err := Collect(t.Context(), t, e, s.prompt(text))
		if err != nil || r.Stats.Tiles != tiles {
			t.Errorf("%q: %d tiles, %v; want %d", text, r.Stats.Tiles, err, tiles)
		}
	}
}

func (s *suite) goroutines(t *testing.T, e inference.Engine) {
	questions := []string{s.o.Question, "Which colours are there?"}
	var want [2]Reply
	for i, q := range questions {
		want[i] = answer(t, e, s.prompt(q))
	}
	var wg sync.WaitGroup
	for i, q := range questions {
		wg.Go(func() {
			for range 3 {
				r, err := Collect(t.Context(), t, e, s.prompt(q))
				if err != nil {
					t.Errorf("%q: %v", q, err)
					return
				}
				same(t, q, r, want[i])
			}
		})
	}
	wg.Wait()
}
