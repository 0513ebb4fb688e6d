package app

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"sync"
	"time"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/camera"
	"descry/camera/replay"
	"descry/camera/still"
)

// bestWithin is how long after a key press frames are compared, of which the best is
// looked at. It is part of what a person waits.
const bestWithin = 300 * time.Millisecond

// The picture arguments that stand for something live. A file or folder of such a name
// is ./camera.
const (
	anyCamera   = "camera"  // the first that there is
	namedCamera = "camera:" // and an ID, a name or a part of one
	replayed    = "replay:" // and a folder, whose pictures are the frames
)

func isLive(name string) bool {
	return name == anyCamera || strings.HasPrefix(name, namedCamera) || strings.HasPrefix(name, replayed)
}

// Camera implements assistant.Host.
func (a *App) Camera(name string) assistant.Camera {
	switch {
	case name == "-":
		return standardInput{a.options.In}
	case strings.HasPrefix(name, replayed):
		source := replay.Source{Folder: strings.TrimPrefix(name, replayed)}
		return live{a.viewfinders.open(name, camera.ViewfinderOptions{Source: source, Linger: lingers(a.options.Settings)})}
	case !isLive(name):
		return file(name)
	case a.options.Cameras == nil:
		return blind{}
	}
	device := strings.TrimPrefix(strings.TrimPrefix(name, anyCamera), ":")
	return real{live{a.viewfinders.open(name, camera.ViewfinderOptions{Source: a.options.Cameras, Device: device, Linger: lingers(a.options.Settings)})}, a}
}

// Cameras implements assistant.Host.
func (a *App) Cameras(ctx context.Context) ([]camera.Device, error) {
	if a.options.Cameras == nil {
		return nil, errBlind{}
	}
	devices, err := a.options.Cameras.Devices(ctx)
	if err == nil && len(devices) == 0 {
		err = &told{err: camera.ErrNoDevice, id: messages.NoCameras}
	}
	return devices, err
}

// real is a camera of this system.
type real struct {
	live
	app *App
}

// Snap implements assistant.Camera. Where there is no such camera, it says which there are,
// and where it is in use by whom.
func (r real) Snap(ctx context.Context) (camera.Frame, error) {
	f, err := r.live.Snap(ctx)
	return f, r.explained(ctx, err)
}

// Watch implements assistant.Watcher. Its errors are told as those of Snap are.
func (r real) Watch(ctx context.Context, every time.Duration) iter.Seq2[camera.Frame, error] {
	return func(yield func(camera.Frame, error) bool) {
		for f, err := range r.live.Watch(ctx, every) {
			if !yield(f, r.explained(ctx, err)) {
				return
			}
		}
	}
}

// explained is an error with what is known of the cameras that there are.
func (r real) explained(ctx context.Context, err error) error {
	var busy *camera.BusyError
	switch {
	case errors.As(err, &busy):
		return &told{err: err, id: messages.CameraBusyBy, args: []any{messages.Clean(busy.Programs)}}
	case !errors.Is(err, camera.ErrNoDevice):
		return err
	}
	devices, none := r.app.Cameras(ctx)
	if none != nil {
		return none
	}
	var names []string
	for _, d := range devices {
		names = append(names, messages.Clean(d.Name))
	}
	return &told{err: err, id: messages.CameraUnknown, args: []any{strings.Join(names, ", ")}}
}

// viewfinders are those in use, by the picture argument that they stand for.
type viewfinders struct {
	mu     sync.Mutex
	byName map[string]*camera.Viewfinder
}

// open is the viewfinder of a name, the same one each time.
func (v *viewfinders) open(name string, o camera.ViewfinderOptions) *camera.Viewfinder {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.byName == nil {
		v.byName = map[string]*camera.Viewfinder{}
	}
	if v.byName[name] == nil {
		v.byName[name] = camera.NewViewfinder(o)
	}
	return v.byName[name]
}

// close turns all cameras off.
func (v *viewfinders) close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	var errs []error
	for _, one := range v.byName {
		errs = append(errs, one.Close())
	}
	return errors.Join(errs...)
}

// live is a camera that is on while it is needed.
type live struct{ viewfinder *camera.Viewfinder }

// Snap implements assistant.Camera.
func (l live) Snap(ctx context.Context) (camera.Frame, error) {
	return l.viewfinder.SnapBest(ctx, bestWithin)
}

// Watch implements assistant.Watcher.
func (l live) Watch(ctx context.Context, every time.Duration) iter.Seq2[camera.Frame, error] {
	return l.viewfinder.Watch(ctx, every)
}

// blind is every camera where this version can't open any.
type blind struct{}

// Snap implements assistant.Camera.
func (blind) Snap(context.Context) (camera.Frame, error) { return camera.Frame{}, errBlind{} }

// errBlind says so (messages.Teller).
type errBlind struct{}

func (errBlind) Error() string                 { return "app: no source of cameras" }
func (errBlind) Message() (messages.ID, []any) { return messages.CamerasNotYet, nil }
func (errBlind) Unwrap() error                 { return errors.ErrUnsupported }

// file is a picture file as a camera: each Snap opens it anew.
type file string

// Snap implements assistant.Camera.
func (f file) Snap(ctx context.Context) (camera.Frame, error) { return still.Open(ctx, string(f)) }

// standardInput is a picture that comes in once.
type standardInput struct{ r io.Reader }

// Snap implements assistant.Camera.
func (s standardInput) Snap(ctx context.Context) (camera.Frame, error) {
	return still.Decode(ctx, s.r, "")
}
