// Package mjpeg decodes the frames of motion JPEG as cameras send them: without Huffman
// tables, padded, cut off or damaged. It knows nothing of devices, files or windows.
package mjpeg

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"slices"

	"descry/camera"
)

// Errors of Decode. Both are wrapped together with camera.ErrBroken.
var (
	// ErrTruncated: the frame ends before its picture does.
	ErrTruncated = errors.New("mjpeg: truncated frame")
	// ErrCorrupt: the frame is damaged, or no JPEG at all.
	ErrCorrupt = errors.New("mjpeg: corrupt frame")
)

// The markers of JPEG that matter here (ITU-T T.81, table B.1).
const (
	sof0 = 0xc0 // to 0xcf, but for the three that follow
	dht  = 0xc4
	jpg  = 0xc8
	dac  = 0xcc
	rst0 = 0xd0
	rst7 = 0xd7
	soi  = 0xd8
	eoi  = 0xd9
	sos  = 0xda
	dqt  = 0xdb
)

// Decode decodes one frame. Where it has no Huffman tables, which USB Video Class allows,
// they are those of T.81, annex K.3. Bytes after the end of the picture are padding.
//
// The picture is new, and data isn't kept. It is an *image.YCbCr or *image.Gray, or what
// else image/jpeg makes. A frame is whole or an error: one that is cut off is
// ErrTruncated, any other that isn't right ErrCorrupt, both with camera.ErrBroken; a
// picture of more than camera.MaxPixels is camera.ErrTooLarge. Damage that leaves a valid
// stream of bits can't be known.
func Decode(data []byte) (image.Image, error) {
	s, err := scan(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", camera.ErrBroken, err)
	}
	if s.size.X > camera.MaxPixels/max(s.size.Y, 1) {
		return nil, fmt.Errorf("mjpeg: %w: %v", camera.ErrTooLarge, s.size)
	}
	data = data[:s.end]
	if s.tables < len(data) {
		data = slices.Concat(data[:s.tables], standard, data[s.tables:])
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w: %w", camera.ErrBroken, ErrCorrupt, err)
	}
	return img, nil
}

// frame is what scan finds.
type frame struct {
	size   image.Point
	tables int // where Huffman tables are to be put in; len(data): there are some
	end    int // after the end marker
	// Bits by the number of a quantisation table: those that are there, and those that
	// the picture needs. Without one the decoder would give plain grey, and no error.
	quantisers, needed uint16
}

// scan walks over the segments of a frame from its start to its end marker. The decoder
// itself takes what is cut off after the last of a picture's blocks, and knows no reason.
func scan(data []byte) (frame, error) {
	s := frame{tables: -1}
	switch {
	case len(data) < 2:
		return s, ErrTruncated
	case data[0] != 0xff || data[1] != soi:
		return s, fmt.Errorf("%w: no start", ErrCorrupt)
	}
	for at, scanning := 2, false; ; {
		marker, next, err := nextMarker(data, at, scanning)
		if err != nil {
			return s, err
		}
		if marker == eoi {
			return s.finish(next, len(data))
		}
		if marker == soi || marker >= rst0 && marker <= rst7 {
			return s, fmt.Errorf("%w: marker %#x in its middle", ErrCorrupt, marker)
		}
		body, after, err := segment(data, next)
		if err != nil {
			return s, err
		}
		if marker == sos && s.tables < 0 {
			s.tables = next - 2
		}
		s.note(marker, body, len(data))
		at, scanning = after, marker == sos
	}
}

// note keeps what matters of a segment. length is the frame's.
func (s *frame) note(marker byte, body []byte, length int) {
	switch {
	case marker == dht:
		s.tables = length
	case marker == dqt:
		s.quantisers |= quantisers(body)
	case marker >= sof0 && marker <= 0xcf && marker != jpg && marker != dac:
		s.header(body)
	}
}

// header reads a frame header (T.81, B.2.2): the size, and for each component three bytes
// of which the last is its quantisation table.
func (s *frame) header(body []byte) {
	if len(body) < 6 {
		return // the decoder says what is wrong with it
	}
	s.size = image.Pt(int(binary.BigEndian.Uint16(body[3:])), int(binary.BigEndian.Uint16(body[1:])))
	for at := 8; at < len(body); at += 3 {
		s.needed |= 1 << (body[at] & 15)
	}
}

// quantisers are the tables that a segment defines (T.81, B.2.4.1), of 64 values of one
// or two bytes each.
func quantisers(body []byte) (numbers uint16) {
	for len(body) > 0 {
		numbers |= 1 << (body[0] & 15)
		body = body[min(len(body), 1+64*(1+int(body[0]>>4&1))):]
	}
	return numbers
}

// finish is the end of a walk that has come to the end marker.
func (s frame) finish(end, length int) (frame, error) {
	if s.tables < 0 || s.size.X == 0 || s.size.Y == 0 {
		return s, fmt.Errorf("%w: no picture in it", ErrCorrupt)
	}
	if s.needed&^s.quantisers != 0 {
		return s, fmt.Errorf("%w: no quantisation table", ErrCorrupt)
	}
	s.end = end
	if s.tables == length { // tables of its own
		s.tables = end
	}
	return s, nil
}

// nextMarker finds the marker that follows, and where what belongs to it begins. After a
// scan's header, bits come first: in them 0xff is followed by 0 or a restart marker.
func nextMarker(data []byte, at int, scanning bool) (marker byte, next int, err error) {
	for {
		if scanning {
			skip := bytes.IndexByte(data[at:], 0xff)
			if skip < 0 {
				return 0, 0, ErrTruncated
			}
			at += skip
		}
		if at >= len(data) {
			return 0, 0, ErrTruncated
		}
		if data[at] != 0xff {
			return 0, 0, fmt.Errorf("%w: byte %#x in a marker's place", ErrCorrupt, data[at])
		}
		for at < len(data) && data[at] == 0xff { // any number of them may stand before a marker
			at++
		}
		if at >= len(data) {
			return 0, 0, ErrTruncated
		}
		marker = data[at]
		at++
		if scanning && (marker == 0 || marker >= rst0 && marker <= rst7) {
			continue
		}
		return marker, at, nil
	}
}

// segment is the body of a marker's segment, and where the next one begins.
func segment(data []byte, at int) (body []byte, after int, err error) {
	if at+2 > len(data) {
		return nil, 0, ErrTruncated
	}
	length := int(binary.BigEndian.Uint16(data[at:]))
	switch {
	case length < 2:
		return nil, 0, fmt.Errorf("%w: a segment of %d bytes", ErrCorrupt, length)
	case at+length > len(data):
		return nil, 0, ErrTruncated
	}
	return data[at+2 : at+length], at + length, nil
}
