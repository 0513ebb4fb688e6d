package still

import "bytes"

// magicLength is how many bytes sniff wants to see: SVG is text that may begin with a
// declaration, comments and white space.
const magicLength = 1024

// magics are the signatures at a file's first byte, from the formats' own
// specifications. "?" stands for any byte.
var magics = []struct{ prefix, format string }{
	{"\xff\xd8", "JPEG"},
	{"\x89PNG\r\n\x1a\n", "PNG"},
	{"GIF87a", "GIF"},
	{"GIF89a", "GIF"},
	{"BM????\x00\x00\x00\x00", "BMP"},
	{"II*\x00", "TIFF"},
	{"MM\x00*", "TIFF"},
	{"II+\x00", "TIFF"},
	{"MM\x00+", "TIFF"},
	{"RIFF????WEBP", "WebP"},
	{"\xff\x0a", "JPEG XL"},
	{"\x00\x00\x00\x0cJXL \r\n\x87\n", "JPEG XL"},
	{"\x00\x00\x00\x0cjP  \r\n\x87\n", "JPEG 2000"},
	{"%PDF-", "PDF"},
	{"8BPS\x00", "Photoshop"},
	{"\x00\x00\x01\x00", "ICO"},
}

// brands are the major and compatible brands of ISO base media files (the file type
// box, ISO/IEC 14496-12 section 4.3) that hold pictures: HEIF is ISO/IEC 23008-12,
// AVIF is AV1 Image File Format section 6.
var brands = map[string]string{
	"heic": "HEIC", "heix": "HEIC", "heim": "HEIC", "heis": "HEIC", "hevc": "HEIC",
	"hevx": "HEIC", "mif1": "HEIC", "msf1": "HEIC", "avif": "AVIF", "avis": "AVIF",
}

// sniff returns the name of the picture format that head begins, or "".
func sniff(head []byte) string {
	for _, m := range magics {
		if matches(head, m.prefix) {
			return m.format
		}
	}
	if isSVG(head) {
		return "SVG"
	}
	return sniffBrand(head)
}

func matches(head []byte, pattern string) bool {
	if len(head) < len(pattern) {
		return false
	}
	for i := range len(pattern) {
		if pattern[i] != '?' && pattern[i] != head[i] {
			return false
		}
	}
	return true
}

// sniffBrand reads the file type box: AVIF files often have the brand mif1 as well, so
// a brand that says AVIF counts before one that says HEIF.
func sniffBrand(head []byte) string {
	if !matches(head, "????ftyp") {
		return ""
	}
	length := int(head[0])<<24 | int(head[1])<<16 | int(head[2])<<8 | int(head[3])
	length = min(max(length, 0), len(head))
	found := ""
	for at := 8; at+4 <= length; at += 4 {
		if at == 12 { // the minor version
			continue
		}
		switch format := brands[string(head[at:at+4])]; {
		case format == "AVIF":
			return format
		case format != "":
			found = format
		}
	}
	return found
}

// isSVG reports whether head is XML whose text so far holds an svg element. HTML that
// contains drawings is not a picture.
func isSVG(head []byte) bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	at := bytes.Index(text, []byte("<svg"))
	if at < 0 || !bytes.HasPrefix(text, []byte("<")) {
		return false
	}
	return !bytes.Contains(bytes.ToLower(text[:at]), []byte("<html"))
}
