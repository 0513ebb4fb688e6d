package messages

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"descry/camera"
	"descry/inference"
	"descry/models"
	"descry/speech"
)

// What went wrong, and what to do.
const (
	// Failed is what is said of an error that nothing is known of.
	Failed          ID = "error.failed"
	NotPicture      ID = "error.not-picture"
	BrokenPicture   ID = "error.broken-picture"
	TooLarge        ID = "error.too-large" // %d: megapixels
	EmptyFile       ID = "error.empty-file"
	IsFolder        ID = "error.folder"
	NoPictures      ID = "error.no-pictures"
	Elongated       ID = "error.elongated"
	NoPixels        ID = "error.no-pixels"
	Format          ID = "error.format"
	NotFound        ID = "error.not-found"
	NoPermission    ID = "error.permission"
	DiskFull        ID = "error.disk-full"
	ManyFiles       ID = "error.many-files"
	ReadFailed      ID = "error.read"
	Stopped         ID = "error.stopped"
	TooSlow         ID = "error.too-slow"
	Superseded      ID = "error.superseded"
	Unsupported     ID = "error.unsupported"
	UnknownFamily   ID = "error.unknown-family"
	ContextFull     ID = "error.context-full"
	OutOfMemory     ID = "error.out-of-memory"
	BadModel        ID = "error.bad-model"
	NoModel         ID = "error.no-model"
	ModelClosed     ID = "error.model-closed"
	ModelDied       ID = "error.model-died"
	ModelChanged    ID = "error.model-changed"
	ModelTooLarge   ID = "error.model-too-large" // %s: size needed, %s: free, %s: name of a model that fits
	StarterName     ID = "model.starter"
	NoFrame         ID = "error.no-frame"
	QuestionEmpty   ID = "error.question-empty"
	QuestionTooLong ID = "error.question-too-long" // %d: characters
)

var errorsEN = catalogue{
	Failed:        "Something went wrong that I have no words for. Try again; if it stays so, run \"descry doctor\".",
	NotPicture:    "This is not a picture. Choose a JPEG, PNG, GIF, BMP, TIFF, WebP, HEIC or AVIF file.",
	BrokenPicture: "The picture is broken: part of it is missing or damaged. Get the file again.",
	TooLarge:      "The picture is too large: I take up to %d megapixels. Make it smaller first.",
	EmptyFile:     "The file is empty. Get it again, or choose another one.",
	IsFolder:      "This is a folder, not a picture. Name one picture in it.",
	NoPictures:    "There is no picture in this folder that I can open. Choose another folder; I don't look into folders inside it.",
	Elongated:     "The picture is too long and narrow for this model. Cut a part out of it, at most 100 times as long as it is wide, or use another model.",
	NoPixels:      "The picture has no pixels. Get the file again.",
	Format:        "I can't open this kind of picture yet. Save it as JPEG or PNG first.",
	NotFound:      "There is no such file. Check the name and the folder.",
	NoPermission:  "I'm not allowed to open the file. Change its permissions, or copy it to a folder of your own.",
	DiskFull:      "The disk is full. Free some space, then try again.",
	ManyFiles:     "Too many files are open. Close some programs, then try again.",
	ReadFailed:    "The file can't be read; the disk or the connection to it may have failed. Copy the file elsewhere and try again.",
	Stopped:       "Stopped.",
	TooSlow:       "It took too long. Try again, or use a smaller model.",
	Superseded:    "Stopped for your next request.",
	Unsupported:   "This version of Descry was built without that. Use the full version.",
	UnknownFamily: "I don't know this kind of model. Use SmolVLM, Qwen2-VL, Qwen2.5-VL, Qwen3-VL, Gemma 3, InternVL3 or LFM2-VL in GGUF.",
	ContextFull:   "The question and the picture are more than the model can hold. Ask a shorter question, or ask for less detail.",
	OutOfMemory:   "There is not enough memory for this model. Close other programs, or use a smaller model.",
	BadModel:      "The model is damaged, incomplete, or its two files don't belong together. Get both files again.",
	NoModel:       "A file of the model is missing. Check the names after --model and --mmproj; without them, the built-in model is used.",
	ModelClosed:   "The model was closed. Start Descry again.",
	ModelDied: "The model stopped working three times in a row. There may be too little memory: close other programs, or use a smaller model. " +
		"\"descry doctor\" looks for the reason. You can ask again.",
	ModelChanged:    "The model's files were changed while they were in use. Start Descry again to use what is there now.",
	ModelTooLarge:   "The model needs about %s of memory, but only %s are free. Close other programs, or use a smaller model, such as %s.",
	StarterName:     "the built-in starter model",
	NoFrame:         "There is no picture yet. Look at something first, or name a picture file.",
	QuestionEmpty:   "There is no question. Ask one, for example \"What is this?\".",
	QuestionTooLong: "The question is too long: I take up to %d characters. Ask it in fewer words.",
}

