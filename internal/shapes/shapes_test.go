package shapes

import (
	"io"
	"math"
	"path/filepath"
	"testing"

	"descry/internal/gguf"
)

// Sizes of the published files in megabytes, with their tokenizers' real texts:
// SmolVLM-256M-Instruct-Q8_0 is 175, its mmproj 104; SmolVLM-500M-Instruct-Q8_0 437,
// its mmproj 109; Qwen2-VL-2B-Instruct-Q8_0 1647, Q4_K_M 986, its mmproj in F16 1335.
func TestSizes(t *testing.T) {
	for name, want := range map[string][2]uint64{
		"smolvlm-256m":   {175, 104},
		"smolvlm-500m":   {436, 109},
		"qwen2-vl-2b":    {1641, 1335},
		"qwen2-vl-2b-q4": {981, 1335},
	} {
		t.Run(name, func(t *testing.T) {
			s, ok := Find(name)
			if !ok {
				t.Fatal("not there")
			}
			for i, parts := range []func(model) ([]gguf.Pair, []gguf.NewTensor){s.text, s.tower} {
				_, tensors := parts(s.model)
				var bytes uint64
				for _, x := range tensors {
					n, err := x.Type.Bytes(x.Dims)
					if err != nil {
						t.Fatal(err)
					}
					bytes += n
				}
				if got := (bytes + 5e5) / 1e6; got+2 < want[i] || got > want[i]+2 {
					t.Errorf("part %d: %d MB, want %d", i, got, want[i])
				}
			}
		})
	}
}

func TestNames(t *testing.T) {
	if _, ok := Find("none"); ok || len(Names()) != len(All()) {
		t.Error("a shape that isn't there was found, or one has no name")
	}
}

func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	s, ok := Find("qwen2-vl-2b-q4")
	if !ok {
		t.Fatal("no such shape")
	}
	s = s.Small()
	if !s.Missing(dir) {
		t.Error("nothing is missing in an empty folder")
	}
	for range 2 { // the second time it is there already
		if err := s.Write(t.Context(), dir); err != nil {
			t.Fatal(err)
		}
	}
	if s.Missing(dir) {
		t.Error("something is missing after Write")
	}
	text, projector := s.Files(dir)
	for _, path := range []string{text, projector} {
		if h, err := gguf.ReadFile(path); err != nil || len(h.Tensors) == 0 {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// buffer keeps what is written.
type buffer []byte

func (b *buffer) Write(p []byte) (int, error) { *b = append(*b, p...); return len(p), nil }

var _ io.Writer = (*buffer)(nil)

func TestHalf(t *testing.T) {
	for v, want := range map[float64]uint16{1: 0x3c00, 0.5: 0x3800, 1.5: 0x3e00, 1.0 / (1 << 14): 0x0400, 1.0 / (1 << 24): 1, 3.0 / (1 << 15): 0x0600} {
		if got := half(v); got != want {
			t.Errorf("half(%g) is %#04x, want %#04x", v, got, want)
		}
	}
}

// Infinite weights would make every answer the same, and slow.
func TestScalesAreFinite(t *testing.T) {
	for kind := range blocks {
		t.Run(kind.String(), func(t *testing.T) {
			var r random
			x := r.matrix("m", 1536, 4, kind)
			var b buffer
			if err := x.Data(&b); err != nil {
				t.Fatal(err)
			}
			if n, err := kind.Bytes(x.Dims); err != nil || n != uint64(len(b)) {
				t.Errorf("%d bytes, want %d (%v)", len(b), n, err)
			}
			if kind == gguf.F16 {
				sum := 0.0
				for i := 0; i < len(b); i += 2 {
					h := uint16(b[i]) | uint16(b[i+1])<<8
					v := math.Ldexp(1+float64(h&0x3ff)/1024, int(h>>10&0x1f)-15)
					sum += v * v
				}
				if d := math.Sqrt(sum/float64(len(b)/2)) * math.Sqrt(1536); d < 0.5 || d > 1 {
					t.Errorf("deviation is %g of what keeps activations in size", d)
				}
			}
		})
	}
}

func TestVocabulary(t *testing.T) {
	v := newVocabulary(49280, smolControl())
	if len(v.tokens) != 49280 || len(v.types) != 49280 || !v.has["Describe"] || !v.has["Ġimage"] || !v.has["<row_4_col_3>"] || v.has["ĊĊ"] {
		t.Errorf("%d tokens, %d types", len(v.tokens), len(v.types))
	}
	// Words that are asked for are tokens too, and the size is the same.
	if v := newVocabulary(49280, smolControl(), "ĊĊ"); len(v.tokens) != 49280 || !v.has["ĊĊ"] {
		t.Errorf("%d tokens, an empty line among them: %t", len(v.tokens), v.has["ĊĊ"])
	}
	if byteRune(' ') != 'Ġ' || byteRune('\n') != 'Ċ' || byteRune('a') != 'a' {
		t.Errorf("space is %c, newline %c", byteRune(' '), byteRune('\n'))
	}
}
