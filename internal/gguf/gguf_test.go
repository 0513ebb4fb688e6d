package gguf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

// file writes a GGUF file piece by piece.
type file struct{ bytes.Buffer }

func (f *file) put(vs ...any) *file {
	for _, v := range vs {
		if s, ok := v.(string); ok {
			_ = binary.Write(f, binary.LittleEndian, uint64(len(s)))
			f.WriteString(s)
			continue
		}
		if err := binary.Write(f, binary.LittleEndian, v); err != nil {
			panic(err)
		}
	}
	return f
}

func start(version uint32, tensors, pairs uint64) *file {
	f := &file{}
	f.WriteString(magic)
	return f.put(version, tensors, pairs)
}

func (f *file) pad(align int) *file {
	for f.Len()%align != 0 {
		f.WriteByte(0)
	}
	return f
}

// whole is a file with a pair of every type and two tensors.
func whole() []byte {
	f := start(3, 2, 15)
	f.put("general.name", typeString, "a model")
	f.put("u8", typeUint8, uint8(200), "i8", typeInt8, int8(-3))
	f.put("u16", typeUint16, uint16(60000), "i16", typeInt16, int16(-300))
	f.put("u32", typeUint32, uint32(4e9), "i32", typeInt32, int32(-70000))
	f.put("u64", typeUint64, uint64(1<<40), "i64", typeInt64, int64(-1<<40))
	f.put("f32", typeFloat32, float32(0.5), "f64", typeFloat64, 0.25)
	f.put("bool", typeBool, uint8(1))
	f.put("words", typeArray, typeString, uint64(2), "a", "bc")
	f.put("mean", typeArray, typeFloat32, uint64(3), []float32{0.5, 0.25, 1})
	f.put("nested", typeArray, typeArray, uint64(2), typeInt32, uint64(1), int32(7), typeInt32, uint64(0))
	f.put("weights", uint32(2), uint64(64), uint64(3), uint32(Q8_0), uint64(0))
	f.put("bias", uint32(1), uint64(5), uint32(F32), uint64(416))
	f.pad(32)
	f.Write(make([]byte, 416+20))
	return f.Bytes()
}

func read(b []byte) (*Header, error) { return Read(bytes.NewReader(b), int64(len(b))) }

func TestReadWhole(t *testing.T) {
	b := whole()
	h, err := read(b)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"general.name": "a model", "u8": uint8(200), "i8": int8(-3), "u16": uint16(60000), "i16": int16(-300),
		"u32": uint32(4e9), "i32": int32(-70000), "u64": uint64(1 << 40), "i64": int64(-1 << 40),
		"f32": float32(0.5), "f64": 0.25, "bool": true, "words": []string{"a", "bc"},
		"mean": []float32{0.5, 0.25, 1}, "nested": []any{[]int32{7}, []int32{}},
	}
	if !reflect.DeepEqual(h.KV, want) {
		t.Errorf("KV = %#v\nwant %#v", h.KV, want)
	}
	if h.Version != 3 || h.Alignment != 32 || h.Size != int64(len(b)) || h.DataOffset != int64(len(b)-436) {
		t.Errorf("version %d, alignment %d, size %d, data at %d of %d", h.Version, h.Alignment, h.Size, h.DataOffset, len(b))
	}
	tensors := []Tensor{
		{Name: "weights", Dims: []uint64{64, 3}, Type: Q8_0, Offset: 0, Bytes: 3 * 2 * 34},
		{Name: "bias", Dims: []uint64{5}, Type: F32, Offset: 416, Bytes: 20},
	}
	if !reflect.DeepEqual(h.Tensors, tensors) {
		t.Errorf("tensors = %+v\nwant %+v", h.Tensors, tensors)
	}
}

