//go:build linux && cgo

package v4l2

import (
	"errors"
	"fmt"
	"image"
	"time"

	"github.com/vladimirvivien/go4vl/v4l2"
	"golang.org/x/sys/unix"

	"descry/camera"
)

// stream is a camera that is on. It uses go4vl's calls to the kernel but not its
// device.Device, which at v0.2.0 keeps a camera busy for ever once its ctx has ended, loses
// descriptors and buffers when it fails, and leaves a goroutine waiting. All its methods
// belong to one goroutine and are called inside of roomy.
type stream struct {
	// Only the four methods below of what go4vl wants of a device are ever called.
	v4l2.StreamingDevice
	path     string
	fd       uintptr
	layout   layout
	interval time.Duration
	buffers  [][]byte // of the driver, mapped
	undo     []func() // puts the controls back
}

// buffering is how many frames the driver may have ready: one that is decoded, one that is
// written, and two for when this process doesn't get to run.
const buffering = 4

// Fd implements v4l2.Device.
func (s *stream) Fd() uintptr { return s.fd }

// MemIOType implements v4l2.Device.
func (s *stream) MemIOType() v4l2.IOType { return v4l2.IOTypeMMAP }

// BufferType implements v4l2.StreamingDevice.
func (s *stream) BufferType() v4l2.BufType { return v4l2.BufTypeVideoCapture }

// BufferCount implements v4l2.StreamingDevice.
func (s *stream) BufferCount() uint32 { return buffering }

// start turns a camera on, or fails and leaves nothing open. Once it is sure that nobody else
// has the camera, tend sets its controls; nil: nobody does.
func start(path string, m camera.Mode, tend func(panel) []func()) (*stream, error) {
	fd, err := open(path)
	if err != nil {
		return nil, err
	}
	s := &stream{path: path, fd: fd}
	_, rate := wished(m)
	err = camera.ErrNoFormat
	for _, o := range ranked(offers(fd, m), m) {
		if err = s.try(o, rate); !errors.Is(err, unix.ENOSPC) && !errors.Is(err, v4l2.ErrorBadArgument) {
			break
		}
		// The next one needs less of the bus, or is what the driver really has.
		s.off()
	}
	if err != nil {
		s.close()
		return nil, failed(err)
	}
	if tend != nil {
		s.undo = tend(opened(fd))
	}
	return s, nil
}

// failed is an error of go4vl, which tells most of the kernel's as one, in the room's words.
func failed(err error) error {
	if errors.Is(err, v4l2.ErrorSystem) {
		return fmt.Errorf("v4l2: %w: %w", camera.ErrDisconnected, err)
	}
	return refused(err)
}

