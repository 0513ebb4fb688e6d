package app

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"descry/app/assistant"
	"descry/app/settings"
	"descry/camera"
	"descry/inference"
)

func scene() assistant.Scene {
	img := image.NewNRGBA(image.Rect(10, 10, 74, 58))
	for i := range img.Pix {
		img.Pix[i] = 200
	}
	img.SetNRGBA(20, 20, color.NRGBA{A: 255})
	return assistant.Scene{
		Frame: camera.Frame{Image: img, Taken: time.Date(2026, 11, 25, 12, 30, 1, 0, time.UTC), Device: "Webcam"},
		Said: []assistant.Said{
			{Answered: assistant.Answered{Answer: "A wall.", Model: inference.Info{Name: "starter"}}},
			{Question: "Is it \x1b[1mgrey?", Answered: assistant.Answered{Answer: "It's mostly grey.", Measured: true}},
		},
	}
}

func TestSave(t *testing.T) {
	a := newApp(t, settings.Settings{}, nil)
	folder := t.TempDir()
	before := []byte("a letter")
	if err := os.WriteFile(filepath.Join(folder, "descry-2026-11-25-123001-2.txt"), before, 0o600); err != nil {
		t.Fatal(err)
	}
	var files []string
	for range 2 {
		path, err := a.Save(t.Context(), scene(), folder)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, filepath.Base(path))
	}
	if files[0] != "descry-2026-11-25-123001.jpg" || files[1] != "descry-2026-11-25-123001-3.jpg" {
		t.Errorf("saved as %q", files)
	}
	if text, err := os.ReadFile(filepath.Join(folder, "descry-2026-11-25-123001-2.txt")); err != nil || !bytes.Equal(text, before) {
		t.Errorf("what was there is now %q, %v", text, err)
	}
	data, err := os.ReadFile(filepath.Join(folder, files[0]))
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil || img.Bounds().Size() != image.Pt(64, 48) {
		t.Errorf("a picture of %v, %v", img, err)
	}
	for _, marker := range []string{"Exif", "http://ns.adobe.com", "Webcam", "\xff\xe1", "\xff\xfe"} {
		if bytes.Contains(data[:min(len(data), 600)], []byte(marker)) {
			t.Errorf("the picture tells more than its pixels: %q", marker)
		}
	}
	text, err := os.ReadFile(filepath.Join(folder, "descry-2026-11-25-123001.txt"))
	want := "A wall.\nAnswered by the model starter.\n\nQuestion: Is it grey?\nIt's mostly grey.\n"
	if err != nil || string(text) != want {
		t.Errorf("the text is %q, %v; want %q", text, err, want)
	}
}

// TestSaveFails: what can't be saved leaves nothing behind.
func TestSaveFails(t *testing.T) {
	a := newApp(t, settings.Settings{}, nil)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	vast := scene()
	vast.Frame.Image = image.NewUniform(color.Black) // too large for JPEG
	folder := t.TempDir()
	for _, c := range []struct {
		name   string
		ctx    context.Context
		scene  assistant.Scene
		folder string
		want   error // nil: any
	}{
		{"no folder", t.Context(), scene(), filepath.Join(folder, "none"), fs.ErrNotExist},
		{"ended", ended, scene(), folder, context.Canceled},
		{"a picture that can't be encoded", t.Context(), vast, folder, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			path, err := a.Save(c.ctx, c.scene, c.folder)
			if err == nil || path != "" || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("got %q, %v", path, err)
			}
			if left, _ := os.ReadDir(folder); len(left) > 0 {
				t.Errorf("%v is left", left)
			}
		})
	}
}
