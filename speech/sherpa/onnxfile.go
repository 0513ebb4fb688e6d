package sherpa

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// header is what an ONNX file says of itself. Weights are passed over.
type header struct {
	meta   map[string]string
	inputs []string // names, in their order
}

// Field numbers of onnx.proto (ONNX 1.16), and protobuf's wire types.
const (
	modelGraph, modelMeta = 7, 14
	graphInput            = 11
	entryKey, entryValue  = 1, 2
	infoName              = 1

	wireVarint, wireFixed64, wireBytes, wireFixed32 = 0, 1, 2, 5
)

// mostText is the longest key, value or name that is read; mostMeta how many there may be.
const (
	mostText = 1 << 20
	mostMeta = 1000
)

var errBadONNX = errors.New("not an ONNX model")

// readHeader reads an ONNX file of a size.
func readHeader(r io.ReaderAt, size int64) (header, error) {
	h := header{meta: map[string]string{}}
	graphs := 0
	err := fields(r, 0, size, func(field uint64, from, to int64) error {
		switch field {
		case modelGraph:
			graphs++
			return h.graph(r, from, to)
		case modelMeta:
			return h.entry(r, from, to)
		}
		return nil
	})
	if err == nil && (graphs != 1 || len(h.inputs) == 0) {
		err = errBadONNX
	}
	return h, err
}

func (h *header) graph(r io.ReaderAt, from, to int64) error {
	return fields(r, from, to, func(field uint64, from, to int64) error {
		if field != graphInput {
			return nil
		}
		return fields(r, from, to, func(field uint64, from, to int64) error {
			if field != infoName {
				return nil
			}
			name, err := text(r, from, to)
			if h.inputs = append(h.inputs, name); len(h.inputs) > mostMeta {
				return errBadONNX
			}
			return err
		})
	})
}

func (h *header) entry(r io.ReaderAt, from, to int64) error {
	var pair [2]string
	err := fields(r, from, to, func(field uint64, from, to int64) error {
		var err error
		if field == entryKey || field == entryValue {
			pair[field-1], err = text(r, from, to)
		}
		return err
	})
	if len(h.meta) == mostMeta {
		return errBadONNX
	}
	h.meta[pair[0]] = pair[1]
	return err
}

// fields calls f with each field that has a length, and passes over the others.
func fields(r io.ReaderAt, from, to int64, f func(field uint64, from, to int64) error) error {
	var b [2 * binary.MaxVarintLen64]byte
	for from < to {
		n, err := r.ReadAt(b[:min(int64(len(b)), to-from)], from)
		if n == 0 {
			return fmt.Errorf("%w: %w", errBadONNX, err)
		}
		tag, at := binary.Uvarint(b[:n])
		v, more := uint64(0), 0
		if at > 0 {
			v, more = binary.Uvarint(b[at:n])
		}
		size := int64(0)
		switch {
		case at <= 0:
			return errBadONNX
		case tag&7 == wireFixed64:
			more, size = 0, 8
		case tag&7 == wireFixed32:
			more, size = 0, 4
		case more <= 0 || tag&7 != wireVarint && tag&7 != wireBytes:
			return errBadONNX
		case tag&7 == wireBytes:
			size = int64(min(v, 1<<62))
		}
		begin := from + int64(at+more)
		if size > to-begin {
			return errBadONNX
		}
		if from = begin + size; tag&7 == wireBytes {
			if err := f(tag>>3, begin, from); err != nil {
				return err
			}
		}
	}
	return nil
}

func text(r io.ReaderAt, from, to int64) (string, error) {
	if to-from > mostText {
		return "", errBadONNX
	}
	b := make([]byte, to-from)
	if _, err := r.ReadAt(b, from); err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return string(b), nil
}

// metadata is what an ONNX file ends with to have these keys and values: fields of a protobuf
// message may come in any order.
func metadata(pairs [][2]string) []byte {
	var b []byte
	field := func(b []byte, field uint64, v []byte) []byte {
		b = binary.AppendUvarint(b, field<<3|wireBytes)
		return append(binary.AppendUvarint(b, uint64(len(v))), v...)
	}
	for _, p := range pairs {
		b = field(b, modelMeta, field(field(nil, entryKey, []byte(p[0])), entryValue, []byte(p[1])))
	}
	return b
}
