package app

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"descry/app/messages"
	"descry/inference"
	"descry/inference/llama"
	"descry/internal/fit"
	"descry/internal/lockup"
	"descry/models"
)

// pair is what the headers of a pair of model files say.
type pair struct {
	name, family string
	bytes        int64 // of both files
	need         fit.Need
}

// inspect looks at the headers of a pair of files; context is the size that it is to be
// loaded with, in tokens, 0 for the engine's choice.
func inspect(text, projector string, context int) (pair, error) {
	meta, family, err := inference.Inspect(text, projector)
	if err != nil {
		return pair{}, err
	}
	if context == 0 {
		context = max(llama.DefaultContext, family.Context) // as llama.Open does
	}
	return pair{
		name: meta.Text.String("general.name"), family: family.Name, bytes: meta.Text.Size + meta.Vision.Size,
		need: inference.Memory(meta, family, context),
	}, nil
}

// checkPair looks at the headers and at the memory, so that a model that can't
// run is known before a child is started for it.
func (a *App) checkPair(text, projector string) (pair, error) {
	p, err := inspect(text, projector, a.options.Settings.Context)
	if err != nil {
		return p, err
	}
	// A model that is mapped into memory but doesn't fit is read from the disk again
	// for each token: minutes a word.
	free, ok := fit.Available()
	if need := p.need.Total(); ok && need > free {
		return p, &told{
			err: fmt.Errorf("app: model needs %+v, %d bytes, %d are free: %w", p.need, need, free, inference.ErrOutOfMemory),
			id:  messages.ModelTooLarge, args: []any{a.size(need), a.size(free), suggestion(a.options.Settings.Language, free, need)},
		}
	}
	return p, nil
}

// suggestion names a model that fits where one that needs so much does not.
func suggestion(lang string, free, need int64) string {
	if m, ok := models.Smaller(free, need); ok {
		return m.Name
	}
	return messages.Text(lang, messages.StarterName)
}

// graphics names the backends for graphics cards among the libraries, and the device
// files that they need.
func graphics(library string) (backends, devices []string) {
	found, _ := filepath.Glob(filepath.Join(escapeGlob(library), "libggml-*")) // fails only for a bad pattern
	for _, path := range found {
		name, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(path), "libggml-"), ".")
		if name != "base" && name != "cpu" && !strings.HasPrefix(name, "cpu-") && !slices.Contains(backends, name) {
			backends = append(backends, name)
		}
	}
	for _, pattern := range []string{"/dev/dri", "/dev/kfd", "/dev/nvidia*"} {
		there, _ := filepath.Glob(pattern)
		devices = append(devices, there...)
	}
	return backends, devices
}

// confine locks up the process that is about to load a pair of files. The libraries are
// loaded before: those of drivers may lie where nothing can be opened later. read are the
// files and folders that it goes on reading, empty ones aside.
func confine(library string, read ...string) lockup.Report {
	llama.Features(library)
	o := lockup.Options{Read: []string{library}}
	for _, path := range read {
		if path != "" {
			o.Read = append(o.Read, path)
		}
	}
	if backends, devices := graphics(library); len(backends) > 0 {
		o.Devices = devices
	}
	return lockup.Apply(o)
}
