package camera

import "context"

// Control is one of a camera's settings that matter to a picture.
type Control struct {
	Name    string   `json:"name"`    // one of those below
	Value   string   `json:"value"`   // the present one; empty: one that has no name here
	Choices []string `json:"choices"` // what it can be set to
}

// The names of controls, and their values.
const (
	ControlExposure  = "exposure"   // ValueAuto, ValueManual
	ControlFocus     = "focus"      // ValueAuto, ValueManual
	ControlPowerLine = "power-line" // the flicker of lamps that is compensated: ValueOff, Value50Hz, Value60Hz, ValueAuto
	ControlLight     = "light"      // of the camera's own, to see by: ValueOn, ValueOff

	ValueAuto, ValueManual = "auto", "manual"
	Value50Hz, Value60Hz   = "50", "60"
	ValueOn, ValueOff      = "on", "off"
)

// Controller is what a Source may be besides: it tells of controls, and sets them.
type Controller interface {
	// Controls are those that a device has. ErrBusy is no error here: another program may
	// have the camera. Errors are those of Source.Capture before the first frame.
	Controls(ctx context.Context, d Device) ([]Control, error)
	// SetControl sets one to one of its choices. It stays so when the camera is closed. A
	// device without that control or choice gives errors.ErrUnsupported.
	SetControl(ctx context.Context, d Device, name, value string) error
}