func TestValues(t *testing.T) {
	h, err := read(whole())
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]uint64{"u8": 200, "u16": 60000, "u32": 4e9, "u64": 1 << 40, "i8": 0, "i64": 0, "bool": 0, "none": 0} {
		if got := h.Uint(key); got != want {
			t.Errorf("Uint(%q) = %d, want %d", key, got, want)
		}
	}
	for key, want := range map[string]float64{"f32": 0.5, "f64": 0.25, "i8": -3, "i16": -300, "i32": -70000, "i64": -1 << 40, "u8": 200, "none": 0} {
		if got := h.Float(key); got != want {
			t.Errorf("Float(%q) = %g, want %g", key, got, want)
		}
	}
	if h.String("general.name") != "a model" || h.String("u8") != "" || !h.Bool("bool") || h.Bool("u8") || !h.Has("i8") || h.Has("none") {
		t.Error("String, Bool or Has is wrong")
	}
	if !slices.Equal(h.Floats("mean"), []float64{0.5, 0.25, 1}) || h.Floats("words") != nil || !slices.Equal(h.Strings("words"), []string{"a", "bc"}) {
		t.Error("Floats or Strings is wrong")
	}
}

func TestEveryCut(t *testing.T) {
	b := whole()
	for n := range b {
		h, err := read(b[:n])
		if !errors.Is(err, ErrTruncated) || h != nil {
			t.Fatalf("cut at %d of %d: %v, want ErrTruncated", n, len(b), err)
		}
	}
}

