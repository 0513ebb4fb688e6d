package gguf

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Limits against absurd files.
const (
	maxHeader  = 256 << 20 // bytes; a vocabulary of 262,144 with its merges takes about 15 MB
	maxKey     = 1<<16 - 1 // docs/gguf.md
	maxName    = 255       // docs/gguf.md says 64; some tools write more
	maxDims    = 4         // GGML_MAX_DIMS
	maxNesting = 2         // arrays in arrays in an array
	maxWeights = 1 << 50   // bytes, so that sums of offsets can't overflow
)

// valueType is gguf_metadata_value_type of docs/gguf.md.
type valueType uint32

const (
	typeUint8 valueType = iota
	typeInt8
	typeUint16
	typeInt16
	typeUint32
	typeInt32
	typeFloat32
	typeBool
	typeString
	typeArray
	typeUint64
	typeInt64
	typeFloat64
)

// decoder reads forward and never past the end of the file or maxHeader.
type decoder struct {
	r    *bufio.Reader
	pos  int64
	size int64
}

func newDecoder(r io.Reader, size int64) *decoder {
	return &decoder{r: bufio.NewReaderSize(io.LimitReader(r, size), 64<<10), size: size}
}

// fits checks that count items of at least each bytes can still follow.
func (d *decoder) fits(what string, count, each uint64) error {
	if count > maxHeader/each || uint64(d.pos)+count*each > maxHeader {
		return fmt.Errorf("%w: %d %s", ErrCorrupt, count, what)
	}
	if count*each > uint64(d.size-d.pos) {
		return fmt.Errorf("%w: %d %s don't fit in the rest", ErrTruncated, count, what)
	}
	return nil
}

// read fills v, which takes n bytes in the file.
func (d *decoder) read(v any, n int64) error {
	err := binary.Read(d.r, binary.LittleEndian, v)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: at byte %d", ErrTruncated, d.pos)
	case err != nil:
		return fmt.Errorf("gguf: %w", err)
	}
	if d.pos += n; d.pos > maxHeader {
		return fmt.Errorf("%w: header over %d bytes", ErrCorrupt, maxHeader)
	}
	return nil
}

// text reads a string of at most limit bytes.
func (d *decoder) text(what string, limit uint64) (string, error) {
	n, err := number[uint64](d)
	if err != nil {
		return "", err
	}
	if n > limit {
		return "", fmt.Errorf("%w: %s of %d bytes", ErrCorrupt, what, n)
	}
	if err := d.fits("bytes of "+what, n, 1); err != nil {
		return "", err
	}
	b := make([]byte, n)
	if err := d.read(b, int64(n)); err != nil {
		return "", err
	}
	return string(b), nil
}

// fixed are the types whose size in the file is that in memory.
type fixed interface {
	uint8 | int8 | uint16 | int16 | uint32 | int32 | uint64 | int64 | float32 | float64 | bool
}

func number[T fixed](d *decoder) (T, error) {
	var v T
	err := d.read(&v, int64(binary.Size(v)))
	return v, err
}

func numbers[T fixed](d *decoder, count uint64) (any, error) {
	var zero T
	size := uint64(binary.Size(zero))
	if err := d.fits("array elements", count, size); err != nil {
		return nil, err
	}
	v := make([]T, count)
	if err := d.read(v, int64(count*size)); err != nil {
		return nil, err
	}
	return v, nil
}

func scalar[T fixed](d *decoder) (any, error) {
	v, err := number[T](d)
	if err != nil {
		return nil, err
	}
	return v, nil
}

// codec reads one value, or an array's elements, of a type of fixed size.
type codec struct {
	one  func(d *decoder) (any, error)
	many func(d *decoder, count uint64) (any, error)
}

var codecs = map[valueType]codec{
	typeUint8:   {scalar[uint8], numbers[uint8]},
	typeInt8:    {scalar[int8], numbers[int8]},
	typeUint16:  {scalar[uint16], numbers[uint16]},
	typeInt16:   {scalar[int16], numbers[int16]},
	typeUint32:  {scalar[uint32], numbers[uint32]},
	typeInt32:   {scalar[int32], numbers[int32]},
	typeFloat32: {scalar[float32], numbers[float32]},
	typeBool:    {scalar[bool], numbers[bool]},
	typeUint64:  {scalar[uint64], numbers[uint64]},
	typeInt64:   {scalar[int64], numbers[int64]},
	typeFloat64: {scalar[float64], numbers[float64]},
}

// value reads a value; depth is how many arrays it lies in.
func (d *decoder) value(t valueType, depth int) (any, error) {
	switch t {
	case typeString:
		s, err := d.text("string", maxHeader)
		if err != nil {
			return nil, err
		}
		return s, nil
	case typeArray:
		return d.array(depth)
	}
	c, ok := codecs[t]
	if !ok {
		return nil, fmt.Errorf("%w: value type %d", ErrCorrupt, t)
	}
	return c.one(d)
}

func (d *decoder) array(depth int) (any, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("%w: arrays nested too deep", ErrCorrupt)
	}
	kind, err := number[uint32](d)
	if err != nil {
		return nil, err
	}
	count, err := number[uint64](d)
	if err != nil {
		return nil, err
	}
	switch t := valueType(kind); t {
	case typeString:
		return list(d, count, 8, func() (string, error) { return d.text("string", maxHeader) })
	case typeArray:
		return list(d, count, 4+8, func() (any, error) { return d.array(depth + 1) })
	default:
		c, ok := codecs[t]
		if !ok {
			return nil, fmt.Errorf("%w: array of value type %d", ErrCorrupt, t)
		}
		return c.many(d, count)
	}
}

// list reads count elements of at least each bytes; it grows as they come, so a
// false count costs no memory.
func list[T any](d *decoder, count, each uint64, next func() (T, error)) (any, error) {
	if err := d.fits("array elements", count, each); err != nil {
		return nil, err
	}
	v := make([]T, 0, min(count, 1024))
	for range count {
		e, err := next()
		if err != nil {
			return nil, err
		}
		v = append(v, e)
	}
	return v, nil
}
