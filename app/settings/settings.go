// Package settings keeps what a person chose, in one file. It knows nothing of
// the parts that the choices are for.
package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"descry/internal/atomicfile"
)

// Settings is what a person chose. The zero value is what applies where nothing
// was chosen. Keys of the file that are not listed here are ignored.
type Settings struct {
	// Model and Projector are absolute paths of a pair of GGUF files, both or
	// neither; empty: the built-in starter model.
	Model     string `json:"model,omitempty"`
	Projector string `json:"projector,omitempty"`
	// Threads to compute with, 1 to MaxThreads; 0: chosen anew at each start.
	Threads int `json:"threads,omitempty"`
	// Context in tokens, up to MaxContext; 0: chosen by the engine.
	Context int `json:"context,omitempty"`
	// Encoder is what encodes pictures, one of Encoders; empty: chosen by what is there
	// and by a comparison on this machine.
	Encoder string `json:"encoder,omitempty"`
	// Language of what is said, one of Languages; empty: English.
	Language string `json:"language,omitempty"`
	// Progress is how a download is shown on a terminal, one of Progresses; empty: as a bar,
	// unless something that reads the terminal aloud is found.
	Progress string `json:"progress,omitempty"`
	// Detail is how much a description tells, one of Details; empty: normal.
	Detail string `json:"detail,omitempty"`
	// Thresholds decide when an answer is hedged or declined; nil: the defaults.
	Thresholds *Thresholds `json:"thresholds,omitempty"`
	// Voice is the ID of the one that speaks; empty: the usual one.
	Voice string `json:"voice,omitempty"`
	// Rate, Pitch and Volume are how it speaks: words a minute, MinRate to MaxRate,
	// -MaxPitch to MaxPitch percent, and MinVolume to MaxVolume percent; 0: the usual.
	Rate   int `json:"rate,omitempty"`
	Pitch  int `json:"pitch,omitempty"`
	Volume int `json:"volume,omitempty"`
	// Punctuation is which marks are named, one of Punctuations; empty: some.
	Punctuation string `json:"punctuation,omitempty"`
	// Sounds makes short sounds tell what goes on, where answers are spoken.
	Sounds bool `json:"sounds,omitempty"`
	// PowerLine is the frequency of the mains, whose flicker cameras compensate, one of
	// PowerLines; empty: by the time zone.
	PowerLine string `json:"power_line,omitempty"`
	// CameraLight turns a light of the camera on or off while it is used, one of Lights; empty: it
	// is left as it is.
	CameraLight string `json:"camera_light,omitempty"`
	// CameraOff is how many seconds after its last use a camera, and with it its light, goes
	// off, 0 (at once) to MaxCameraOff; nil: chosen by Descry.
	CameraOff *int `json:"camera_off,omitempty"`
	// Told lists the notices that are said once and have been.
	Told []string `json:"told,omitempty"`
	// Chosen is the ID of a model in the store, which Model goes before; empty: none.
	Chosen string `json:"chosen,omitempty"`
	// Waits is how long answers took on this machine, in milliseconds, by what was asked for.
	Waits map[string]int `json:"waits,omitempty"`
	// Keys are a person's own keys in the window by the names of the functions, as ParseKeys
	// takes them: "F5", or "F5 Ctrl+D" for both; nil: the usual ones.
	Keys map[string]string `json:"keys,omitempty"`
	// Window is what was chosen for the window.
	Window Window `json:"window,omitzero"`
}

// Thresholds are probabilities from 0 to 1 that choose how an answer is said;
// assistant.Thresholds explains them. 0: the default of that threshold.
type Thresholds struct {
	Plain     float64 `json:"plain,omitempty"`
	Hedged    float64 `json:"hedged,omitempty"`
	Weak      float64 `json:"weak,omitempty"`
	YesPlain  float64 `json:"yes_plain,omitempty"`
	YesHedged float64 `json:"yes_hedged,omitempty"`
}

// MaxThreads and MaxContext bound what may be asked for, so that a slip of the
// finger doesn't end in a machine that stands still. 512 is GGML_MAX_N_THREADS of
// ggml; a million tokens is more than any model of the families was trained for.
const (
	MaxThreads = 512
	MaxContext = 1 << 20
)

// The bounds are those of package speech, which this one doesn't know.
const (
	MinRate, MaxRate     = 80, 600
	MaxPitch             = 50
	MinVolume, MaxVolume = 10, 200
)

// Punctuations lists the amounts of punctuation that is named, as package speech has them.
func Punctuations() []string { return []string{"none", "some", "all"} }

// voiceID is how speech.IsVoice has them.
var voiceID = regexp.MustCompile(`^[a-z]+-[A-Za-z0-9][A-Za-z0-9_+-]{0,98}$`)

// MaxCameraOff is ten minutes: who needs more forgets that the camera is on.
const MaxCameraOff = 600

// PowerLines lists frequencies of the mains; they and Lights are values of controls of package camera, which this one doesn't know.
func PowerLines() []string { return []string{"50", "60", "auto", "off"} }

// Lights lists the ways in which a camera's light can be.
func Lights() []string { return []string{"on", "off"} }

// maxFile bounds the settings file in bytes; what is longer is not ours.
const maxFile = 1 << 20

// Languages lists the languages that Descry speaks.
func Languages() []string { return []string{"en"} }

// Details lists the amounts of detail, the least first.
func Details() []string { return []string{"brief", "normal", "full"} }

// EncoderClip is the encoder that every model has; the others are precisions of ONNX
// Runtime (onnx.Precision), of which f32 gives the same result.
const EncoderClip = "clip"

// Encoders lists the image encoders that can be asked for.
func Encoders() []string { return []string{EncoderClip, "f32", "int8"} }

