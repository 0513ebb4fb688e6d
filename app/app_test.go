package app

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/app/settings"
	"descry/camera"
	"descry/inference"
)

// newApp is an App in folders of its own.
func newApp(t *testing.T, s settings.Settings, in []byte) *App {
	t.Helper()
	dir := t.TempDir()
	a := Open(Options{
		Settings: s,
		Layout: settings.Layout{
			Executable: filepath.Join(dir, "bin", "descry"), Library: filepath.Join(dir, "lib", "ollama"),
			Cache: filepath.Join(dir, "cache"), Settings: filepath.Join(dir, "settings.json"),
			Models: filepath.Join(dir, "models"),
		},
		In: bytes.NewReader(in),
	})
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return a
}

func TestCamera(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 20, 10))); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	a := newApp(t, settings.Settings{}, b.Bytes())
	for _, c := range []struct {
		name, picture, device string
		err                   error
	}{
		{"file", path, "a.png", nil},
		{"file again", path, "a.png", nil},
		{"standard input", "-", "", nil},
		{"standard input is used up", "-", "", camera.ErrEmpty},
		{"no such file", path + "x", "", fs.ErrNotExist},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := a.Camera(c.picture).Snap(t.Context())
			if !errors.Is(err, c.err) || f.Device != c.device {
				t.Fatalf("got %q, %v", f.Device, err)
			}
			if err == nil && f.Image.Bounds().Size() != image.Pt(20, 10) {
				t.Errorf("size %v", f.Image.Bounds())
			}
		})
	}
}

func TestOpenRefusesBeforeAChildIsStarted(t *testing.T) {
	letter := filepath.Join(t.TempDir(), "letter.gguf")
	if err := os.WriteFile(letter, []byte("Dear reader, this is no model."), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		model settings.Settings
		want  error
	}{
		{"no file", settings.Settings{Model: "/nowhere/a", Projector: "/nowhere/b"}, inference.ErrNoModel},
		{"no model", settings.Settings{Model: letter, Projector: letter}, inference.ErrBadModel},
	} {
		t.Run(c.name, func(t *testing.T) {
			// The executable doesn't exist: starting it would be another error.
			if _, err := newApp(t, c.model, nil).open(t.Context()); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestOpenEnds(t *testing.T) {
	a := newApp(t, settings.Settings{}, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := a.turn.Take(t.Context()); err != nil { // someone else is loading
		t.Fatal(err)
	}
	if _, err := a.open(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("ended while another loads: %v", err)
	}
	a.turn.Give()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := a.open(t.Context()); !errors.Is(err, inference.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func TestCacheThatCannotBeWritten(t *testing.T) {
	a := newApp(t, settings.Settings{}, nil)
	if err := os.WriteFile(a.options.Layout.Cache, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := a.open(t.Context())
	if got := messages.Code(err); got != "cache" {
		t.Errorf("code %q of %v", got, err)
	}
}

func TestDoctorLooksAtEveryPart(t *testing.T) {
	a := newApp(t, settings.Settings{}, nil)
	found := map[string]assistant.Finding{}
	for f, err := range a.Doctor(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if f.Text == "" || f.Text == messages.Text("en", messages.Failed) && f.Name != "engine" {
			t.Errorf("%s: %q", f.Name, f.Text)
		}
		found[f.Name] = f
	}
	for name, good := range map[string]bool{
		"version": true, "system": true, "processor": true, "load": true, "libraries": false, "model": true,
		"engine": false, "settings": true, "cache": true, "network": true,
	} {
		if f, there := found[name]; !there || f.Good != good {
			t.Errorf("%s: %+v, want good %v", name, f, good)
		}
	}
	if _, there := found["memory"]; !there {
		t.Error("nothing about memory")
	}
}

func TestDoctorEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	for f, err := range newApp(t, settings.Settings{}, nil).Doctor(ctx) {
		if n++; n == 2 {
			cancel()
		}
		if n == 3 && !errors.Is(err, context.Canceled) {
			t.Errorf("after the end: %+v, %v", f, err)
		}
	}
	if n != 3 {
		t.Errorf("%d findings", n)
	}
}

func TestSystemName(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"quoted", "NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n", "Debian GNU/Linux 12 (bookworm)"},
		{"bare", "PRETTY_NAME=Void\n", "Void"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := systemName(fstest.MapFS{"etc/os-release": {Data: []byte(c.text)}}); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestThresholds(t *testing.T) {
	d := assistant.DefaultThresholds
	if got := thresholds(nil); got != d {
		t.Errorf("got %+v", got)
	}
	got := thresholds(&settings.Thresholds{Plain: 0.99})
	if got.Plain != 0.99 || got.Hedged != d.Hedged {
		t.Errorf("got %+v", got)
	}
}

func TestWorkerOfAnUnknownRoom(t *testing.T) {
	if got := Worker("kitchen"); got != 2 {
		t.Errorf("status %d", got)
	}
}
