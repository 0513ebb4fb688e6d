package app

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"descry/app/messages"
	"descry/app/settings"
	"descry/inference"
	"descry/inference/inferencetest"
	"descry/inference/onnx"
	"descry/internal/cpu"
	"descry/internal/need"
)

func needONNX(t *testing.T) {
	t.Helper()
	if !hasEngine {
		t.Skip("built without cgo: there is no engine")
	}
	_, err := os.Stat(filepath.Join(path(t, "build", "lib", "ollama"), onnx.Library))
	need.That(t, err == nil, "ONNX Runtime (scripts/onnxlib.sh)")
}

// eyeApp is an App whose worker is this test binary, with the fixture's model.
func eyeApp(t *testing.T, cache, encoder string) *App {
	t.Helper()
	o := fixtureOptions(t, "smolvlm")
	a := newApp(t, settings.Settings{Model: o.Text, Projector: o.Projector, Encoder: encoder}, nil)
	a.options.Layout.Executable, a.options.Layout.Library, a.options.Layout.Cache = o.Executable, o.Library, cache
	return a
}

// TestEncoderInWorker: the locked-up child encodes with what the parent converted, and
// answers as with clip.
func TestEncoderInWorker(t *testing.T) {
	needONNX(t)
	cache := t.TempDir()
	var first []int
	for _, c := range []struct{ wish, want string }{
		{"clip", "clip"},
		{"", "clip"}, // too small to be worth it
		{"f32", "ONNX Runtime f32"},
		{"int8", "ONNX Runtime int8"},
	} {
		t.Run("wish "+c.wish, func(t *testing.T) {
			a := eyeApp(t, cache, c.wish)
			e, err := a.open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got := e.Info().Encoder; got != c.want {
				t.Errorf("encoder %q, want %q", got, c.want)
			}
			answer, err := inferencetest.Collect(t.Context(), t, e, ask(1, "What is this?"))
			if err != nil || len(answer.Tokens) == 0 {
				t.Fatalf("%d tokens, %v", len(answer.Tokens), err)
			}
			var ids []int
			for _, token := range answer.Tokens {
				ids = append(ids, token.ID)
			}
			if first == nil {
				first = ids
			}
			if c.wish != "int8" && !slices.Equal(ids, first) {
				t.Errorf("tokens %v, with clip %v", ids, first)
			}
			f := a.examineEncoder(t.Context())
			if !f.Good || !strings.HasPrefix(f.Text, "Image encoder: "+c.want) {
				t.Errorf("doctor: %q", f.Text)
			}
		})
	}
}

// TestEncoderIsLockedUp: with the library loaded the child is held as before.
func TestEncoderIsLockedUp(t *testing.T) {
	needONNX(t)
	o := fixtureOptions(t, "smolvlm")
	o.Args = []string{"worker", "prison"}
	o.Encoder, o.Precision = filepath.Join(t.TempDir(), "graphs"), judge
	for _, p := range []onnx.Precision{onnx.F32, onnx.Int8} {
		if err := onnx.Convert(t.Context(), o.Encoder, o.Projector, p); err != nil {
			t.Fatal(err)
		}
	}
	e := openWorker(t, o)
	need.That(t, e.Lockup().Whole(), "a kernel with seccomp and Landlock: "+e.Lockup().Problem)
	if got := e.Info().Encoder; !strings.HasPrefix(got, onnxRuntime) {
		t.Errorf("encoder %q", got)
	}
	tried, err := inferencetest.Collect(t.Context(), t, e, ask(1, "TRY "+t.TempDir()))
	const want = "connect=false home=false write=false root=false library=true tasks=true threads=true free=0 score=800 dumpable=0"
	if err != nil || tried.Text != want {
		t.Errorf("got  %s, %v\nwant %s", tried.Text, err, want)
	}
}

