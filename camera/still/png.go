package still

import "encoding/binary"

// maxEXIF is how much of an eXIf chunk is kept: the orientation is in the first
// directory, which comes first in files that are made with care.
const maxEXIF = 1 << 16

// pngWatch is written a PNG file as the decoder reads it, and picks up what the decoder
// leaves out: the orientation and how many frames there are.
type pngWatch struct {
	frames uint32
	exif   []byte

	seen int64 // bytes before head
	head []byte
	body uint32 // bytes of the chunk's data and checksum that are to come
	keep bool   // it is eXIf
}

// Write implements io.Writer. It never fails.
func (w *pngWatch) Write(p []byte) (int, error) {
	const signature, chunkHead, checksum = 8, 8, 4
	written := len(p)
	for len(p) > 0 {
		switch {
		case w.seen < signature:
			n := min(len(p), int(signature-w.seen))
			w.seen, p = w.seen+int64(n), p[n:]
		case w.body > 0:
			n := min(len(p), int(w.body))
			if w.keep {
				w.exif = append(w.exif, p[:min(n, maxEXIF-len(w.exif))]...)
			}
			w.body, p = w.body-uint32(n), p[n:]
		default:
			n := min(len(p), chunkHead+4-len(w.head))
			w.head, p = append(w.head, p[:n]...), p[n:]
			// The first four bytes of the data tell acTL's frames; shorter chunks
			// end with their checksum all the same.
			if len(w.head) == chunkHead+4 {
				w.chunk(binary.BigEndian.Uint32(w.head), string(w.head[4:8]), w.head[8:])
				w.head = w.head[:0]
			}
		}
	}
	return written, nil
}

// chunk begins a chunk of which the first four bytes have come, data or checksum.
func (w *pngWatch) chunk(length uint32, name string, first []byte) {
	w.body, w.keep = 0, false
	if length > 1<<31-1 { // the decoder refuses it
		return
	}
	w.body = length // and 4 of checksum, less the 4 that have come
	switch {
	case name == "acTL" && length >= 4:
		w.frames = binary.BigEndian.Uint32(first)
	case name == "eXIf" && length >= 4 && w.exif == nil:
		w.keep = true
		w.exif = append(w.exif, first...)
	}
}

// turn is the orientation that was seen.
func (w *pngWatch) turn() orientation { return tiffOrientation(w.exif) }
