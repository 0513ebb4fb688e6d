package gui

import (
	"context"
	"image"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"golang.org/x/image/draw"

	"descry/app/assistant"
)

const (
	// previewEvery is the time between two frames of the preview: it is for sighted
	// helpers, and 10 fps cost half of what 15 do.
	previewEvery = 100 * time.Millisecond
	// previewWide and previewHigh are the most that is drawn, in pixels.
	previewWide, previewHigh = 640, 480
)

// preview shows what the camera sees, for those who see.
type preview struct {
	image  *canvas.Image
	source string             // that is watched; empty: none
	cancel context.CancelFunc // of the watching
}

func newPreview() *preview {
	p := &preview{image: &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScaleFastest}, cancel: func() {}}
	if fyne.CurrentDevice().IsMobile() {
		p.image.ScaleMode = canvas.ImageScalePixels // the phone's painter has no other that is as cheap
	}
	p.image.Hide()
	return p
}

// watch turns the preview on or off, as it is wanted now: never while nobody can see it.
func (w *window) watch() {
	source := ""
	if w.settings.Window.Preview && w.seen && w.state.page == mainPage {
		source = w.source()
	}
	p := w.preview
	if source == p.source {
		return
	}
	p.cancel()
	p.cancel, p.source = func() {}, source
	p.image.Hide()
	if source == "" {
		return
	}
	ctx, cancel := context.WithCancel(w.life)
	p.cancel = cancel
	p.image.SetMinSize(fyne.NewSize(320, 240))
	p.image.Show()
	w.runs.Go(func() { w.film(ctx, w.host.Camera(source)) })
}

// film shows frame after frame, or the only one.
func (w *window) film(ctx context.Context, from assistant.Camera) {
	finder, live := from.(assistant.Finder)
	next := from.Snap
	if live {
		next = finder.Next
	}
	var buffers [2]*image.RGBA
	tick := time.NewTicker(previewEvery)
	defer tick.Stop()
	for i := 0; ; i++ {
		frame, err := next(ctx)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			b := shrink(frame.Image, buffers[i%2])
			buffers[i%2] = b
			drawn := make(chan struct{})
			w.post(func() {
				if ctx.Err() == nil {
					w.preview.image.Image = b
					w.preview.image.Refresh()
				}
				close(drawn)
			})
			select { // a window that is busy gets no more frames
			case <-drawn:
			case <-ctx.Done():
				return
			}
			if !live {
				return
			}
		}
		pause := tick.C
		if err != nil { // a camera that isn't there is looked for now and then
			pause = time.After(time.Second)
		}
		select {
		case <-pause:
		case <-ctx.Done():
			return
		}
	}
}

// shrink draws a picture as large as the preview has it, into a buffer of that size if
// there is one.
func shrink(img image.Image, into *image.RGBA) *image.RGBA {
	size := img.Bounds().Size()
	scale := min(1, float64(previewWide)/float64(size.X), float64(previewHigh)/float64(size.Y))
	r := image.Rect(0, 0, max(1, int(scale*float64(size.X))), max(1, int(scale*float64(size.Y))))
	if into == nil || into.Bounds() != r {
		into = image.NewRGBA(r)
	}
	draw.ApproxBiLinear.Scale(into, r, img, img.Bounds(), draw.Src, nil)
	return into
}
