package assistant

import (
	"context"
	"iter"

	"descry/app/messages"
)

// Saved tells of a picture that was saved, with what was said about it.
type Saved struct{ Path string }

func (Saved) event() {}

// runSave saves the present picture and what was said about it, in the folder that in.From
// names, or in the person's own for pictures.
func runSave(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	return aloud(ctx, h, in, func(ctx context.Context) iter.Seq2[Event, error] {
		return func(yield func(Event, error) bool) {
			s, ok := h.Assistant().Present()
			if !ok {
				yield(nil, ErrNoFrame)
				return
			}
			path, err := h.Save(ctx, s, in.From)
			if err != nil {
				yield(nil, err)
				return
			}
			text := messages.Text(h.Assistant().options.Language, messages.SavedAs, messages.Clean(path))
			_ = yield(Saved{path}, nil) && yield(Sentence{Text: text}, nil)
		}
	})
}
