//go:build linux

package uvccam

import (
	"encoding/binary"
	"image"
	"slices"
	"unicode/utf16"
)

// What the camera offers. Section numbers are those of UVC 1.1 unless another
// specification is named.

// Format is a bFormatIndex.
type Format uint8

const (
	MJPEG Format = 1 // motion JPEG
	YUYV  Format = 2 // packed 4:2:2
)

// sizes has the frame size of bFrameIndex i+1 at index i, in both formats.
var sizes = []image.Point{{640, 480}, {1280, 720}}

// intervals are the supported frame intervals in units of 100 ns, the default
// first: 30 and 15 fps for MJPEG, 10 and 5 fps for YUYV.
var intervals = map[Format][]uint32{
	MJPEG: {333_333, 666_666},
	YUYV:  {1_000_000, 2_000_000},
}

const (
	controlInterface   uint8 = 0
	streamingInterface uint8 = 1
	videoEndpoint      uint8 = 1

	// packetSize is the largest payload of one microframe: three transactions
	// of 1024 bytes (USB 2.0, 5.6.3).
	packetSize = 3 * 1024

	clockFrequency uint32 = 48_000_000
	bcdUVC         uint16 = 0x0110 // 1.1: a probe block of 34 bytes
)

// Descriptor types (USB 2.0, table 9-5; UVC, A.4).
const (
	typeDevice        uint8 = 1
	typeConfiguration uint8 = 2
	typeString        uint8 = 3
	typeInterface     uint8 = 4
	typeEndpoint      uint8 = 5
	typeAssociation   uint8 = 11
	typeCSInterface   uint8 = 0x24
)

// Descriptor subtypes (A.5 and A.6).
const (
	vcHeader         uint8 = 0x01
	vcInputTerminal  uint8 = 0x02
	vcOutputTerminal uint8 = 0x03
	vcProcessingUnit uint8 = 0x05

	vsInputHeader        uint8 = 0x01
	vsFormatUncompressed uint8 = 0x04
	vsFrameUncompressed  uint8 = 0x05
	vsFormatMJPEG        uint8 = 0x06
	vsFrameMJPEG         uint8 = 0x07
	vsColorFormat        uint8 = 0x0d
)

// Class codes (A.1 and A.2).
const (
	classVideo         uint8 = 0x0e
	subclassControl    uint8 = 1
	subclassStreaming  uint8 = 2
	subclassCollection uint8 = 3
)

// Terminal types (B.1 and B.2) and the numbers of the camera's two, and of what is between them.
const (
	terminalStreaming   uint16 = 0x0101
	terminalCamera      uint16 = 0x0201
	cameraTerminalID    uint8  = 1
	streamingTerminalID uint8  = 2
	processingUnitID    uint8  = 3
)

// guidYUY2 is the format GUID of the Uncompressed Payload specification.
var guidYUY2 = [16]byte{'Y', 'U', 'Y', '2', 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71}

// descriptor builds one descriptor: bLength, then the fields as they are.
func descriptor(fields ...any) []byte {
	d := []byte{0}
	for _, field := range fields {
		d = appendFixed(d, binary.LittleEndian, field)
	}
	d[0] = uint8(len(d))
	return d
}

// deviceDescriptor is USB 2.0, 9.6.1, with the class triple that announces an
// interface association.
func deviceDescriptor(serial bool) []byte {
	number := uint8(0)
	if serial {
		number = serialString
	}
	return descriptor(typeDevice,
		uint16(0x0200),                        // bcdUSB
		uint8(0xef), uint8(0x02), uint8(0x01), // bDeviceClass, bDeviceSubClass, bDeviceProtocol
		uint8(64),                      // bMaxPacketSize0
		uint16(0x1d6b), uint16(0x0102), // idVendor, idProduct: those of Linux's webcam gadget
		uint16(0x0100),                  // bcdDevice
		uint8(0), productString, number, // iManufacturer, iProduct, iSerialNumber
		uint8(1)) // bNumConfigurations
}

// The numbers of the strings.
const (
	productString uint8 = 1
	serialString  uint8 = 2
)

// stringDescriptor is USB 2.0, 9.6.7: index 0 lists the languages.
func stringDescriptor(index uint8, product, serial string) []byte {
	switch index {
	case 0:
		return descriptor(typeString, uint16(0x0409))
	case productString:
		return descriptor(typeString, utf16.Encode([]rune(product)))
	case serialString:
		return descriptor(typeString, utf16.Encode([]rune(serial)))
	default:
		return nil
	}
}

// configurationDescriptor is the whole set that GET_DESCRIPTOR returns.
func configurationDescriptor() []byte {
	set := slices.Concat(
		descriptor(typeAssociation, // 3.6
			controlInterface, uint8(2), // bFirstInterface, bInterfaceCount
			classVideo, subclassCollection, uint8(0), uint8(0)),
		interfaceDescriptor(controlInterface, 0, 0, subclassControl),
		controlDescriptors(),
		interfaceDescriptor(streamingInterface, 0, 0, subclassStreaming), // idle: no bandwidth
		streamingDescriptors(),
		interfaceDescriptor(streamingInterface, 1, 1, subclassStreaming),
		descriptor(typeEndpoint, // 3.10.1.1
			videoEndpoint|0x80, // bEndpointAddress: IN
			uint8(0x05),        // bmAttributes: isochronous, asynchronous
			uint16(2<<11|1024), // wMaxPacketSize: 1024 bytes, two more transactions
			uint8(1)),          // bInterval: every microframe
	)
	head := descriptor(typeConfiguration, // USB 2.0, 9.6.3
		uint16(9+len(set)),           // wTotalLength
		uint8(2), uint8(1), uint8(0), // bNumInterfaces, bConfigurationValue, iConfiguration
		uint8(0x80), uint8(250)) // bmAttributes: bus powered, bMaxPower: 500 mA
	return append(head, set...)
}

