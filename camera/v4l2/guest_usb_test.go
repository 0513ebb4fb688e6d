//go:build linux && cgo && vm

package v4l2

import (
	"bytes"
	"context"
	"errors"
	"image"
	encoder "image/jpeg"
	"iter"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"descry/camera"
	"descry/camera/cameratest"
	"descry/camera/v4l2/uvccam"
)

// The tests of this file plug a USB webcam made of software into the guest, which the
// kernel's real driver for webcams takes for one. It sends numbered test cards.
const (
	webcamName = "Test Card Webcam"
	webcamID   = "usb:1d6b:0102:A1B2/1.0"
)

// cardCount is how many cards are sent in turn, from number 1.
const cardCount = 4

var (
	cardsMade = map[uvccam.Format]map[image.Point][][]byte{uvccam.MJPEG: {}, uvccam.YUYV: {}}
	cardsLock sync.Mutex
)

// cards are the webcam's frames. They are kept: the guest draws them slowly.
func cards(f uvccam.Format, size image.Point) [][]byte {
	cardsLock.Lock()
	defer cardsLock.Unlock()
	all := cardsMade[f][size]
	for n := len(all) + 1; n <= cardCount; n++ {
		card := cameratest.Card(size, n)
		data := bytes.Buffer{}
		if f == uvccam.YUYV {
			data.Write(pack(card, layout{format: yuyv, size: size, stride: 2 * size.X}))
		} else if err := encoder.Encode(&data, card, nil); err != nil {
			panic(err) // memory can be written to
		}
		all = append(all, data.Bytes())
	}
	cardsMade[f][size] = all
	return all
}

// plug plugs the webcam into a port until the test ends.
func plug(t *testing.T, port int) *uvccam.Camera {
	t.Helper()
	c := uvccam.New(uvccam.Make{Product: webcamName, Serial: "A1B2", Frames: cards}, port)
	if err := c.Plug(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Unplug(); err != nil {
			t.Error(err)
		}
		waitFor(t, "the webcam to go", func() bool { return !listed(t) })
		nothingOpen(t)
	})
	return c
}

