package espeak

import "io"

// trimmed leaves out the silence at the end: espeak-ng ends each text with a pause of
// 0.3 s, which between sentences that come one by one would be too long.
type trimmed struct {
	r     io.Reader
	chunk [4096]byte
	ready []byte // to be read next
	zeros int    // bytes of silence that came after it
	total int    // bytes that became ready
	err   error
}

// Read implements io.Reader.
func (t *trimmed) Read(b []byte) (int, error) {
	for len(t.ready) == 0 && t.err == nil {
		n, err := t.r.Read(t.chunk[:])
		t.take(t.chunk[:n])
		if t.err = err; err != nil && t.total%2 != 0 { // the high byte of the last sample was a zero
			t.ready, t.total = append(t.ready, 0), t.total+1
		}
	}
	if len(t.ready) == 0 {
		return 0, t.err
	}
	n := copy(b, t.ready)
	t.ready = t.ready[n:]
	return n, nil
}

// take makes all ready up to the last byte that isn't silence.
func (t *trimmed) take(b []byte) {
	end := len(b)
	for end > 0 && b[end-1] == 0 {
		end--
	}
	if end > 0 {
		t.ready = append(make([]byte, t.zeros, t.zeros+end), b[:end]...)
		t.total += len(t.ready)
		t.zeros = 0
	}
	t.zeros += len(b) - end
}