// try starts the stream in one way.
func (s *stream) try(o offer, rate float64) error {
	wish := v4l2.PixFormat{
		Width: uint32(o.size.X), Height: uint32(o.size.Y), PixelFormat: uint32(o.format), Field: v4l2.FieldNone,
	}
	if err := v4l2.SetPixFormat(s.fd, wish); err != nil {
		return err
	}
	got, err := v4l2.GetPixFormat(s.fd) // a driver may change what it likes
	if err != nil {
		return err
	}
	s.layout = layoutOf(got)
	if _, ok := kinds[s.layout.format]; !ok || s.layout.size.X == 0 || s.layout.size.Y == 0 {
		return fmt.Errorf("%w: the driver made %v of %v", v4l2.ErrorBadArgument, s.layout.format, o.format)
	}
	if s.interval, err = setRate(s.fd, o.rate(rate)); err != nil {
		return err
	}
	request, err := v4l2.InitBuffers(s)
	if err != nil {
		return err
	}
	for i := range request.Count {
		b, err := v4l2.GetBuffer(s, i)
		if err != nil {
			return err
		}
		mapped, err := unix.Mmap(int(s.fd), int64(b.Info.Offset), int(b.Length), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
		if err != nil {
			return err
		}
		s.buffers = append(s.buffers, mapped)
		if _, err := v4l2.QueueBuffer(s.fd, v4l2.IOTypeMMAP, v4l2.BufTypeVideoCapture, i); err != nil {
			return err
		}
	}
	return v4l2.StreamOn(s)
}

// layoutOf is what a driver says of its frames. Where it leaves the range open, JPEG's
// colour space alone has the full one (V4L2's V4L2_MAP_QUANTIZATION_DEFAULT).
func layoutOf(f v4l2.PixFormat) layout {
	encoding := f.YcbcrEnc
	if encoding == v4l2.YCbCrEncodingDefault {
		encoding = v4l2.ColorspaceToYCbCrEnc(f.Colorspace)
	}
	full := f.Quantization == v4l2.QuantizationFullRange ||
		f.Quantization == v4l2.QuantizationDefault && f.Colorspace == v4l2.ColorspaceJPEG
	return layout{
		format: fourCC(f.PixelFormat), size: image.Pt(int(f.Width), int(f.Height)), stride: int(f.BytesPerLine), full: full,
		bt709: encoding == v4l2.YCbCrEncoding709 || encoding == v4l2.YCbCrEncodingXV709,
	}
}

// unknownInterval is that of a camera which doesn't say.
const unknownInterval = time.Second / usualRate

// setRate sets the frames a second, as near as the camera can, and gives the time between
// two of them. That it can't be set is no error.
func setRate(fd uintptr, rate float64) (time.Duration, error) {
	const unit = 1000 // rates such as 7.5 are no whole numbers
	wish := v4l2.StreamParam{Capture: v4l2.CaptureParam{TimePerFrame: v4l2.Fract{Numerator: unit, Denominator: uint32(rate * unit)}}}
	if err := v4l2.SetStreamParam(fd, v4l2.BufTypeVideoCapture, wish); errors.Is(err, unix.EBUSY) || errors.Is(err, v4l2.ErrorSystem) {
		return 0, err
	}
	got, err := v4l2.GetStreamParam(fd, v4l2.BufTypeVideoCapture)
	per := got.Capture.TimePerFrame
	if err != nil || per.Numerator == 0 || per.Denominator == 0 {
		return unknownInterval, nil
	}
	return time.Duration(float64(time.Second) * float64(per.Numerator) / float64(per.Denominator)), nil
}

// newest takes the newest of the frames that are ready, nil if none of them is whole, and
// gives back the others. broken is how many of those were damaged.
func (s *stream) newest() (newest *v4l2.Buffer, broken int, err error) {
	for range len(s.buffers) { // no more, however quick the camera is
		b, err := v4l2.DequeueBuffer(s.fd, v4l2.IOTypeMMAP, v4l2.BufTypeVideoCapture)
		if errors.Is(err, unix.EAGAIN) {
			break
		}
		if err != nil {
			return nil, broken, lost(err)
		}
		spare := &b
		if int(b.Index) >= len(s.buffers) || b.Flags&v4l2.BufFlagError != 0 || b.BytesUsed == 0 {
			broken++
		} else {
			spare, newest = newest, &b
		}
		if spare != nil {
			if err := s.giveBack(*spare); err != nil {
				return nil, broken, err
			}
		}
	}
	return newest, broken, nil
}

// giveBack lets the driver fill a buffer again.
func (s *stream) giveBack(b v4l2.Buffer) error {
	if _, err := v4l2.QueueBuffer(s.fd, v4l2.IOTypeMMAP, v4l2.BufTypeVideoCapture, b.Index); err != nil {
		return lost(err)
	}
	return nil
}

// lost is what ends a stream. Which error it is, go4vl doesn't tell: the camera was pulled
// out, or its driver gave up, and both are cured by plugging it in anew.
func lost(err error) error { return fmt.Errorf("v4l2: %w: %w", camera.ErrDisconnected, err) }

// off ends the stream and frees its buffers, in the one order that leaves the camera free.
// Errors don't matter: the camera may be gone, or may never have been on.
func (s *stream) off() {
	_ = v4l2.StreamOff(s)
	for _, b := range s.buffers {
		_ = unix.Munmap(b)
	}
	s.buffers = nil
	_, _ = v4l2.ResetBuffers(s)
}

// close turns the camera off and gives it back.
func (s *stream) close() {
	for _, back := range s.undo {
		back()
	}
	s.off()
	_ = v4l2.CloseDevice(s.fd)
}

// roomy runs f with so much room on the goroutine's stack that it needn't grow. go4vl
// hands the kernel the addresses of variables on the stack as plain numbers: were the
// stack to grow, and so move, between that and the system call, the kernel would write
// where it was. The frame that is kept here is a quarter of the stack, so that the
// garbage collector doesn't shrink it.
//
//go:noinline
func roomy(f func()) {
	grow()
	var kept [32 << 10]byte
	f()
	touch(kept[:])
}

// grow makes the stack grow.
//
//go:noinline
func grow() {
	var room [64 << 10]byte
	touch(room[:])
}

//go:noinline
func touch(room []byte) { room[0]++ }
