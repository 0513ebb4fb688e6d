package still

import (
	"encoding/binary"
	"image"
	"iter"
	"slices"
)

// HEIC and AVIF files are boxes within boxes (ISO/IEC 14496-12), in which items and
// their properties are told (ISO/IEC 23008-12, HEIF). What is read here is what the
// decoders don't say: how large the picture is before anything is decoded, which
// decoder it needs, its colour matrix, and how it is turned. The decoders read the
// same boxes again and judge whether they make sense.

// container is what a HEIC or AVIF file says about its primary picture. What is
// missing or damaged is zero.
type container struct {
	size     image.Point   // as stored, before it is turned
	kind     string        // of the item: hvc1, av01, grid, …
	turns    []orientation // in their order
	colours  colours
	sequence bool // there is a track of pictures that follow each other
}

// colours are the matrix coefficients of ITU-T H.273 and the range of brightness.
type colours struct {
	told   bool
	matrix int
	full   bool
}

// maxBoxes bounds how many properties and items are looked at: a file has a few for each
// tile, and a picture of 100 megapixels has some hundreds of tiles.
const maxBoxes = 1 << 16

func readContainer(data []byte) container {
	var c container
	for name, box := range boxes(data) {
		switch name {
		case "moov":
			c.sequence = true
		case "meta":
			c.readMeta(after(box, 4))
		}
	}
	return c
}

// boxes yields the boxes in data, as far as they are whole; the last may be cut.
func boxes(data []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for range maxBoxes {
			f := fields{data: data}
			length, name := uint64(f.uint(4)), f.text(4)
			switch length {
			case 0: // to the end
				length = uint64(len(data))
			case 1:
				length = uint64(f.uint(4))<<32 | uint64(f.uint(4))
			}
			begin := len(data) - len(f.data)
			if f.short || length < uint64(begin) {
				return
			}
			end := int(min(length, uint64(len(data))))
			if !yield(name, data[begin:end]) {
				return
			}
			data = data[end:]
		}
	}
}

// fields reads numbers, the highest byte first. Beyond the end they are zero, and
// short is set.
type fields struct {
	data  []byte
	short bool
}

func (f *fields) take(n int) []byte {
	if n > len(f.data) {
		f.data, f.short = nil, true
		return make([]byte, n)
	}
	taken := f.data[:n]
	f.data = f.data[n:]
	return taken
}

// uint is a number of 1 to 4 bytes.
func (f *fields) uint(bytes int) uint32 {
	var b [4]byte
	copy(b[4-bytes:], f.take(bytes))
	return binary.BigEndian.Uint32(b[:])
}

func (f *fields) text(bytes int) string { return string(f.take(bytes)) }

// wide is a number of 2 bytes or, where long, of 4.
func (f *fields) wide(long bool) uint32 {
	if long {
		return f.uint(4)
	}
	return f.uint(2)
}

type property struct {
	name string
	data []byte
}

// readMeta finds the primary item, its kind, and its properties in their order.
func (c *container) readMeta(meta []byte) {
	var primary uint32
	var items, shares []byte
	var properties []property
	for name, box := range boxes(meta) {
		switch name {
		case "pitm":
			f := fields{data: box}
			primary = f.wide(f.uint(4)>>24 > 0)
		case "iinf":
			items = box
		case "iprp":
			for name, box := range boxes(box) {
				switch name {
				case "ipco":
					for name, box := range boxes(box) {
						properties = append(properties, property{name, box})
					}
				case "ipma":
					shares = box
				}
			}
		}
	}
	c.kind = itemKind(items, primary)
	for _, i := range propertiesOf(shares, primary) {
		if i > 0 && i <= len(properties) {
			c.apply(properties[i-1])
		}
	}
}

// itemKind finds the item id in the item information box.
func itemKind(box []byte, id uint32) string {
	f := fields{data: box}
	f.wide(f.uint(4)>>24 > 0) // how many there are
	for name, entry := range boxes(f.data) {
		e := fields{data: entry}
		version := e.uint(4) >> 24
		if name != "infe" || version < 2 || e.wide(version > 2) != id {
			continue
		}
		e.uint(2) // protection
		return e.text(4)
	}
	return ""
}

// propertiesOf finds the numbers of an item's properties, from 1 on, in the item
// property association box.
func propertiesOf(box []byte, id uint32) []int {
	f := fields{data: box}
	head := f.uint(4)
	version, long := head>>24, head&1 == 1
	for entries := f.uint(4); entries > 0 && !f.short; entries-- {
		own := f.wide(version > 0) == id
		var numbers []int
		for range f.uint(1) {
			n := f.uint(1) & 0x7f // without the flag "essential"
			if long {
				n = n<<8 | f.uint(1)
			}
			numbers = append(numbers, int(n))
		}
		if own {
			return numbers
		}
	}
	return nil
}

// apply takes over one property of the primary item.
func (c *container) apply(p property) {
	f := fields{data: p.data}
	switch p.name {
	case "ispe":
		f.uint(4)
		size := image.Pt(int(f.uint(4)), int(f.uint(4)))
		if !f.short {
			c.size = size
		}
	case "irot": // quarters, anticlockwise
		c.turns = append(c.turns, [...]orientation{upright, quarterLeft, upsideDown, quarterRight}[f.uint(1)&3])
	case "imir": // 0: top and bottom are exchanged; 1: left and right
		c.turns = append(c.turns, [...]orientation{mirroredUpsideDown, mirrored}[f.uint(1)&1])
	case "colr":
		if f.text(4) == "nclx" {
			f.uint(4) // primaries, transfer
			c.colours = colours{told: true, matrix: int(f.uint(2)), full: f.uint(1)&0x80 != 0}
		}
	}
}

// isAVIF says whether the AV1 decoder is needed.
func (c container) isAVIF(data []byte) bool {
	if c.kind == "av01" || c.kind == "hvc1" {
		return c.kind == "av01"
	}
	return sniffBrand(data[:min(len(data), magicLength)]) == "AVIF" // a grid, or a sequence alone
}

// isHEIC says whether the HEVC decoder knows what to do.
func (c container) isHEIC() bool {
	return slices.Contains([]string{"hvc1", "grid", "iden", "iovl"}, c.kind)
}

// matrix is that of the file's colours. Not ok: they are of a kind that is not read.
func (c container) matrix() (m matrix, ok bool) {
	const bt709, unspecified, bt470, bt601, bt2020 = 1, 2, 5, 6, 9
	if !c.colours.told {
		return jfif, true
	}
	switch c.colours.matrix {
	case unspecified, bt470, bt601:
		return newMatrix(0.299, 0.114, c.colours.full), true
	case bt709:
		return newMatrix(0.2126, 0.0722, c.colours.full), true
	case bt2020:
		return newMatrix(0.2627, 0.0593, c.colours.full), true
	}
	return matrix{}, false
}
