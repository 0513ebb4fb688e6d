package messages

import (
	"strings"

	"descry/camera"
)

// What is said of cameras.
const (
	CommandCameras ID = "command.cameras"

	CameraLine    ID = "cameras.line" // %s: name, %s: what to ask for it by
	CameraNow     ID = "cameras.now"  // %s: Controls
	NoCamera      ID = "error.no-camera"
	NoCameras     ID = "error.no-cameras"
	CameraUnknown ID = "error.camera-unknown" // %s: names of those that there are
	CameraBusy    ID = "error.camera-busy"
	CameraBusyBy  ID = "error.camera-in-use" // %s: names of programs
	CameraDenied  ID = "error.camera-denied"
	CameraGone    ID = "error.camera-gone"
	CameraStalled ID = "error.camera-stalled"
	CameraFormat  ID = "error.camera-format"
	CamerasNotYet ID = "error.cameras-not-yet"
)

var camerasEN = catalogue{
	CommandCameras: "Say which cameras there are",

	controlID(camera.ControlExposure, camera.ValueAuto):   "automatic exposure",
	controlID(camera.ControlExposure, camera.ValueManual): "exposure set by hand",
	controlID(camera.ControlFocus, camera.ValueAuto):      "automatic focus",
	controlID(camera.ControlFocus, camera.ValueManual):    "focus set by hand",
	controlID(camera.ControlPowerLine, camera.ValueOff):   "no compensation of flickering lamps",
	controlID(camera.ControlPowerLine, camera.Value50Hz):  "for lamps at 50 hertz",
	controlID(camera.ControlPowerLine, camera.Value60Hz):  "for lamps at 60 hertz",
	controlID(camera.ControlPowerLine, camera.ValueAuto):  "for lamps of any frequency",
	controlID(camera.ControlLight, camera.ValueOn):        "its light on",
	controlID(camera.ControlLight, camera.ValueOff):       "its light off",

	CameraNow:     "Now: %s.",
	CameraLine:    "%s. Look through it with descry describe \"camera:%s\".",
	NoCamera:      "I find no such camera. Check that it is plugged in and switched on.",
	NoCameras:     "I find no camera. Plug one in, or switch it on, then try again.",
	CameraUnknown: "I find no camera of that name. I find: %s.",
	CameraBusy:    "Another program uses the camera. Close that program, then try again.",
	CameraBusyBy:  "The camera is in use by %s. Close that, then try again.",
	CameraDenied:  "I'm not allowed to use the camera. Join the group \"video\" (sudo usermod -aG video NAME, with your user name), then log in again.",
	CameraGone:    "The camera was disconnected. Plug it in again, then try again.",
	CameraStalled: "The camera sends no pictures. Unplug it and plug it in again, then try again.",
	CameraFormat:  "The camera sends its pictures in a way that I can't read. Use another camera, or choose another picture format in its own program.",
	CamerasNotYet: "This version of Descry can't open cameras yet. Name a picture file. If you mean a file or folder of that name, put ./ before it.",
}

// controlID is the ID of what is said of a control that has a value.
func controlID(name, value string) ID { return ID("camera." + name + "." + value) }

// Controls tells how a camera is set, with commas between; empty: nothing is known.
func Controls(lang string, controls []camera.Control) string {
	var said []string
	for _, c := range controls {
		id := controlID(c.Name, c.Value)
		if _, ok := camerasEN[id]; ok {
			said = append(said, Text(lang, id))
		}
	}
	return strings.Join(said, ", ")
}
