package inference

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"strings"

	"descry/internal/gguf"
)

// homes tells, for the projectors that a family in the table runs, the
// architecture of the text models that they were made for.
var homes = map[string]string{
	smolProjector:   smolArchitecture,
	qwenProjector:   qwenArchitecture,
	qwen25Projector: qwenArchitecture,
	qwen3Projector:  qwen3Architecture,
	gemmaProjector:  gemmaArchitecture,
	internProjector: internArchitecture,
	lfm2Projector:   lfm2Architecture,
}

// qwenNames are the published names (general.basename) of the models whose text
// models have one architecture and fit each other's projectors in all but sense.
var qwenNames = map[string]string{qwenProjector: "Qwen2-VL", qwen25Projector: "Qwen2.5-VL"}

// ReadMeta reads the headers of a text model and of its image encoder with
// projector; it neither chooses the family nor checks that the two belong
// together. Errors: ErrNoModel when a file is not there, ErrBadModel when it is
// no GGUF file or damaged, otherwise what the system said.
func ReadMeta(textPath, mmprojPath string) (Meta, error) {
	text, err := readHeader("text model", textPath)
	if err != nil {
		return Meta{}, err
	}
	vision, err := readHeader("image encoder", mmprojPath)
	if err != nil {
		return Meta{}, err
	}
	return Meta{Text: text, Vision: vision}, nil
}

func readHeader(role, path string) (*gguf.Header, error) {
	h, err := gguf.ReadFile(path)
	switch {
	case err == nil:
		return h, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: %s: %w", ErrNoModel, role, err)
	case errors.Is(err, gguf.ErrNotGGUF), errors.Is(err, gguf.ErrTruncated), errors.Is(err, gguf.ErrCorrupt):
		return nil, fmt.Errorf("%w: %s %s: %w", ErrBadModel, role, path, err)
	}
	return nil, fmt.Errorf("inference: %s: %w", role, err)
}

// CheckPair says, as ErrBadModel, when the two files cannot work together: they
// are in the wrong order, come from two families, or the projector makes
// embeddings of another width (clip.vision.projection_dim) than the text model
// takes (its embedding_length; the llama.cpp converter writes the one from the
// other). Call it before FamilyOf, which knows only that no family fits. A pair of an
// unknown family is not judged.
func CheckPair(m Meta) error {
	architecture, projector := m.Architecture(), m.Projector()
	if architecture == "clip" {
		return fmt.Errorf("%w: an image encoder in the place of the text model", ErrBadModel)
	}
	if m.Vision.String("general.architecture") != "clip" {
		return fmt.Errorf("%w: no image encoder but %q in its place", ErrBadModel, m.Vision.String("general.architecture"))
	}
	home, known := homes[projector]
	if !known {
		return nil
	}
	if home != architecture {
		for _, other := range homes {
			if other == architecture {
				return fmt.Errorf("%w: projector %q is made for %q, not %q", ErrBadModel, projector, home, architecture)
			}
		}
		return nil
	}
	for other, name := range qwenNames {
		if other != projector && qwenNames[projector] != "" && strings.EqualFold(m.Text.String("general.basename"), name) {
			return fmt.Errorf("%w: projector %q with the text model of %s", ErrBadModel, projector, name)
		}
	}
	makes, takes := m.Vision.Uint("clip.vision.projection_dim"), m.Text.Uint(architecture+".embedding_length")
	if makes != takes || takes == 0 {
		return fmt.Errorf("%w: projector of width %d, text model of width %d", ErrBadModel, makes, takes)
	}
	return nil
}

// number reads a whole number from 1 to most of the image encoder's header, or
// fallback where the key is missing; without a fallback (0) the key must be there.
func (m Meta) number(key string, fallback, most int) (int, error) {
	if !m.Vision.Has(key) && fallback > 0 {
		return fallback, nil
	}
	n := m.Vision.Uint(key)
	if n < 1 || n > uint64(most) {
		return 0, fmt.Errorf("%w: %s is %d, not between 1 and %d", ErrBadModel, key, n, most)
	}
	return int(n), nil
}

// only refuses a header that gives key another value than the one that llama.cpp
// has written in.
func (m Meta) only(key string, value int) error {
	n, err := m.number(key, value, math.MaxInt32)
	if err == nil && n != value {
		err = fmt.Errorf("%w: %s is %d, only %d is known", ErrBadModel, key, n, value)
	}
	return err
}

// normal reads the mean and standard deviation of the pixels that the image
// encoder was trained with, or the family's own where the header has none.
func (m Meta) normal(mean, std [3]float32) (_, _ [3]float32) {
	return m.triple("clip.vision.image_mean", mean), m.triple("clip.vision.image_std", std)
}

func (m Meta) triple(key string, fallback [3]float32) [3]float32 {
	values := m.Vision.Floats(key)
	if len(values) != 3 {
		return fallback
	}
	return [3]float32{float32(values[0]), float32(values[1]), float32(values[2])}
}
