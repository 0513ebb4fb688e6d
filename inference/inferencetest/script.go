package inferencetest

import (
	"fmt"
	"hash/fnv"
	"image"
	"image/color"
	"math"
	"strings"

	"descry/inference"
)

// sure is the log-probability of a scripted token that names no other: 98%.
const sure = -0.02

// Words makes tokens of text, one a word with the space before it, each with
// the log-probability sure (98%).
func Words(text string) []inference.Token {
	var out []inference.Token
	for i, w := range strings.Split(text, " ") {
		if i > 0 {
			w = " " + w // as in a model's vocabulary
		}
		if w != "" {
			out = append(out, inference.Token{ID: id(w), Text: w, Logprob: sure})
		}
	}
	return out
}

// Say makes a script that always answers text.
func Say(text string) func(*inference.Picture, inference.Prompt) Answer {
	return func(*inference.Picture, inference.Prompt) Answer { return Answer{Tokens: Words(text)} }
}

// Echo is a script that repeats the last question and tells the picture's size
// and mean colour.
func Echo(pic *inference.Picture, p inference.Prompt) Answer {
	text := "There is no picture."
	if pic != nil {
		text = fmt.Sprintf("The picture is %d by %d and its colour is %s.", pic.Size.X, pic.Size.Y, meanColour(pic))
	}
	question := ""
	if n := len(p.Turns); n > 0 {
		question = p.Turns[n-1].Text
	}
	return Answer{Tokens: Words(text + " You asked «" + strings.ToValidUTF8(question, "?") + "» — voilà.")}
}

// id is a stable token ID for a text.
func id(text string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(text))
	return int(h.Sum32() % 32000)
}

// alternatives are n tokens that could have stood in t's place, t first; those of
// the script if it has some.
func alternatives(t inference.Token, n int) []inference.Alternative {
	if n <= 0 {
		return nil
	}
	if len(t.Top) > 0 {
		return t.Top[:min(n, len(t.Top))]
	}
	out := []inference.Alternative{{ID: t.ID, Text: t.Text, Logprob: t.Logprob}}
	rest := math.Log(-math.Expm1(float64(t.Logprob))) // of all other tokens together
	for len(out) < n {
		rest -= math.Ln2
		text := fmt.Sprintf(" other%d", len(out))
		out = append(out, inference.Alternative{ID: id(text), Text: text, Logprob: min(float32(rest), out[len(out)-1].Logprob)})
	}
	return out
}

// tile is the side of the tiles that Picture makes, in pixels.
const tile = 32

// Picture prepares p's picture for an Engine of this package: one tile, and four
// more with inference.AllTiles. It is nil where p has no picture.
func Picture(p inference.Prompt) *inference.Picture {
	if p.Image == nil {
		return nil
	}
	b := p.Image.Bounds()
	pic := &inference.Picture{Size: b.Size()}
	if p.View == inference.AllTiles {
		pic.Rows, pic.Cols = 2, 2
		half := b.Size().Div(2)
		for i := range 4 {
			o := b.Min.Add(image.Pt(i%2*half.X, i/2*half.Y))
			pic.Tiles = append(pic.Tiles, sample(p.Image, image.Rectangle{Min: o, Max: o.Add(half)}))
		}
	}
	pic.Tiles = append(pic.Tiles, sample(p.Image, b))
	return pic
}

// sample takes the nearest pixels.
func sample(img image.Image, r image.Rectangle) inference.Tile {
	t := inference.Tile{Width: tile, Height: tile, RGB: make([]byte, 0, tile*tile*3)}
	for y := range tile {
		for x := range tile {
			c := color.NRGBAModel.Convert(img.At(r.Min.X+x*r.Dx()/tile, r.Min.Y+y*r.Dy()/tile)).(color.NRGBA)
			t.RGB = append(t.RGB, c.R, c.G, c.B)
		}
	}
	return t
}

func meanColour(pic *inference.Picture) string {
	var sum [3]int
	n := 0
	for _, t := range pic.Tiles {
		for i, v := range t.RGB {
			sum[i%3] += int(v)
		}
		n += len(t.RGB) / 3
	}
	n = max(n, 1)
	return fmt.Sprintf("#%02x%02x%02x", sum[0]/n, sum[1]/n, sum[2]/n)
}

// Card is a picture of coloured squares, another one for each seed.
func Card(width, height int, seed uint8) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			i := 4*x*8/width + y*8/height
			img.SetNRGBA(x, y, color.NRGBA{R: uint8(i*37) + seed, G: uint8(i*91) ^ seed, B: uint8(i * 53), A: 255})
		}
	}
	return img
}