// Teller is an error that names its own sentence; Args are what is put into it.
// Packages that this one can't import, since they speak through it, use it for
// their sentinels.
type Teller interface {
	error
	Message() (id ID, args []any)
}

// known maps sentinel errors to sentences. The first that matches counts, so what
// is particular comes before what it may wrap: a missing model is also fs.ErrNotExist.
var known = []struct {
	err  error
	id   ID
	args []any
}{
	{syscall.ENOSPC, DiskFull, nil},
	{syscall.EDQUOT, DiskFull, nil},
	{syscall.EMFILE, ManyFiles, nil},
	{syscall.ENFILE, ManyFiles, nil},
	{inference.ErrOutOfMemory, OutOfMemory, nil},
	{syscall.ENOMEM, OutOfMemory, nil},
	{inference.ErrUnknownFamily, UnknownFamily, nil},
	{inference.ErrContextFull, ContextFull, nil},
	{inference.ErrNoModel, NoModel, nil},
	{inference.ErrBadModel, BadModel, nil},
	{inference.ErrClosed, ModelClosed, nil},
	{inference.ErrModelChanged, ModelChanged, nil},
	{inference.ErrWorkerDied, ModelDied, nil},
	{speech.ErrNoVoice, NoVoice, nil},
	{speech.ErrNoDevice, NoSound, nil},
	{speech.ErrLost, SoundLost, nil},
	{speech.ErrDied, SpeechDied, nil},
	{models.ErrNoSpace, DiskFull, nil},
	{models.ErrNotWritable, ModelsReadOnly, nil},
	{models.ErrUnknown, ModelUnknown, nil},
	{models.ErrChanged, ModelOther, nil},
	{models.ErrNotInstalled, ModelNotHere, nil},
	{camera.ErrTooLarge, TooLarge, []any{camera.MaxPixels / 1_000_000}},
	{camera.ErrEmpty, EmptyFile, nil},
	{camera.ErrDirectory, IsFolder, nil},
	{syscall.EISDIR, IsFolder, nil},
	{camera.ErrNoPictures, NoPictures, nil},
	{inference.ErrElongated, Elongated, nil},
	{inference.ErrNoPixels, NoPixels, nil},
	{camera.ErrFormat, Format, nil},
	{camera.ErrBroken, BrokenPicture, nil},
	{camera.ErrNotPicture, NotPicture, nil},
	{camera.ErrNoDevice, NoCamera, nil},
	{camera.ErrBusy, CameraBusy, nil},
	{camera.ErrDenied, CameraDenied, nil},
	{camera.ErrDisconnected, CameraGone, nil},
	{camera.ErrStalled, CameraStalled, nil},
	{camera.ErrNoFormat, CameraFormat, nil},
	{fs.ErrNotExist, NotFound, nil},
	{syscall.ENOTDIR, NotFound, nil},
	{syscall.ENAMETOOLONG, NotFound, nil},
	{syscall.ELOOP, NotFound, nil},
	{fs.ErrPermission, NoPermission, nil},
	{syscall.EIO, ReadFailed, nil},
	{context.Canceled, Stopped, nil},
	{context.DeadlineExceeded, TooSlow, nil},
	{errors.ErrUnsupported, Unsupported, nil},
}

// For is the sentence for an error: what is wrong, then what to do. The error's
// own text is never in it. Nil gives "".
func For(lang string, err error) string {
	if err == nil {
		return ""
	}
	var t Teller
	if errors.As(err, &t) {
		id, args := t.Message()
		return Text(lang, id, args...)
	}
	for _, k := range known {
		if errors.Is(err, k.err) {
			return Text(lang, k.id, k.args...)
		}
	}
	return Text(lang, Failed)
}
