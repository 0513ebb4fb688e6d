package inference

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math/rand/v2"
	"strings"
	"testing"
)

func fakeEngine(f *fakeBackend) *engine {
	return NewEngine(f, fakeFamily, Meta{}, Info{Name: "fake"}).(*engine)
}

func picture(shade uint8) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 4, 3))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	img.Set(0, 0, color.NRGBA{shade, 1, 2, 255})
	return img
}

func ask(img image.Image, texts ...string) Prompt {
	p := Prompt{Image: img, MaxTokens: 40}
	for i, t := range texts {
		p.Turns = append(p.Turns, Turn{Role: Role(i % 2), Text: t})
	}
	return p
}

// run collects an answer.
func run(t *testing.T, e Engine, p Prompt) (string, Stats) {
	t.Helper()
	var b strings.Builder
	for tok, err := range e.Generate(t.Context(), p) {
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(tok.Text)
		if tok.Stats != nil {
			return b.String(), *tok.Stats
		}
	}
	t.Fatal("the answer has no end")
	return "", Stats{}
}

func TestFollowUpReusesPictureAndAnswer(t *testing.T) {
	for _, grid := range []bool{false, true} {
		f := newFake()
		f.grid = grid
		e := fakeEngine(f)
		img := picture(7)
		first, s := run(t, e, ask(img, "what is it?"))
		if s.TilesEncoded != 1 || s.ReusedTokens != 0 || f.encodes != 1 {
			t.Fatalf("first: %+v, %d encodes", s, f.encodes)
		}
		before := f.decoded
		second, s := run(t, e, ask(img, "what is it?", first, "why?"))
		if s.TilesEncoded != 0 || f.encodes != 1 {
			t.Errorf("the follow-up encodes the picture again: %+v", s)
		}
		// New for the model: <end>, <user>, the question and <bot>; the last of them
		// and the answer are decoded once each.
		if want := 3 + len("why?"); s.PromptTokens-s.ReusedTokens > want+1 {
			t.Errorf("follow-up decodes %d tokens of its prompt, want %d (%+v; %d in all)",
				s.PromptTokens-s.ReusedTokens, want, s, f.decoded-before)
		}
		fresh, _ := run(t, fakeEngine(&fakeBackend{room: 400, tileTokens: 6, names: f.names, grid: grid}), ask(img, "what is it?", first, "why?"))
		if fresh != second {
			t.Errorf("grid %v: follow-up says %q, a fresh engine %q", grid, second, fresh)
		}
	}
}

// TestSampledTokensStay: the answer was sampled as one token "abc", which a
// tokenizer would spell as three.
func TestSampledTokensStay(t *testing.T) {
	f := newFake()
	f.script = []int{f.vocab() - 1, 'x', fakeEnd}
	e := fakeEngine(f)
	first, s := run(t, e, ask(nil, "q"))
	if first != "abcx" || s.NewTokens != 2 {
		t.Fatalf("%q %+v", first, s)
	}
	_, s = run(t, e, ask(nil, "q", first, "r"))
	if s.ReusedTokens != s.PromptTokens-len("<end>")+2 && s.ReusedTokens < 5 {
		t.Errorf("the sampled tokens were not kept: %+v", s)
	}
	if s.PromptTokens != len([]string{"<user>", "q", "<bot>", "abc", "x", "<end>", "<user>", "r", "<bot>"}) {
		t.Errorf("prompt of %d tokens", s.PromptTokens)
	}
}

func TestEndings(t *testing.T) {
	letters := func(s string) (ids []int) {
		for _, c := range []byte(s) {
			ids = append(ids, int(c))
		}
		return ids
	}
	loop := letters(strings.Repeat("the cat and ", 20))
	for _, c := range []struct {
		name   string
		script []int
		max    int
		want   string
		stop   Stop
	}{
		{"end token", append(letters("Hi."), fakeEnd), 0, "Hi.", StopEnd},
		{"length", letters("Hello there"), 5, "Hello", StopLength},
		{"stop string", letters("Yes.STOPmore"), 0, "Yes.", StopEnd},
		{"begun stop string is given back", append(letters("aSTO"), fakeEnd), 0, "aSTO", StopEnd},
		{"UTF-8 over tokens", append(letters("é€"), fakeEnd), 0, "é€", StopEnd},
		{"broken UTF-8", append([]int{0xc3}, append(letters("x"), fakeEnd)...), 0, "\uFFFDx", StopEnd},
		{"same token", letters(strings.Repeat("a", 100)), 0, strings.Repeat("a", 24), StopRepetition},
		{"loop", loop, 0, strings.Repeat("the cat and ", 4), StopRepetition},
		{"context", append(letters("no loop: "), pseudo(500)...), 0, "", StopContext},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFake()
			f.room = 100
			f.script = c.script
			p := ask(nil, "q")
			p.MaxTokens = c.max
			got, s := run(t, fakeEngine(f), p)
			if s.Stop != c.stop || c.want != "" && got != c.want {
				t.Errorf("%q, %s; want %q, %s", got, s.Stop, c.want, c.stop)
			}
		})
	}
}

