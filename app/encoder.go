package app

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/app/settings"
	"descry/inference"
	"descry/inference/onnx"
	"descry/inference/worker"
	"descry/internal/cpu"
	"descry/internal/fit"
)

// judge asks the child to compare both precisions, instead of one.
const judge = "judge"

// The names of encoders in inference.Info.
const (
	clip        = "clip"
	onnxRuntime = "ONNX Runtime "
)

// eye is how pictures are encoded, and what there is to say about it.
type eye struct {
	folder    string // of the graphs; empty: clip
	precision string // F32, Int8 or judge
	need      onnx.Need
	why       messages.ID
	args      []any
}

// eye chooses the image encoder for a projector and writes its graphs where they are
// missing, which takes seconds, once. It is done out here because the child can't write.
// need is what the model needs but for its image encoder, in bytes.
func (a *App) eye(ctx context.Context, projector string, need int64) (eye, error) {
	e, err := a.plan(projector, need)
	if err == nil && e.folder != "" {
		err = e.convert(ctx, projector)
	}
	switch {
	case ctx.Err() != nil:
		return eye{}, ctx.Err()
	case errors.Is(err, errors.ErrUnsupported):
		return eye{why: messages.DoctorEncoderFamily}, nil
	case err != nil:
		a.options.Log.Warn("no graph of the image encoder", "err", err)
		return eye{why: messages.DoctorEncoderFailed}, nil
	}
	return e, nil
}

// plan chooses the image encoder and writes nothing.
func (a *App) plan(projector string, need int64) (eye, error) {
	wish := a.options.Settings.Encoder
	_, err := os.Stat(filepath.Join(a.options.Layout.Library, onnx.Library))
	switch {
	case wish == settings.EncoderClip:
		return eye{why: messages.DoctorEncoderWish}, nil
	case wish == "" && !onnx.Worth(projector):
		return eye{why: messages.DoctorEncoderSmall}, nil
	case err != nil:
		return eye{why: messages.DoctorEncoderLibrary, args: []any{messages.Clean(a.options.Layout.Library)}}, nil
	}
	e := eye{precision: wish, why: messages.DoctorEncoder}
	if e.folder, err = onnx.Folder(a.options.Layout.Cache, projector); err != nil {
		return eye{}, err
	}
	if wish == "" {
		e.precision = string(onnx.Decided(e.folder, cpu.Describe().Model))
	}
	if e.precision == "" {
		e.precision = judge
	}
	if e.need, err = onnx.Memory(projector, e.precisions()...); err != nil {
		return eye{}, err
	}
	if free, ok := fit.Available(); ok && free < need+e.need.Total() {
		return eye{why: messages.DoctorEncoderMemory}, nil
	}
	return e, nil
}

// precisions are those that the child opens.
func (e eye) precisions() []onnx.Precision {
	if e.precision == judge {
		return []onnx.Precision{onnx.F32, onnx.Int8}
	}
	return []onnx.Precision{onnx.Precision(e.precision)}
}

// copies names what the weights were converted to.
func (e eye) copies() string {
	var names []string
	for _, p := range e.precisions() {
		names = append(names, string(p))
	}
	return strings.Join(names, ", ")
}

// convert writes the graphs that are missing.
func (e eye) convert(ctx context.Context, projector string) error {
	for _, p := range e.precisions() {
		if err := onnx.Convert(ctx, e.folder, projector, p); err != nil {
			return err
		}
	}
	return nil
}

// judged keeps what the child found.
func (e eye) judged(i inference.Info, log *slog.Logger) {
	for _, p := range []onnx.Precision{onnx.F32, onnx.Int8} {
		if e.precision == judge && i.Encoder == onnxRuntime+string(p) {
			if err := onnx.Decide(e.folder, cpu.Describe().Model, p); err != nil {
				log.Warn("the choice of the image encoder is not kept", "err", err)
			}
		}
	}
}

// encoder opens, in the child, the image encoder that the parent has prepared. What
// goes wrong is no error: nil stands for clip.
func encoder(ctx context.Context, o worker.ModelOptions) (e *onnx.Encoder, name string) {
	if o.Encoder == "" {
		return nil, clip
	}
	p := onnx.Precision(o.Precision)
	var err error
	if o.Precision == judge {
		p, err = compare(ctx, o)
	}
	if err == nil {
		e, err = openEncoder(o, p)
	}
	if err != nil {
		slog.Debug("the image encoder is clip", "err", err)
		return nil, clip
	}
	return e, onnxRuntime + string(p)
}

func openEncoder(o worker.ModelOptions, p onnx.Precision) (*onnx.Encoder, error) {
	return onnx.Open(onnx.Options{Library: o.Library, Folder: o.Encoder, Projector: o.Projector, Precision: p, Threads: o.Threads})
}

// compare runs both precisions, on as many threads each, and says which is the better one.
func compare(ctx context.Context, o worker.ModelOptions) (onnx.Precision, error) {
	if o.Threads == 0 {
		o.Threads = cpu.Threads()
	}
	meta, family, err := inference.Inspect(o.Text, o.Projector)
	if err != nil {
		return "", err
	}
	f32, err := openEncoder(o, onnx.F32)
	if err != nil {
		return "", err
	}
	defer func() { _ = f32.Close() }()
	int8, err := openEncoder(o, onnx.Int8)
	if err != nil {
		return "", err
	}
	defer func() { _ = int8.Close() }()
	mean, std := family.Normal(meta)
	v, err := onnx.Judge(ctx, f32, int8, mean, std)
	return v.Best(), err
}

// examineEncoder says what encodes pictures, and why.
func (a *App) examineEncoder(ctx context.Context) assistant.Finding {
	e, err := a.open(ctx)
	if err != nil {
		return a.failed("encoder", err)
	}
	if err := a.turn.Take(ctx); err != nil {
		return a.failed("encoder", err)
	}
	defer a.turn.Give()
	i := e.Info()
	switch {
	case a.eyes.folder == "":
		return a.well("encoder", a.eyes.why, a.eyes.args...)
	case i.Encoder == clip:
		return a.well("encoder", messages.DoctorEncoderFailed)
	}
	return a.well("encoder", messages.DoctorEncoder, messages.Clean(i.Encoder), a.size(onnx.Size(a.eyes.folder)), messages.Clean(a.eyes.folder))
}
