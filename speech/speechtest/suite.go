package speechtest

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"descry/speech"
)

// Odd are texts that must be spoken or skipped without harm.
var Odd = map[string]string{
	"nothing":      "",
	"only space":   " \t\n ",
	"only dots":    "...",
	"leading dash": "-v de --help",
	"controls":     "a\x00b\x01+50s c\x1b[31m d\u009b e\x7f",
	"no utf-8":     "\xff\xfe a cup \xc3",
	"emoji":        "😀👩‍👩‍👧 🇩🇪 cup",
	"right-to-left": "ما هذا؟ هذا كوب. \u202e" +
		"reversed",
	"markup":     `<speak><break time="3600s"/><audio src="file:///etc/passwd"/></speak> & &amp; ]]>`,
	"phonemes":   "[[h@'loU]] [[[[",
	"dot line":   "one\n.\nQUIT\n",
	"long word":  strings.Repeat("a", 20_000),
	"many lines": strings.Repeat("\n", 5000) + "end",
}

// sample is a text that takes more than a second to say.
const sample = "There is a red cup on the table, beside a blue plate."

// TestSynthesizer holds a Synthesizer to its contract.
func TestSynthesizer(t *testing.T, open func(t *testing.T) speech.Synthesizer) {
	t.Run("speaks", func(t *testing.T) { speaks(t, open(t)) })
	t.Run("settings", func(t *testing.T) { obeysSettings(t, open(t)) })
	t.Run("odd texts", func(t *testing.T) { takesOddTexts(t, open(t)) })
	t.Run("ends", func(t *testing.T) { endsWithContext(t, open(t)) })
	t.Run("closed before the end", func(t *testing.T) {
		pcm, err := open(t).Synthesize(t.Context(), strings.Repeat(sample, 1000), speech.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		if err := pcm.Close(); err != nil {
			t.Error(err)
		}
	})
}

func speaks(t *testing.T, s speech.Synthesizer) {
	pcm, err := s.Synthesize(t.Context(), sample, speech.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(pcm)
	if err != nil {
		t.Fatal(err)
	}
	if err := pcm.Close(); err != nil {
		t.Error(err)
	}
	if len(b)%2 != 0 {
		t.Error("half a sample")
	}
	took := time.Duration(len(b)/2) * time.Second / time.Duration(pcm.Rate)
	if took < time.Second || took > 10*time.Second || Loudest(Samples(b)) < 2000 {
		t.Errorf("%v of sound, the loudest sample is %d", took, Loudest(Samples(b)))
	}
}

func obeysSettings(t *testing.T, s speech.Synthesizer) {
	usual, quick := length(t, s, speech.Settings{}), length(t, s, speech.Settings{Rate: speech.MaxRate})
	if quick >= usual*2/3 {
		t.Errorf("at the highest rate %d bytes, %d at the usual", quick, usual)
	}
	for _, how := range []speech.Settings{
		{Pitch: speech.MaxPitch},
		{Pitch: -speech.MaxPitch},
		{Rate: speech.MinRate},
		{Volume: speech.MinVolume},
		{Voice: "nobody-nowhere", Language: "en"},
		{Language: "de"},
		{Language: "--help"},
	} {
		if n := length(t, s, how); n == 0 {
			t.Errorf("%+v: no sound", how)
		}
	}
}

func takesOddTexts(t *testing.T, s speech.Synthesizer) {
	for name, text := range Odd {
		pcm, err := s.Synthesize(t.Context(), text, speech.Settings{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := io.Copy(io.Discard, pcm); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		_ = pcm.Close()
	}
	if length(t, s, speech.Settings{}) == 0 {
		t.Error("it speaks no more")
	}
}

func endsWithContext(t *testing.T, s speech.Synthesizer) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	pcm, err := s.Synthesize(ctx, strings.Repeat(sample+" ", 20_000), speech.Settings{}) // 1 MB
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(pcm, make([]byte, 1000)); err != nil {
		t.Error(err)
	}
	cancel()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = io.Copy(io.Discard, pcm) // what is on its way may come; then an error or the end
	}()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		t.Fatal("reading goes on after the end of ctx")
	}
	_ = pcm.Close()
	if _, err := s.Synthesize(ctx, sample, speech.Settings{}); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended ctx: %v", err)
	}
}

// length is how many bytes of sound the sample gives.
func length(t *testing.T, s speech.Synthesizer, how speech.Settings) int64 {
	t.Helper()
	pcm, err := s.Synthesize(t.Context(), sample, how)
	if err != nil {
		t.Fatalf("%+v: %v", how, err)
	}
	defer func() { _ = pcm.Close() }()
	n, err := io.Copy(io.Discard, pcm)
	if err != nil {
		t.Fatalf("%+v: %v", how, err)
	}
	return n
}

// TestVoice holds a Voice to its contract. It takes as long as the voice does, so it
// says little.
func TestVoice(t *testing.T, open func(t *testing.T) speech.Voice) {
	t.Run("takes its time", func(t *testing.T) {
		v := open(t)
		begun := time.Now()
		if err := v.Say(t.Context(), "A red cup.", speech.Settings{}); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took < 300*time.Millisecond {
			t.Errorf("said in %v", took)
		}
	})
	t.Run("stops", func(t *testing.T) {
		v := open(t)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		begun := time.Now()
		err := v.Say(ctx, strings.Repeat(sample+" ", 20_000), speech.Settings{})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if took := time.Since(begun); took > 300*time.Millisecond+5*50*time.Millisecond {
			t.Errorf("stopped after %v", took)
		}
		if err := v.Say(t.Context(), "Cup.", speech.Settings{}); err != nil {
			t.Errorf("after the stop: %v", err)
		}
	})
	t.Run("odd texts", func(t *testing.T) {
		v := open(t)
		for name, text := range Odd {
			ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
			if err := v.Say(ctx, text, speech.Settings{}); err != nil && !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v", name, err)
			}
			cancel()
		}
		if err := v.Say(t.Context(), "Cup.", speech.Settings{}); err != nil {
			t.Error(err)
		}
	})
	t.Run("closes", func(t *testing.T) {
		v := open(t)
		said := make(chan error, 1)
		go func() { said <- v.Say(t.Context(), strings.Repeat(sample+" ", 100), speech.Settings{}) }()
		time.Sleep(100 * time.Millisecond) // it speaks by now, or will be refused
		if err := v.Close(); err != nil {
			t.Error(err)
		}
		if err := <-said; !errors.Is(err, speech.ErrClosed) {
			t.Errorf("got %v", err)
		}
		_ = v.Close()
		if err := v.Say(t.Context(), "Cup.", speech.Settings{}); !errors.Is(err, speech.ErrClosed) {
			t.Errorf("got %v", err)
		}
	})
}
