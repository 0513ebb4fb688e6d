package still_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"

	"descry/camera"
	"descry/camera/still"
)

func encodePNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodeJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// hugePNG is the head of a PNG file that claims the given size: a size limit must act
// on it although there are no pixels.
func hugePNG(width, height uint32) []byte {
	chunk := binary.BigEndian.AppendUint32([]byte("IHDR"), width)
	chunk = binary.BigEndian.AppendUint32(chunk, height)
	chunk = append(chunk, 8, 2, 0, 0, 0)
	file := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), chunk...)
	return binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(chunk))
}

func gradient(width, height int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetNRGBA(x, y, color.NRGBA{uint8(x * 255 / width), uint8(y * 255 / height), 90, 255})
		}
	}
	return img
}

func TestDecodeRefuses(t *testing.T) {
	photo, flat := encodeJPEG(t, gradient(64, 48)), encodePNG(t, gradient(64, 48))
	ftyp := func(brands string) string {
		return "\x00\x00\x00" + string(rune(8+len(brands))) + "ftyp" + brands
	}
	cases := []struct {
		name   string
		data   string
		want   error
		format string
	}{
		{"empty", "", camera.ErrEmpty, ""},
		{"text", "dear diary", camera.ErrNotPicture, ""},
		{"one byte", "\x89", camera.ErrNotPicture, ""},
		{"zeros", strings.Repeat("\x00", 4096), camera.ErrNotPicture, ""},
		{"web page with a drawing", "<!doctype html><html><body><svg></svg>", camera.ErrNotPicture, ""},
		{"video", ftyp("isom\x00\x00\x00\x01mp42"), camera.ErrNotPicture, ""},
		{"JPEG of two bytes", "\xff\xd8", camera.ErrBroken, ""},
		{"JPEG cut in the header", string(photo[:30]), camera.ErrBroken, ""},
		{"JPEG cut in the pixels", string(photo[:len(photo)*2/3]), camera.ErrBroken, ""},
		{"JPEG with noise inside", string(photo[:len(photo)/2]) + strings.Repeat("\xff\xc4junk", 50), camera.ErrBroken, ""},
		{"PNG of its signature", string(flat[:8]), camera.ErrBroken, ""},
		{"PNG cut in the pixels", string(flat[:len(flat)*2/3]), camera.ErrBroken, ""},
		{"PNG without pixels", string(hugePNG(0, 5)), camera.ErrBroken, ""},
		{"PNG one row above the limit", string(hugePNG(10_000, 10_001)), camera.ErrTooLarge, ""},
		{"PNG of overflowing size", string(hugePNG(1<<31-1, 1<<31-1)), camera.ErrTooLarge, ""},
		{"GIF of its size", "GIF89a\x01\x00\x01\x00", camera.ErrBroken, ""},
		{"GIF above the limit", "GIF89a\xff\xff\xff\xff\x00\x00\x00", camera.ErrTooLarge, ""},
		{"BMP cut in the header", "BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00", camera.ErrBroken, ""},
		{"BMP above the limit", bmp(20_000, 10_000, 24, 0), camera.ErrTooLarge, ""},
		{"BMP without pixels", bmp(0, 0, 24, 0), camera.ErrBroken, ""},
		{"BMP of packed rows", bmp(5, 5, 8, 1), camera.ErrFormat, "rare kind of BMP"},
		{"TIFF, Intel", "II*\x00\x08\x00\x00\x00", camera.ErrBroken, ""},
		{"TIFF, Motorola", "MM\x00*\x00\x00\x00\x08", camera.ErrBroken, ""},
		{"BigTIFF", "II+\x00\x08\x00\x00\x00", camera.ErrFormat, "rare kind of TIFF"},
		{"BigTIFF, Motorola", "MM\x00+\x00\x08\x00\x00", camera.ErrFormat, "rare kind of TIFF"},
		{"WebP cut in the header", "RIFF\x24\x00\x00\x00WEBPVP8 ", camera.ErrBroken, ""},
		{"WebP above the limit", webpOf("\xff\xff\x00\xff\xff\x00", ""), camera.ErrTooLarge, ""},
		{"animated WebP above the limit", webpOf("\xff\xff\x00\xff\xff\x00", "ANMF\x10\x00\x00\x00"+strings.Repeat("\x00", 16)), camera.ErrTooLarge, ""},
		{"animated WebP of an empty frame", webpOf("\x09\x00\x00\x09\x00\x00", "ANMF\x10\x00\x00\x00"+strings.Repeat("\x00", 16)), camera.ErrBroken, ""},
		{"HEIC of its brands", ftyp("heic\x00\x00\x00\x00mif1"), camera.ErrBroken, ""},
		{"HEIC of a sequence", ftyp("msf1\x00\x00\x00\x00hevc") + "\x00\x00\x00\x08moov", camera.ErrFormat, "rare kind of HEIC"},
		{"HEIC of another coding", ftyp("mif1\x00\x00\x00\x00heic") + meta("j2k1", 40, 30), camera.ErrFormat, "rare kind of HEIC"},
		{"HEIC above the limit", ftyp("heic\x00\x00\x00\x00mif1") + meta("hvc1", 20_000, 10_000), camera.ErrTooLarge, ""},
		{"HEIC without pixels", ftyp("heic\x00\x00\x00\x00mif1") + meta("hvc1", 0, 30), camera.ErrBroken, ""},
		{"AVIF of its brands", ftyp("avif\x00\x00\x00\x00mif1"), camera.ErrBroken, ""},
		{"AVIF by compatible brand", ftyp("mif1\x00\x00\x00\x00avif"), camera.ErrBroken, ""},
		{"AVIF above the limit", ftyp("avif\x00\x00\x00\x00mif1") + meta("av01", 10_001, 10_000), camera.ErrTooLarge, ""},
		{"JPEG XL", "\xff\x0a\xfa\x1f", camera.ErrFormat, "JPEG XL"},
		{"JPEG XL in boxes", "\x00\x00\x00\x0cJXL \r\n\x87\n", camera.ErrFormat, "JPEG XL"},
		{"PDF", "%PDF-1.7\n", camera.ErrFormat, "PDF"},
		{"SVG", "<svg xmlns='a'/>", camera.ErrFormat, "SVG"},
		{"SVG after a declaration", "\xef\xbb\xbf<?xml version='1.0'?>\n<!-- made by hand -->\n<svg/>", camera.ErrFormat, "SVG"},
		{"JPEG without losses", "\xff\xd8\xff\xc3\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00", camera.ErrFormat, "rare kind of JPEG"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := still.Decode(t.Context(), strings.NewReader(c.data), "x")
			if !errors.Is(err, c.want) {
				t.Fatalf("error %v, want %v", err, c.want)
			}
			var format *still.FormatError
			if errors.As(err, &format); c.format != "" && (format == nil || format.Format != c.format) {
				t.Errorf("format %+v, want %q", format, c.format)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	locked := filepath.Join(folder, "locked.png")
	if err := os.WriteFile(locked, encodePNG(t, gradient(4, 4)), 0); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(folder, "empty.jpg")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, path string
		want       error
	}{
		{"folder", folder, camera.ErrDirectory},
		{"missing", filepath.Join(folder, "no.jpg"), fs.ErrNotExist},
		{"below a file", filepath.Join(empty, "no.jpg"), nil}, // "not a directory" is no sentinel of ours
		{"no permission", locked, fs.ErrPermission},
		{"empty file", empty, camera.ErrEmpty},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.path == locked && os.Geteuid() == 0 {
				t.Skip("the superuser may read everything, so permission cannot be missing")
			}
			_, err := still.Open(t.Context(), c.path)
			if err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Fatalf("error %v, want %v", err, c.want)
			}
		})
	}
}

