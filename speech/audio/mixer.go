package audio

import (
	"context"
	"encoding/binary"
	"io"
	"math"
	"sync"
	"sync/atomic"
)

// mixer is what the sound device reads: the samples that are there, and silence where
// there are none. It never waits, since the reader keeps the device supplied.
type mixer struct {
	taken atomic.Int64  // samples that were read, silence too
	room  chan struct{} // holds a value when there may be room again

	mu   sync.Mutex
	ring []int16
	at   int // of the first sample
	n    int // how many there are
	// over are samples of earcons, which are heard together with those of the ring.
	over []int16
}

// duck is the part of an earcon's level that is left under speech: -12 dB.
const duck = 4

func newMixer(size int) *mixer {
	return &mixer{ring: make([]int16, size), room: make(chan struct{}, 1)}
}

// Read implements io.Reader. It fills b.
func (m *mixer) Read(b []byte) (int, error) {
	m.mu.Lock()
	want := len(b) / 2
	n := min(want, m.n)
	clear(b)
	for i := range n {
		binary.LittleEndian.PutUint16(b[2*i:], uint16(m.ring[(m.at+i)%len(m.ring)]))
	}
	m.at, m.n = (m.at+n)%len(m.ring), m.n-n
	over := min(want, len(m.over))
	for i, v := range m.over[:over] {
		if i < n {
			v /= duck
		}
		sum := int32(int16(binary.LittleEndian.Uint16(b[2*i:]))) + int32(v)
		binary.LittleEndian.PutUint16(b[2*i:], uint16(int16(min(max(sum, math.MinInt16), math.MaxInt16))))
	}
	m.over = m.over[over:]
	m.mu.Unlock()
	m.taken.Add(int64(want))
	select {
	case m.room <- struct{}{}:
	default:
	}
	return 2 * want, nil
}

// Seek implements io.Seeker: by it oto drops what it has read.
func (m *mixer) Seek(int64, int) (int64, error) { return 0, nil }

var _ io.ReadSeeker = (*mixer)(nil)

// write takes as many samples as there is room for; none once ctx has ended, so that
// nothing comes after the drop that follows.
func (m *mixer) write(ctx context.Context, samples []int16) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	if ctx.Err() != nil {
		return 0
	}
	n := min(len(samples), len(m.ring)-m.n)
	for i := range n {
		m.ring[(m.at+m.n+i)%len(m.ring)] = samples[i]
	}
	m.n += n
	return n
}

// mix adds an earcon. One that is still heard gives way.
func (m *mixer) mix(samples []int16) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.over = samples
}

// drop forgets all samples.
func (m *mixer) drop() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.n, m.over = 0, nil
}

// empty says whether all samples were read.
func (m *mixer) empty() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.n == 0
}
