// Package shapes writes pairs of model files of exact published shapes with random
// weights, to measure speed and to run long tests where no real weights can be had.
// Their answers mean nothing. It knows nothing of what runs them.
package shapes

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"descry/internal/atomicfile"
	"descry/internal/gguf"
)

// Versions are part of the files' names: whoever changes what is written raises one.
const (
	smolTextVersion = "3"
	qwenTextVersion = "2"
	visionVersion   = "2"
)

// Shape is one published model's sizes.
type Shape struct {
	Name   string // as it is asked for
	vision string // the name in the image encoder's file, which two may share
	model  model
	// version is that of the language model's file.
	version string
	// text and tower write the two files.
	text  func(m model) ([]gguf.Pair, []gguf.NewTensor)
	tower func(m model) ([]gguf.Pair, []gguf.NewTensor)
}

// All lists the shapes, the smallest first.
func All() []Shape {
	return []Shape{
		{"smolvlm-256m", "smolvlm-256m", smolVLM256, smolTextVersion, smolText, smolVision},
		{"smolvlm-500m", "smolvlm-500m", smolVLM500, smolTextVersion, smolText, smolVision},
		{"qwen2-vl-2b", "qwen2-vl-2b", qwen2VL2B, qwenTextVersion, qwenText, qwenVision},
		{"qwen2-vl-2b-q4", "qwen2-vl-2b", qwen2VL2B.mixed(), qwenTextVersion, qwenText, qwenVision},
	}
}

// Names lists what Find knows.
func Names() []string {
	var names []string
	for _, s := range All() {
		names = append(names, s.Name)
	}
	return names
}

// Find is the shape of that name.
func Find(name string) (Shape, bool) {
	for _, s := range All() {
		if s.Name == name {
			return s, true
		}
	}
	return Shape{}, false
}

// Small is the same kind of model in a size that is written in a moment, for tests of
// what a family's types and layers do. Its rows and columns are of awkward numbers.
func (s Shape) Small() Shape {
	m := &s.model
	m.layers, m.width, m.feed, m.heads, m.headsKV, m.vocab = 2, 512, 2816, 4, 2, 601
	m.visionLayers, m.visionWidth, m.visionFeed, m.visionHeads = 1, 64, 64, 2
	s.Name, s.vision = s.Name+"-small", s.vision+"-small"
	return s
}

// Files names the pair in the folder dir: the language model and the image encoder
// with its projector.
func (s Shape) Files(dir string) (text, projector string) {
	name := func(shape, part, version string) string {
		return filepath.Join(dir, fmt.Sprintf("%s-%s-v%s.gguf", shape, part, version))
	}
	return name(s.Name, "text", s.version), name(s.vision, "mmproj", visionVersion)
}

// Missing says whether Write has something to do in the folder dir.
func (s Shape) Missing(dir string) bool {
	text, projector := s.Files(dir)
	return absent(text) || absent(projector)
}

func absent(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// Write makes the pair in the folder dir, and dir itself. What is there already is
// kept: the same shape always gets the same weights. A file is whole or not there.
// Errors are the system's, or ctx.Err().
func (s Shape) Write(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("shapes: %w", err)
	}
	text, projector := s.Files(dir)
	for path, parts := range map[string]func(model) ([]gguf.Pair, []gguf.NewTensor){text: s.text, projector: s.tower} {
		if !absent(path) {
			continue
		}
		pairs, tensors := parts(s.model)
		if err := atomicfile.Write(path, 0o644, func(w io.Writer) error { return gguf.Write(stoppable{ctx, w}, pairs, tensors) }); err != nil {
			return fmt.Errorf("shapes: %w", err)
		}
		atomicfile.Uncache(path) // as after a restart: a model is seldom run just after it was written
	}
	return nil
}

// stoppable is a writer that fails once ctx has ended.
type stoppable struct {
	ctx context.Context //nolint:containedctx // lives as long as one call
	w   io.Writer
}

// Write implements io.Writer.
func (s stoppable) Write(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.w.Write(p)
}
