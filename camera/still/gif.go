package still

import (
	"bytes"
	"context"
	"image/gif"
)

func readGIF(ctx context.Context, data []byte) (picture, error) {
	size, err := judged(bytes.NewReader(data), gif.DecodeConfig)
	if err != nil {
		return picture{}, err
	}
	frame, err := gif.Decode(newStoppable(ctx, data))
	if err != nil {
		return picture{}, err
	}
	img := place(frame, size, frame.Bounds().Min)
	return picture{img: img, animated: severalFrames(data)}, nil
}

// GIF's blocks (GIF89a, appendix A).
const (
	gifHeaderEnd = 13
	gifExtension = 0x21
	gifFrame     = 0x2c
)

// severalFrames says whether a GIF file has more than one frame. It walks from block
// to block and unpacks nothing.
func severalFrames(data []byte) bool {
	if len(data) < gifHeaderEnd {
		return false
	}
	frames := 0
	rest := after(data[gifHeaderEnd:], gifTable(data[10]))
	for len(rest) > 0 {
		switch rest[0] {
		case gifExtension: // a label follows
			rest = gifBlocks(after(rest, 2))
		case gifFrame:
			if frames++; frames > 1 {
				return true
			}
			const end = 10
			if len(rest) < end {
				return false
			}
			// The colours, if it has its own, then the code size.
			rest = gifBlocks(after(rest[end:], gifTable(rest[end-1])+1))
		default: // the end
			return false
		}
	}
	return false
}

// gifTable is the length of the colour table that flags tell of.
func gifTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// gifBlocks skips data blocks and the empty one that ends them.
func gifBlocks(data []byte) []byte {
	for len(data) > 0 {
		length := int(data[0])
		data = after(data, 1+length)
		if length == 0 {
			break
		}
	}
	return data
}

// after is what follows the first n bytes; nothing where there are fewer.
func after(data []byte, n int) []byte {
	if n > len(data) {
		return nil
	}
	return data[n:]
}