func TestReadersErrorIsKept(t *testing.T) {
	torn := errors.New("cable pulled")
	data := encodeJPEG(t, gradient(400, 300))
	for name, r := range map[string]io.Reader{
		"at once":     iotest.ErrReader(torn),
		"in a header": io.MultiReader(bytes.NewReader(data[:20]), iotest.ErrReader(torn)),
		"in a scan":   io.MultiReader(bytes.NewReader(data[:len(data)/2]), iotest.ErrReader(torn)),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := still.Decode(t.Context(), r, ""); !errors.Is(err, torn) {
				t.Errorf("error %v, want the reader's", err)
			}
		})
	}
}

func TestDecodePixels(t *testing.T) {
	deep := image.NewNRGBA64(image.Rect(0, 0, 3, 2))
	palette := image.NewPaletted(image.Rect(0, 0, 3, 2), color.Palette{color.NRGBA{9, 8, 7, 255}})
	grey := image.NewGray(image.Rect(0, 0, 3, 2))
	half := image.NewNRGBA(image.Rect(0, 0, 3, 2))
	for y := range 2 {
		for x := range 3 {
			deep.SetNRGBA64(x, y, color.NRGBA64{0x1234, 0x5678, 0x9abc, 0xffff})
			grey.SetGray(x, y, color.Gray{77})
			half.SetNRGBA(x, y, color.NRGBA{200, 0, 0, 128})
		}
	}
	cases := []struct {
		name string
		img  image.Image
		want color.NRGBA
	}{
		{"16 bits", deep, color.NRGBA{0x12, 0x56, 0x9a, 255}},
		{"palette", palette, color.NRGBA{9, 8, 7, 255}},
		{"grey", grey, color.NRGBA{77, 77, 77, 255}},
		{"half transparent lies over white", half, color.NRGBA{228, 127, 127, 255}},
		{"transparent is white", image.NewNRGBA(image.Rect(0, 0, 3, 2)), color.NRGBA{255, 255, 255, 255}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f, err := still.Decode(t.Context(), bytes.NewReader(encodePNG(t, c.img)), "a name")
			if err != nil {
				t.Fatal(err)
			}
			got := f.Image.(*image.NRGBA)
			if got.Rect != image.Rect(0, 0, 3, 2) || !got.Opaque() {
				t.Fatalf("bounds %v, opaque %v", got.Rect, got.Opaque())
			}
			for i := 0; i < len(got.Pix); i += 4 {
				if p := got.NRGBAAt(i/4%3, i/4/3); p != c.want {
					t.Fatalf("pixel %d is %v, want %v", i/4, p, c.want)
				}
			}
			if f.Device != "a name" || f.Taken.IsZero() {
				t.Errorf("device %q, taken %v", f.Device, f.Taken)
			}
		})
	}
}

