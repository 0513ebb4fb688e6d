package inference

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"descry/internal/gguf"
)

func TestReadMeta(t *testing.T) {
	folder := filepath.Join("testdata", "conformance", "smolvlm")
	text, vision := filepath.Join(folder, "text.gguf"), filepath.Join(folder, "mmproj.gguf")
	empty := t.TempDir()
	file := func(name string, data []byte) string {
		path := filepath.Join(empty, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	data, err := os.ReadFile(vision)
	if err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(empty, "missing.gguf")
	tests := []struct {
		name         string
		text, vision string
		want         error
	}{
		{"whole", text, vision, nil},
		{"no text model", missing, vision, ErrNoModel},
		{"no image encoder", text, missing, ErrNoModel},
		{"empty file", file("empty", nil), vision, ErrBadModel},
		{"another format", text, file("golden", []byte("{\"family\": \"smolvlm\", \"cases\": []}")), ErrBadModel},
		{"truncated header", text, file("header", data[:200]), ErrBadModel},
		{"truncated tensors", text, file("tensors", data[:len(data)-1]), ErrBadModel},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := ReadMeta(tt.text, tt.vision)
			if !errors.Is(err, tt.want) {
				t.Fatalf("error %v, want %v", err, tt.want)
			}
			if err == nil && (m.Architecture() != "llama" || m.Projector() != "idefics3") {
				t.Errorf("%q, %q", m.Architecture(), m.Projector())
			}
		})
	}
	t.Run("a folder", func(t *testing.T) {
		if _, err := ReadMeta(empty, vision); err == nil {
			t.Error("no error")
		}
	})
}

// pair joins the text model of one with the image encoder of another.
func pair(text, vision Meta) Meta { return Meta{Text: text.Text, Vision: vision.Vision} }

// with replaces one key of the text model's header.
func with(m Meta, key string, value any) Meta {
	kv := maps.Clone(m.Text.KV)
	kv[key] = value
	return Meta{Text: &gguf.Header{KV: kv}, Vision: m.Vision}
}

// familyMeta are the headers of a pair of 64 wide, as far as CheckPair reads them.
func familyMeta(architecture, projector string, vision map[string]any) Meta {
	return metaOf(map[string]any{
		"general.architecture": architecture, architecture + ".embedding_length": uint32(64),
	}, map[string]any{
		"general.architecture": "clip", "clip.projector_type": projector, "clip.vision.projection_dim": uint32(64),
	}, vision)
}

