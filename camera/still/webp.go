package still

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"iter"

	"golang.org/x/image/webp"
)

// WebP's chunks (the container's specification, "WebP Container Specification").
const (
	riffHeader  = 12
	chunkHeader = 8
	frameHeader = 16
)

// chunks yields the chunks of a RIFF file, or of a part of one, as far as it is whole.
func chunks(data []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for len(data) >= chunkHeader {
			name, length := string(data[:4]), int(binary.LittleEndian.Uint32(data[4:]))
			data = data[chunkHeader:]
			if length > len(data) || !yield(name, data[:length]) {
				return
			}
			data = after(data, length+length%2)
		}
	}
}

// appendChunk writes a chunk, padded to an even length.
func appendChunk(b []byte, name string, data []byte) []byte {
	b = append(b, name...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(data)))
	b = append(b, data...)
	if len(data)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

// animation is what a WebP file says about its frames.
type animation struct {
	canvas image.Point // zero: not said
	first  []byte      // the first frame's chunk; nil: a still picture
	frames int
	turn   orientation
}

func readAnimation(data []byte) animation {
	a := animation{turn: upright}
	for name, chunk := range chunks(after(data, riffHeader)) {
		switch {
		case name == "VP8X" && len(chunk) >= 10:
			a.canvas = image.Pt(uint24(chunk[4:])+1, uint24(chunk[7:])+1)
		case name == "ANMF" && len(chunk) >= frameHeader:
			if a.frames++; a.frames == 1 {
				a.first = chunk
			}
		case name == "EXIF":
			a.turn = tiffOrientation(bytes.TrimPrefix(chunk, []byte("Exif\x00\x00")))
		}
	}
	return a
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

func readWebP(ctx context.Context, data []byte) (picture, error) {
	a := readAnimation(data)
	p := picture{matrix: vp8, turns: []orientation{a.turn}, animated: a.frames > 1}
	if a.first != nil || a.canvas != (image.Point{}) {
		if err := judge(a.canvas); err != nil {
			return picture{}, err
		}
	}
	if a.first != nil {
		data = stillOf(a.first)
	}
	if _, err := judged(bytes.NewReader(data), webp.DecodeConfig); err != nil {
		return picture{}, err
	}
	img, err := webp.Decode(newStoppable(ctx, data))
	if err != nil {
		return picture{}, err
	}
	p.img = img
	if a.first != nil && img.Bounds().Size() != a.canvas {
		flat, err := flatten(ctx, p)
		if err != nil {
			return picture{}, err
		}
		p.img = place(flat, a.canvas, image.Pt(2*uint24(a.first), 2*uint24(a.first[3:])))
	}
	return p, nil
}

// stillOf makes a still picture of a frame of an animation: the decoder knows no other.
func stillOf(frame []byte) []byte {
	var body []byte
	for name, chunk := range chunks(frame[frameHeader:]) {
		if name == "ALPH" {
			const hasAlpha = 1 << 4
			head := append([]byte{hasAlpha, 0, 0, 0}, frame[6:12]...) // width and height, less one
			body = appendChunk(body, "VP8X", head)
		}
		if name == "ALPH" || name == "VP8 " || name == "VP8L" {
			body = appendChunk(body, name, chunk)
		}
	}
	return appendChunk(nil, "RIFF", append([]byte("WEBP"), body...))
}
