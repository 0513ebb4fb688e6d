package v4l2

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	encoder "image/jpeg"
	"syscall"
	"testing"

	"descry/camera"
	"descry/camera/cameratest"
)

// video is a colour as BT.601 defines it for video (limited), or JFIF (full).
func video(c color.Color, full bool) (y, cb, cr byte) {
	r, g, b, _ := c.RGBA()
	y, cb, cr = color.RGBToYCbCr(uint8(r>>8), uint8(g>>8), uint8(b>>8))
	if full {
		return y, cb, cr
	}
	scale := func(v byte, steps, from, middle int) byte { return byte(from + (int(v)-middle)*steps/255) }
	return scale(y, 219, 16, 0), scale(cb, 224, 128, 128), scale(cr, 224, 128, 128)
}

// pack writes a picture in a format, with rows of stride bytes: the opposite of picture.
func pack(img image.Image, l layout) []byte {
	data := make([]byte, kinds[l.format].size(l.stride, l.size.Y))
	for y := range l.size.Y {
		for x := range l.size.X {
			c := img.At(x, y)
			r, g, b, _ := c.RGBA()
			luma, cb, cr := video(c, l.full)
			at, half := y*l.stride, l.stride*l.size.Y+y/2*l.stride
			set := func(i int, v byte) { data[i] = v }
			switch l.format {
			case yuyv:
				set(at+2*x, luma)
				set(at+x/2*4+1, cb)
				set(at+x/2*4+3, cr)
			case uyvy:
				set(at+2*x+1, luma)
				set(at+x/2*4, cb)
				set(at+x/2*4+2, cr)
			case yvyu:
				set(at+2*x, luma)
				set(at+x/2*4+3, cb)
				set(at+x/2*4+1, cr)
			case nv12:
				set(at+x, luma)
				set(half+x/2*2, cb)
				set(half+x/2*2+1, cr)
			case yu12:
				set(at+x, luma)
				rows := l.stride * l.size.Y
				set(rows+y/2*(l.stride/2)+x/2, cb)
				set(rows+(l.size.Y+1)/2*(l.stride/2)+y/2*(l.stride/2)+x/2, cr)
			case rgb3:
				copy(data[at+3*x:], []byte{byte(r >> 8), byte(g >> 8), byte(b >> 8)})
			case bgr3:
				copy(data[at+3*x:], []byte{byte(b >> 8), byte(g >> 8), byte(r >> 8)})
			case grey:
				set(at+x, luma)
			}
		}
	}
	return data
}

// TestPicture: a test card survives each raw format, in both ranges, with odd sizes, with and
// without padding, and frames that are cut off are told.
func TestPicture(t *testing.T) {
	for format, k := range kinds {
		if k.row == nil {
			continue
		}
		for _, size := range []image.Point{{96, 64}, {97, 65}} {
			card := cameratest.Card(size, 0x1234)
			for _, full := range []bool{false, true} {
				for _, padding := range []int{0, 32} {
					l := layout{format: format, size: size, stride: k.row(size.X) + padding, full: full || format == grey}
					t.Run(fmt.Sprint(format, size, full, padding), func(t *testing.T) {
						data := pack(card, l)
						img, err := picture(l, data)
						if err != nil || img.Bounds() != card.Rect {
							t.Fatalf("picture %v, error %v", img, err)
						}
						compare(t, img, card, format == grey)
						if _, err := picture(l, data[:len(data)-1]); !errors.Is(err, camera.ErrBroken) {
							t.Errorf("one byte less: %v", err)
						}
						clear(data)
						compare(t, img, card, format == grey)
					})
				}
			}
		}
	}
}

// compare looks at the middle of each cell and bar.
func compare(t *testing.T, got, want image.Image, grey bool) {
	t.Helper()
	b := want.Bounds()
	for y := 2; y < b.Dy(); y += b.Dy() / 5 {
		for x := 4; x < b.Dx()-4; x++ {
			if want.At(x-3, y) != want.At(x+3, y) || want.At(x, y-2) != want.At(x, min(y+2, b.Dy()-1)) { // chroma is coarser
				continue
			}
			c := want.At(x, y)
			if grey {
				c = color.GrayModel.Convert(c)
			}
			r, g, bl, _ := got.At(x, y).RGBA()
			wr, wg, wb, _ := c.RGBA()
			for _, d := range []int{int(r>>8) - int(wr>>8), int(g>>8) - int(wg>>8), int(bl>>8) - int(wb>>8)} {
				if d < -5 || d > 5 {
					t.Fatalf("at %d,%d there is %v, want %v", x, y, got.At(x, y), c)
				}
			}
		}
	}
}

// TestOtherFormats: JPEG says its own size; what can't be decoded or is too large is told.
func TestOtherFormats(t *testing.T) {
	var file bytes.Buffer
	card := cameratest.Card(image.Pt(160, 120), 7)
	if err := encoder.Encode(&file, card, &encoder.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	img, err := picture(layout{format: mjpg, size: image.Pt(640, 480)}, file.Bytes())
	if err != nil || img.Bounds() != card.Rect {
		t.Fatal(err)
	}
	if n, ok := cameratest.Number(img); !ok || n != 7 {
		t.Errorf("the card's number is %d, %v", n, ok)
	}
	for want, l := range map[error]layout{
		camera.ErrFormat:   {format: fourCCOf("H264"), size: image.Pt(8, 8)},
		camera.ErrTooLarge: {format: yuyv, size: image.Pt(1<<20, 1<<20)},
		camera.ErrBroken:   {format: mjpg, size: image.Pt(8, 8)},
	} {
		if _, err := picture(l, nil); !errors.Is(err, want) {
			t.Errorf("%v: %v, want %v", l, err, want)
		}
	}
}

// TestRefused: the kernel's errors in the room's words.
func TestRefused(t *testing.T) {
	for from, want := range map[error]error{
		syscall.EBUSY: camera.ErrBusy, syscall.ENOSPC: camera.ErrBusy, syscall.EACCES: camera.ErrDenied, syscall.EPERM: camera.ErrDenied,
		syscall.ENOENT: camera.ErrNoDevice, syscall.ENODEV: camera.ErrNoDevice, syscall.ENXIO: camera.ErrNoDevice, syscall.EMFILE: syscall.EMFILE,
	} {
		if err := refused(from); !errors.Is(err, want) {
			t.Errorf("%v: %v, want %v", from, err, want)
		}
	}
	if err := refused(syscall.ENOSPC); errors.Is(err, syscall.ENOSPC) {
		t.Errorf("a bus without bandwidth is a full disk: %v", err)
	}
}
