//go:build linux

package uvccam

import (
	"encoding/binary"
	"slices"
)

// setup is a USB setup packet (USB 2.0, 9.3), little-endian.
type setup struct {
	RequestType, Request uint8
	Value, Index, Length uint16
}

// bmRequestType << 8 | bRequest of the requests that the camera understands.
const (
	getStatus        uint16 = 0x80_00 // USB 2.0, 9.4
	clearEndpoint    uint16 = 0x02_01
	getDescriptor    uint16 = 0x80_06
	setConfiguration uint16 = 0x00_09
	setInterface     uint16 = 0x01_0b
	setCur           uint16 = 0x21_01 // UVC 4.1 and A.8; all to an interface
	getCur           uint16 = 0xa1_81
	getMin           uint16 = 0xa1_82
	getMax           uint16 = 0xa1_83
	getRes           uint16 = 0xa1_84
	getLen           uint16 = 0xa1_85
	getInfo          uint16 = 0xa1_86
	getDef           uint16 = 0xa1_87
)

// Selectors of a streaming interface (UVC A.9.7).
const (
	probeControl  uint8 = 1
	commitControl uint8 = 2
)

// control serves one transfer on endpoint 0. It returns false for requests
// that a device answers with a STALL.
func (d *device) control(s setup, out []byte) (in []byte, ok bool) {
	switch uint16(s.RequestType)<<8 | uint16(s.Request) {
	case getStatus:
		in = []byte{0, 0}
	case clearEndpoint, setConfiguration:
	case setInterface:
		if uint8(s.Index) == streamingInterface {
			d.setStreaming(s.Value == 1)
		}
	case getDescriptor:
		in = d.descriptor(uint8(s.Value>>8), uint8(s.Value))
		if in == nil {
			return nil, false
		}
	default:
		serve := d.streamControl
		if uint8(s.Index) == controlInterface {
			serve = d.unitControl
		}
		if in, ok = serve(s, out); !ok {
			return nil, false
		}
	}
	return in[:min(len(in), int(s.Length))], true
}

func (d *device) descriptor(kind, index uint8) []byte {
	switch kind {
	case typeDevice:
		return deviceDescriptor(d.Serial != "")
	case typeConfiguration:
		return configurationDescriptor()
	case typeString:
		return stringDescriptor(index, d.Product, d.Serial)
	default:
		return nil // among them the device qualifier: high speed only
	}
}

// probeBlock is the Video Probe and Commit Controls data (UVC 1.1, 4.3.1.1),
// little-endian, 34 bytes.
type probeBlock struct {
	Hint          uint16
	FormatIndex   Format
	FrameIndex    uint8
	FrameInterval uint32 // in 100 ns

	// Compression and latency, of which the camera has no choice.
	KeyFrameRate, PFrameRate, CompQuality, CompWindowSize, Delay uint16

	MaxVideoFrameSize, MaxPayloadTransferSize, ClockFrequency uint32
	FramingInfo, PreferredVersion, MinVersion, MaxVersion     uint8
}

// streamControl serves the probe and commit controls: the host sets what it
// would like and reads back what it will get. The minimum, maximum and default
// are simply the present value.
func (d *device) streamControl(s setup, out []byte) (in []byte, ok bool) {
	if uint8(s.Index) != streamingInterface {
		return nil, false
	}
	var block *probeBlock
	switch uint8(s.Value >> 8) {
	case probeControl:
		block = &d.probe
	case commitControl:
		block = &d.commit
	default:
		return nil, false
	}
	switch uint16(s.RequestType)<<8 | uint16(s.Request) {
	case setCur:
		var wish probeBlock
		if _, err := binary.Decode(out, binary.LittleEndian, &wish); err != nil {
			return nil, false
		}
		*block = negotiate(wish)
		return nil, true
	case getCur, getMin, getMax, getRes, getDef:
		return appendFixed(nil, binary.LittleEndian, *block), true
	case getLen:
		return appendFixed(nil, binary.LittleEndian, uint16(binary.Size(*block))), true
	case getInfo:
		return []byte{0x03}, true // supports GET and SET
	default:
		return nil, false
	}
}

// negotiate turns a wish into something that the camera has.
func negotiate(wish probeBlock) probeBlock {
	if _, ok := intervals[wish.FormatIndex]; !ok {
		wish.FormatIndex = MJPEG
	}
	if wish.FrameIndex < 1 || int(wish.FrameIndex) > len(sizes) {
		wish.FrameIndex = 1
	}
	steps := intervals[wish.FormatIndex]
	if !slices.Contains(steps, wish.FrameInterval) {
		wish.FrameInterval = steps[0]
	}
	return probeBlock{
		FormatIndex:            wish.FormatIndex,
		FrameIndex:             wish.FrameIndex,
		FrameInterval:          wish.FrameInterval,
		MaxVideoFrameSize:      maxFrameSize(sizes[wish.FrameIndex-1]),
		MaxPayloadTransferSize: packetSize,
		ClockFrequency:         clockFrequency,
		FramingInfo:            0x03, // payload headers have the FID and the EOF bit
		PreferredVersion:       1,
		MinVersion:             1,
		MaxVersion:             1,
	}
}
