package mjpeg_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"slices"
	"testing"

	"github.com/disintegration/imaging"

	"descry/camera"
	"descry/camera/cameratest"
	"descry/camera/mjpeg"
)

// encode is a frame as image/jpeg writes it: with the standard tables.
func encode(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// without takes the segments of a marker out of a frame's headers.
func without(t testing.TB, frame []byte, marker byte) []byte {
	t.Helper()
	out := slices.Clone(frame[:2])
	for at := 2; ; {
		end := at + 2 + int(binary.BigEndian.Uint16(frame[at+2:]))
		if frame[at+1] != marker {
			out = append(out, frame[at:end]...)
		}
		if frame[at+1] == 0xda { // the bits come after it
			return append(out, frame[end:]...)
		}
		at = end
	}
}

// TestTables: a frame without tables gives the very pixels of the one with them.
func TestTables(t *testing.T) {
	card := cameratest.Card(image.Pt(640, 480), 0x1234)
	for name, img := range map[string]image.Image{"colour": card, "grey": gray(card)} {
		t.Run(name, func(t *testing.T) {
			frame := encode(t, img)
			want, err := jpeg.Decode(bytes.NewReader(frame))
			if err != nil {
				t.Fatal(err)
			}
			bare := without(t, frame, 0xc4)
			if _, err := jpeg.Decode(bytes.NewReader(bare)); err == nil {
				t.Fatal("image/jpeg itself takes a frame without tables: this package may go")
			}
			for name, data := range map[string][]byte{"with": frame, "without": bare} {
				got, err := mjpeg.Decode(data)
				if err != nil {
					t.Fatalf("%s tables: %v", name, err)
				}
				if !bytes.Equal(imaging.Clone(got).Pix, imaging.Clone(want).Pix) {
					t.Errorf("%s tables, other pixels", name)
				}
			}
		})
	}
}

func gray(img image.Image) image.Image {
	g := image.NewGray(img.Bounds())
	for i := range g.Pix {
		g.Pix[i] = color.GrayModel.Convert(img.At(i%g.Stride, i/g.Stride)).(color.Gray).Y
	}
	return g
}

// TestPadding: what follows a picture's end is not looked at.
func TestPadding(t *testing.T) {
	frame := encode(t, cameratest.Card(image.Pt(160, 120), 99))
	for name, pad := range map[string][]byte{
		"zeros": make([]byte, 4096), "ones": {0xff, 0xff, 0xff}, "another frame's end": frame[len(frame)-200:],
	} {
		img, err := mjpeg.Decode(slices.Concat(frame, pad))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if n, ok := cameratest.Number(img); !ok || n != 99 {
			t.Errorf("%s: card %d, %v", name, n, ok)
		}
	}
}

// TestTruncated: cut off anywhere, also after the picture's last block, a frame is known
// as such, with its tables or without.
func TestTruncated(t *testing.T) {
	frame := encode(t, cameratest.Card(image.Pt(160, 120), 5))
	for name, f := range map[string][]byte{"with tables": frame, "without": without(t, frame, 0xc4)} {
		for n := range len(f) {
			if _, err := mjpeg.Decode(f[:n]); !errors.Is(err, mjpeg.ErrTruncated) || !errors.Is(err, camera.ErrBroken) {
				t.Fatalf("%s, %d bytes of %d: %v", name, n, len(f), err)
			}
		}
	}
}

func TestCorrupt(t *testing.T) {
	frame := encode(t, cameratest.Card(image.Pt(160, 120), 5))
	sos := bytes.Index(frame, []byte{0xff, 0xda})
	change := func(at int, to ...byte) []byte { return slices.Replace(slices.Clone(frame), at, at+len(to), to...) }
	sof := bytes.Index(frame, []byte{0xff, 0xc0})
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"no JPEG":                 {[]byte("GIF89a and so on"), mjpeg.ErrCorrupt},
		"zeros":                   {make([]byte, 5000), mjpeg.ErrCorrupt},
		"no start":                {change(0, 0, 0), mjpeg.ErrCorrupt},
		"a gap between segments":  {slices.Insert(slices.Clone(frame), sos, 0, 0), mjpeg.ErrCorrupt},
		"a segment of no length":  {change(sos+2, 0, 0), mjpeg.ErrCorrupt},
		"two frames mixed":        {slices.Concat(frame[:sos+500], frame), mjpeg.ErrCorrupt},
		"no quantisation tables":  {without(t, frame, 0xdb), mjpeg.ErrCorrupt},
		"no size":                 {without(t, frame, 0xc0), mjpeg.ErrCorrupt},
		"no width":                {change(sof+7, 0, 0), mjpeg.ErrCorrupt},
		"no height":               {change(sof+5, 0, 0), mjpeg.ErrCorrupt},
		"start and end alone":     {[]byte{0xff, 0xd8, 0xff, 0xd9}, mjpeg.ErrCorrupt},
		"more pixels than bits":   {change(sof+5, 0x10, 0, 0x10, 0), mjpeg.ErrCorrupt},
		"more pixels than we let": {change(sof+5, 0xff, 0xff, 0xff, 0xff), camera.ErrTooLarge},
		"bits taken out":          {slices.Delete(slices.Clone(frame), sos+400, sos+900), mjpeg.ErrCorrupt},
	} {
		t.Run(name, func(t *testing.T) {
			img, err := mjpeg.Decode(c.data)
			if !errors.Is(err, c.want) || img != nil {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

// FuzzDecode: no frame makes it panic, and what it shows is a whole picture.
func FuzzDecode(f *testing.F) {
	// Small ones: the fuzzer takes minutes to shorten the others.
	card := imaging.CropCenter(cameratest.Card(image.Pt(64, 64), 3), 16, 16)
	frame := encode(f, card)
	f.Add(frame)
	f.Add(without(f, frame, 0xc4))
	f.Add(encode(f, gray(card)))
	f.Add(slices.Concat(frame, make([]byte, 100)))
	f.Add(frame[:len(frame)-2])
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := jpeg.DecodeConfig(bytes.NewReader(data)); err == nil && c.Width*c.Height > 1<<18 {
			t.Skip("large")
		}
		img, err := mjpeg.Decode(data)
		switch {
		case err == nil && img.Bounds().Empty():
			t.Error("a picture without pixels")
		case err != nil && !errors.Is(err, camera.ErrBroken) && !errors.Is(err, camera.ErrTooLarge):
			t.Errorf("an error of no kind: %v", err)
		}
	})
}

// BenchmarkDecode is one frame of 640x480 of a real scene. At ten a second, 6 ms each are
// 6% of one core.
func BenchmarkDecode(b *testing.B) {
	photo, err := imaging.Open("../../samples/coffee.jpg")
	if err != nil {
		b.Fatal(err)
	}
	frame := without(b, encode(b, imaging.Fill(photo, 640, 480, imaging.Center, imaging.Lanczos)), 0xc4)
	for b.Loop() {
		if _, err := mjpeg.Decode(frame); err != nil {
			b.Fatal(err)
		}
	}
}
