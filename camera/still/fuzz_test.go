package still_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"os"
	"strings"
	"testing"

	"descry/camera/still"
)

// FuzzDecode goes through all but the sandbox, whose decoders are others' and slow here:
// what of HEIC and AVIF is read outside of it has FuzzContainer.
func FuzzDecode(f *testing.F) {
	photo := encodeJPEG(f, quadrants())
	f.Add(photo)
	f.Add(encodePNG(f, quadrants()))
	f.Add(withApp1(photo, tiff(binary.BigEndian, 0x112, 3, 7)))
	f.Add(photo[:len(photo)/2])
	f.Add(hugePNG(10_001, 10_000))
	f.Add([]byte("GIF89a"))
	f.Add([]byte("\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00avif"))
	f.Add([]byte("<?xml?><svg/>"))
	for _, file := range everyFile(f) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		// A header may honestly claim up to 100 megapixels; that is tested elsewhere, and
		// too slow here. A frame of an animation claims a size of its own.
		if c, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil && c.Width*c.Height > 1<<18 {
			t.Skip("large")
		}
		if len(data) > 8 && string(data[4:8]) == "ftyp" || strings.Contains(string(data), "ANMF") {
			t.Skip("has a fuzz test of its own")
		}
		frame, err := still.Decode(t.Context(), bytes.NewReader(data), "fuzz")
		if err != nil {
			return
		}
		img, ok := frame.Image.(*image.NRGBA)
		if !ok || !img.Opaque() || img.Rect.Empty() || img.Rect.Min != (image.Point{}) {
			t.Errorf("frame %T %v is not upright, opaque and whole", frame.Image, frame.Image.Bounds())
		}
	})
}
