//go:build linux

package uvccam

// unitID names a control of a terminal or unit by wIndex's high byte, its number, and wValue's,
// the selector.
type unitID struct{ entity, selector uint8 }

// The selectors (UVC A.9.4 and A.9.5).
var (
	exposureMode = unitID{cameraTerminalID, 0x02} // CT_AE_MODE_CONTROL
	focusAuto    = unitID{cameraTerminalID, 0x08} // CT_FOCUS_AUTO_CONTROL
	powerLine    = unitID{processingUnitID, 0x05} // PU_POWER_LINE_FREQUENCY_CONTROL
)

// unit is a control of one byte.
type unit struct{ now, low, high, step, usual uint8 }

// units are the camera's controls as it comes out of the box: exposure set by hand, focus fixed,
// lamps of 60 Hz. Exposure modes are bits, of which step has those that there are (4.2.2.1.2):
// manual, 1, and aperture priority, 8.
func units() map[unitID]*unit {
	return map[unitID]*unit{
		exposureMode: {now: 1, low: 0, high: 0, step: 1 | 8, usual: 8},
		focusAuto:    {now: 0, low: 0, high: 1, step: 1, usual: 1},
		powerLine:    {now: 2, low: 0, high: 2, step: 1, usual: 2},
	}
}

// unitControl serves the controls of terminals and units.
func (d *device) unitControl(s setup, out []byte) (in []byte, ok bool) {
	u := d.units[unitID{uint8(s.Index >> 8), uint8(s.Value >> 8)}]
	if u == nil {
		return nil, false
	}
	switch uint16(s.RequestType)<<8 | uint16(s.Request) {
	case setCur:
		if len(out) != 1 {
			return nil, false
		}
		u.now = out[0]
		return nil, true
	case getCur:
		return []byte{u.now}, true
	case getMin:
		return []byte{u.low}, true
	case getMax:
		return []byte{u.high}, true
	case getRes:
		return []byte{u.step}, true
	case getDef:
		return []byte{u.usual}, true
	case getLen:
		return []byte{1, 0}, true
	case getInfo:
		return []byte{0x03}, true // supports GET and SET
	}
	return nil, false
}
