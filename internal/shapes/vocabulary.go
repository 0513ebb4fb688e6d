package shapes

import (
	"fmt"
	"strings"

	"descry/internal/gguf"
)

// Kinds of tokens: llama_token_type of llama.h.
const (
	normal  = 1
	control = 3
	unused  = 5
)

// words become one token each, so that a question takes about as many tokens as with
// the published vocabularies. The others are spelled by their bytes.
const words = "User Assistant Describe What You system user assistant this image picture " +
	"is the a an of in on are colour largest thing cat mat and to it what there where helpful"

// vocabulary is a byte-level BPE (GPT-2's) of some words, padded to the published size.
type vocabulary struct {
	tokens []string
	types  []int32
	merges []string
	has    map[string]bool
}

// newVocabulary has the words above and those in more, which are spelled as tokens are.
func newVocabulary(size int, controls []string, more ...string) *vocabulary {
	v := &vocabulary{has: map[string]bool{}}
	for b := range 256 {
		v.add(string(byteRune(b)), normal)
	}
	for _, w := range strings.Fields(words) {
		v.word(w)
		v.word(string(byteRune(' ')) + w)
	}
	for _, w := range more {
		v.word(w)
	}
	for _, c := range controls {
		v.add(c, control)
	}
	for len(v.tokens) < size {
		v.add(fmt.Sprintf("[unused%d]", len(v.tokens)), unused)
	}
	return v
}

func (v *vocabulary) add(token string, kind int32) {
	if !v.has[token] {
		v.has[token] = true
		v.tokens, v.types = append(v.tokens, token), append(v.types, kind)
	}
}

// word adds a word and its beginnings, each merged from the one before.
func (v *vocabulary) word(w string) {
	r := []rune(w)
	for n := 2; n <= len(r); n++ {
		if whole := string(r[:n]); !v.has[whole] {
			v.add(whole, normal)
			v.merges = append(v.merges, string(r[:n-1])+" "+string(r[n-1]))
		}
	}
}

// byteRune is the character that stands for a byte: bytes_to_unicode of GPT-2's encoder.py.
func byteRune(b int) rune {
	printable := func(b int) bool { return b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae }
	if printable(b) {
		return rune(b)
	}
	n := rune(256)
	for i := range b {
		if !printable(i) {
			n++
		}
	}
	return n
}

// pairs are the vocabulary in the header; pre is how text is split before the merges.
func (v *vocabulary) pairs(pre, begin, end string) []gguf.Pair {
	id := func(token string) uint32 {
		for i, t := range v.tokens {
			if t == token {
				return uint32(i)
			}
		}
		return 0
	}
	return []gguf.Pair{
		{Key: "tokenizer.ggml.model", Value: "gpt2"},
		{Key: "tokenizer.ggml.pre", Value: pre},
		{Key: "tokenizer.ggml.tokens", Value: v.tokens},
		{Key: "tokenizer.ggml.token_type", Value: v.types},
		{Key: "tokenizer.ggml.merges", Value: v.merges},
		{Key: "tokenizer.ggml.bos_token_id", Value: id(begin)},
		{Key: "tokenizer.ggml.eos_token_id", Value: id(end)},
		{Key: "tokenizer.ggml.padding_token_id", Value: id(begin)},
		{Key: "tokenizer.ggml.add_bos_token", Value: false},
	}
}

// smolControl are SmolVLM's control tokens, with the places of up to 8 by 8 tiles.
func smolControl() []string {
	c := []string{
		"<|endoftext|>", "<|im_start|>", "<|im_end|>", "<end_of_utterance>",
		"<fake_token_around_image>", "<global-img>", "<image>",
	}
	for row := range 8 {
		for col := range 8 {
			c = append(c, fmt.Sprintf("<row_%d_col_%d>", row+1, col+1))
		}
	}
	return c
}

// qwenControl are Qwen2-VL's.
func qwenControl() []string {
	return []string{
		"<|endoftext|>", "<|im_start|>", "<|im_end|>",
		"<|vision_start|>", "<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>",
	}
}
