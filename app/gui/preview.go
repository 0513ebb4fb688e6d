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

// film shows frame after frame, or the only one. A camera that isn't there is looked for
// now and then.
func (w *window) film(ctx context.Context, from assistant.Camera) {
	watcher, live := from.(assistant.Watcher)
	d := screen{w: w}
	for {
		if live {
			for f, err := range watcher.Watch(ctx, previewEvery) {
				if err == nil {
					d.draw(ctx, f.Image)
				}
			}
		} else if f, err := from.Snap(ctx); err == nil {
			d.draw(ctx, f.Image)
			return
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return
		}
	}
}

// screen is where the preview's frames are drawn, by turns in two buffers.
type screen struct {
	w       *window
	buffers [2]*image.RGBA
	at      int
}

// draw returns when the window has drawn it, so that one that is busy gets no more frames.
func (d *screen) draw(ctx context.Context, img image.Image) {
	b := shrink(img, d.buffers[d.at])
	d.buffers[d.at], d.at = b, 1-d.at
	drawn := make(chan struct{})
	d.w.post(func() {
		if ctx.Err() == nil {
			d.w.preview.image.Image = b
			d.w.preview.image.Refresh()
		}
		close(drawn)
	})
	select {
	case <-drawn:
	case <-ctx.Done():
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
