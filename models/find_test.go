package models

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLookup(t *testing.T) {
	f := pairModel().Files[0]
	f.Revision = "0123"
	for _, c := range []struct {
		name string
		path string // from the home folder
		text string
		env  map[string]string
		want bool
	}{
		{"hub", ".cache/huggingface/hub/models--a--b/blobs/" + f.SHA256, textBytes, nil, true},
		{"hub's snapshot", ".cache/huggingface/hub/models--a--b/snapshots/0123/text.gguf", textBytes, nil, true},
		{"another home of the hub", "hf/hub/models--a--b/blobs/" + f.SHA256, textBytes, map[string]string{"HF_HOME": "hf"}, true},
		{"another cache of the hub", "c/models--a--b/blobs/" + f.SHA256, textBytes, map[string]string{"HF_HUB_CACHE": "c", "HF_HOME": "hf"}, true},
		{"ollama", ".ollama/models/blobs/sha256-" + f.SHA256, textBytes, nil, true},
		{"ollama elsewhere", "big/blobs/sha256-" + f.SHA256, textBytes, map[string]string{"OLLAMA_MODELS": "big"}, true},
		{"LM Studio", ".lmstudio/models/a/b/text.gguf", textBytes, nil, true},
		{"older LM Studio", ".cache/lm-studio/models/a/b/text.gguf", textBytes, nil, true},
		{"llama.cpp", ".cache/llama.cpp/a_b_text.gguf", textBytes, nil, true},
		{"llama.cpp elsewhere", "l/a_b_text.gguf", textBytes, map[string]string{"LLAMA_CACHE": "l"}, true},
		{"RamaLama", ".local/share/ramalama/store/huggingface/a/b/blobs/sha256-" + f.SHA256, textBytes, nil, true},
		{"another size", ".ollama/models/blobs/sha256-" + f.SHA256, "GGUF", nil, false},
		{"another place", "Downloads/text.gguf", textBytes, nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			home := t.TempDir()
			path := filepath.Join(home, filepath.FromSlash(c.path))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			places := FindPlaces(home, func(name string) string {
				if v := c.env[name]; v != "" {
					return filepath.Join(home, v)
				}
				return ""
			})
			got := places.Lookup(f)
			if (len(got) == 1) != c.want {
				t.Errorf("found %v", got)
			}
			loose := f
			loose.Unpinned = true
			if len(places.Lookup(loose)) > 0 {
				t.Error("found without a sure digest")
			}
		})
	}
}
