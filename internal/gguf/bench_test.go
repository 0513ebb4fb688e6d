package gguf

import (
	"bytes"
	"fmt"
	"testing"
)

// BenchmarkRead is a header with a vocabulary of Qwen2-VL's size.
func BenchmarkRead(b *testing.B) {
	tokens := make([]string, 151936)
	for i := range tokens {
		tokens[i] = fmt.Sprintf("token%d", i)
	}
	var file bytes.Buffer
	if err := Write(&file, []Pair{{Key: "tokenizer.ggml.tokens", Value: tokens}}, nil); err != nil {
		b.Fatal(err)
	}
	r := bytes.NewReader(file.Bytes())
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		if _, err := Read(r, int64(file.Len())); err != nil {
			b.Fatal(err)
		}
	}
}
