package assistant

import (
	"image"

	"descry/camera"
	"descry/inference"
)

// Event is something that happens in a run: Captured, then Text as it streams, Began
// and Sentence as each is known, then one Answered, the last. A run about the
// scene that is there has no Captured. Finding comes from the doctor alone, Timed
// from benchmarks, Awaiting and Asked from questions that are typed, and what models.go and
// cameras.go have from the commands about those.
type Event interface{ event() }

// Captured tells that a frame was taken and how good it is.
type Captured struct {
	Device  string      // camera's name or file's base name
	Size    image.Point // pixels
	Quality camera.Quality
	// Waited is how long the camera took, where it had to be turned on.
	Waited camera.Waited
	// Animated: the frame is the first of several.
	Animated bool
	// Declined: the picture is too bad to be shown to the model; Sentence and
	// Answered say why and what to do.
	Declined bool
}

// Text is a piece of what the model writes, as it writes it. It has been through
// no check: it is for a screen that shows work in progress, never for a voice.
type Text struct{ Text string }

// Sentence is what is to be said next, in words that fit its level.
type Sentence struct {
	Text  string
	Level Level
}

// Began tells how the Sentence that comes next begins, for a voice, where Request.Early
// asked for that. It is plain, and the sentence as a rule too; where that turns out to be
// unsure, it comes in other words, which take it back.
type Began struct{ Text string }

// Answered is the end of a run.
type Answered struct {
	// Answer is all sentences, with a space between them; for a verbatim request
	// what the model wrote, trimmed.
	Answer string
	// Raw is all that the model wrote; empty where no model was asked.
	Raw   string
	Level Level
	// Refused: the request was turned down without a look at the answer: a
	// person was to be identified, or the picture is too bad.
	Refused bool
	// Measured: the answer was measured from the pixels, not given by a model.
	Measured bool
	// Quality is the picture check of the frame that the run was about.
	Quality *camera.Quality
	// Stats are the engine's; nil where no model was asked.
	Stats *inference.Stats
	// Glance are those of the sentence about the overview that came before a closer look,
	// which Raw and Tokens leave out; nil where there was none.
	Glance *inference.Stats
	// Tokens are all tokens of the answer, where Request.Top asked for them.
	Tokens []inference.Token
	// Model is the model that was asked; zero where none was.
	Model inference.Info
}

// Finding is one line of the doctor's report.
type Finding struct {
	// Name is the same word in every language, for programs that read the report.
	Name string
	// Text says what was found and, where something is wrong, what to do.
	Text string
	// Good: nothing needs to be done.
	Good bool
}

// Notice is a sentence that is to be heard before the work goes on, beside its results.
type Notice struct{ Text string }

func (Captured) event() {}
func (Text) event()     {}
func (Began) event()    {}
func (Sentence) event() {}
func (Answered) event() {}
func (Finding) event()  {}
func (Notice) event()   {}