// interfaceDescriptor is USB 2.0, 9.6.5.
func interfaceDescriptor(number, alternate, endpoints, subclass uint8) []byte {
	return descriptor(typeInterface, number, alternate, endpoints, classVideo, subclass, uint8(0), uint8(0))
}

// controlDescriptors is the function's topology (3.7.2): a camera, a unit that compensates
// the flicker of lamps, and the USB stream.
func controlDescriptors() []byte {
	terminals := slices.Concat(
		descriptor(typeCSInterface, vcInputTerminal, cameraTerminalID, terminalCamera, // 3.7.2.3
			uint8(0), uint8(0), // bAssocTerminal, iTerminal
			uint16(0), uint16(0), uint16(0), // wObjectiveFocalLengthMin, Max, wOcularFocalLength
			uint8(3), [3]uint8{1 << 1, 0, 1 << (17 - 16)}), // bControlSize, bmControls: exposure mode, automatic focus
		descriptor(typeCSInterface, vcProcessingUnit, processingUnitID, cameraTerminalID, // 3.7.2.5
			uint16(0),               // wMaxMultiplier
			uint8(2), uint16(1<<10), // bControlSize, bmControls: power line frequency
			uint8(0), uint8(0)), // iProcessing, bmVideoStandards
		descriptor(typeCSInterface, vcOutputTerminal, streamingTerminalID, terminalStreaming, // 3.7.2.2
			uint8(0), processingUnitID, uint8(0)), // bAssocTerminal, bSourceID, iTerminal
	)
	head := descriptor(typeCSInterface, vcHeader, bcdUVC, // 3.7.2
		uint16(13+len(terminals)),    // wTotalLength
		clockFrequency,               // dwClockFrequency
		uint8(1), streamingInterface) // bInCollection, baInterfaceNr
	return append(head, terminals...)
}

// streamingDescriptors lists the formats and frame sizes (3.9.2).
func streamingDescriptors() []byte {
	frames := uint8(len(sizes))
	// Both formats end in bDefaultFrameIndex, bAspectRatioX, bAspectRatioY,
	// bmInterlaceFlags, bCopyProtect.
	tail := [5]uint8{1}
	colors := descriptor(typeCSInterface, vsColorFormat, // 3.9.2.6
		uint8(1), uint8(1), uint8(4)) // BT.709/sRGB primaries and transfer, BT.601 matrix

	formats := slices.Concat(
		descriptor(typeCSInterface, vsFormatMJPEG, // MJPEG Payload, 3.1.1
			MJPEG, frames, uint8(0), tail), // bmFlags
		frameDescriptors(vsFrameMJPEG, MJPEG),
		colors,
		descriptor(typeCSInterface, vsFormatUncompressed, // Uncompressed Payload, 3.1.1
			YUYV, frames, guidYUY2, uint8(16), tail), // bBitsPerPixel
		frameDescriptors(vsFrameUncompressed, YUYV),
		colors,
	)
	head := descriptor(typeCSInterface, vsInputHeader, // 3.9.2.1
		uint8(2),                // bNumFormats
		uint16(15+len(formats)), // wTotalLength
		videoEndpoint|0x80,      // bEndpointAddress
		uint8(0),                // bmInfo: no dynamic format change
		streamingTerminalID,     // bTerminalLink
		uint8(0),                // bStillCaptureMethod
		uint8(0), uint8(0),      // bTriggerSupport, bTriggerUsage
		uint8(1), uint8(0), uint8(0)) // bControlSize, bmaControls of each format
	return append(head, formats...)
}

// frameDescriptors has one frame descriptor for each size (3.1.2 of the
// MJPEG and of the Uncompressed Payload specification; they are alike).
func frameDescriptors(subtype uint8, format Format) []byte {
	var all []byte
	for i, size := range sizes {
		steps := intervals[format]
		all = append(all, descriptor(typeCSInterface, subtype,
			uint8(i+1), uint8(0), // bFrameIndex, bmCapabilities
			uint16(size.X), uint16(size.Y), // wWidth, wHeight
			bitRate(size, steps[len(steps)-1]), bitRate(size, steps[0]), // dwMinBitRate, dwMaxBitRate
			maxFrameSize(size),           // dwMaxVideoFrameBufferSize
			steps[0],                     // dwDefaultFrameInterval
			uint8(len(steps)), steps)...) // bFrameIntervalType: discrete, dwFrameInterval
	}
	return all
}

// maxFrameSize is the size of a YUYV frame; no JPEG of ours comes near it.
func maxFrameSize(size image.Point) uint32 { return uint32(size.X * size.Y * 2) }

func bitRate(size image.Point, interval uint32) uint32 {
	return uint32(uint64(maxFrameSize(size)) * 8 * 10_000_000 / uint64(interval))
}
