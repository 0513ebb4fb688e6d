package assistant

import (
	"context"
	"iter"
)

func (in Input) request(h Host) Request {
	r := Request{
		Question: in.Question, Detail: in.Detail,
		Verbatim: in.Verbatim, Anyway: in.Anyway, Top: in.Top, Early: in.Say,
	}
	if in.Picture != "" {
		r.Camera = h.Camera(in.Picture)
	}
	return r
}

func runDescribe(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	return aloud(ctx, h, in, func(ctx context.Context) iter.Seq2[Event, error] {
		return h.Assistant().Describe(ctx, in.request(h))
	})
}

func runCheck(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	if in.Live {
		return runAim(ctx, h, in)
	}
	return aloud(ctx, h, in, func(ctx context.Context) iter.Seq2[Event, error] {
		return h.Assistant().Look(ctx, in.request(h))
	})
}

// runAsk asks the question and then the others about the same frame. Each has
// its own Answered. Questions that are typed are told by Asked.
func runAsk(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	if in.Typed {
		return askTyped(ctx, h, in)
	}
	return aloud(ctx, h, in, func(ctx context.Context) iter.Seq2[Event, error] { return askAll(ctx, h, in) })
}

func askAll(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		r := in.request(h)
		for i := -1; i < len(in.Then); i++ {
			if i >= 0 {
				r.Camera, r.Question = nil, in.Then[i]
			}
			for e, err := range h.Assistant().Ask(ctx, r) {
				if !yield(e, err) || err != nil {
					return
				}
			}
		}
	}
}

// DefaultRuns is how often a benchmark measures each figure.
const DefaultRuns = 5

func runBench(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	runs := in.Runs
	if runs == 0 {
		runs = DefaultRuns
	}
	return h.Bench(ctx, in.Shape, runs)
}

func runDoctor(ctx context.Context, h Host, _ Input) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		for f, err := range h.Doctor(ctx) {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(f, nil) {
				return
			}
		}
	}
}
