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
)

func TestSuggestion(t *testing.T) {
	const starter = "the built-in starter model"
	for _, c := range []struct {
		name       string
		free, need int64
		want       string
	}{
		{"room for a large one", 5e9, 20e9, "Qwen3-VL-4B-Instruct"},
		{"room for a small one", 900e6, 20e9, "SmolVLM-256M-Instruct"},
		{"room for a quick one", 1500e6, 20e9, "SmolVLM-500M-Instruct"},
		{"hardly any room", 300e6, 20e9, starter},
		{"never a larger one", 1200e6, 1100e6, "SmolVLM-256M-Instruct"},
		{"nor the same", 700e6, 720e6, starter},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := suggestion("en", c.free, c.need); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestTooLarge: a context that no machine has room for.
func TestTooLarge(t *testing.T) {
	a := newApp(t, settings.Settings{Context: 1 << 30}, nil)
	_, err := a.open(t.Context())
	says := messages.For("en", err)
	if !errors.Is(err, inference.ErrOutOfMemory) || !strings.Contains(says, "gigabytes of memory, but only") || !strings.Contains(says, "such as ") {
		t.Errorf("%s (%v)", says, err)
	}
}

func TestGraphics(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string
		want  []string
	}{
		{"none", nil, nil},
		{"processor only", []string{"libggml-base.so.0", "libggml-cpu-haswell.so", "libggml-cpu.so"}, nil},
		{"two", []string{"libggml-base.so", "libggml-cuda.so", "libggml-vulkan.so", "libggml-vulkan.so.1"}, []string{"cuda", "vulkan"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for _, f := range c.files {
				if err := os.WriteFile(filepath.Join(dir, f), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if got, _ := graphics(dir); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
