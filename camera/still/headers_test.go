package still_test

import "encoding/binary"

// Heads of files that claim something: a limit must act on it although nothing follows.

// bmp is a BITMAPINFOHEADER file without rows.
func bmp(width, height uint32, bits, compression uint16) string {
	le := binary.LittleEndian
	const headers = 14 + 40
	b := append([]byte("BM"), make([]byte, 8)...)
	b = le.AppendUint32(le.AppendUint32(b, headers), 40)
	b = le.AppendUint32(le.AppendUint32(b, width), height)
	b = le.AppendUint16(le.AppendUint16(b, 1), bits)
	b = le.AppendUint32(b, uint32(compression))
	return string(append(b, make([]byte, 20)...))
}

// webpOf is an extended WebP file: its canvas' width and height, less one, in three
// bytes each, and chunks.
func webpOf(size, chunks string) string {
	const animated = "\x02\x00\x00\x00"
	body := "WEBPVP8X\x0a\x00\x00\x00" + animated + size + chunks
	return "RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body
}

// box is a box of an ISO base media file.
func box(name, data string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(data)))) + name + data
}

// meta tells of one item, the picture, with its kind and size.
func meta(kind string, width, height uint32) string {
	be := binary.BigEndian
	size := string(be.AppendUint32(be.AppendUint32(nil, width), height))
	const version0, version2 = "\x00\x00\x00\x00", "\x02\x00\x00\x00"
	infe := box("infe", version2+"\x00\x01\x00\x00"+kind+"\x00")
	return box("meta", version0+
		box("pitm", version0+"\x00\x01")+
		box("iinf", version0+"\x00\x01"+infe)+
		box("iprp", box("ipco", box("ispe", version0+size))+
			box("ipma", version0+"\x00\x00\x00\x01\x00\x01\x01\x81")))
}
