package child

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
)

// ErrFrame: what came is no frame, or one longer than allowed. The stream can't
// be read any further.
var ErrFrame = errors.New("child: not a frame")

// A frame is 10 bytes of header, numbers little endian, and the body:
//
//	mark 0xD5 | kind | request ID, 32 bits | length of the body, 32 bits | body
//
// The mark is no ASCII and begins no UTF-8 text that a library may print, so
// that stray output is noticed at once.
const (
	mark       = 0xD5
	headerSize = 10
)

// smallFrame is the longest body, in bytes, that is copied behind its header so
// that the frame goes out in one write.
const smallFrame = 4 << 10

// Frame is one message.
type Frame struct {
	Kind byte   // the meaning is the users' own
	ID   uint32 // of the request that it belongs to
	Body []byte // owned by the receiver; not nil
}

// Reader reads frames from a stream. It is used by one goroutine at a time.
type Reader struct {
	r   io.Reader
	max int
}

// NewReader makes a Reader that refuses bodies longer than most bytes. r need not be
// buffered.
func NewReader(r io.Reader, most int) *Reader { return &Reader{r: r, max: most} }

// Next reads one frame. It returns io.EOF at the end of the stream, an error
// wrapping io.ErrUnexpectedEOF when it ends inside a frame, and ErrFrame for
// garbage.
func (r *Reader) Next() (Frame, error) {
	var head [headerSize]byte
	if _, err := io.ReadFull(r.r, head[:]); errors.Is(err, io.EOF) {
		return Frame{}, io.EOF
	} else if err != nil {
		return Frame{}, fmt.Errorf("child: reading a frame: %w", err)
	}
	n := binary.LittleEndian.Uint32(head[6:])
	if head[0] != mark {
		return Frame{}, fmt.Errorf("%w: begins with %q", ErrFrame, head[:])
	}
	if uint64(n) > uint64(r.max) {
		return Frame{}, fmt.Errorf("%w: body of %d bytes, at most %d are allowed", ErrFrame, n, r.max)
	}
	f := Frame{Kind: head[1], ID: binary.LittleEndian.Uint32(head[2:]), Body: make([]byte, n)}
	if _, err := io.ReadFull(r.r, f.Body); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return Frame{}, fmt.Errorf("child: reading a frame: %w", err)
	}
	return f, nil
}

// Writer writes frames to a stream. It is safe for concurrent use: frames don't mix.
type Writer struct {
	mu    sync.Mutex
	w     io.Writer
	err   error // the first one: a stream broken inside a frame is lost
	total atomic.Int64
}

// NewWriter makes a Writer.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Write writes one frame whose body is parts, one after another; long parts are
// not copied. It blocks as long as the stream does. After an error all further
// calls return that error.
func (w *Writer) Write(kind byte, id uint32, parts ...[]byte) error {
	length := 0
	for _, p := range parts {
		length += len(p)
	}
	if uint64(length) > 1<<32-1 {
		return fmt.Errorf("%w: body of %d bytes", ErrFrame, length)
	}
	head := make([]byte, headerSize, headerSize+min(length, smallFrame))
	head[0], head[1] = mark, kind
	binary.LittleEndian.PutUint32(head[2:], id)
	binary.LittleEndian.PutUint32(head[6:], uint32(length))
	if length <= smallFrame {
		for _, p := range parts {
			head = append(head, p...)
		}
		parts = nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.put(head)
	for _, p := range parts {
		w.put(p)
	}
	return w.err
}

func (w *Writer) put(b []byte) {
	if w.err != nil || len(b) == 0 {
		return
	}
	n, err := w.w.Write(b)
	w.total.Add(int64(n))
	if err != nil {
		w.err = fmt.Errorf("child: writing a frame: %w", err)
	}
}

// Total is the number of bytes written so far, headers included. It never blocks.
func (w *Writer) Total() int64 { return w.total.Load() }
