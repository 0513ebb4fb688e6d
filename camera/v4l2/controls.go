package v4l2

import (
	"slices"

	"descry/camera"
)

// knob is how a control is set by Video4Linux: its ID there, and the numbers of its values.
// Where a value has several numbers, the first that a camera has is taken.
type knob struct {
	name   string
	id     uint32
	values []value
}

type value struct {
	name   string
	number int32
}

// knobs are all of them (linux/v4l2-controls.h). It is not to be changed. Webcams whose exposure
// is automatic mostly say "aperture priority", 3.
var knobs = []knob{
	{camera.ControlExposure, 0x009a0901, []value{{camera.ValueAuto, 0}, {camera.ValueAuto, 3}, {camera.ValueManual, 1}, {camera.ValueManual, 2}}},
	{camera.ControlFocus, 0x009a090c, []value{{camera.ValueAuto, 1}, {camera.ValueManual, 0}}},
	{camera.ControlPowerLine, 0x00980918, []value{{camera.ValueOff, 0}, {camera.Value50Hz, 1}, {camera.Value60Hz, 2}, {camera.ValueAuto, 3}}},
	{camera.ControlLight, 0x00980925, []value{{camera.ValueOff, 0}, {camera.ValueOn, 1}}}, // V4L2_CID_ILLUMINATORS_1
	{camera.ControlLight, 0x009c0901, []value{{camera.ValueOff, 0}, {camera.ValueOn, 2}}}, // V4L2_CID_FLASH_LED_MODE: torch
}

// panel is the controls of an open camera: go4vl's calls, or a test's.
type panel interface {
	// numbers are those that a control takes; none: there is no such control.
	numbers(id uint32) []int32
	get(id uint32) (int32, error)
	set(id uint32, number int32) error
}

// controls are those that a camera has.
func controls(p panel) []camera.Control {
	var all []camera.Control
	for _, k := range knobs {
		c := camera.Control{Name: k.name}
		numbers := p.numbers(k.id)
		now, err := p.get(k.id)
		for _, v := range k.values {
			if !slices.Contains(numbers, v.number) {
				continue
			}
			if !slices.Contains(c.Choices, v.name) {
				c.Choices = append(c.Choices, v.name)
			}
			if err == nil && v.number == now {
				c.Value = v.name
			}
		}
		if len(c.Choices) > 0 {
			all = append(all, c)
		}
	}
	return all
}

// turn sets a control, if the camera has it with that value, and gives what undoes that; nil:
// there was nothing to do. found: the camera has it so.
func turn(p panel, name, to string) (undo func(), found bool, err error) {
	for _, k := range knobs {
		if k.name != name {
			continue
		}
		numbers := p.numbers(k.id)
		now, err := p.get(k.id)
		if err != nil {
			continue
		}
		want, is := int32(0), false
		found := false
		for _, v := range k.values {
			if v.name != to || !slices.Contains(numbers, v.number) {
				continue
			}
			if !found {
				want, found = v.number, true
			}
			is = is || v.number == now
		}
		switch {
		case !found:
			continue
		case is:
			return nil, true, nil
		}
		if err := p.set(k.id, want); err != nil {
			return nil, true, err
		}
		return func() { _ = p.set(k.id, now) }, true, nil
	}
	return nil, false, nil
}

// tend sets what makes good pictures, as far as the camera can, and gives what puts it back as
// it was: other programs may want it so. A control that can't be set is no reason for no picture.
func (s Source) tend(p panel) (undo []func()) {
	for _, wish := range [][2]string{
		{camera.ControlExposure, camera.ValueAuto},
		{camera.ControlFocus, camera.ValueAuto},
		{camera.ControlPowerLine, s.PowerLine},
		{camera.ControlLight, s.Light},
	} {
		if wish[1] == "" {
			continue
		}
		if back, _, _ := turn(p, wish[0], wish[1]); back != nil {
			undo = append(undo, back)
		}
	}
	return undo
}