// TestEncoderFails: whatever is wrong with it, clip answers.
func TestEncoderFails(t *testing.T) {
	needONNX(t)
	o := fixtureOptions(t, "smolvlm")
	for name, spoil := range map[string]func(folder string) error{
		"no graph":     func(folder string) error { return onnx.Drop(folder, onnx.F32) },
		"broken graph": func(folder string) error { return os.WriteFile(filepath.Join(folder, "f32.onnx"), []byte("x"), 0o600) },
		"short data":   func(folder string) error { return os.Truncate(filepath.Join(folder, "f32.data"), 4096) },
	} {
		t.Run(name, func(t *testing.T) {
			o := o
			o.Encoder, o.Precision = t.TempDir(), string(onnx.F32)
			if err := errors.Join(onnx.Convert(t.Context(), o.Encoder, o.Projector, onnx.F32), spoil(o.Encoder)); err != nil {
				t.Fatal(err)
			}
			e := openWorker(t, o)
			if got := e.Info().Encoder; got != clip {
				t.Errorf("encoder %q", got)
			}
			if answer, err := inferencetest.Collect(t.Context(), t, e, ask(1, "What is this?")); err != nil || len(answer.Tokens) == 0 {
				t.Errorf("%d tokens, %v", len(answer.Tokens), err)
			}
		})
	}
}

// TestEncoderCrashes: a process that ends for its image encoder gives way to one with
// clip, and so does a library that isn't there.
func TestEncoderCrashes(t *testing.T) {
	needONNX(t)
	crashing := filepath.Join(t.TempDir(), "crashing-encoder")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, crashing); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		spoil func(l *settings.Layout)
		why   string
	}{
		{"crash", func(l *settings.Layout) { l.Executable = crashing }, "ONNX Runtime, could not be used"},
		{"no library", func(l *settings.Layout) { l.Library = t.TempDir() }, "ONNX Runtime, is not in"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := eyeApp(t, t.TempDir(), "f32")
			c.spoil(&a.options.Layout)
			e, err := a.open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			answer, err := inferencetest.Collect(t.Context(), t, e, ask(1, "What is this?"))
			if err != nil || len(answer.Tokens) == 0 || e.Info().Encoder != clip {
				t.Errorf("%d tokens with %s, %v", len(answer.Tokens), e.Info().Encoder, err)
			}
			if f := a.examineEncoder(t.Context()); !f.Good || !strings.Contains(f.Text, c.why) {
				t.Errorf("doctor: %q", f.Text)
			}
		})
	}
}

func TestEyeWithout(t *testing.T) {
	needONNX(t)
	a := eyeApp(t, t.TempDir(), "f32")
	a.options.Layout.Library = t.TempDir()
	if e, err := a.eye(t.Context(), a.options.Settings.Projector, 0); err != nil || e.folder != "" || e.why != messages.DoctorEncoderLibrary {
		t.Errorf("no library: %+v, %v", e, err)
	}
	a = eyeApp(t, "/proc/nothing", "f32")
	if e, err := a.eye(t.Context(), a.options.Settings.Projector, 0); err != nil || e.folder != "" || e.why != messages.DoctorEncoderFailed {
		t.Errorf("no cache: %+v, %v", e, err)
	}
	a = eyeApp(t, t.TempDir(), "f32")
	if e, err := a.eye(t.Context(), fixtureOptions(t, "internvl3").Projector, 0); err != nil || e.folder != "" || e.why != messages.DoctorEncoderFamily {
		t.Errorf("another family: %+v, %v", e, err)
	}
	if e, err := a.eye(t.Context(), a.options.Settings.Projector, 1<<60); err != nil || e.folder != "" || e.why != messages.DoctorEncoderMemory {
		t.Errorf("no memory: %+v, %v", e, err)
	}
}

// TestJudgedOnce: what the child found is kept for this processor, and the loser deleted.
func TestJudgedOnce(t *testing.T) {
	folder := t.TempDir()
	e := eye{folder: folder, precision: judge}
	e.judged(inference.Info{Encoder: clip}, nil)
	if got := onnx.Decided(folder, cpu.Describe().Model); got != "" {
		t.Errorf("clip decided %q", got)
	}
	e.judged(inference.Info{Encoder: onnxRuntime + string(onnx.Int8)}, nil)
	if got := onnx.Decided(folder, cpu.Describe().Model); got != onnx.Int8 {
		t.Errorf("decided %q", got)
	}
}
