package still

import (
	"bytes"
	"encoding/binary"
	"image"

	"github.com/disintegration/imaging"
)

// orientation is the value of the EXIF tag 0x0112 (Exif 2.32, section 4.6.4 A): where
// the first row and column of the stored picture belong when it is seen upright.
type orientation int

const (
	upright orientation = iota + 1
	mirrored
	upsideDown
	mirroredUpsideDown
	mirroredQuarterLeft
	quarterRight
	mirroredQuarterRight
	quarterLeft
)

// apply returns img as it is meant to be seen.
func (o orientation) apply(img *image.NRGBA) *image.NRGBA {
	switch o {
	case mirrored:
		return imaging.FlipH(img)
	case upsideDown:
		return imaging.Rotate180(img)
	case mirroredUpsideDown:
		return imaging.FlipV(img)
	case mirroredQuarterLeft:
		return imaging.Transpose(img)
	case quarterRight:
		return imaging.Rotate270(img)
	case mirroredQuarterRight:
		return imaging.Transverse(img)
	case quarterLeft:
		return imaging.Rotate90(img)
	}
	return img
}

// JPEG markers (ITU-T T.81, table B.1).
const (
	markerStartOfScan = 0xda
	markerEnd         = 0xd9
	markerApp1        = 0xe1
)

// readOrientation finds the orientation in the segments of a JPEG file's head. Whatever
// is wrong with the EXIF data, the picture is shown as it is stored.
func readOrientation(head []byte) orientation {
	for at := 2; at+4 <= len(head); {
		if head[at] != 0xff {
			return upright
		}
		marker := head[at+1]
		if marker == 0xff { // fill byte
			at++
			continue
		}
		if marker == markerStartOfScan || marker == markerEnd {
			return upright
		}
		length := int(binary.BigEndian.Uint16(head[at+2:]))
		end := at + 2 + length
		if length < 2 || end > len(head) {
			return upright
		}
		if payload := head[at+4 : end]; marker == markerApp1 {
			if tiff, ok := bytes.CutPrefix(payload, []byte("Exif\x00\x00")); ok {
				return tiffOrientation(tiff)
			}
		}
		at = end
	}
	return upright
}

// tiffOrientation is the orientation that a TIFF structure tells.
func tiffOrientation(tiff []byte) orientation {
	const tag = 0x0112
	value, ok := tiffShort(tiff, tag)
	if !ok || orientation(value) < upright || orientation(value) > quarterLeft {
		return upright
	}
	return orientation(value)
}

// tiffShort finds a tag of type SHORT in the first directory of a TIFF structure (TIFF
// 6.0, section 2).
func tiffShort(tiff []byte, tag uint16) (value uint16, ok bool) {
	if len(tiff) < 8 {
		return 0, false
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0, false
	}
	offset := uint64(order.Uint32(tiff[4:]))
	if offset+2 > uint64(len(tiff)) {
		return 0, false
	}
	const entryLength, typeShort = 12, 3
	entries := tiff[offset+2:]
	for range order.Uint16(tiff[offset:]) {
		if len(entries) < entryLength {
			break
		}
		if order.Uint16(entries) == tag {
			return order.Uint16(entries[8:]), order.Uint16(entries[2:]) == typeShort
		}
		entries = entries[entryLength:]
	}
	return 0, false
}