func listed(t *testing.T) bool {
	devices, err := Source{}.Devices(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range devices {
		if d.Name == webcamName {
			return true
		}
	}
	return false
}

// webcam is the device, once the driver has made its nodes.
func webcam(t *testing.T) camera.Device {
	t.Helper()
	waitFor(t, "the webcam", func() bool { return listed(t) })
	return camera.Device{ID: webcamID, Name: webcamName}
}

// Modes in which the webcam sends JPEG, which alone is so quick, and raw frames.
var (
	asJPEG = camera.Mode{Width: 640, Height: 480, Rate: 30}
	raw    = camera.Mode{Width: 640, Height: 480, Rate: 5}
)

// TestGuestUSB: the webcam is one device, although it has a node for what it tells of its
// frames too, and has the same ID in another port.
func TestGuestUSB(t *testing.T) {
	for _, port := range []int{0, 3} {
		t.Run(strconv.Itoa(port), func(t *testing.T) {
			plug(t, port)
			d := webcam(t)
			devices, err := Source{}.Devices(t.Context())
			if err != nil || len(devices) != 2 || devices[0].Name != vividName || devices[1] != d {
				t.Errorf("devices are %+v, %v", devices, err)
			}
			if nodes, _ := filepath.Glob("/dev/video*"); len(nodes) != 3 {
				t.Errorf("nodes are %q: the webcam's second one was to be left out", nodes)
			}
		})
	}
}

// TestGuestUSBSource: the webcam passes what every source must.
func TestGuestUSBSource(t *testing.T) {
	plug(t, 0)
	d := webcam(t)
	cameratest.TestSource(t, func(*testing.T) camera.Source { return only{d} })
}

// only is Source with one device.
type only struct{ camera.Device }

func (o only) Devices(context.Context) ([]camera.Device, error) {
	return []camera.Device{o.Device}, nil
}

func (o only) Capture(ctx context.Context, d camera.Device, m camera.Mode) iter.Seq2[camera.Frame, error] {
	return Source{}.Capture(ctx, d, m)
}

// TestGuestUSBFrames: 200 numbered frames in JPEG and 40 raw ones come in order and whole,
// while the garbage collector runs all the time.
func TestGuestUSBFrames(t *testing.T) {
	plug(t, 0)
	d := webcam(t)
	defer collecting(t, time.Millisecond)()
	for _, c := range []struct {
		name   string
		mode   camera.Mode
		frames int
	}{{"JPEG", asJPEG, 200}, {"raw", raw, 40}} {
		numbers, dropped := map[int]int{}, 0
		err := capturing(t, d, c.mode, func(n int, f camera.Frame) bool {
			number, ok := cameratest.Number(f.Image)
			if !ok || number < 1 || number > cardCount {
				t.Errorf("%s: frame %d is torn, or no card: %d", c.name, n, number)
			}
			if f.Interval > time.Second/4 || f.Device != webcamName {
				t.Errorf("%s: frame %d of %q has an interval of %v", c.name, n, f.Device, f.Interval)
			}
			numbers[number]++
			dropped += f.Dropped
			return n < c.frames
		})
		if err != nil || dropped > 0 || len(numbers) != cardCount {
			t.Errorf("%s: %d dropped, cards %v, %v", c.name, dropped, numbers, err)
		}
	}
}

// TestGuestUSBBroken: frames that are cut off are counted and never shown; those without
// Huffman tables are pictures.
func TestGuestUSBBroken(t *testing.T) {
	c := plug(t, 0)
	d := webcam(t)
	dropped := 0
	err := capturing(t, d, asJPEG, func(n int, f camera.Frame) bool {
		switch n {
		case 3:
			c.SetMode(uvccam.Truncate)
			time.AfterFunc(time.Second, func() { c.SetMode(uvccam.NoDHT) })
		case 15:
			c.SetMode(uvccam.Normal)
		}
		if number, ok := cameratest.Number(f.Image); !ok || number < 1 || number > cardCount {
			t.Errorf("frame %d is broken and shown", n)
		}
		dropped += f.Dropped
		return n < 20
	})
	if err != nil || dropped == 0 {
		t.Errorf("%d dropped, %v", dropped, err)
	}
}

// TestGuestUSBStall: a webcam that sends nothing is told, and works again.
func TestGuestUSBStall(t *testing.T) {
	c := plug(t, 0)
	d := webcam(t)
	v := camera.NewViewfinder(camera.ViewfinderOptions{Source: Source{}, Device: d.ID, Mode: asJPEG, Linger: time.Minute})
	defer v.Close()
	if _, err := v.Snap(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.SetMode(uvccam.Freeze)
	waitFor(t, "the stall", func() bool {
		_, err := v.Snap(t.Context())
		return errors.Is(err, camera.ErrStalled)
	})
	c.SetMode(uvccam.Normal)
	if _, err := v.Snap(t.Context()); err != nil {
		t.Errorf("going again, it says %v", err)
	}
}

// TestGuestUSBUnplug: each of ten times that the plug is pulled in the middle of a look is told
// once, and the next look is good again.
func TestGuestUSBUnplug(t *testing.T) {
	c := plug(t, 0)
	d := webcam(t)
	if err := capturing(t, d, asJPEG, func(n int, _ camera.Frame) bool { return n < 2 }); err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		pulled := false
		err := capturing(t, d, asJPEG, func(n int, _ camera.Frame) bool {
			if n == 1+i%3 {
				pulled = true
				if err := c.Unplug(); err != nil {
					t.Error(err)
				}
			}
			return true
		})
		if !pulled || !errors.Is(err, camera.ErrDisconnected) {
			t.Fatalf("pulled out: %v, it says %v", pulled, err)
		}
		nothingOpen(t)
		waitFor(t, "the webcam to go", func() bool { return !listed(t) })
		if err := capturing(t, d, asJPEG, func(int, camera.Frame) bool { return false }); !errors.Is(err, camera.ErrNoDevice) {
			t.Fatalf("out, it says %v", err)
		}
		if err := c.Plug(); err != nil {
			t.Fatal(err)
		}
		webcam(t)
	}
	if err := capturing(t, d, asJPEG, func(n int, _ camera.Frame) bool { return n < 3 }); err != nil {
		t.Errorf("in again, it says %v", err)
	}
}
