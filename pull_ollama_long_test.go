//go:build long && linux

package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"descry/internal/need"
)

// TestRealOllama has a real ollama store the built-in pair as a model of its own. Descry
// finds both files in its store, without a network, uses them where they are, and leaves
// the store as it was.
func TestRealOllama(t *testing.T) {
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(cache, "descry", "peers", "bin", "ollama")
	_, err = os.Stat(program)
	need.That(t, err == nil, "ollama, which scripts/ollama.sh compiles")
	p := newPulling(t)
	store := filepath.Join(t.TempDir(), "models")
	p.env = append(p.env, "OLLAMA_MODELS="+store, "HF_HUB_OFFLINE=1", "OLLAMA_NO_CLOUD=1",
		fmt.Sprint("OLLAMA_HOST=127.0.0.1:", 20000+os.Getpid()%20000))
	serve := exec.CommandContext(t.Context(), program, "serve")
	serve.Env = p.env
	serve.Cancel = func() error { return serve.Process.Signal(syscall.SIGTERM) }
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = serve.Process.Signal(syscall.SIGTERM)
		_ = serve.Wait() // by our signal
	})
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for begun := time.Now(); ; <-tick.C {
		list := exec.CommandContext(t.Context(), program, "list")
		list.Env = p.env
		if list.Run() == nil {
			break
		}
		if time.Since(begun) > time.Minute {
			t.Fatal("ollama doesn't answer")
		}
	}
	recipe := filepath.Join(t.TempDir(), "Modelfile")
	pair, err := filepath.Abs(filepath.Join("models", "primer", "primer-"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(recipe, []byte("FROM "+pair+"text.gguf\nFROM "+pair+"mmproj.gguf\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.run(0, program, "create", "eyes", "-f", recipe)
	before := listing(t, store)

	_, problems := p.run(0, "stocked", "models", "pull", "eyes")
	if strings.Count(problems, "Found on this machine") != 2 || !strings.Contains(problems, filepath.Join(store, "blobs", "sha256-")) {
		t.Fatalf("said %s", problems)
	}
	p.run(0, "stocked", "models", "verify", "eyes")
	p.run(0, "stocked", "models", "use", "eyes")
	if cgoEnabled {
		out, _ := p.run(0, "stocked", "describe", "--json", filepath.Join("samples", "triangle.png"))
		if !strings.Contains(out, filepath.Join(store, "blobs", "sha256-")) {
			t.Errorf("answered by another model: %s", out)
		}
	}
	p.run(0, "stocked", "models", "remove", "eyes")
	if after := listing(t, store); after != before {
		t.Errorf("ollama's store was\n%sand is\n%s", before, after)
	}
}

// listing tells all files of a folder with their sizes and times.
func listing(t *testing.T, folder string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			fmt.Fprintln(&b, path, info.Size(), info.ModTime().UnixNano())
		}
		return err
	})
	if err != nil || b.Len() == 0 {
		t.Fatalf("%v in %s", err, folder)
	}
	return b.String()
}
