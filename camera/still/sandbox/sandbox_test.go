package sandbox

import (
	"bytes"
	"context"
	"errors"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"descry/internal/need"
)

func anySize(image.Point) error { return nil }

func sample(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", "formats", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// decoders are both, with a picture each.
var decoders = map[string]struct {
	file   string
	decode func(ctx context.Context, data []byte, judge Judge) (image.Image, error)
}{
	"HEIC": {"420.heic", HEIC},
	"AVIF": {"420.avif", func(ctx context.Context, data []byte, judge Judge) (image.Image, error) {
		img, _, err := AVIF(ctx, data, judge)
		return img, err
	}},
}

func TestDecoders(t *testing.T) {
	refusal := errors.New("too large")
	for name, d := range decoders {
		data := sample(t, d.file)
		for _, c := range []struct {
			name  string
			data  []byte
			judge Judge
			want  error
		}{
			{"whole", data, anySize, nil},
			{"again", data, anySize, nil},
			{"refused", data, func(size image.Point) error {
				if size != image.Pt(45, 31) {
					t.Errorf("judged by the size %v", size)
				}
				return refusal
			}, refusal},
			{"empty", nil, anySize, ErrBroken},
			{"not a picture", []byte("dear diary"), anySize, ErrBroken},
			{"cut in the pixels", data[:len(data)*3/4], anySize, ErrBroken},
			{"cut in the boxes", data[:200], anySize, ErrBroken},
		} {
			t.Run(name+" "+c.name, func(t *testing.T) {
				img, err := d.decode(t.Context(), c.data, c.judge)
				if !errors.Is(err, c.want) {
					t.Fatalf("error %v, want %v", err, c.want)
				}
				if err == nil && img.Bounds() != image.Rect(0, 0, 45, 31) {
					t.Errorf("size %v", img.Bounds())
				}
			})
		}
	}
}

// TestDecodersEnd: what ends while it decodes does so within a moment.
func TestDecodersEnd(t *testing.T) {
	for name, d := range decoders {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			ended := time.Now()
			_, err := d.decode(ctx, sample(t, d.file), func(image.Point) error {
				ended = time.Now()
				cancel()
				return nil
			})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("error %v", err)
			}
			t.Logf("ended after %v", time.Since(ended))
			if _, err := d.decode(ctx, nil, anySize); !errors.Is(err, context.Canceled) {
				t.Errorf("of a context that has ended: %v", err)
			}
		})
	}
}

// TestOrigin compares the modules with those in the Go modules that tools_pin.go pins.
func TestOrigin(t *testing.T) {
	for _, c := range []struct {
		name, module, file string
		ours               []byte
	}{
		{"HEIC", "github.com/gen2brain/heic", "lib/heif.wasm.gz", heifModule},
		{"AVIF", "github.com/gen2brain/avif", "lib/decode.wasm.gz", avifModule},
	} {
		t.Run(c.name, func(t *testing.T) {
			// No package of these modules is imported, so nothing else has fetched them.
			fetched := exec.Command("go", "mod", "download", c.module).Run() == nil
			dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", c.module).Output()
			folder := strings.TrimSpace(string(dir))
			need.That(t, fetched && err == nil && folder != "", "the Go module "+c.module)
			theirs, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(c.file)))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(c.ours, theirs) {
				t.Errorf("not the same as %s in %s", c.file, c.module)
			}
		})
	}
}
