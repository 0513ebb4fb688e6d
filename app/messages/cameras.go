package messages

// What is said of cameras.
const (
	CommandCameras ID = "command.cameras"

	CameraLine    ID = "cameras.line" // %s: name, %s: what to ask for it by
	NoCamera      ID = "error.no-camera"
	NoCameras     ID = "error.no-cameras"
	CameraUnknown ID = "error.camera-unknown" // %s: names of those that there are
	CameraBusy    ID = "error.camera-busy"
	CameraBusyBy  ID = "error.camera-in-use" // %s: names of programs
	CameraDenied  ID = "error.camera-denied"
	CameraGone    ID = "error.camera-gone"
	CameraStalled ID = "error.camera-stalled"
	CamerasNotYet ID = "error.cameras-not-yet"
)

var camerasEN = catalogue{
	CommandCameras: "Say which cameras there are",

	CameraLine:    "%s. Look through it with descry describe \"camera:%s\".",
	NoCamera:      "I find no such camera. Check that it is plugged in and switched on.",
	NoCameras:     "I find no camera. Plug one in, or switch it on, then try again.",
	CameraUnknown: "I find no camera of that name. I find: %s.",
	CameraBusy:    "Another program uses the camera. Close that program, then try again.",
	CameraBusyBy:  "The camera is in use by %s. Close that, then try again.",
	CameraDenied:  "I'm not allowed to use the camera. Join the group \"video\" (sudo usermod -aG video NAME, with your user name), then log in again.",
	CameraGone:    "The camera was disconnected. Plug it in again, then try again.",
	CameraStalled: "The camera sends no pictures. Unplug it and plug it in again, then try again.",
	CamerasNotYet: "This version of Descry can't open cameras yet. Name a picture file. If you mean a file or folder of that name, put ./ before it.",
}
