package gguf

import (
	"bytes"
	"io"
	"reflect"
	"testing"
)

func TestWriteRead(t *testing.T) {
	pairs := []Pair{
		{"general.architecture", "llama"},
		{"a.u8", uint8(3)},
		{"a.u32", uint32(70000)},
		{"a.i32", int32(-3)},
		{"a.f32", float32(0.5)},
		{"a.bool", true},
		{"a.u64", uint64(1) << 40},
		{"a.ints", []int32{1, -2, 3}},
		{"a.floats", []float32{0.5, 1}},
		{"a.strings", []string{"x", "", "yz"}},
	}
	zeros := func(n int) func(io.Writer) error {
		return func(w io.Writer) error { _, err := w.Write(make([]byte, n)); return err }
	}
	tensors := []NewTensor{
		{"one", []uint64{3}, F32, zeros(12)},
		{"two", []uint64{64, 2}, Q8_0, zeros(136)},
		{"three", []uint64{5, 1, 2}, F16, zeros(20)},
	}
	var b bytes.Buffer
	if err := Write(&b, pairs, tensors); err != nil {
		t.Fatal(err)
	}
	h, err := Read(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pairs {
		if !reflect.DeepEqual(h.KV[p.Key], p.Value) {
			t.Errorf("%s: %v, want %v", p.Key, h.KV[p.Key], p.Value)
		}
	}
	for i, want := range tensors {
		got := h.Tensors[i]
		if got.Name != want.Name || got.Type != want.Type || !reflect.DeepEqual(got.Dims, want.Dims) {
			t.Errorf("tensor %d: %+v", i, got)
		}
	}
	if h.Tensors[2].Offset != 32+160 {
		t.Errorf("the third tensor at %d", h.Tensors[2].Offset)
	}
}

func TestWriteRefuses(t *testing.T) {
	short := NewTensor{"short", []uint64{3}, F32, func(w io.Writer) error { return nil }}
	if err := Write(io.Discard, nil, []NewTensor{short}); err == nil {
		t.Error("a tensor without its weights was written")
	}
	if err := Write(io.Discard, []Pair{{"k", struct{}{}}}, nil); err == nil {
		t.Error("a value of an unknown type was written")
	}
}