// pseudo is text without loops.
func pseudo(n int) (ids []int) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range n {
		ids = append(ids, 'a'+rng.IntN(26))
	}
	return ids
}

func TestTextIsWholeUTF8(t *testing.T) {
	f := newFake()
	f.script = []int{0xe2, 0x82, 0xac, fakeEnd}
	var got []string
	for tok, err := range fakeEngine(f).Generate(t.Context(), ask(nil, "q")) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, tok.Text)
	}
	if strings.Join(got, "|") != "||€|" {
		t.Errorf("%q", got)
	}
}

func TestErrors(t *testing.T) {
	f := newFake()
	e := fakeEngine(f)
	only := func(ctx context.Context, p Prompt) error {
		var last error
		for _, err := range e.Generate(ctx, p) {
			last = err
		}
		return last
	}
	if err := only(t.Context(), ask(nil, strings.Repeat("x", 500))); !errors.Is(err, ErrContextFull) {
		t.Errorf("long question: %v", err)
	}
	f.tileTokens = 500
	if err := only(t.Context(), ask(picture(3), "q")); !errors.Is(err, ErrContextFull) {
		t.Errorf("large picture: %v", err)
	}
	f.tileTokens = 6
	f.fail = errFake
	if err := only(t.Context(), ask(nil, "q")); !errors.Is(err, errFake) {
		t.Errorf("failure: %v", err)
	}
	f.fail = nil
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := only(ctx, ask(nil, "q")); !errors.Is(err, context.Canceled) {
		t.Errorf("ended ctx: %v", err)
	}
	if err := only(t.Context(), Prompt{}); err == nil {
		t.Error("a prompt without turns was answered")
	}
	if err := only(t.Context(), ask(nil, "<end> <img> <user>")); err != nil {
		t.Errorf("special tokens in a question: %v", err)
	}
	if err := e.Close(); err != nil || !f.closed {
		t.Errorf("close: %v", err)
	}
	if err := only(t.Context(), ask(nil, "q")); !errors.Is(err, ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}

func TestTop(t *testing.T) {
	f := newFake()
	f.script = []int{'A', fakeEnd}
	p := ask(nil, "q")
	p.Top = 3
	var ids []int
	for tok, err := range fakeEngine(f).Generate(t.Context(), p) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, tok.ID)
		if tok.Stats == nil {
			if len(tok.Top) != 3 || tok.Top[0].ID != tok.ID || tok.Top[0].Logprob != tok.Logprob || tok.Logprob >= 0 {
				t.Errorf("%+v", tok)
			}
		}
	}
	if len(ids) != 3 || ids[0] != 'A' || ids[1] != fakeEnd || ids[2] != -1 {
		t.Errorf("tokens %v", ids)
	}
}

// TestPrefillBeforeTheQuestion: a picture that was shown ahead is not encoded for the
// question, whatever it is, and a conversation about it is left alone.
func TestPrefillBeforeTheQuestion(t *testing.T) {
	for _, view := range []View{Overview, AllTiles} {
		f := newFake()
		e := fakeEngine(f)
		ahead := Prompt{Image: picture(9), View: view}
		if err := e.Prefill(t.Context(), ahead); err != nil {
			t.Fatal(err)
		}
		p := ask(ahead.Image, "what is it?")
		p.View = view
		got, s := run(t, e, p)
		want, _ := run(t, fakeEngine(newFake()), p)
		tiles := s.Tiles
		if got != want || s.TilesEncoded != 0 || s.ReusedTokens < tiles*f.tileTokens {
			t.Errorf("view %d: %q, want %q: %+v", view, got, want, s)
		}
		before := f.decoded
		if err := e.Prefill(t.Context(), ahead); err != nil || f.decoded != before {
			t.Errorf("view %d: %d tokens decoded for a picture that is there, %v", view, f.decoded-before, err)
		}
		if follow, s := run(t, e, ask(ahead.Image, "what is it?", got, "and?")); view == Overview && s.ReusedTokens <= f.tileTokens+len("what is it?") {
			t.Errorf("the conversation is gone: %q, %+v", follow, s)
		}
	}
}

func TestPrefill(t *testing.T) {
	f := newFake()
	e := fakeEngine(f)
	p := ask(picture(9), "what is it?")
	if err := e.Prefill(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	got, s := run(t, e, p)
	want, _ := run(t, fakeEngine(newFake()), p)
	if got != want || s.TilesEncoded != 0 || s.PromptTokens-s.ReusedTokens != 1 {
		t.Errorf("%q, want %q: %+v", got, want, s)
	}
}
