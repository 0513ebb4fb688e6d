package espeak

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"descry/internal/need"
	"descry/speech"
	"descry/speech/speechtest"
)

func open(t *testing.T) speech.Synthesizer {
	t.Helper()
	s, err := Open()
	need.That(t, !errors.Is(err, speech.ErrNoVoice), "espeak-ng, the voice under test")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSynthesizer(t *testing.T) { speechtest.TestSynthesizer(t, open) }

func TestVoice(t *testing.T) {
	speechtest.TestVoice(t, func(t *testing.T) speech.Voice {
		v := speech.NewVoice(open(t), speechtest.Silent{})
		t.Cleanup(func() { _ = v.Close() })
		return v
	})
}

func TestNoProgram(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := Open(); !errors.Is(err, speech.ErrNoVoice) {
		t.Errorf("got %v", err)
	}
}

func TestNoLanguage(t *testing.T) {
	_, err := open(t).Synthesize(t.Context(), "A cup.", speech.Settings{Language: "xx-nowhere"})
	if !errors.Is(err, speech.ErrNoVoice) {
		t.Errorf("got %v", err)
	}
}

// TestVoiceGone: a voice that isn't here gives way to the language's own, where that is known.
func TestVoiceGone(t *testing.T) {
	s := open(t)
	for _, id := range []string{"espeak-qq-nowhere", "piper-en_US-joe-medium"} {
		if _, err := s.Synthesize(t.Context(), "A cup.", speech.Settings{Voice: id}); !errors.Is(err, speech.ErrNoVoice) {
			t.Errorf("%s: %v", id, err)
		}
		pcm, err := s.Synthesize(t.Context(), "A cup.", speech.Settings{Voice: id, Language: "en"})
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		if b, err := io.ReadAll(pcm); err != nil || len(b) < 1000 {
			t.Errorf("%s: %d bytes, %v", id, len(b), err)
		}
		_ = pcm.Close()
	}
}

func TestVoices(t *testing.T) {
	all, err := open(t).(speech.Lister).Voices(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, v := range all {
		if found[v.ID] || !speech.IsVoice(v.ID) || v.Name == "" || strings.Contains(v.Name, "_") {
			t.Errorf("%+v is there twice, or its ID or name is none", v)
		}
		found[v.ID] = true
	}
	if !found[Usual] || !found["espeak-de"] || len(all) < 50 {
		t.Errorf("%d voices: %+v", len(all), all)
	}
}

// TestParse: lines that are none of a voice are left out.
func TestParse(t *testing.T) {
	const table = `Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  af              --/M      Afrikaans          gmw/af
 2  en-gb           --/M      English_(Great_Britain) gmw/en               (en 2)
 3  en-gb           --/M      again              gmw/en
 5  en-us           --/M      us-mbrola-1        mb/mb-us1
 5  -f              --/M      option             x/y
 broken
`
	want := []speech.VoiceInfo{{ID: "espeak-af", Name: "Afrikaans", Language: "af"}, {ID: "espeak-en-gb", Name: "English (Great Britain)", Language: "en-gb"}}
	if got := parse(table); !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
}

// TestStandIns are programs in espeak-ng's place that behave badly.
func TestStandIns(t *testing.T) {
	need.That(t, runtime.GOOS != "windows", "a shell")
	for _, c := range []struct{ name, script string }{
		{"says nothing and fails", "exit 3"},
		{"prints text", "echo no sound here"},
		{"breaks off in the header", "printf RIFF"},
		{"wrong format", `printf 'RIFF\0\0\0\0WAVEfmt \020\0\0\0\001\0\002\0\042\126\0\0\0\0\0\0\0\0\020\0data\0\0\0\0'`},
		{"fails after the header", `printf 'RIFF\0\0\0\0WAVEfmt \020\0\0\0\001\0\001\0\042\126\0\0\0\0\0\0\0\0\020\0data\0\0\0\0'; exit 4`},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "espeak-ng")
			if err := os.WriteFile(path, []byte("#!/bin/sh\n"+c.script+"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			pcm, err := (&Synthesizer{path}).Synthesize(t.Context(), "A cup.", speech.Settings{})
			if err == nil {
				_, err = io.ReadAll(pcm)
				_ = pcm.Close()
			}
			if err == nil {
				t.Error("no error")
			}
			if exit := (*exec.ExitError)(nil); strings.Contains(c.name, "fails") && !errors.As(err, &exit) {
				t.Errorf("not how it ended: %v", err)
			}
		})
	}
}

func TestArguments(t *testing.T) {
	for _, c := range []struct {
		name string
		how  speech.Settings
		want string
	}{
		{"usual", speech.Settings{}, "-v en-us -s 175 -p 50 -a 100"},
		{"english", speech.Settings{Language: "en"}, "-v en-us -s 175 -p 50 -a 100"},
		{"all", speech.Settings{Language: "de_DE", Rate: 300, Pitch: -20, Volume: 150}, "-v de-de -s 300 -p 30 -a 150"},
		{"too much", speech.Settings{Language: "../../tmp/x", Rate: 9999, Pitch: 9999, Volume: 9999}, "-v en-us -s 600 -p 99 -a 200"},
		{"too little", speech.Settings{Language: "-f", Rate: 1, Pitch: -9999, Volume: 1}, "-v en-us -s 80 -p 0 -a 10"},
		{"voice", speech.Settings{Voice: "espeak-en-gb"}, "-v en-gb -s 175 -p 50 -a 100"},
		{"voice of the language", speech.Settings{Voice: "espeak-en-gb", Language: "en"}, "-v en-gb -s 175 -p 50 -a 100"},
		{"voice of another region", speech.Settings{Voice: "espeak-en-gb", Language: "en-US"}, "-v en-us -s 175 -p 50 -a 100"},
		{"voice of another language", speech.Settings{Voice: "espeak-en-gb+f3", Language: "de"}, "-v de+f3 -s 175 -p 50 -a 100"},
		{"two languages that begin alike", speech.Settings{Voice: "espeak-fil", Language: "fi"}, "-v fi -s 175 -p 50 -a 100"},
		{"another kind", speech.Settings{Voice: "piper-en_US-joe-medium"}, ""},
		{"a path", speech.Settings{Voice: "espeak-../x"}, ""},
		{"an option", speech.Settings{Voice: "espeak--f"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			args, err := arguments(c.how)
			switch got := strings.Join(args, " "); {
			case c.want == "":
				if !errors.Is(err, speech.ErrNoVoice) {
					t.Errorf("got %s, %v", got, err)
				}
			case err != nil || got != "--stdin --stdout -b 1 "+c.want:
				t.Errorf("got %s, %v", got, err)
			}
		})
	}
}
