package v4l2

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"descry/camera"
)

// dials is a panel in memory.
type dials struct {
	has  map[uint32][]int32
	now  map[uint32]int32
	deaf bool // nothing can be set
}

func (d dials) numbers(id uint32) []int32 { return d.has[id] }

func (d dials) get(id uint32) (int32, error) {
	if n, ok := d.now[id]; ok {
		return n, nil
	}
	return 0, errors.New("none")
}

func (d dials) set(id uint32, n int32) error {
	if d.deaf || !slices.Contains(d.has[id], n) {
		return errors.New("no")
	}
	d.now[id] = n
	return nil
}

const exposureID, focusID, powerLineID, lampID, torchID = 0x009a0901, 0x009a090c, 0x00980918, 0x00980925, 0x009c0901

// webcamDials are those of a usual webcam that another program has left set by hand.
func webcamDials() dials {
	return dials{
		has: map[uint32][]int32{exposureID: {1, 3}, focusID: {0, 1}, powerLineID: {0, 1, 2}, torchID: {0, 1, 2}},
		now: map[uint32]int32{exposureID: 1, focusID: 0, powerLineID: 2, torchID: 0},
	}
}

func TestControls(t *testing.T) {
	want := []camera.Control{
		{Name: "exposure", Value: "manual", Choices: []string{"auto", "manual"}},
		{Name: "focus", Value: "manual", Choices: []string{"auto", "manual"}},
		{Name: "power-line", Value: "60", Choices: []string{"off", "50", "60"}},
		{Name: "light", Value: "off", Choices: []string{"off", "on"}},
	}
	d := webcamDials()
	if got := controls(d); !reflect.DeepEqual(got, want) {
		t.Errorf("controls are %+v", got)
	}
	d.now[torchID] = 1 // a flash: it has no name here
	if got := controls(d); got[3].Value != "" {
		t.Errorf("a flash is %q", got[3].Value)
	}
	if got := controls(dials{}); len(got) != 0 {
		t.Errorf("a camera without any has %+v", got)
	}
}

// TestTend: what is set when a camera is opened, and that it is as before afterwards.
func TestTend(t *testing.T) {
	for _, c := range []struct {
		name   string
		source Source
		change func(d *dials)
		want   map[uint32]int32
	}{
		{"nothing wished", Source{}, func(*dials) {}, map[uint32]int32{exposureID: 3, focusID: 1, powerLineID: 2, torchID: 0}},
		{"power line", Source{PowerLine: "50"}, func(*dials) {}, map[uint32]int32{exposureID: 3, focusID: 1, powerLineID: 1, torchID: 0}},
		{"power line that it hasn't", Source{PowerLine: "auto"}, func(*dials) {}, map[uint32]int32{exposureID: 3, focusID: 1, powerLineID: 2, torchID: 0}},
		{"light", Source{Light: "on"}, func(*dials) {}, map[uint32]int32{exposureID: 3, focusID: 1, powerLineID: 2, torchID: 2}},
		{"illuminator", Source{Light: "on"}, func(d *dials) { d.has[lampID], d.now[lampID] = []int32{0, 1}, 0 }, map[uint32]int32{exposureID: 3, focusID: 1, powerLineID: 2, torchID: 0, lampID: 1}},
		{"automatic already, in the other way", Source{}, func(d *dials) { d.has[exposureID], d.now[exposureID] = []int32{0, 1, 2, 3}, 3 }, map[uint32]int32{exposureID: 3, focusID: 1, powerLineID: 2, torchID: 0}},
		{"nothing can be set", Source{PowerLine: "50", Light: "on"}, func(d *dials) { d.deaf = true }, map[uint32]int32{exposureID: 1, focusID: 0, powerLineID: 2, torchID: 0}},
	} {
		d := webcamDials()
		c.change(&d)
		before := map[uint32]int32{}
		for id, n := range d.now {
			before[id] = n
		}
		undo := c.source.tend(d)
		if !reflect.DeepEqual(d.now, c.want) {
			t.Errorf("%s: %v, want %v", c.name, d.now, c.want)
		}
		for _, u := range undo {
			u()
		}
		if !reflect.DeepEqual(d.now, before) {
			t.Errorf("%s: afterwards %v, before %v", c.name, d.now, before)
		}
	}
}
