package settings

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestLoad(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       Settings
		bad        []string // keys of a ValueError
		broken     bool
	}{
		{"empty object", `{}`, Settings{}, nil, false},
		{
			"all", `{"model":"/m.gguf","projector":"/p.gguf","threads":2,"context":4096,"encoder":"f32","language":"en","detail":"full","voice":"espeak-en-gb","rate":250,"pitch":-10,"volume":80,"punctuation":"all","sounds":true,"power_line":"50","camera_light":"on","window":{"theme":"dark","text_size":150,"echo":"none","mute":true},"thresholds":{"plain":0.8,"hedged":0.4}}`,
			Settings{
				Model: "/m.gguf", Projector: "/p.gguf", Threads: 2, Context: 4096, Encoder: "f32", Language: "en", Detail: "full",
				Thresholds: &Thresholds{Plain: 0.8, Hedged: 0.4}, Voice: "espeak-en-gb", Rate: 250, Pitch: -10, Volume: 80, Punctuation: "all",
				Sounds: true, PowerLine: "50", CameraLight: "on", Window: Window{Theme: "dark", TextSize: 150, Echo: "none", Mute: true},
			},
			nil, false,
		},
		{"unknown keys", `{"hat":"red","threads":1}`, Settings{Threads: 1}, nil, false},
		{"too many threads", `{"threads":100000,"detail":"brief"}`, Settings{Detail: "brief"}, []string{"threads"}, false},
		{"a voice too quick and too high", `{"rate":601,"pitch":99,"threads":1}`, Settings{Threads: 1}, []string{"rate", "pitch"}, false},
		{"a voice that can't be heard, and is a path", `{"volume":1,"voice":"../x","threads":1}`, Settings{Threads: 1}, []string{"volume", "voice"}, false},
		{"a camera that goes off at once", `{"camera_off":0}`, Settings{CameraOff: new(int)}, nil, false},
		{"a camera that never goes off", `{"camera_off":601,"threads":1}`, Settings{Threads: 1}, []string{"camera_off"}, false},
		{"unknown mains and light", `{"power_line":"55","camera_light":"red","threads":1}`, Settings{Threads: 1}, []string{"power_line", "camera_light"}, false},
		{"unknown punctuation", `{"punctuation":"most"}`, Settings{}, []string{"punctuation"}, false},
		{"negative context", `{"context":-1}`, Settings{}, []string{"context"}, false},
		{"progress", `{"progress":"lines"}`, Settings{Progress: ProgressLines}, nil, false},
		{"unknown progress", `{"progress":"spinner"}`, Settings{}, []string{"progress"}, false},
		{"a window that nobody can read", `{"window":{"theme":"fog","text_size":20,"echo":"all","quiet":true}}`, Settings{Window: Window{Quiet: true}}, []string{"window.theme", "window.text_size", "window.echo"}, false},
		{"unknown encoder", `{"encoder":"int4"}`, Settings{}, []string{"encoder"}, false},
		{"unknown words", `{"language":"tlh","detail":"endless"}`, Settings{}, []string{"language", "detail"}, false},
		{"model without projector", `{"model":"/m.gguf","threads":3}`, Settings{Threads: 3}, []string{"model"}, false},
		{"model by a relative path", `{"model":"m.gguf","projector":"p.gguf"}`, Settings{}, []string{"model"}, false},
		{"threshold above one", `{"thresholds":{"plain":80}}`, Settings{}, []string{"thresholds"}, false},
		{"keys in any spelling", `{"keys":{"describe":"shift+f5 ctrl+j","front":"1"}}`, Settings{Keys: map[string]string{"describe": "Shift+F5 Ctrl+J", "front": "1"}}, nil, false},
		{"a key that is none", `{"keys":{"describe":"Alt+F4","help":"f1"}}`, Settings{Keys: map[string]string{"help": "F1"}}, []string{"keys"}, false},
		{"empty file", ``, Settings{}, nil, true},
		{"cut short", `{"threads":2`, Settings{}, nil, true},
		{"wrong type", `{"threads":"two"}`, Settings{}, nil, true},
		{"a list", `[]`, Settings{}, nil, true},
		{"not JSON", "\x00\x01\x02", Settings{}, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "settings.json")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := Load(path)
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			var broken *BrokenError
			var value *ValueError
			switch {
			case errors.As(err, &broken) != c.broken:
				t.Errorf("error %v, want broken %v", err, c.broken)
			case errors.As(err, &value) != (c.bad != nil):
				t.Errorf("error %v, want bad values %v", err, c.bad)
			case c.bad != nil && !slices.Equal(value.Keys, c.bad):
				t.Errorf("bad values %v, want %v", value.Keys, c.bad)
			}
		})
	}
}

func TestBrokenFileIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	if err := os.WriteFile(path, []byte(`{"threads":`), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Load(path)
	var broken *BrokenError
	if !errors.As(err, &broken) {
		t.Fatalf("error %v, want a *BrokenError", err)
	}
	if kept, err := os.ReadFile(broken.Aside); err != nil || string(kept) != `{"threads":` {
		t.Errorf("kept %q, %v", kept, err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the broken file is still in place: %v", err)
	}
	if s, err := Load(path); err != nil || !reflect.DeepEqual(s, Settings{}) {
		t.Errorf("second load: %+v, %v", s, err)
	}
}

func TestLoadWithoutFile(t *testing.T) {
	for _, c := range []struct {
		name, path string
		fails      bool
	}{
		{"no file", "settings.json", false},
		{"no folder", "none/settings.json", false},
		{"a folder in its place", ".", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := Load(filepath.Join(t.TempDir(), c.path))
			if !reflect.DeepEqual(s, Settings{}) {
				t.Errorf("got %+v", s)
			}
			if (err != nil) != c.fails {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestSaveAndLoad(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "new", "settings.json")
	want := Settings{Model: "/m", Projector: "/p", Threads: 1, Detail: "brief", Thresholds: &Thresholds{Plain: 0.7}}
	for _, s := range []Settings{{Language: "en"}, want} { // the second replaces the first
		if err := Save(path, s); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Load(path)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", st.Mode(), err)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("files beside it: %v, %v", entries, err)
	}
}

func TestSaveThroughLink(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real.json"), filepath.Join(dir, "settings.json")
	if err := os.WriteFile(real, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	if err := Save(link, Settings{Threads: 2}); err != nil {
		t.Fatal(err)
	}
	if st, err := os.Lstat(link); err != nil || st.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v, %v", st.Mode(), err)
	}
	if s, err := Load(real); err != nil || s.Threads != 2 {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestLayout(t *testing.T) {
	for _, c := range []struct{ name, exe, library string }{
		{"installed", "/usr/local/bin/descry", "/usr/local/lib/ollama"},
		{"build tree", "/home/me/descry/build/bin/descry", "/home/me/descry/build/lib/ollama"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := layoutOf(c.exe, "/home/me/.cache", "/home/me/.config")
			want := Layout{c.exe, c.library, "/home/me/.cache/descry", "/home/me/.config/descry/settings.json", ""}
			if l != want {
				t.Errorf("got %+v, want %+v", l, want)
			}
		})
	}
}

func TestFindLayoutIgnoresLibraryVariables(t *testing.T) {
	plain, err := FindLayout()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("OLLAMA_LIBRARY_PATH", "/tmp/evil/lib/ollama")
	t.Setenv("GGML_BACKEND_PATH", "/tmp/evil/libggml-evil.so")
	if got, err := FindLayout(); err != nil || got != plain {
		t.Errorf("got %+v, %v; want %+v", got, err, plain)
	}
	if !filepath.IsAbs(plain.Executable) || !strings.HasSuffix(plain.Library, filepath.Join("lib", "ollama")) {
		t.Errorf("got %+v", plain)
	}
}

func TestFindLayoutWithoutHome(t *testing.T) {
	for _, v := range []string{"HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"} {
		t.Setenv(v, "")
	}
	l, err := FindLayout()
	if err != nil {
		t.Skipf("this system's user database knows no home folder: %v", err)
	}
	if !filepath.IsAbs(l.Cache) || !filepath.IsAbs(l.Settings) {
		t.Errorf("got %+v", l)
	}
}
