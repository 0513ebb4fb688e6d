package speech

import (
	"math"
	"slices"
	"time"
)

// Earcon is a short sound that tells what goes on, quicker than words do.
type Earcon string

// The earcons differ in direction and number of notes, not in pitch alone, which not
// everyone tells apart.
const (
	// Looked: a picture was taken. One short, high click.
	Looked Earcon = "looked"
	// Listening: you may speak. One note that rises.
	Listening Earcon = "listening"
	// Thinking: the work goes on. One low, soft note.
	Thinking Earcon = "thinking"
	// Done: all is known. Three notes that rise.
	Done Earcon = "done"
	// Problem: something went wrong. Two rough notes that fall.
	Problem Earcon = "problem"
)

// Earcons lists them all.
func Earcons() []Earcon { return []Earcon{Looked, Listening, Thinking, Done, Problem} }

// Signaller makes earcons heard. A Voice or a Player may be one.
type Signaller interface {
	// Signal returns at once. What can't be heard is no error: the words say the same.
	Signal(e Earcon)
}

// EarconRate is that of an earcon's samples, a second.
const EarconRate = 48000

// note is a tone that glides from one frequency to another, in Hz.
type note struct {
	from, to float64
	length   time.Duration
	level    float64 // of its peak, 1: the most
	rough    bool    // with overtones
}

var notes = map[Earcon][]note{
	Looked:    {{1800, 1800, 25 * time.Millisecond, 0.25, false}},
	Listening: {{500, 1000, 120 * time.Millisecond, 0.25, false}},
	Thinking:  {{330, 330, 60 * time.Millisecond, 0.12, false}},
	Done:      {{784, 784, 40 * time.Millisecond, 0.2, false}, {1047, 1047, 40 * time.Millisecond, 0.2, false}, {1319, 1319, 40 * time.Millisecond, 0.2, false}},
	Problem:   {{330, 330, 60 * time.Millisecond, 0.25, true}, {220, 220, 60 * time.Millisecond, 0.25, true}},
}

// Known says whether there is such an earcon.
func (e Earcon) Known() bool { return slices.Contains(Earcons(), e) }

// Samples are an earcon's, EarconRate a second: at most 120 ms. They begin and end in
// silence, so that nothing clicks that shouldn't.
func (e Earcon) Samples() []int16 {
	var all []int16
	for _, n := range notes[e] {
		all = append(all, n.samples()...)
	}
	return all
}

func (n note) samples() []int16 {
	count := int(n.length * EarconRate / time.Second)
	out := make([]int16, count)
	phase := 0.0
	for i := range out {
		t := float64(i) / float64(count)
		phase += 2 * math.Pi * (n.from + (n.to-n.from)*t) / EarconRate
		v := math.Sin(phase)
		if n.rough {
			v = (v + math.Sin(2*phase)/2 + math.Sin(3*phase)/3) / (1 + 1./2 + 1./3)
		}
		// Hann's window, whose rise takes a fifth of the note and its fall the rest.
		shape := 0.5 * (1 - math.Cos(math.Pi*min(t/0.2, 1)))
		if t > 0.2 {
			shape = 0.5 * (1 + math.Cos(math.Pi*(t-0.2)/0.8))
		}
		out[i] = int16(math.MaxInt16 * n.level * shape * v)
	}
	return out
}