// ProgressLines are whole lines, which every screen reader can read; ProgressBar is one
// that is drawn again and again.
const (
	ProgressLines = "lines"
	ProgressBar   = "bar"
)

// Progresses lists the ways in which a download can be shown.
func Progresses() []string { return []string{ProgressLines, ProgressBar} }

// BrokenError says that the settings file could not be understood. Settings are
// then the defaults.
type BrokenError struct {
	Path  string
	Aside string // where the file was put; empty: it could not be moved
	Err   error
}

// Error implements error.
func (e *BrokenError) Error() string { return "settings: broken file: " + e.Err.Error() }

// Unwrap gives what was wrong with the file.
func (e *BrokenError) Unwrap() error { return e.Err }

// ValueError says that a value makes no sense. Only that one falls back to its
// default; the file stays as it is.
type ValueError struct {
	Path string
	Keys []string // as they are spelled in the file
}

// Error implements error.
func (e *ValueError) Error() string { return fmt.Sprintf("settings: bad values for %q", e.Keys) }

// Load reads the file at path. The settings can always be used: an error only
// says what was left out, as a *BrokenError, a *ValueError, or the system's error
// where the file could not be read. No file is no error. A broken file is moved
// aside, to path with ".broken" after it, so that the next Save doesn't destroy
// what was in it.
func Load(path string) (Settings, error) {
	text, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Settings{}, nil
	}
	if err != nil {
		return Settings{}, fmt.Errorf("settings: read: %w", err)
	}
	var s Settings
	if err := json.Unmarshal(text, &s); err != nil {
		aside := path + ".broken"
		if os.Rename(path, aside) != nil {
			aside = ""
		}
		return Settings{}, &BrokenError{Path: path, Aside: aside, Err: err}
	}
	if bad := s.normalize(); len(bad) > 0 {
		return s, &ValueError{Path: path, Keys: bad}
	}
	return s, nil
}

func read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if st, err := f.Stat(); err != nil {
		return nil, err
	} else if !st.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: path, Err: errors.New("not a regular file")}
	}
	return io.ReadAll(io.LimitReader(f, maxFile))
}

// normalize puts the default in place of every value that makes no sense, and
// returns their keys.
func (s *Settings) normalize() []string {
	var bad []string
	check := func(key string, ok bool, reset func()) {
		if !ok {
			bad = append(bad, key)
			reset()
		}
	}
	check("threads", s.Threads >= 0 && s.Threads <= MaxThreads, func() { s.Threads = 0 })
	check("context", s.Context >= 0 && s.Context <= MaxContext, func() { s.Context = 0 })
	check("encoder", s.Encoder == "" || slices.Contains(Encoders(), s.Encoder), func() { s.Encoder = "" })
	check("language", s.Language == "" || slices.Contains(Languages(), s.Language), func() { s.Language = "" })
	check("progress", s.Progress == "" || slices.Contains(Progresses(), s.Progress), func() { s.Progress = "" })
	check("detail", s.Detail == "" || slices.Contains(Details(), s.Detail), func() { s.Detail = "" })
	s.checkVoice(check)
	if keys, whole := normalizeKeys(s.Keys); !whole || len(keys) > 0 {
		check("keys", whole, func() {})
		s.Keys = keys
	}
	s.Window.check(check)
	s.checkCamera(check)
	check("model", pair(s.Model, s.Projector), func() { s.Model, s.Projector = "", "" })
	if t := s.Thresholds; t != nil {
		bad := slices.ContainsFunc([]float64{t.Plain, t.Hedged, t.Weak, t.YesPlain, t.YesHedged},
			func(p float64) bool { return !(p >= 0 && p <= 1) })
		check("thresholds", !bad, func() { s.Thresholds = nil })
	}
	return bad
}

// checkVoice checks how the voice speaks.
func (s *Settings) checkVoice(check func(key string, ok bool, reset func())) {
	check("rate", s.Rate == 0 || s.Rate >= MinRate && s.Rate <= MaxRate, func() { s.Rate = 0 })
	check("volume", s.Volume == 0 || s.Volume >= MinVolume && s.Volume <= MaxVolume, func() { s.Volume = 0 })
	check("punctuation", s.Punctuation == "" || slices.Contains(Punctuations(), s.Punctuation), func() { s.Punctuation = "" })
	check("voice", s.Voice == "" || voiceID.MatchString(s.Voice), func() { s.Voice = "" })
	check("pitch", s.Pitch >= -MaxPitch && s.Pitch <= MaxPitch, func() { s.Pitch = 0 })
}

// checkCamera checks how cameras are used.
func (s *Settings) checkCamera(check func(key string, ok bool, reset func())) {
	check("camera_off", s.CameraOff == nil || *s.CameraOff >= 0 && *s.CameraOff <= MaxCameraOff, func() { s.CameraOff = nil })
	check("power_line", s.PowerLine == "" || slices.Contains(PowerLines(), s.PowerLine), func() { s.PowerLine = "" })
	check("camera_light", s.CameraLight == "" || slices.Contains(Lights(), s.CameraLight), func() { s.CameraLight = "" })
}

func pair(model, projector string) bool {
	if model == "" && projector == "" {
		return true
	}
	return filepath.IsAbs(model) && filepath.IsAbs(projector)
}

// Save writes the settings to path and makes its folder where it is missing. The
// file is whole at every moment; it can be read by its owner only. Where path is
// a link, the file that it leads to is replaced, not the link.
func Save(path string, s Settings) error {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("settings: save: %w", err)
	}
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("settings: save: %w", err)
	}
	err = atomicfile.Write(path, 0o600, func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
	if err != nil {
		return fmt.Errorf("settings: save: %w", err)
	}
	return nil
}
