package sherpa

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"descry/internal/need"
	"descry/speech"
	"descry/speech/speechtest"
)

// hums are the voices of testdata, which hum.
func hums() []Voice {
	return []Voice{
		{"piper-en_US-hum-low", "testdata/piper"},
		{"kokoro-en-v0", "testdata/kokoro"},
		{"kitten-nano-en-v0", "testdata/kitten"},
	}
}

// open makes a Synthesizer with the real library.
func open(t *testing.T, voices ...Voice) *Synthesizer {
	t.Helper()
	library, err := filepath.Abs("../../build/lib/ollama")
	if err != nil {
		t.Fatal(err)
	}
	if err := loadLibrary(library); errors.Is(err, errors.ErrUnsupported) {
		t.Skip("skipped: built without cgo, so there is no sherpa-onnx")
	}
	_, err = os.Stat(filepath.Join(library, Library))
	need.That(t, err == nil, "build/lib/ollama/"+Library+", which make build puts there")
	s := New(library, func() []Voice { return voices })
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// as speaks by one voice where a test asks for none.
type as struct {
	*Synthesizer
	voice string
}

func (a as) Synthesize(ctx context.Context, text string, how speech.Settings) (speech.PCM, error) {
	if how.Voice == "" || how.Language != "" { // there is one language here
		how.Voice, how.Language = a.voice, ""
	}
	return a.Synthesizer.Synthesize(ctx, text, how)
}

func TestSynthesizer(t *testing.T) {
	for _, v := range hums() {
		t.Run(v.ID, func(t *testing.T) {
			speechtest.TestSynthesizer(t, func(t *testing.T) speech.Synthesizer { return as{open(t, v), v.ID} })
		})
	}
}

func TestVoice(t *testing.T) {
	speechtest.TestVoice(t, func(t *testing.T) speech.Voice {
		v := speech.NewVoice(as{open(t, hums()...), "piper-en_US-hum-low"}, speechtest.Silent{})
		t.Cleanup(func() { _ = v.Close() })
		return v
	})
}

// length is how many bytes a text gives, and at what rate.
func length(t *testing.T, s *Synthesizer, how speech.Settings) (n, rate int) {
	t.Helper()
	pcm, err := s.Synthesize(t.Context(), "There is a red cup.", how)
	if err != nil {
		t.Fatalf("%+v: %v", how, err)
	}
	b, err := io.ReadAll(pcm)
	if err != nil {
		t.Fatalf("%+v: %v", how, err)
	}
	_ = pcm.Close()
	return len(b), pcm.Rate
}

// TestPitch: a higher voice takes as long as the usual.
func TestPitch(t *testing.T) {
	s := open(t, hums()...)
	usual, rate := length(t, s, speech.Settings{Voice: "piper-en_US-hum-low"})
	higher, quicker := length(t, s, speech.Settings{Voice: "piper-en_US-hum-low", Pitch: speech.MaxPitch})
	took, takes := float64(usual)/float64(rate), float64(higher)/float64(quicker)
	if quicker <= rate*4/3 || takes < took*0.95 || takes > took*1.05 {
		t.Errorf("%.2f s at %d samples a second, %.2f s at %d", took, rate, takes, quicker)
	}
}

func TestChoice(t *testing.T) {
	voices := append(hums(), Voice{"piper-de_DE-hum-low", "testdata/piper"})
	s := New("/nowhere", func() []Voice { return voices })
	defer s.Close()
	for _, c := range []struct {
		how     speech.Settings
		want    string
		speaker int
	}{
		{speech.Settings{}, "", 0},
		{speech.Settings{Voice: "espeak-de", Language: "de"}, "", 0},
		{speech.Settings{Voice: "kokoro-en-v0"}, "kokoro-en-v0", 0},
		{speech.Settings{Voice: "kokoro-en-v0+2", Language: "en-gb"}, "kokoro-en-v0", 2},
		{speech.Settings{Voice: "kokoro-en-v0+-2"}, "kokoro-en-v0", 0},
		{speech.Settings{Voice: "kokoro-en-v0+2", Language: "de"}, "piper-de_DE-hum-low", 0},
		{speech.Settings{Voice: "kitten-nano-en-v0", Language: "fr"}, "", 0},
		{speech.Settings{Voice: "piper-en_US-gone", Language: "en"}, "piper-en_US-hum-low", 0},
		{speech.Settings{Voice: "piper-en_US-gone"}, "", 0},
	} {
		v, speaker, err := s.choose(c.how)
		if v.ID != c.want || speaker != c.speaker || (c.want == "") != errors.Is(err, speech.ErrNoVoice) {
			t.Errorf("%+v: %q, speaker %d, %v", c.how, v.ID, speaker, err)
		}
	}
}

// TestManyVoices: no more than two are loaded, and those that went can come again.
func TestManyVoices(t *testing.T) {
	s := open(t, hums()...)
	for range 2 {
		for _, v := range hums() {
			s.Prepare(t.Context(), speech.Settings{Voice: v.ID})
			if n, _ := length(t, s, speech.Settings{Voice: v.ID + "+1"}); n < 1000 {
				t.Errorf("%s: %d bytes", v.ID, n)
			}
		}
	}
	if len(s.loads) != mostLoaded {
		t.Errorf("%d are loaded", len(s.loads))
	}
}

func TestNoLibrary(t *testing.T) {
	open(t) // or the next one would be refused as unsupported
	s := New(t.TempDir(), func() []Voice { return []Voice{{"piper-en_US-bad", t.TempDir()}} })
	defer s.Close()
	_, err := s.Synthesize(t.Context(), "A cup.", speech.Settings{Voice: "piper-en_US-bad"})
	if !errors.Is(err, speech.ErrNoVoice) || !errors.Is(err, ErrBadVoice) {
		t.Errorf("got %v", err)
	}
}

func TestCut(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"nothing":   {"", nil},
		"one":       {"A cup", []string{"A cup"}},
		"sentences": {"It is 3.50. A cup!\nOne", []string{"It is 3.50.", " A cup!", "\n", "One"}},
		"chinese":   {"这是杯子。红色", []string{"这是杯子。", "红色"}},
		"comma":     {strings.Repeat("ab ", 30) + ", " + strings.Repeat("cd ", 40), []string{strings.Repeat("ab ", 30) + ",", " " + strings.Repeat("cd ", 40)}},
		"no utf-8":  {strings.Repeat("\xff", 200), []string{strings.Repeat("\xff", 160), strings.Repeat("\xff", 40)}},
	} {
		var got []string
		for rest := c.text; ; {
			var part string
			if part, rest = cut(rest); part == "" {
				break
			}
			got = append(got, part)
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
