//go:build linux

// Package uvccam is a USB webcam made of software, for tests. It speaks the device side
// of USB/IP to the Linux vhci-hcd driver, so that the real uvcvideo driver
// binds to it and a real /dev/video node appears. It sends the frames that it was given, in
// turn, and can be told to misbehave. It knows nothing of what is in them.
//
// Specifications: USB 2.0; USB Device Class Definition for Video Devices (UVC)
// 1.1 with its MJPEG and Uncompressed Payload documents; Linux
// Documentation/usb/usbip_protocol.rst. What a UVC 1.5 camera would do
// differently is to exchange a longer block of probe data (48 bytes, not 34).
package uvccam

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"slices"
	"sync/atomic"
	"syscall"
	"time"
)

// Mode is how the camera behaves from its next frame on.
type Mode int32

const (
	Normal   Mode = iota // sends what it was given
	Freeze               // stays plugged in but sends nothing more
	Truncate             // sends the first half of each frame
	NoDHT                // sends JPEGs without Huffman tables
	Resize               // sends the frames of the next size than the one that was agreed on
)

// device is the camera while it is plugged in. One goroutine, that of
// serve, owns it, so replies cannot overtake each other: the answer to a
// USBIP_CMD_UNLINK must not come before that of the transfer it missed.
type device struct {
	Make
	mode *atomic.Int32
	conn io.Writer

	probe   probeBlock // what the host is asking about
	commit  probeBlock // what it chose to stream
	units   map[unitID]*unit
	frames  [][]byte     // to send, in turn
	others  [][]byte     // of another size
	clock   *time.Ticker // starts a frame; stopped while not streaming
	pending []request    // isochronous transfers waiting for data
	rest    []byte       // what is still to be sent of the present frame
	number  int          // frames begun since streaming started
}

// Make is what a camera is.
type Make struct {
	Product string
	Serial  string // empty: it has none, as many cheap cameras
	// Frames gives the frames of a size that are sent in turn, encoded as the format says
	// (YUYV in the range of video). It is called each time that streaming starts.
	Frames func(Format, image.Point) [][]byte
}

// serve is the camera from being plugged in until conn fails or ends.
func serve(conn io.ReadWriter, what Make, mode *atomic.Int32) error {
	d := &device{
		Make:   what,
		mode:   mode,
		conn:   conn,
		probe:  negotiate(probeBlock{}),
		commit: negotiate(probeBlock{}),
		units:  units(),
		clock:  time.NewTicker(time.Hour),
	}
	d.clock.Stop()

	requests := make(chan request)
	stop := make(chan struct{})
	defer close(stop)
	var readErr error // set before requests is closed
	go func() {
		defer close(requests)
		for r := bufio.NewReader(conn); ; {
			var req request
			if req, readErr = readRequest(r); readErr != nil {
				return
			}
			select {
			case requests <- req:
			case <-stop:
				return
			}
		}
	}()

	for {
		var err error
		select {
		case req, open := <-requests:
			if !open {
				return readErr
			}
			err = d.handle(req)
		case <-d.clock.C:
			d.startFrame()
		}
		if err = errors.Join(err, d.pump()); err != nil {
			return err
		}
	}
}

func (d *device) handle(req request) error {
	switch {
	case req.Command == cmdUnlink:
		missed := func(p request) bool { return p.Seqnum == req.Args[0] }
		i := slices.IndexFunc(d.pending, missed)
		if i < 0 {
			return req.replyUnlink(d.conn, 0)
		}
		d.pending = slices.Delete(d.pending, i, i+1)
		return req.replyUnlink(d.conn, syscall.ECONNRESET)
	case req.Command != cmdSubmit:
		return fmt.Errorf("uvccam: USB/IP command %d", req.Command)
	case req.Endpoint == uint32(videoEndpoint):
		d.pending = append(d.pending, req)
		return nil
	case req.Endpoint != 0:
		return req.reply(d.conn, syscall.EPIPE, 0, nil)
	}

	var s setup
	if _, err := binary.Decode(req.Setup[:], binary.LittleEndian, &s); err != nil {
		return err
	}
	in, ok := d.control(s, req.data)
	if !ok {
		return req.reply(d.conn, syscall.EPIPE, 0, nil) // STALL
	}
	return req.reply(d.conn, 0, len(req.data)+len(in), in)
}

// setStreaming follows the alternate setting of the streaming interface: 0 is
// idle, 1 streams what was committed.
func (d *device) setStreaming(on bool) {
	d.clock.Stop()
	d.rest, d.number = nil, 0
	if !on {
		return
	}
	d.frames = d.Frames(d.commit.FormatIndex, sizes[d.commit.FrameIndex-1])
	d.others = nil
	d.clock.Reset(time.Duration(d.commit.FrameInterval) * 100)
}

// startFrame begins the next frame, unless the host is still busy with the
// last one.
func (d *device) startFrame() {
	mode := Mode(d.mode.Load())
	if len(d.rest) > 0 || mode == Freeze {
		return
	}
	frames := d.frames
	if mode == Resize {
		if d.others == nil { // not sooner: the host doesn't wait for ever for streaming to start
			d.others = d.Frames(d.commit.FormatIndex, sizes[int(d.commit.FrameIndex)%len(sizes)])
		}
		frames = d.others
	}
	d.rest = frames[d.number%len(frames)]
	d.number++
	switch {
	case mode == Truncate:
		d.rest = d.rest[:len(d.rest)/2]
	case mode == NoDHT && d.commit.FormatIndex == MJPEG:
		d.rest = withoutDHT(d.rest)
	}
}

// Payload header (UVC 2.4.3.3): its length and its bit field. The optional
// time stamps are left out.
const (
	payloadHeader = 2
	payloadFID    = 1 << 0 // toggles with every frame
	payloadEOF    = 1 << 1 // the frame ends in this payload
	payloadEOH    = 1 << 7 // always set
)

// pump fills waiting transfers with the present frame as far as both last
// (one payload in each packet). A real camera would complete transfers without
// data between frames, 8000 packets a second; leaving them pending looks the
// same to the driver and costs an emulated CPU nothing.
func (d *device) pump() error {
	for len(d.rest) > 0 && len(d.pending) > 0 {
		req := d.pending[0]
		d.pending = d.pending[1:]
		var data []byte
		for i := range req.packets {
			p := &req.packets[i]
			p.Actual, p.Status = 0, 0 // the kernel presets an error
			if len(d.rest) == 0 {
				continue
			}
			n := min(len(d.rest), int(p.Length)-payloadHeader)
			flags := uint8(payloadEOH | d.number&payloadFID)
			if n == len(d.rest) {
				flags |= payloadEOF
			}
			data = append(data, payloadHeader, flags)
			data = append(data, d.rest[:n]...)
			d.rest = d.rest[n:]
			p.Actual = uint32(payloadHeader + n)
		}
		if err := req.reply(d.conn, 0, len(data), data); err != nil {
			return err
		}
	}
	return nil
}

// withoutDHT removes the Huffman tables from a JPEG: an MJPEG camera may leave them out if
// they are the standard ones (ITU-T T.81, annex K.3), which are also those that image/jpeg
// writes.
func withoutDHT(jpeg []byte) []byte {
	const (
		dht = 0xc4
		sos = 0xda
	)
	kept := slices.Clone(jpeg[:2]) // SOI
	for rest := jpeg[2:]; ; {
		length := 2 + int(rest[2])<<8 + int(rest[3])
		switch rest[1] {
		case sos:
			return append(kept, rest...)
		case dht:
		default:
			kept = append(kept, rest[:length]...)
		}
		rest = rest[length:]
	}
}
