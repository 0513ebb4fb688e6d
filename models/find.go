package models

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Places are the folders in which other programs keep models. Any may be missing.
type Places struct {
	Hub      string   // the hub's cache: models--ORG--NAME/{blobs,snapshots}
	Llama    string   // llama.cpp's: ORG_REPO_FILE
	LMStudio []string // ORG/REPO/FILE; the second is the one of older versions
	Ollama   []string
	RamaLama string
}

// FindPlaces says where these folders are for a user with that home folder, as each
// program documents it. env is os.Getenv or a stand-in for it.
func FindPlaces(home string, env func(string) string) Places {
	or := func(fallback string, values ...string) string {
		for _, v := range values {
			if filepath.IsAbs(v) {
				return v
			}
		}
		return fallback
	}
	below := func(name, folder string) string {
		if v := env(name); v != "" {
			return filepath.Join(v, folder)
		}
		return ""
	}
	cache := or(filepath.Join(home, ".cache"), env("XDG_CACHE_HOME"))
	data := or(filepath.Join(home, ".local", "share"), env("XDG_DATA_HOME"))
	llama := filepath.Join(cache, "llama.cpp")
	switch runtime.GOOS {
	case "darwin":
		llama = filepath.Join(home, "Library", "Caches", "llama.cpp")
	case "windows":
		llama = filepath.Join(env("LOCALAPPDATA"), "llama.cpp")
	}
	p := Places{
		Hub:      or(filepath.Join(cache, "huggingface", "hub"), env("HF_HUB_CACHE"), env("HUGGINGFACE_HUB_CACHE"), below("HF_HOME", "hub")),
		Llama:    or(llama, env("LLAMA_CACHE")),
		LMStudio: []string{filepath.Join(home, ".lmstudio", "models"), filepath.Join(home, ".cache", "lm-studio", "models")},
		Ollama:   []string{or(filepath.Join(home, ".ollama", "models"), env("OLLAMA_MODELS"))},
		RamaLama: filepath.Join(data, "ramalama", "store", "huggingface"),
	}
	if runtime.GOOS == "linux" {
		p.Ollama = append(p.Ollama, "/usr/share/ollama/.ollama/models") // the service's
	}
	return p
}

// Lookup lists where a file with a sure digest may lie, by name and size; what is in it
// is to be checked (Claim.Link). It reads no content and writes nothing.
func (p Places) Lookup(f File) []string {
	if f.Unpinned && !f.Stated || f.SHA256 == "" || f.Release != "" {
		return nil
	}
	var candidates []string
	add := func(root string, parts ...string) {
		if root != "" {
			candidates = append(candidates, filepath.Join(append([]string{root}, parts...)...))
		}
	}
	repo := "models--" + strings.ReplaceAll(f.Repo, "/", "--")
	add(p.Hub, repo, "blobs", f.SHA256)
	add(p.Hub, repo, "snapshots", f.Revision, f.Name) // Windows has files in place of links
	add(p.Llama, strings.ReplaceAll(f.Repo, "/", "_")+"_"+f.Name)
	add(p.Llama, f.Name)
	for _, root := range p.LMStudio {
		add(root, filepath.FromSlash(f.Repo), f.Name)
	}
	for _, root := range p.Ollama {
		add(root, "blobs", "sha256-"+f.SHA256)
	}
	add(p.RamaLama, filepath.FromSlash(f.Repo), "blobs", "sha256-"+f.SHA256)
	var found []string
	for _, path := range candidates {
		// Links are followed to what they lead to, so that it stays where it is checked.
		real, err := filepath.EvalSymlinks(path)
		if err != nil {
			continue
		}
		if st, err := os.Stat(real); err == nil && st.Mode().IsRegular() && st.Size() == f.Bytes {
			found = append(found, real)
		}
	}
	return found
}
