package still_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"testing"

	"descry/camera/still"
)

// quadrants is a picture of four colours: red, green above blue, yellow.
func quadrants() *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, 64, 32))
	for i, c := range []color.NRGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 0, 255}} {
		corner := image.Pt(i%2*32, i/2*16)
		draw.Draw(img, image.Rectangle{corner, corner.Add(image.Pt(32, 16))}, image.NewUniform(c), image.Point{}, draw.Src)
	}
	return img
}

// colourName names the strongest channels of a quadrant.
func colourName(img image.Image, x, y int) string {
	r, g, b, _ := img.At(x, y).RGBA()
	switch high := func(v uint32) bool { return v > 0x8000 }; {
	case high(r) && high(g):
		return "Y"
	case high(r):
		return "R"
	case high(g):
		return "G"
	case high(b):
		return "B"
	}
	return "?"
}

// tiff is an EXIF structure with one entry.
func tiff(order binary.AppendByteOrder, tag, kind, value uint16) string {
	head := []byte("MM")
	if order.String() == binary.LittleEndian.String() {
		head = []byte("II")
	}
	b := order.AppendUint32(order.AppendUint16(head, 42), 8)
	b = order.AppendUint16(b, 1)
	b = order.AppendUint16(order.AppendUint16(b, tag), kind)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(order.AppendUint16(b, value), 0)
	return "Exif\x00\x00" + string(order.AppendUint32(b, 0))
}

// withApp1 puts an APP1 segment behind the start of a JPEG file.
func withApp1(file []byte, payload string) []byte {
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(payload)+2))
	return bytes.Join([][]byte{file[:2], segment, []byte(payload), file[2:]}, nil)
}

func TestOrientation(t *testing.T) {
	big, little := binary.BigEndian, binary.LittleEndian
	type test struct {
		name, exif string
		want       string // the quadrants' colours, row by row
	}
	var cases []test
	// Exif 2.32: value 6 is a picture whose first row is the right side, and so on.
	for i, want := range []string{"RGBY", "GRYB", "YBGR", "BYRG", "RBGY", "BRYG", "YGBR", "GYRB"} {
		cases = append(cases,
			test{fmt.Sprintf("%d big endian", i+1), tiff(big, 0x112, 3, uint16(i+1)), want},
			test{fmt.Sprintf("%d little endian", i+1), tiff(little, 0x112, 3, uint16(i+1)), want})
	}
	six := tiff(little, 0x112, 3, 6)
	for _, c := range []test{
		{name: "0", exif: tiff(big, 0x112, 3, 0)},
		{name: "9", exif: tiff(big, 0x112, 3, 9)},
		{name: "of type long", exif: tiff(big, 0x112, 4, 6)},
		{name: "another tag", exif: tiff(big, 0x110, 3, 6)},
		{name: "no byte order", exif: strings.Replace(six, "II", "XX", 1)},
		{name: "cut in the header", exif: six[:10]},
		{name: "cut in the entry", exif: six[:22]},
		{name: "directory beyond the end", exif: "Exif\x00\x00II*\x00\xff\xff\xff\xff"},
		{name: "more entries than there are", exif: "Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff"},
		{name: "not EXIF", exif: "http://ns.adobe.com/xap/1.0/\x00<x/>"},
		{name: "as large as can be", exif: tiff(big, 0x110, 3, 6) + strings.Repeat("x", 65000)},
	} {
		c.want = "RGBY"
		cases = append(cases, c)
	}
	cases = append(cases, test{"large, and right", six + strings.Repeat("x", 65000), "BRYG"})
	file := encodeJPEG(t, quadrants())
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f, err := still.Decode(t.Context(), bytes.NewReader(withApp1(file, c.exif)), "")
			if err != nil {
				t.Fatal(err)
			}
			size := f.Image.Bounds().Size()
			got := ""
			for i := range 4 {
				got += colourName(f.Image, size.X/4+i%2*size.X/2, size.Y/4+i/2*size.Y/2)
			}
			if got != c.want {
				t.Errorf("quadrants %s, want %s", got, c.want)
			}
		})
	}
}