func TestBad(t *testing.T) {
	pair := func(vs ...any) []byte { return start(3, 0, 1).put(vs...).pad(128).Bytes() }
	tensor := func(vs ...any) []byte {
		b := start(3, 1, 0).put(vs...).pad(32).Bytes()
		return append(b, make([]byte, 64)...)
	}
	for _, c := range []struct {
		name string
		file []byte
		want error
	}{
		{"picture", []byte("\x89PNG\r\n\x1a\n and more"), ErrNotGGUF},
		{"short, not ours", []byte("GG7"), ErrNotGGUF},
		{"empty", nil, ErrTruncated},
		{"version 1", start(1, 0, 0).Bytes(), ErrVersion},
		{"version 0", start(0, 0, 0).Bytes(), ErrVersion},
		{"version 4", start(4, 0, 0).Bytes(), ErrVersion},
		{"big-endian", start(3<<24, 0, 0).Bytes(), ErrVersion},
		{"absurd pairs", start(3, 0, 1<<60).Bytes(), ErrCorrupt},
		{"absurd tensors", start(3, 1<<63, 0).Bytes(), ErrCorrupt},
		{"many pairs", start(3, 0, 1000).Bytes(), ErrTruncated},
		{"absurd key", pair(uint64(1 << 62)), ErrCorrupt},
		{"long key", pair(uint64(1 << 16)), ErrCorrupt},
		{"absurd string", pair("k", typeString, uint64(1<<63)), ErrCorrupt},
		{"long string", pair("k", typeString, uint64(1<<20)), ErrTruncated},
		{"absurd array", pair("k", typeArray, typeFloat64, uint64(1<<61)), ErrCorrupt},
		{"long array", pair("k", typeArray, typeUint8, uint64(1<<20)), ErrTruncated},
		{"absurd words", pair("k", typeArray, typeString, uint64(1<<61)), ErrCorrupt},
		{"deep arrays", pair("k", typeArray, typeArray, uint64(1), typeArray, uint64(1), typeArray, uint64(1), typeArray, uint64(1)), ErrCorrupt},
		{"value type", pair("k", uint32(13), uint32(0)), ErrCorrupt},
		{"array type", pair("k", typeArray, uint32(99), uint64(0)), ErrCorrupt},
		{"key twice", start(3, 0, 2).put("k", typeBool, uint8(1), "k", typeBool, uint8(0)).Bytes(), ErrCorrupt},
		{"alignment 0", pair("general.alignment", typeUint32, uint32(0)), ErrCorrupt},
		{"alignment 33", pair("general.alignment", typeUint32, uint32(33)), ErrCorrupt},
		{"alignment text", pair("general.alignment", typeString, "32"), ErrCorrupt},
		{"five dimensions", tensor("t", uint32(5), []uint64{1, 1, 1, 1, 1}, F32, uint64(0)), ErrCorrupt},
		{"unknown tensor type", tensor("t", uint32(1), uint64(1), uint32(4), uint64(0)), ErrCorrupt},
		{"broken block", tensor("t", uint32(1), uint64(33), Q8_0, uint64(0)), ErrCorrupt},
		{"overflowing dimensions", tensor("t", uint32(2), []uint64{1 << 33, 1 << 33}, F32, uint64(0)), ErrCorrupt},
		{"long tensor name", tensor(string(make([]byte, 256)), uint32(0), F32, uint64(0)), ErrCorrupt},
		{"absurd offset", tensor("t", uint32(1), uint64(1), F32, uint64(1<<63)), ErrCorrupt},
		{"crooked offset", tensor("t", uint32(1), uint64(1), F32, uint64(3)), ErrCorrupt},
		{"behind the end", tensor("t", uint32(1), uint64(1), F32, uint64(64)), ErrTruncated},
		{"over the end", tensor("t", uint32(1), uint64(17), F32, uint64(0)), ErrTruncated},
		{"tensor twice", start(3, 2, 0).put("t", uint32(0), F32, uint64(0), "t", uint32(0), F32, uint64(0)).Bytes(), ErrCorrupt},
	} {
		t.Run(c.name, func(t *testing.T) {
			if h, err := read(c.file); !errors.Is(err, c.want) || h != nil {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestAlignment(t *testing.T) {
	b := start(2, 1, 1).put("general.alignment", typeUint32, uint32(256), "t", uint32(1), uint64(1), F16, uint64(256)).pad(256).Bytes()
	h, err := read(append(b, make([]byte, 258)...))
	if err != nil || h.DataOffset != 256 || h.Alignment != 256 || h.Version != 2 {
		t.Fatalf("%+v, %v", h, err)
	}
}

func TestNoTensors(t *testing.T) {
	h, err := read(start(3, 0, 0).Bytes())
	if err != nil || len(h.Tensors) != 0 || h.DataOffset != h.Size {
		t.Fatalf("%+v, %v", h, err)
	}
}

var errDisk = errors.New("disk on fire")

type badDisk struct{}

func (badDisk) ReadAt([]byte, int64) (int, error) { return 0, errDisk }

func TestReaderError(t *testing.T) {
	if _, err := Read(badDisk{}, 100); !errors.Is(err, errDisk) {
		t.Errorf("got %v", err)
	}
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "m.gguf")
	if err := os.WriteFile(path, whole(), 0o600); err != nil {
		t.Fatal(err)
	}
	if h, err := ReadFile(path); err != nil || h.String("general.name") != "a model" {
		t.Errorf("%v", err)
	}
	if _, err := ReadFile(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	if _, err := ReadFile(dir); !errors.Is(err, ErrNotGGUF) {
		t.Errorf("folder: %v", err)
	}
}

// TestPrimer reads the pair that the program embeds.
func TestPrimer(t *testing.T) {
	for _, name := range []string{"primer-text.gguf", "primer-mmproj.gguf"} {
		h, err := ReadFile(filepath.Join("..", "..", "models", "primer", name))
		if err != nil {
			t.Fatal(err)
		}
		if h.String("general.architecture") == "" || len(h.Tensors) < 10 {
			t.Errorf("%s: architecture %q, %d tensors", name, h.String("general.architecture"), len(h.Tensors))
		}
		last := h.Tensors[len(h.Tensors)-1]
		if end := h.DataOffset + int64(last.Offset+last.Bytes); end > h.Size || h.Size-end >= int64(h.Alignment) {
			t.Errorf("%s: last tensor %s ends at %d of %d", name, last.Type, end, h.Size)
		}
	}
}

func TestTypeString(t *testing.T) {
	if Q8_0.String() != "Q8_0" || Type(4).String() != "type 4" {
		t.Errorf("%s, %s", Q8_0, Type(4))
	}
}

func FuzzRead(f *testing.F) {
	f.Add(whole())
	f.Add(start(3, 1, 0).put("t", uint32(1), uint64(17), F32, uint64(0)).Bytes())
	f.Add(start(3, 0, 1).put("k", typeArray, typeArray, uint64(1), typeArray, uint64(1)).Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := read(b)
		if err == nil {
			if h.DataOffset > h.Size {
				t.Errorf("data at %d of %d", h.DataOffset, h.Size)
			}
			return
		}
		for _, want := range []error{ErrNotGGUF, ErrTruncated, ErrCorrupt, ErrVersion} {
			if errors.Is(err, want) {
				return
			}
		}
		t.Errorf("unexpected kind of error: %v", err)
	})
}
