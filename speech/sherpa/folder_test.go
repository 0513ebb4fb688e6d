package sherpa

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"descry/speech"
)

func TestInspect(t *testing.T) {
	for folder, want := range map[string]Files{
		"piper":  {Family: Piper, Speakers: 1, Rate: 16000},
		"kokoro": {Family: Kokoro, Speakers: 3, Rate: 16000},
		"kitten": {Family: Kitten, Speakers: 3, Rate: 16000},
	} {
		f, err := Inspect(filepath.Join("testdata", folder))
		if err != nil {
			t.Fatal(err)
		}
		if f.Family != want.Family || f.Speakers != want.Speakers || f.Rate != want.Rate || (f.Voices == "") != (f.Family == Piper) {
			t.Errorf("%s: %+v", folder, f)
		}
	}
	if _, err := Inspect("testdata/plain"); !errors.Is(err, ErrPlain) {
		t.Errorf("without metadata: %v", err)
	}
}

// copyOf is a copy of a voice of testdata, a folder down as archives have them.
func copyOf(t *testing.T, name string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "voice"), os.DirFS(filepath.Join("testdata", name))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestRefused: what would end the process in the library is refused before.
func TestRefused(t *testing.T) {
	replace := func(old, new string) func([]byte) []byte {
		return func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(old), []byte(new)) }
	}
	for _, c := range []struct {
		name, voice, file string
		change            func([]byte) []byte
	}{
		{"empty model", "piper", "en_US-hum-low.onnx", func([]byte) []byte { return nil }},
		{"half a model", "piper", "en_US-hum-low.onnx", func(b []byte) []byte { return b[:len(b)/2] }},
		{"no model but a page", "piper", "en_US-hum-low.onnx", func([]byte) []byte { return []byte("<html>404</html>") }},
		{"no rate", "piper", "en_US-hum-low.onnx", replace("sample_rate", "sample_raye")},
		{"a strange rate", "piper", "en_US-hum-low.onnx", replace("16000", "99999")},
		{"no comment", "piper", "en_US-hum-low.onnx", replace("comment", "comnent")},
		{"no espeak voice", "piper", "en_US-hum-low.onnx", replace("en-us", "qq-us")},
		{"other inputs", "piper", "en_US-hum-low.onnx", replace("scales", "skales")},
		{"no tokens", "piper", "tokens.txt", func([]byte) []byte { return nil }},
		{"a token twice", "piper", "tokens.txt", func(b []byte) []byte { return append(b, "a 9\n"...) }},
		{"a token of two characters", "piper", "tokens.txt", func(b []byte) []byte { return append(b, "ab 9\n"...) }},
		{"three words", "piper", "tokens.txt", func(b []byte) []byte { return append(b, "b 9 9\n"...) }},
		{"no number", "piper", "tokens.txt", replace("a 12", "a x")},
		{"short styles", "kokoro", "voices.bin", func(b []byte) []byte { return b[4:] }},
		{"other dimensions", "kokoro", "model.onnx", replace("64,1,4", "64,4,1")},
		{"a newer kokoro", "kokoro", "model.onnx", func(b []byte) []byte { return append(b, metadata([][2]string{{"version", "2"}})...) }},
		{"long styles", "kitten", "voices.bin", func(b []byte) []byte { return append(b, 0, 0, 0, 0) }},
		{"not kitten", "kitten", "model.fp16.onnx", replace("kitten-tts", "kitten-xxx")},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := copyOf(t, c.voice)
			if _, err := Inspect(dir); err != nil {
				t.Fatalf("unchanged: %v", err)
			}
			path := filepath.Join(dir, "voice", c.file)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, c.change(bytes.Clone(b)), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Inspect(dir); !errors.Is(err, ErrBadVoice) {
				t.Errorf("got %v", err)
			}
		})
	}
	for _, dir := range []string{t.TempDir(), "testdata", "/nowhere"} {
		if _, err := Inspect(dir); !errors.Is(err, ErrBadVoice) {
			t.Errorf("%s: %v", dir, err)
		}
	}
}

// TestConvert: a voice as Piper gives it speaks after it was converted.
func TestConvert(t *testing.T) {
	for _, path := range []string{"testdata/plain", "testdata/plain/en_US-hum-low.onnx", "testdata/kitten"} {
		c, err := Convert(path)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		for name, size := range c.Sizes {
			b, err := fs.ReadFile(c, name)
			if err != nil || int64(len(b)) != size {
				t.Errorf("%s: %d bytes of %d, %v", name, len(b), size, err)
			}
			if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		f, err := Inspect(dir)
		if err != nil || f.Family != c.Family || !strings.HasPrefix(c.Language, "en-us") {
			t.Errorf("%+v, %q, %v", f, c.Language, err)
		}
		v := Voice{"piper-en_US-own", dir}
		s := open(t, v)
		if n, _ := length(t, s, speech.Settings{Voice: v.ID}); n < 16000 {
			t.Errorf("%d bytes of sound", n)
		}
	}
}

func TestNotConverted(t *testing.T) {
	for name, change := range map[string]string{
		"another phonemizer": `"phoneme_type": "espeak">"phoneme_type": "text"`,
		"no voice":           `"voice": "en-us">"voice": ""`,
		"a strange rate":     `"sample_rate": 16000>"sample_rate": 1`,
		"two numbers":        "\n   12\n>\n   12, 13\n",
		"no mark":            `"^">"qq"`,
		"no JSON":            `{>`,
	} {
		dir := copyOf(t, "plain")
		path := filepath.Join(dir, "voice", "en_US-hum-low.onnx.json")
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		from, to, _ := strings.Cut(change, ">")
		changed := strings.Replace(string(b), from, to, 1)
		if changed == string(b) {
			t.Fatalf("%s: nothing was changed", name)
		}
		if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Convert(dir); !errors.Is(err, ErrBadVoice) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Convert("/nowhere"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing there: %v", err)
	}
	if _, err := Convert("testdata/make.py"); !errors.Is(err, ErrBadVoice) {
		t.Errorf("another file: %v", err)
	}
}

// FuzzHeader: no file makes the reader fail or run on.
func FuzzHeader(f *testing.F) {
	for _, path := range []string{"testdata/piper/en_US-hum-low.onnx", "testdata/kokoro/model.onnx"} {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add(binary.AppendUvarint([]byte{modelGraph<<3 | wireBytes}, 1<<63))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := readHeader(bytes.NewReader(b), int64(len(b)))
		if err == nil && len(h.inputs) == 0 {
			t.Error("a model without inputs")
		}
	})
}
