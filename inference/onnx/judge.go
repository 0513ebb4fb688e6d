package onnx

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"descry/internal/atomicfile"
)

// pictures are three photographs that need no licence: an astronaut (NASA), a cat (Stéfan
// van der Walt, CC0 1.0) and a cup of coffee (Rachel Michetti, CC0 1.0), from scikit-image.
//
//go:embed pictures/*.jpg
var pictures embed.FS

// enough is from how many tokens on no further photograph is looked at: all three give as
// many with SmolVLM, the first alone with Gemma 3, which takes half a minute for each.
const enough = 192

// alike is the least median of the centred cosines at which Int8 is as good as F32: eight
// bits with trained traits reach 0.995, four bits 0.947.
const alike = 0.99

// Verdict is what comparing the two precisions on three photographs gave.
type Verdict struct {
	Cosine float64       // median over all tokens, each less the mean token
	F32    time.Duration // the least for one picture
	Int8   time.Duration
}

// Best is the precision to be used from now on.
func (v Verdict) Best() Precision {
	if v.Cosine >= alike && v.Int8 < v.F32 {
		return Int8
	}
	return F32
}

// Judge runs both encoders, which must be of one projector, on as many photographs as give
// enough tokens. mean and std normalise the
// pixels as for Encode. It takes several times as long as encoding three tiles twice
// does.
func Judge(ctx context.Context, f32, int8 *Encoder, mean, std [3]float32) (Verdict, error) {
	v := Verdict{F32: math.MaxInt64, Int8: math.MaxInt64}
	var cosines []float64
	names, err := pictures.ReadDir("pictures")
	if err != nil {
		return v, fmt.Errorf("onnx: %w", err)
	}
	for _, name := range names {
		if len(cosines) >= enough {
			break
		}
		pixels, err := photograph("pictures/"+name.Name(), f32.tower.side, mean, std)
		if err != nil {
			return v, err
		}
		a, err := timed(ctx, f32, pixels, &v.F32)
		if err != nil {
			return v, err
		}
		b, err := timed(ctx, int8, pixels, &v.Int8)
		if err != nil {
			return v, err
		}
		cosines = append(cosines, centred(a, b, f32.tower.out)...)
	}
	slices.Sort(cosines)
	v.Cosine = cosines[len(cosines)/2]
	return v, nil
}

func timed(ctx context.Context, e *Encoder, pixels []float32, least *time.Duration) ([]float32, error) {
	start := time.Now()
	emb, err := e.Encode(ctx, pixels, e.tower.side, e.tower.side)
	*least = min(*least, time.Since(start))
	return emb.Data, err
}

// photograph is a picture as a tile, its edges drawn out to side.
func photograph(name string, side int, mean, std [3]float32) ([]float32, error) {
	text, err := pictures.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("onnx: %w", err)
	}
	img, err := jpeg.Decode(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("onnx: %w", err)
	}
	pixels := make([]float32, 0, 3*side*side)
	for y := range side {
		for x := range side {
			rgb := between(img, x, y, side)
			for c := range rgb {
				pixels = append(pixels, (rgb[c]-mean[c])/std[c])
			}
		}
	}
	return pixels, nil
}

// between is the colour, 0 to 1, of pixel x, y of an enlargement to side, linear between
// the picture's own pixels.
func between(img image.Image, x, y, side int) (rgb [3]float32) {
	b := img.Bounds()
	u, v := float32(x)*float32(b.Dx()-1)/float32(side), float32(y)*float32(b.Dy()-1)/float32(side)
	for dy := range 2 {
		for dx := range 2 {
			w := weight(u, dx) * weight(v, dy)
			r, g, bl, _ := img.At(b.Min.X+int(u)+dx, b.Min.Y+int(v)+dy).RGBA()
			rgb[0] += w * float32(r) / 0xffff
			rgb[1] += w * float32(g) / 0xffff
			rgb[2] += w * float32(bl) / 0xffff
		}
	}
	return rgb
}

func weight(at float32, next int) float32 {
	part := at - float32(int(at))
	if next == 1 {
		return part
	}
	return 1 - part
}

// centred gives the cosine of each token of a and b after the mean token of each was
// taken away: what tokens have in common would flatter.
func centred(a, b []float32, width int) []float64 {
	ma, mb := mean(a, width), mean(b, width)
	var out []float64
	for at := 0; at < len(a); at += width {
		var ab, aa, bb float64
		for i := range width {
			x, y := float64(a[at+i])-ma[i], float64(b[at+i])-mb[i]
			ab += x * y
			aa += x * x
			bb += y * y
		}
		out = append(out, ab/math.Sqrt(max(aa*bb, math.SmallestNonzeroFloat64)))
	}
	return out
}

func mean(a []float32, width int) []float64 {
	m := make([]float64, width)
	for i, v := range a {
		m[i%width] += float64(v) * float64(width) / float64(len(a))
	}
	return m
}

// decision is the file that keeps a verdict.
type decision struct {
	Precision Precision
	Processor string
}

const decisionFile = "best.json"

// Decided is the precision that Decide was told for this folder and processor; "" if none.
func Decided(folder, processor string) Precision {
	text, err := os.ReadFile(filepath.Join(folder, decisionFile))
	var d decision
	if err != nil || json.Unmarshal(text, &d) != nil || d.Processor != processor || d.Precision != F32 && d.Precision != Int8 {
		return ""
	}
	return d.Precision
}

// Decide keeps the better precision, and deletes the graph of the other, which can be
// made again.
func Decide(folder, processor string, best Precision) error {
	text, err := json.Marshal(decision{best, processor})
	if err != nil {
		return fmt.Errorf("onnx: %w", err)
	}
	err = atomicfile.Write(filepath.Join(folder, decisionFile), 0o600, func(to io.Writer) error {
		_, err := to.Write(text)
		return err
	})
	other := Int8
	if best == Int8 {
		other = F32
	}
	if err := errors.Join(err, Drop(folder, other)); err != nil {
		return fmt.Errorf("onnx: decision: %w", err)
	}
	return nil
}