func TestPairs(t *testing.T) {
	smol, qwen := smolMeta(nil), qwenMeta(nil)
	blank := Meta{Text: &gguf.Header{}, Vision: &gguf.Header{}}
	width := "clip.vision.projection_dim"
	tests := []struct {
		name   string
		meta   Meta
		check  error // CheckPair
		family *Family
	}{
		{"SmolVLM", smol, nil, &smolVLM},
		{"Qwen2-VL", qwen, nil, &qwen2VL},
		{"projector named by the mixed-modality key", smolMeta(map[string]any{
			"clip.projector_type": nil, "clip.vision.projector_type": "idefics3",
		}), nil, &smolVLM},
		{"unknown architecture", with(smol, "general.architecture", "mamba"), nil, nil},
		{"unknown projector", smolMeta(map[string]any{"clip.projector_type": "pixtral"}), nil, nil},
		{"Qwen2.5-VL", qwenMeta(map[string]any{"clip.projector_type": "qwen2.5vl_merger"}), nil, &qwen25VL},
		{"Qwen2-VL by its name", with(qwen, "general.basename", "Qwen2-VL"), nil, &qwen2VL},
		{"Qwen2.5-VL's text by its name, Qwen2-VL's projector", with(qwen, "general.basename", "Qwen2.5-VL"), ErrBadModel, &qwen2VL},
		{"SmolVLM by another's name", with(smol, "general.basename", "Qwen2-VL"), nil, &smolVLM},
		{"Qwen3-VL's projector, Qwen2-VL's text", qwenMeta(map[string]any{"clip.projector_type": "qwen3vl_merger"}), ErrBadModel, nil},
		{"InternVL with another text model", familyMeta("internlm2", "internvl", nil), nil, nil},
		{"LFM2.5-VL", familyMeta("lfm2", "lfm2", nil), nil, nil},
		{"Qwen2-VL's text, SmolVLM's projector", pair(qwen, smol), ErrBadModel, nil},
		{"SmolVLM's text, Qwen2-VL's projector", pair(smol, qwen), ErrBadModel, nil},
		{"SmolVLM of another size", smolMeta(map[string]any{width: uint32(960)}), ErrBadModel, &smolVLM},
		{"Qwen2-VL of another size", qwenMeta(map[string]any{width: uint32(3584)}), ErrBadModel, &qwen2VL},
		{"no width of the projector", smolMeta(map[string]any{width: nil}), ErrBadModel, &smolVLM},
		{"no width at all", with(smolMeta(map[string]any{width: nil}), "llama.embedding_length", nil), ErrBadModel, &smolVLM},
		{"in the wrong order", Meta{Text: smol.Vision, Vision: smol.Text}, ErrBadModel, nil},
		{"two text models", Meta{Text: smol.Text, Vision: smol.Text}, ErrBadModel, nil},
		{"two image encoders", Meta{Text: smol.Vision, Vision: smol.Vision}, ErrBadModel, nil},
		{"blank headers", blank, ErrBadModel, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := CheckPair(tt.meta); !errors.Is(err, tt.check) {
				t.Errorf("CheckPair: %v, want %v", err, tt.check)
			}
			family, err := FamilyOf(tt.meta)
			if family != tt.family {
				t.Errorf("FamilyOf: %v, %v", family, err)
			}
			if (tt.family == nil) != errors.Is(err, ErrUnknownFamily) {
				t.Errorf("FamilyOf: error %v", err)
			}
		})
	}
}

// TestFixturePairs: real headers pass, and those of two families do not mix although
// the widths are the same.
func TestFixturePairs(t *testing.T) {
	metas := map[string]Meta{}
	for _, f := range fixtures {
		_, m := fixture(t, f.name)
		metas[f.name] = m
		if err := CheckPair(m); err != nil {
			t.Errorf("%s: %v", f.name, err)
		}
		if family, err := FamilyOf(m); err != nil || family != f.family {
			t.Errorf("%s: %v, %v", f.name, family, err)
		}
	}
	for _, text := range fixtures {
		for _, vision := range fixtures {
			m := pair(metas[text.name], metas[vision.name])
			if metas[text.name].Architecture() == metas[vision.name].Architecture() {
				continue
			}
			if err := CheckPair(m); !errors.Is(err, ErrBadModel) {
				t.Errorf("%s's text, %s's image encoder: %v", text.name, vision.name, err)
			}
		}
	}
}

func TestNormal(t *testing.T) {
	given := map[string]any{
		"clip.vision.image_mean": []float32{0.1, 0.2, 0.3}, "clip.vision.image_std": []float32{0.4, 0.5, 0.6},
	}
	half := [3]float32{0.5, 0.5, 0.5}
	tests := []struct {
		name      string
		family    *Family
		meta      Meta
		mean, std [3]float32
	}{
		{"SmolVLM's own", &smolVLM, smolMeta(nil), half, half},
		{"CLIP's", &qwen2VL, qwenMeta(nil), [3]float32{0.48145466, 0.4578275, 0.40821073}, [3]float32{0.26862954, 0.26130258, 0.27577711}},
		{"ImageNet's", &internVL3, familyMeta("qwen2", "internvl", nil), [3]float32{0.485, 0.456, 0.406}, [3]float32{0.229, 0.224, 0.225}},
		{"the header's", &smolVLM, smolMeta(given), [3]float32{0.1, 0.2, 0.3}, [3]float32{0.4, 0.5, 0.6}},
		{"too few in the header", &smolVLM, smolMeta(map[string]any{"clip.vision.image_mean": []float32{0.1}}), half, half},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if mean, std := tt.family.Normal(tt.meta); mean != tt.mean || std != tt.std {
				t.Errorf("mean %v, std %v", mean, std)
			}
		})
	}
}
