package child

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"sync"
	"testing"
	"testing/iotest"
)

func TestFrames(t *testing.T) {
	big := bytes.Repeat([]byte("0123456789"), 1e6)
	for _, c := range []struct {
		name  string
		parts [][]byte
	}{
		{"empty", nil},
		{"small", [][]byte{[]byte("a"), nil, []byte("bc")}},
		{"largest small", [][]byte{big[:smallFrame]}},
		{"smallest large", [][]byte{big[:smallFrame], big[:1]}},
		{"10 MB", [][]byte{[]byte("head"), big}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			w := NewWriter(&b)
			if err := w.Write(7, 1<<31, c.parts...); err != nil {
				t.Fatal(err)
			}
			if w.Total() != int64(b.Len()) {
				t.Errorf("total %d of %d", w.Total(), b.Len())
			}
			r := NewReader(iotest.HalfReader(&b), 11e6)
			f, err := r.Next()
			if err != nil || f.Kind != 7 || f.ID != 1<<31 || !bytes.Equal(f.Body, slices.Concat(c.parts...)) {
				t.Errorf("kind %d, ID %d, %d bytes, %v", f.Kind, f.ID, len(f.Body), err)
			}
			if _, err := r.Next(); err != io.EOF {
				t.Errorf("at the end: %v", err)
			}
		})
	}
}

func TestBadFrames(t *testing.T) {
	var whole bytes.Buffer
	if err := NewWriter(&whole).Write(1, 2, []byte("body")); err != nil {
		t.Fatal(err)
	}
	for n := 1; n < whole.Len(); n++ {
		if _, err := NewReader(bytes.NewReader(whole.Bytes()[:n]), 100).Next(); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("cut at %d: %v", n, err)
		}
	}
	for _, c := range []struct {
		name, in string
	}{
		{"printed text", "llama_model_loader: loaded\n"},
		{"too long", "\xd5\x01\x00\x00\x00\x00\x65\x00\x00\x00" + string(make([]byte, 200))},
		{"absurdly long", "\xd5\x01\x00\x00\x00\x00\xff\xff\xff\xff"},
	} {
		if _, err := NewReader(bytes.NewReader([]byte(c.in)), 100).Next(); !errors.Is(err, ErrFrame) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestWriterKeepsError(t *testing.T) {
	r, out := io.Pipe()
	cause := errors.New("gone")
	_ = r.CloseWithError(cause)
	w := NewWriter(out)
	for range 2 {
		if err := w.Write(1, 1, make([]byte, 2*smallFrame)); !errors.Is(err, cause) {
			t.Errorf("got %v", err)
		}
	}
	if w.Total() != 0 {
		t.Errorf("total %d", w.Total())
	}
}

func TestConcurrentFramesDontMix(t *testing.T) {
	r, out := io.Pipe()
	w := NewWriter(out)
	var wg sync.WaitGroup
	for id := range uint32(4) {
		wg.Go(func() {
			for n := range 20 {
				if err := w.Write(1, id, bytes.Repeat([]byte{byte(id)}, n*1000)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	go func() {
		wg.Wait()
		out.Close()
	}()
	frames := 0
	for in := NewReader(r, 1e6); ; frames++ {
		f, err := in.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(f.Body, []byte{byte(f.ID)}); n != len(f.Body) {
			t.Errorf("frame of %d holds foreign bytes", f.ID)
		}
	}
	if frames != 80 {
		t.Errorf("%d frames", frames)
	}
}

func FuzzReader(f *testing.F) {
	var b bytes.Buffer
	w := NewWriter(&b)
	_ = w.Write(1, 2, []byte("body"))
	_ = w.Write(3, 4)
	f.Add(b.Bytes())
	f.Add([]byte("hello\n"))
	f.Add([]byte("\xd5\x01\x00\x00\x00\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, in []byte) {
		r := NewReader(bytes.NewReader(in), 1000)
		var again bytes.Buffer
		w := NewWriter(&again)
		for {
			f, err := r.Next()
			if err != nil {
				if err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, ErrFrame) {
					t.Errorf("unexpected kind of error: %v", err)
				}
				break
			}
			if err := w.Write(f.Kind, f.ID, f.Body); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.HasPrefix(in, again.Bytes()) {
			t.Errorf("read %q of %q", again.Bytes(), in)
		}
	})
}
