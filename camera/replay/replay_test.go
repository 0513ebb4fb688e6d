package replay_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"descry/camera"
	"descry/camera/cameratest"
	"descry/camera/replay"
)

// folder has test cards as numbered files, from 1.
func folder(t *testing.T, n int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "walk")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for i := 1; i <= n; i++ {
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("frame%d.png", i)))
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(png.Encode(f, cameratest.Card(image.Pt(160, 120), i)), f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestSource(t *testing.T) {
	dir := folder(t, 4)
	synctest.Test(t, func(t *testing.T) {
		cameratest.TestSource(t, func(*testing.T) camera.Source { return replay.Source{Folder: dir} })
	})
}

// TestOrder: files come one after the other in their natural order, round and round, at
// the rate that was wished for; a broken one is left out and keeps its place in time.
func TestOrder(t *testing.T) {
	dir := folder(t, 11)
	if err := os.Truncate(filepath.Join(dir, "frame3.png"), 100); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		source := replay.Source{Folder: dir}
		devices, err := source.Devices(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := []int{1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2, 4}
		began, i := time.Now(), 0
		for f, err := range source.Capture(t.Context(), devices[0], camera.Mode{Rate: 20}) {
			if err != nil {
				t.Fatal(err)
			}
			dropped := 0
			if want[i] == 4 {
				dropped = 1
			}
			if n, ok := cameratest.Number(f.Image); !ok || n != want[i] || f.Dropped != dropped {
				t.Errorf("frame %d is card %d (%v), want %d; %d were dropped", i, n, ok, want[i], f.Dropped)
			}
			if i++; i == len(want) {
				break
			}
		}
		if took := time.Since(began); took != 15*50*time.Millisecond {
			t.Errorf("15 files took %v", took)
		}
	})
}

// TestMJPEG: a camera's own frames, of which some have no tables and some are broken.
func TestMJPEG(t *testing.T) {
	dir := t.TempDir()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, cameratest.Card(image.Pt(160, 120), 77), nil); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	tables, scan := bytes.Index(whole, []byte{0xff, 0xc4}), bytes.Index(whole, []byte{0xff, 0xda})
	for name, data := range map[string][]byte{
		"1.mjpg": whole, "2.mjpg": whole[:len(whole)/2], "3.mjpg": slices.Delete(slices.Clone(whole), tables, scan),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		source, n := replay.Source{Folder: dir}, 0
		devices, err := source.Devices(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for f, err := range source.Capture(t.Context(), devices[0], camera.Mode{}) {
			if err != nil {
				t.Fatal(err)
			}
			if card, ok := cameratest.Number(f.Image); !ok || card != 77 || f.Dropped != n%2 {
				t.Errorf("frame %d is card %d (%v), and %d were dropped", n, card, ok, f.Dropped)
			}
			if n++; n == 4 {
				break
			}
		}
	})
}

func TestErrors(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name, folder string
		ctx          context.Context
		want         error
	}{
		{"missing", filepath.Join(t.TempDir(), "none"), t.Context(), fs.ErrNotExist},
		{"without pictures", t.TempDir(), t.Context(), camera.ErrNoPictures},
		{"ended", folder(t, 1), ended, context.Canceled},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := replay.Source{Folder: c.folder}
			if _, err := s.Devices(c.ctx); !errors.Is(err, c.want) {
				t.Errorf("devices: %v, want %v", err, c.want)
			}
			d := camera.Device{ID: "replay:" + c.folder}
			for _, err := range s.Capture(c.ctx, d, camera.Mode{}) {
				if !errors.Is(err, c.want) {
					t.Fatalf("capture: %v, want %v", err, c.want)
				}
			}
		})
	}
}
