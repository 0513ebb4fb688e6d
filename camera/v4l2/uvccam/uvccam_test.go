//go:build linux

package uvccam

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"io"
	"sync/atomic"
	"syscall"
	"testing"
)

// These tests need no kernel driver: they play the host over a pipe.

func TestConfigurationDescriptorIsWellFormed(t *testing.T) {
	set := configurationDescriptor()
	if total := binary.LittleEndian.Uint16(set[2:]); int(total) != len(set) {
		t.Errorf("wTotalLength = %d, the set has %d bytes", total, len(set))
	}
	for rest := set; len(rest) > 0; rest = rest[rest[0]:] {
		if n := int(rest[0]); n < 2 || n > len(rest) {
			t.Fatalf("bLength %d at offset %d of %d", n, len(set)-len(rest), len(set))
		}
	}
}

func TestStreamsOverUSBIP(t *testing.T) {
	out, fromHost := io.Pipe()
	toHost, in := io.Pipe()
	made := func(f Format, size image.Point) (frames [][]byte) {
		for i := range 3 {
			frames = append(frames, bytes.Repeat(fmt.Append(nil, f, size, i), 1000))
		}
		return frames
	}
	served := make(chan error, 1)
	go func() {
		served <- serve(struct {
			io.Reader
			io.Writer
		}{out, in}, Make{Product: "test", Frames: made}, new(atomic.Int32))
	}()

	h := &usbHost{t: t, conn: struct {
		io.Reader
		io.Writer
	}{toHost, fromHost}}
	h.control(setup{0x21, 0x01, uint16(commitControl) << 8, uint16(streamingInterface), 34},
		appendFixed(nil, binary.LittleEndian, probeBlock{FormatIndex: MJPEG, FrameIndex: 2}))
	h.control(setup{0x01, 0x0b, 1, uint16(streamingInterface), 0}, nil)

	want := made(MJPEG, sizes[1])
	for i := range 2 {
		if got := h.frame(); !bytes.Equal(got, want[i]) {
			t.Errorf("frame %d: %d bytes that are not the %d of frame %d", i, len(got), len(want[i]), i)
		}
	}
	fromHost.Close()
	if err := <-served; err == nil {
		t.Error("serve returned no error after the host hung up")
	}
}

// usbHost is the host's side of USB/IP, one transfer at a time.
type usbHost struct {
	t    *testing.T
	conn io.ReadWriter
	seq  uint32
}

func (h *usbHost) submit(endpoint, direction uint32, s setup, out []byte, packets []isoPacket) header {
	h.t.Helper()
	h.seq++
	head := header{Command: cmdSubmit, Seqnum: h.seq, Direction: direction, Endpoint: endpoint}
	head.Args[1], head.Args[3] = uint32(len(out)), uint32(len(packets))
	copy(head.Setup[:], appendFixed(nil, binary.LittleEndian, s))
	if err := send(h.conn, head, out, packets); err != nil {
		h.t.Fatal(err)
	}
	var reply header
	if err := binary.Read(h.conn, binary.BigEndian, &reply); err != nil {
		h.t.Fatal(err)
	}
	if reply.Command != retSubmit || reply.Seqnum != h.seq || reply.Args[0] != 0 {
		h.t.Fatalf("reply to transfer %d: %+v", h.seq, reply)
	}
	return reply
}

func (h *usbHost) control(s setup, out []byte) {
	h.t.Helper()
	h.submit(0, directionOut, s, out, nil)
}

// frame collects payloads up to one with the end-of-frame bit.
func (h *usbHost) frame() []byte {
	h.t.Helper()
	var frame []byte
	for {
		packets := make([]isoPacket, 4)
		for i := range packets {
			// Linux presets the status to EXDEV.
			packets[i] = isoPacket{Offset: uint32(i * packetSize), Length: packetSize, Status: negative(syscall.EXDEV)}
		}
		reply := h.submit(uint32(videoEndpoint), directionIn, setup{}, nil, packets)
		data := make([]byte, reply.Args[1])
		if err := binary.Read(h.conn, binary.BigEndian, data); err != nil {
			h.t.Fatal(err)
		}
		if err := binary.Read(h.conn, binary.BigEndian, packets); err != nil {
			h.t.Fatal(err)
		}
		for _, p := range packets {
			if p.Status != 0 {
				h.t.Fatalf("packet status %#x", p.Status)
			}
			if p.Actual == 0 {
				continue
			}
			flags := data[1]
			frame = append(frame, data[data[0]:p.Actual]...)
			data = data[p.Actual:]
			if flags&payloadEOF != 0 {
				return frame
			}
		}
	}
}
