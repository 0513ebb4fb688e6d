package assistant

import (
	"context"
	"iter"
	"time"

	"descry/app/messages"
	"descry/speech"
)

// Models manages the models that are here. Each method does its work while it is ranged
// over; break or the end of ctx ends it, and leaves nothing half-done in use.
type Models interface {
	// List yields a Listed for each model that is here or fits this machine, or for all.
	List(ctx context.Context, all bool) iter.Seq2[Event, error]
	// Info yields the Listed of one.
	Info(ctx context.Context, id string) iter.Seq2[Event, error]
	// Pull brings one here, from other programs' folders, from a folder, or from the network.
	Pull(ctx context.Context, id, from string, accept bool) iter.Seq2[Event, error]
	// Voices yields a Listed for each voice that is here or speaks the person's language, or
	// for all; PullVoice brings one here.
	Voices(ctx context.Context, all bool) iter.Seq2[Event, error]
	PullVoice(ctx context.Context, id, from string, accept bool) iter.Seq2[Event, error]
	// UseVoice chooses the voice that speaks from now on, and how. What is zero stays as it
	// is, but for the voice "usual", with which all is as at first.
	UseVoice(ctx context.Context, how speech.Settings) iter.Seq2[Event, error]
	// ImportVoice takes a person's own neural voice: a file, or a folder.
	ImportVoice(ctx context.Context, path string) iter.Seq2[Event, error]
	// TryVoice gives what a voice is to say in its language, and its ID.
	TryVoice(ctx context.Context, id string) (sample, voice string, err error)
	// Use chooses the one that answers from now on.
	Use(ctx context.Context, id string) iter.Seq2[Event, error]
	// Remove takes one away, Verify reads it all and compares it with its digests.
	Remove(ctx context.Context, id string) iter.Seq2[Event, error]
	Verify(ctx context.Context, id string) iter.Seq2[Event, error]
	// Import takes a person's own pair of files.
	Import(ctx context.Context, text, projector string) iter.Seq2[Event, error]
}

// Listed tells of one model. Programs read it as JSON: fields may be added, but not
// renamed or given another meaning.
type Listed struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Kind        string `json:"kind"`
	Family      string `json:"family"`
	Bytes       int64  `json:"bytes"`
	Memory      int64  `json:"memory"` // that it needs, in bytes
	Licence     string `json:"licence"`
	Accept      bool   `json:"accept"` // the licence must be accepted
	Pinned      bool   `json:"pinned"` // all digests are sure
	Installed   bool   `json:"installed"`
	InUse       bool   `json:"in_use"`
	Fits        bool   `json:"fits"` // into the memory that is free now
	Recommended bool   `json:"recommended"`
	Path        string `json:"path,omitempty"` // of the text model, or of the unpacked files, where it is installed
	Text        string `json:"text"`           // all of it in a sentence or two
}

// Progress tells how far a download, copy or check is.
type Progress struct {
	Done, Total int64         // bytes
	Rate        float64       // bytes a second, since it began; 0: not known yet
	Left        time.Duration // 0: not known
}

// Managed is the end of what was done to a model.
type Managed struct {
	ID   string `json:"id"`
	Done string `json:"done"` // pulled, used, removed, verified or imported
	Text string `json:"text"`
}

func (Listed) event()   {}
func (Progress) event() {}
func (Managed) event()  {}

var (
	idArg = Arg{Name: "MODEL", Short: messages.ArgModel, Set: func(in *Input, v string) { in.ID = v }}
	// fileArgs are the pair of an import.
	fileArgs = []Arg{
		{Name: "TEXT.gguf", Short: messages.FlagModel2, Set: func(in *Input, v string) { in.Model = v }},
		{Name: "PROJECTOR.gguf", Short: messages.FlagProjector, Set: func(in *Input, v string) { in.Projector = v }},
	}
	allFlag = Flag{
		Name: "all", Short: messages.FlagAll,
		Set: func(in *Input, v string) bool { return setBool(&in.All, v) },
	}
	fromFlag = Flag{
		Name: "from", Value: "FOLDER", Short: messages.FlagFrom,
		Set: func(in *Input, v string) bool { in.From = v; return v != "" },
	}
	acceptFlag = Flag{
		Name: "accept-licence", Short: messages.FlagAccept,
		Set: func(in *Input, v string) bool { return setBool(&in.Accept, v) },
	}
)

// modelsCommand is the line of the table for models.
var modelsCommand = Command{
	Name: "models", Key: "Shift+F10", Second: "Ctrl+Shift+M",
	Title: messages.TitleModels, Short: messages.CommandModels,
	Examples: []string{"models list", "models pull smolvlm-500m-instruct-q8_0", "models use smolvlm-500m-instruct-q8_0"},
	Flags:    []Flag{allFlag, jsonFlag},
	Run:      runModelsList,
	Subs: []Command{
		{
			Name: "list", Short: messages.CommandModelsList, Examples: []string{"models list", "models list --all --json"},
			Flags: []Flag{allFlag, jsonFlag}, Run: runModelsList,
		},
		{
			Name: "info", Short: messages.CommandModelsInfo, Examples: []string{"models info qwen3-vl-2b-instruct-q4_k_m"},
			Args: []Arg{idArg}, Flags: []Flag{jsonFlag},
			Run: func(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
				return h.Models().Info(ctx, in.ID)
			},
		},
		{
			Name: "pull", Short: messages.CommandModelsPull,
			Examples: []string{"models pull smolvlm-500m-instruct-q8_0", "models pull smolvlm-500m-instruct-q8_0 --from /media/stick", "models pull hf.co/ggml-org/SmolVLM-500M-Instruct-GGUF:Q8_0", "models pull --say smolvlm-500m-instruct-q8_0"},
			Args:     []Arg{idArg}, Flags: pullFlags, Run: runModelsPull,
		},
		{
			Name: "use", Short: messages.CommandModelsUse, Examples: []string{"models use smolvlm-500m-instruct-q8_0", "models use starter"},
			Args: []Arg{idArg}, Flags: []Flag{jsonFlag},
			Run: func(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] { return h.Models().Use(ctx, in.ID) },
		},
		{
			Name: "remove", Short: messages.CommandModelsRemove, Examples: []string{"models remove smolvlm-500m-instruct-q8_0"},
			Args: []Arg{idArg}, Flags: []Flag{jsonFlag},
			Run: func(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
				return h.Models().Remove(ctx, in.ID)
			},
		},
		{
			Name: "import", Short: messages.CommandModelsImport, Examples: []string{"models import text.gguf mmproj.gguf"},
			Args: fileArgs, Flags: []Flag{jsonFlag},
			Run: func(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
				return h.Models().Import(ctx, in.Model, in.Projector)
			},
		},
		{
			Name: "verify", Short: messages.CommandModelsVerify, Examples: []string{"models verify smolvlm-500m-instruct-q8_0"},
			Args: []Arg{idArg}, Flags: []Flag{jsonFlag},
			Run: func(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
				return h.Models().Verify(ctx, in.ID)
			},
		},
	},
}

func runModelsList(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	return h.Models().List(ctx, in.All)
}
