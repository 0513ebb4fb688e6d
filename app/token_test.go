package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestToken(t *testing.T) {
	for _, c := range []struct {
		name string
		env  map[string]string // paths are below a folder of the test's own
		file string            // where the token lies
		text string
		want string
	}{
		{"nothing", map[string]string{"HOME": "home"}, "elsewhere", "hf_x", ""},
		{"variable", map[string]string{"HF_TOKEN": " hf_v\n", "HOME": "home"}, "home/.cache/huggingface/token", "hf_x", "hf_v"},
		{"home", map[string]string{"HOME": "home"}, "home/.cache/huggingface/token", "hf_x\n", "hf_x"},
		{"home of another system", map[string]string{"USERPROFILE": "home"}, "home/.cache/huggingface/token", "hf_x", "hf_x"},
		{"cache", map[string]string{"XDG_CACHE_HOME": "c", "HOME": "home"}, "c/huggingface/token", "hf_x", "hf_x"},
		{"HF_HOME", map[string]string{"HF_HOME": "hf", "XDG_CACHE_HOME": "c"}, "hf/token", "hf_x", "hf_x"},
		{"HF_TOKEN_PATH", map[string]string{"HF_TOKEN_PATH": "t", "HF_HOME": "hf"}, "t", "hf_x", "hf_x"},
		{"two lines", map[string]string{"HF_TOKEN_PATH": "t"}, "t", "hf_x\nCookie: a", ""},
		{"control characters", map[string]string{"HF_TOKEN_PATH": "t"}, "t", "hf_\x1b[2J", ""},
		{"far too long", map[string]string{"HF_TOKEN_PATH": "t"}, "t", strings.Repeat("x", longestToken+1), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, filepath.FromSlash(c.file))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			got := token(func(name string) string {
				if v := c.env[name]; v != "" && name != "HF_TOKEN" {
					return filepath.Join(dir, v)
				}
				return c.env[name]
			})
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
