package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"descry/internal/gguf"
	"descry/models"
	"descry/models/modelstest"
)

// pulling is a home with a hub that has the built-in pair under another name.
type pulling struct {
	t     *testing.T
	hub   *modelstest.Hub
	files map[string][]byte // of the hub
	env   []string
	data  string
}

const (
	hubText      = "org/eyes/eyes-Q8_0.gguf"
	hubProjector = "org/eyes/mmproj-eyes-F16.gguf"
	hubVoice     = "org/voice/voice.tar.gz"
)

func newPulling(t *testing.T) *pulling {
	t.Helper()
	files := map[string][]byte{}
	for name, file := range map[string]string{hubText: "primer-text.gguf", hubProjector: "primer-mmproj.gguf"} {
		b, err := os.ReadFile(filepath.Join("models", "primer", file))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = b
	}
	p := &pulling{t: t, hub: modelstest.NewHub(t, files), files: files}
	home := t.TempDir()
	p.data = filepath.Join(home, "data", "descry", "models")
	stock := filepath.Join(home, "stock.json")
	p.env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home, "XDG_DATA_HOME="+filepath.Join(home, "data"),
		"HF_HOME=", "HF_HUB_CACHE=", "HUGGINGFACE_HUB_CACHE=", "HF_TOKEN=", "HF_HUB_OFFLINE=", "OLLAMA_MODELS=", "LLAMA_CACHE=", "NO_PROXY=127.0.0.1",
		"HF_ENDPOINT="+p.hub.URL, "OLLAMA_REGISTRY="+p.hub.URL, "STOCK="+stock)
	m := models.Model{ID: "eyes", Kind: models.Vision, Name: "Eyes", Family: "SmolVLM", Licence: "MIT", Says: "Sees.", Memory: 100e6}
	for role, name := range map[string]string{models.RoleText: hubText, models.RoleProjector: hubProjector} {
		m.Files = append(m.Files, models.File{
			Role: role, Repo: "org/eyes", Revision: modelstest.Commit, Name: filepath.Base(name),
			Bytes: int64(len(files[name])), SHA256: modelstest.Sum(files[name]),
		})
	}
	files[hubVoice] = voice(t)
	v := models.Model{ID: "piper-en_US-test", Kind: models.Voice, Name: "Test voice", Family: "Piper", Licence: "CC0", Says: "Speaks.", Memory: 100e6, Files: []models.File{{
		Role: "archive", Repo: "org/voice", Revision: modelstest.Commit, Name: filepath.Base(hubVoice),
		Bytes: int64(len(files[hubVoice])), SHA256: modelstest.Sum(files[hubVoice]),
	}}}
	text, err := json.Marshal([]models.Model{m, v})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(stock, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// run runs a program to its end, and wants the exit status.
func (p *pulling) run(status int, args ...string) (stdout, stderr string) {
	p.t.Helper()
	var out, problems bytes.Buffer
	cmd := exec.CommandContext(p.t.Context(), args[0], args[1:]...)
	cmd.Env, cmd.Stdout, cmd.Stderr = p.env, &out, &problems
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || cmd.ProcessState.ExitCode() != status {
		p.t.Fatalf("%q: %v\n%s%s", args, err, &out, &problems)
	}
	return out.String(), problems.String()
}

// works uses the model that was pulled, and describes a picture with it.
func (p *pulling) works(program, id string) {
	p.t.Helper()
	p.run(0, program, "models", "verify", id)
	p.run(0, program, "models", "use", id)
	picture := filepath.Join("samples", "triangle.png")
	status := 0
	if !cgoEnabled {
		status = 1
	}
	out, problems := p.run(status, program, "describe", "--json", picture)
	if cgoEnabled && !strings.Contains(out, filepath.Join(p.data, id)) || !cgoEnabled && !strings.Contains(problems, "built without the part") {
		p.t.Errorf("%s%s", out, problems)
	}
}

// TestPullCatalogue pulls a model of a catalogue through the command line, and uses it.
func TestPullCatalogue(t *testing.T) {
	p := newPulling(t)
	out, problems := p.run(0, "stocked", "models", "pull", "eyes")
	if !strings.Contains(out, "Eyes is here and whole") || !strings.Contains(problems, "Fetching Eyes from 127.0.0.1") || !strings.Contains(problems, "100 percent") || strings.Contains(problems, "not pinned") {
		t.Errorf("%s%s", out, problems)
	}
	p.works("stocked", "eyes")
	p.run(0, "stocked", "models", "pull", "eyes")
	if p.hub.Sent(hubText) != 1 || p.hub.Sent(hubProjector) != 1 {
		t.Errorf("fetched again: %d, %d", p.hub.Sent(hubText), p.hub.Sent(hubProjector))
	}
	p.run(0, "stocked", "models", "remove", "eyes")
	if _, err := os.Stat(filepath.Join(p.data, "eyes")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("left behind: %v", err)
	}
}

// TestPullForeign pulls what the catalogue doesn't have, and uses it.
func TestPullForeign(t *testing.T) {
	p := newPulling(t)
	p.hub.Layers["eyes:v2"] = map[string]string{"model": hubText, "projector": hubProjector}
	p.hub.Layers["own:v2"] = map[string]string{"model": hubText}
	p.hub.Layers["swapped:v2"] = map[string]string{"model": hubProjector, "projector": hubText}
	for reference, id := range map[string]string{"hf.co/org/eyes:q8_0": "hf-org-eyes-q8_0", "ollama.com/library/eyes:v2": "ollama-eyes-v2"} {
		out, problems := p.run(0, "descry", "models", "pull", reference)
		if !strings.Contains(out, "descry models use "+id) || !strings.Contains(problems, "is not pinned") {
			t.Errorf("%s%s", out, problems)
		}
		p.works("descry", id)
	}
	for args, want := range map[string]string{
		"hf.co/org/eyes:Q2_K": "There is no Q2_K of this model. There are: Q8_0.",
		"own:v2":              "no image encoder beside it",
		"swapped:v2":          "The model is damaged",
		"none:v2":             "has this file no more",
	} {
		if _, problems := p.run(1, "descry", "models", "pull", args); !strings.Contains(problems, want) {
			t.Errorf("%s: %s", args, problems)
		}
	}
	if _, err := os.Stat(filepath.Join(p.data, "ollama-swapped-v2")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a model that can't run is kept: %v", err)
	}
}

// TestPullStrange: a model that can't run is refused by its header, before it is fetched.
func TestPullStrange(t *testing.T) {
	p := newPulling(t)
	const (
		strange = "org/strange/strange-Q8_0.gguf"
		eye     = "org/strange/mmproj-strange-F16.gguf"
		single  = "org/single/single.gguf"
		page    = "org/page/page-Q8_0.gguf"
	)
	p.files[eye] = p.files[hubProjector]
	p.files[strange] = header(t, gguf.Pair{Key: "general.architecture", Value: "mllama"})
	p.files[single] = header(t, gguf.Pair{Key: "general.architecture", Value: "gemma3"}, gguf.Pair{Key: "gemma3.vision.block_count", Value: uint32(27)})
	p.files[page], p.files["org/page/mmproj-page.gguf"] = []byte("<html>Log in first"), p.files[hubProjector]
	p.hub.Layers["strange:v2"] = map[string]string{"model": strange, "projector": eye}
	p.hub.Layers["single:v2"] = map[string]string{"model": single}
	for args, want := range map[string]string{
		"hf.co/org/strange": "I can't run this kind of model, so I have not fetched it.",
		"strange:v2":        "I can't run this kind of model, so I have not fetched it.",
		"single:v2":         "Ollama's own format, in one file, which I can't run. Its twin in two files is Gemma-3-4B-it.",
		"hf.co/org/page":    "answered with something else than the file",
	} {
		if _, problems := p.run(1, "descry", "models", "pull", args); !strings.Contains(problems, want) || strings.Contains(problems, "Fetching") {
			t.Errorf("%s: %s", args, problems)
		}
	}
	// What is on its way in the buffers of a connection isn't known before.
	for _, file := range []string{strange, single} {
		t.Logf("%s: %d bytes were sent", file, p.hub.Bytes(file))
		if n := p.hub.Bytes(file); n == 0 || n > 32<<20 {
			t.Errorf("%d bytes of %s were sent", n, file)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(p.data, "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// header is a model file of 64 MiB with nothing in it but a header.
func header(t *testing.T, pairs ...gguf.Pair) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gguf.Write(&b, pairs, nil); err != nil {
		t.Fatal(err)
	}
	return append(b.Bytes(), make([]byte, 64<<20)...)
}

// voice is an archive like a voice's.
func voice(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, name := range []string{"voice/model.onnx", "voice/espeak-ng-data/phontab"} {
		if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(name)), Mode: 0o644}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPullVoice pulls a voice through the command line, and lists and removes it.
func TestPullVoice(t *testing.T) {
	p := newPulling(t)
	const id = "piper-en_US-test"
	line := func() string {
		out, _ := p.run(0, "stocked", "voices", "list", "--json")
		for l := range strings.Lines(out) {
			if strings.Contains(l, `"id":"`+id+`"`) {
				return l
			}
		}
		return ""
	}
	if l := line(); !strings.Contains(l, `"installed":false`) {
		t.Errorf("listed before: %s", l)
	}
	if _, problems := p.run(1, "stocked", "voices", "pull", "eyes"); !strings.Contains(problems, "no voice of that name") {
		t.Errorf("said %s", problems)
	}
	out, problems := p.run(0, "stocked", "voices", "pull", id)
	if !strings.Contains(out, "Test voice is here and whole") || !strings.Contains(problems, "Unpacking") {
		t.Errorf("%s%s", out, problems)
	}
	text, err := os.ReadFile(filepath.Join(p.data, id, "files", "voice", "model.onnx"))
	if err != nil || string(text) != "voice/model.onnx" {
		t.Errorf("unpacked: %q, %v", text, err)
	}
	p.run(0, "stocked", "models", "verify", id)
	if l := line(); !strings.Contains(l, `"installed":true`) || !strings.Contains(l, filepath.Join(p.data, id, "files")) {
		t.Errorf("listed after: %s", l)
	}
	if _, problems := p.run(1, "stocked", "voices", "use", id); !strings.Contains(problems, "files of Test voice are damaged") {
		t.Errorf("used: %s", problems)
	}
	p.run(0, "stocked", "voices", "pull", id)
	if n := p.hub.Sent(hubVoice); n != 1 {
		t.Errorf("fetched %d times", n)
	}
	p.run(0, "stocked", "models", "remove", id)
	if left, _ := filepath.Glob(filepath.Join(p.data, id+"*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestPullTwice: two processes pull one model at once; each file is fetched once.
func TestPullTwice(t *testing.T) {
	p := newPulling(t)
	p.hub.Slow(5 * time.Millisecond)
	var wait sync.WaitGroup
	outs := make([]string, 2)
	for i := range outs {
		wait.Go(func() { outs[i], _ = p.run(0, "stocked", "models", "pull", "eyes") })
	}
	wait.Wait()
	for _, out := range outs {
		if !strings.Contains(out, "is here and whole") {
			t.Errorf("said %q", out)
		}
	}
	if p.hub.Sent(hubText) != 1 || p.hub.Sent(hubProjector) != 1 {
		t.Errorf("fetched %d and %d times", p.hub.Sent(hubText), p.hub.Sent(hubProjector))
	}
	p.works("stocked", "eyes")
}
