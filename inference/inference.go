// Package inference answers questions about pictures with a local
// vision-language model. It knows nothing of cameras, speech or windows.
//
//	picture ─ Family.Prepare ─ tiles ─ Backend.Encode ─┐
//	turns ── Family.Pieces ─── tokens ─────────────────┴─ Backend.Decode ─ logits ─ Token …
//
// The logic (families, prompts, caches, sampling, stopping) is pure Go and lives
// here; a leaf such as inference/llama only lends the tensor work as a Backend.
package inference

import (
	"context"
	"errors"
	"image"
	"iter"
	"time"
)

// Engine answers prompts about pictures. One call runs at a time: a second call
// of Generate or Prefill waits for the first to end. Close waits too.
type Engine interface {
	// Generate yields the answer token by token; Text is always whole UTF-8.
	// Breaking out of the loop or ending ctx stops it within one token; where an
	// image encoder has no abort, a worker is ended instead. The last token has
	// Stats. An error is yielded once, as the last pair: ctx.Err(), one of this
	// package's sentinels, or the backend's own.
	Generate(ctx context.Context, p Prompt) iter.Seq2[Token, error]
	// Prefill does all the work that precedes the first token, so that a Generate
	// with the same picture and the same beginning answers sooner. A prompt with a
	// picture and without turns is taken up to the picture's end: the question about
	// it, which may come later, then has no image encoder to wait for.
	Prefill(ctx context.Context, p Prompt) error
	// Info says what is loaded. It never blocks.
	Info() Info
	// Close frees the model. The engine must not be used afterwards.
	Close() error
}

// PreparedEngine is an Engine that also takes a picture that is already resized
// and cut, as a worker receives it. p.Image is ignored; pic nil means no picture.
type PreparedEngine interface {
	Engine
	GeneratePrepared(ctx context.Context, pic *Picture, p Prompt) iter.Seq2[Token, error]
	PrefillPrepared(ctx context.Context, pic *Picture, p Prompt) error
}

// View chooses how much of a picture the model gets to see.
type View int

const (
	// Overview is the whole picture, small: the quick first answer.
	Overview View = iota
	// AllTiles is the family's own reference setting: every tile.
	AllTiles
	// Glance is the overview out of AllTiles: for a quick first answer where AllTiles is
	// wanted next, which then has one tile less to encode. It takes longer to prepare.
	Glance
	// Part is for what was cut out of a larger picture, and shows it as closely as AllTiles
	// shows the whole: with as many tiles as half a picture each way has there. That is the
	// reference's own setting of a shorter longest edge, or of fewer tiles.
	Part
	// PartGlance is to Part what Glance is to AllTiles.
	PartGlance
)

// Prompt is one request. It carries the whole conversation: an engine keeps
// nothing between prompts but caches.
type Prompt struct {
	Image     image.Image // immutable; nil: a question without a picture
	View      View
	System    string // empty: the family's own default
	Turns     []Turn // User and Assistant in turns, User first and last
	MaxTokens int    // 0: until the model ends or the context is full
	Sampling  Sampling
	Top       int // alternatives wanted with each token, 0: none
}

// Role says who speaks in a turn.
type Role int

const (
	// User is the person who asks.
	User Role = iota
	// Assistant is the model.
	Assistant
)

// Turn is what one side said. The text is plain: special tokens in it are
// harmless. The picture belongs to the first user turn.
type Turn struct {
	Role Role
	Text string
}

// Sampling chooses how the next token is drawn. The zero value is greedy.
type Sampling struct {
	Temperature float32 // 0: greedy
	TopK        int     // 0: no limit
	TopP        float32 // 0 or 1: no limit
	Seed        uint64
}

// Alternative is a token that could have come next.
type Alternative struct {
	ID      int
	Text    string // may hold part of a UTF-8 sequence
	Logprob float32
}

// Token is one step of an answer. Text may be empty while a UTF-8 sequence or a
// possible stop string is incomplete; the text then comes with a later token.
type Token struct {
	ID      int
	Text    string
	Logprob float32       // natural logarithm of the probability before sampling
	Top     []Alternative // most probable first, when Prompt.Top asked for it
	Stats   *Stats        // only on the last token, whose ID is -1 and Text the rest
}

// Stop says why an answer ended.
type Stop string

// The reasons for the end of an answer.
const (
	StopEnd        Stop = "end"        // the model ended its turn
	StopLength     Stop = "length"     // MaxTokens
	StopContext    Stop = "context"    // the context is full
	StopRepetition Stop = "repetition" // the model went round in circles
)

// Stats tells what one Generate did and how long it took.
type Stats struct {
	Stop         Stop
	PromptTokens int           // text and image tokens of the prompt
	ReusedTokens int           // of these, taken from the cache
	NewTokens    int           // sampled, without the end token
	Tiles        int           // tiles of the picture
	TilesEncoded int           // of these, encoded now; the others came from the cache
	Prepare      time.Duration // resizing and cutting
	Encode       time.Duration // image encoder
	Prefill      time.Duration // prompt through the text model
	FirstToken   time.Duration // from the call to the first token
	Decode       time.Duration // all tokens after the first
}

// Info describes the loaded model.
type Info struct {
	Name    string // general.name of the text model, or its file name
	Family  string
	Context int    // tokens of text and picture that fit
	Threads int    // CPU threads
	Backend string // what computes, for example "CPU (icelake)"
	Encoder string // what encodes pictures: "clip", "ONNX Runtime f32" or "ONNX Runtime int8"
}

// ImageSize is the size of what comes out of Prepare, for diagnostics.
func (p *Picture) ImageSize() image.Point { return p.Size }

// Errors of this room. They are wrapped; test with errors.Is.
var (
	// ErrUnknownFamily: no family in the table runs this pair of files.
	ErrUnknownFamily = errors.New("inference: unknown model family")
	// ErrContextFull: the conversation and its picture do not fit in the context.
	ErrContextFull = errors.New("inference: context full")
	// ErrOutOfMemory: the model or its caches do not fit in memory.
	ErrOutOfMemory = errors.New("inference: out of memory")
	// ErrBadModel: the file is no model, is damaged, or the pair does not belong together.
	ErrBadModel = errors.New("inference: bad model file")
	// ErrModelChanged: the model's files are not those that were opened any more.
	ErrModelChanged = errors.New("inference: model files were changed")
	// ErrNoModel: a model file is not there.
	ErrNoModel = errors.New("inference: no such model file")
	// ErrClosed: the engine was closed.
	ErrClosed = errors.New("inference: engine closed")
	// ErrWorkerDied: the process that runs the model ended again and again.
	ErrWorkerDied = errors.New("inference: worker died")
)
