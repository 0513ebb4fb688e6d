// Package replay gives the picture files of a folder as the frames of a camera, again
// and again at an even rate. It knows nothing of real cameras, models or windows.
package replay

import (
	"context"
	"fmt"
	"image"
	"iter"
	"os"
	"path/filepath"
	"time"

	"descry/camera"
	"descry/camera/mjpeg"
	"descry/camera/still"
)

// Rate is how many frames a second there are where the mode doesn't say.
const Rate = 10

// Source is a folder of picture files as a camera.Source with one device. Files are opened
// as still.Open does, each when it is due; those named *.mjpg as the frames of a camera
// are, without Huffman tables perhaps. One that can't be opened is left out and counted, as
// a broken frame of a camera is; where there is no other, ctx alone ends the capture.
type Source struct {
	Folder string
}

// Devices implements camera.Source. Its errors are those of still.Folder.
func (s Source) Devices(ctx context.Context) ([]camera.Device, error) {
	if _, _, err := still.Folder(ctx, s.Folder); err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	return []camera.Device{s.device()}, nil
}

func (s Source) device() camera.Device {
	return camera.Device{ID: "replay:" + s.Folder, Name: filepath.Base(s.Folder)}
}

// Capture implements camera.Source. Of the mode, the rate alone counts. A file takes its
// place in time even if it takes longer to open: the next one is then due at once, or the
// one after it. Errors are also those of still.Folder.
func (s Source) Capture(ctx context.Context, d camera.Device, m camera.Mode) iter.Seq2[camera.Frame, error] {
	return func(yield func(camera.Frame, error) bool) {
		if d.ID != s.device().ID {
			yield(camera.Frame{}, fmt.Errorf("replay: %w: %q", camera.ErrNoDevice, d.ID))
			return
		}
		files, _, err := still.Folder(ctx, s.Folder)
		if err != nil {
			yield(camera.Frame{}, fmt.Errorf("replay: %w", err))
			return
		}
		rate := m.Rate
		if rate <= 0 {
			rate = Rate
		}
		interval := time.Duration(float64(time.Second) / rate)
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for n, dropped := 0, 0; ; n++ {
			select {
			case <-ctx.Done():
				yield(camera.Frame{}, ctx.Err())
				return
			case <-tick.C:
			}
			taken := time.Now()
			img, err := open(ctx, files[n%len(files)])
			if err != nil {
				dropped++
				continue // ctx, if it was that, is looked at above
			}
			f := camera.Frame{Image: img, Taken: taken, Device: d.Name, Interval: interval, Dropped: dropped}
			if !yield(f, nil) {
				return
			}
			dropped = 0
		}
	}
}

// open reads one file.
func open(ctx context.Context, file string) (image.Image, error) {
	if filepath.Ext(file) != ".mjpg" {
		f, err := still.Open(ctx, file)
		return f.Image, err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	return mjpeg.Decode(data)
}