// A blocked Read that knows no deadline is left behind when ctx ends.
func TestBlockedReaderIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		r, w := io.Pipe()
		done := make(chan error)
		go func() {
			_, err := still.Decode(ctx, r, "")
			done <- err
		}()
		synctest.Wait() // Decode is blocked in Read
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		w.Close() // lets the left Read return; synctest fails if a goroutine stays
	})
}

// A pipe of the system has deadlines, so nothing is left behind.
func TestBlockedPipeIsInterrupted(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := still.Decode(ctx, r, "")
		done <- err
	}()
	if _, err := w.Write(encodePNG(t, gradient(100, 100))[:200]); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestEndedContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := still.Decode(ctx, bytes.NewReader(encodePNG(t, gradient(9, 9))), ""); !errors.Is(err, context.Canceled) {
		t.Errorf("Decode: %v", err)
	}
	if _, err := still.Open(ctx, filepath.Join("testdata", "pillow", "s420.jpg")); !errors.Is(err, context.Canceled) {
		t.Errorf("Open: %v", err)
	}
}

func BenchmarkDecode12MP(b *testing.B) {
	for name, data := range map[string][]byte{
		"jpeg": encodeJPEG(b, gradient(4000, 3000)),
		"png":  encodePNG(b, gradient(4000, 3000)),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := still.Decode(b.Context(), bytes.NewReader(data), ""); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
