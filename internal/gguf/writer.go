package gguf

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// Pair is one key and its value, of the types that Header.KV holds, arrays of
// arrays excepted.
type Pair struct {
	Key   string
	Value any
}

// NewTensor is a tensor to be written: Data writes its weights, as many bytes as
// type and dimensions ask for.
type NewTensor struct {
	Name string
	Dims []uint64 // the fastest changing first
	Type Type
	Data func(w io.Writer) error
}

// Write writes a GGUF file of version 3 with the default alignment. The models of
// the benchmarks and tests are made with it.
func Write(w io.Writer, pairs []Pair, tensors []NewTensor) error {
	var head bytes.Buffer
	head.WriteString(magic)
	put(&head, uint32(3), uint64(len(tensors)), uint64(len(pairs)))
	for _, p := range pairs {
		putString(&head, p.Key)
		if err := putValue(&head, p.Value); err != nil {
			return fmt.Errorf("gguf: key %s: %w", p.Key, err)
		}
	}
	offset := uint64(0)
	sizes := make([]uint64, len(tensors))
	for i, t := range tensors {
		n, err := t.Type.Bytes(t.Dims)
		if err != nil {
			return fmt.Errorf("gguf: tensor %s: %w", t.Name, err)
		}
		sizes[i] = n
		putString(&head, t.Name)
		put(&head, uint32(len(t.Dims)), t.Dims, uint32(t.Type), offset)
		offset += n + pad(n)
	}
	head.Write(make([]byte, pad(uint64(head.Len()))))
	b := bufio.NewWriterSize(w, 1<<20)
	if _, err := b.Write(head.Bytes()); err != nil {
		return fmt.Errorf("gguf: %w", err)
	}
	for i, t := range tensors {
		c := counter{w: b}
		if err := t.Data(&c); err != nil {
			return fmt.Errorf("gguf: tensor %s: %w", t.Name, err)
		}
		if c.n != sizes[i] {
			return fmt.Errorf("gguf: tensor %s: %d bytes written, %d wanted", t.Name, c.n, sizes[i])
		}
		if _, err := b.Write(make([]byte, pad(c.n))); err != nil {
			return fmt.Errorf("gguf: %w", err)
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("gguf: %w", err)
	}
	return nil
}

// pad is how many bytes are missing to the next multiple of the alignment.
func pad(n uint64) uint64 { return (defaultAlignment - n%defaultAlignment) % defaultAlignment }

type counter struct {
	w io.Writer
	n uint64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += uint64(n)
	return n, err
}

// put writes fixed-size values; a bytes.Buffer never fails.
func put(b *bytes.Buffer, values ...any) {
	for _, v := range values {
		_ = binary.Write(b, binary.LittleEndian, v)
	}
}

func putString(b *bytes.Buffer, s string) {
	put(b, uint64(len(s)))
	b.WriteString(s)
}

// kind is gguf_metadata_value_type of docs/gguf.md, and the elements of an array.
func kind(v any) (code uint32, array bool, n int) {
	switch v := v.(type) {
	case uint8:
		return 0, false, 0
	case uint32:
		return 4, false, 0
	case int32:
		return 5, false, 0
	case float32:
		return 6, false, 0
	case bool:
		return 7, false, 0
	case string:
		return 8, false, 0
	case uint64:
		return 10, false, 0
	case []int32:
		return 5, true, len(v)
	case []float32:
		return 6, true, len(v)
	case []string:
		return 8, true, len(v)
	}
	return 0, false, -1
}

func putValue(b *bytes.Buffer, v any) error {
	code, array, n := kind(v)
	if n < 0 {
		return fmt.Errorf("values of type %T are not written", v)
	}
	if array {
		put(b, uint32(9), code, uint64(n))
	} else {
		put(b, code)
	}
	switch v := v.(type) {
	case string:
		putString(b, v)
	case []string:
		for _, s := range v {
			putString(b, s)
		}
	default:
		put(b, v)
	}
	return nil
}
