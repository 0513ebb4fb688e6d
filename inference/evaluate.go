package inference

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// evaluate brings the memory to where the next token's logits are those that
// follow the prompt. What the memory shares with the prompt is kept. However it
// ends, e.memory tells what the backend holds.
func (e *engine) evaluate(ctx context.Context, pic *Picture, p Prompt, s *Stats) error {
	want, err := e.entries(p, pic)
	if err != nil {
		return err
	}
	if n := len(want); n >= e.backend.Context() {
		return fmt.Errorf("%w: a prompt of %d tokens, room for %d", ErrContextFull, n, e.backend.Context())
	}
	// The last token is decoded again, since its logits are wanted.
	return e.reach(ctx, want, min(common(want, e.memory), len(want)-1), s)
}

// look brings the memory to where a picture ends about which nothing was asked yet.
func (e *engine) look(ctx context.Context, pic *Picture, p Prompt, s *Stats) error {
	p.Turns = []Turn{{Role: User}}
	want, err := e.entries(p, pic)
	if err != nil {
		return err
	}
	for len(want) > 0 && want[len(want)-1].tile == nil {
		want = want[:len(want)-1]
	}
	keep := common(want, e.memory)
	if keep == len(want) { // it is there, perhaps with a conversation behind it
		return nil
	}
	return e.reach(ctx, want, keep, s)
}

// reach makes the memory hold what is wanted, of which it keeps the first entries.
func (e *engine) reach(ctx context.Context, want []entry, keep int, s *Stats) error {
	for i := range keep {
		want[i].tokens, want[i].width = e.memory[i].tokens, e.memory[i].width
	}
	if keep < len(e.memory) {
		if err := e.cut(keep); err != nil {
			return err
		}
		keep = len(e.memory)
	}
	s.ReusedTokens, _ = size(want[:keep])
	if err := e.feed(ctx, want[keep:], s); err != nil {
		return err
	}
	s.PromptTokens, _ = size(e.memory)
	return nil
}

// cut forgets what the backend holds behind the first keep entries, and of these
// the last ones too where the backend can't go back to just there.
func (e *engine) cut(keep int) error {
	e.memory = e.memory[:keep]
	_, pos := size(e.memory)
	kept, err := e.backend.Truncate(pos)
	if err != nil {
		return e.drop(err)
	}
	for pos > kept && len(e.memory) > 0 {
		last := len(e.memory) - 1
		pos -= e.memory[last].width
		e.memory = e.memory[:last]
	}
	if pos != kept { // in the midst of a tile
		return e.drop(nil)
	}
	return nil
}

// drop empties the memory after a failure that leaves it unknown.
func (e *engine) drop(err error) error {
	e.memory = e.memory[:0]
	if _, err2 := e.backend.Truncate(0); err2 != nil {
		return errors.Join(err, fmt.Errorf("inference: the memory can't be emptied: %w", err2))
	}
	return err
}

// feed appends entries, tokens in runs.
func (e *engine) feed(ctx context.Context, es []entry, s *Stats) error {
	for len(es) > 0 {
		if es[0].tile != nil {
			if err := e.feedTile(ctx, es[0], s); err != nil {
				return err
			}
			es = es[1:]
			continue
		}
		var ids []int
		for len(ids) < len(es) && es[len(ids)].tile == nil {
			ids = append(ids, es[len(ids)].token)
		}
		start := time.Now()
		if err := e.append(ctx, es[:len(ids)], func(pos int) error {
			return e.backend.DecodeTokens(ctx, ids, pos, len(ids) == len(es))
		}); err != nil {
			return err
		}
		s.Prefill += time.Since(start)
		es = es[len(ids):]
	}
	return nil
}

// append runs decode at the memory's end and notes what was added. A decode that
// fails leaves part of its work: that is cut off.
func (e *engine) append(ctx context.Context, es []entry, decode func(pos int) error) error {
	used, pos := size(e.memory)
	if more, _ := size(es); used+more > e.backend.Context() {
		return fmt.Errorf("%w: %d tokens used of %d, %d to come", ErrContextFull, used, e.backend.Context(), more)
	}
	if err := decode(pos); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		if err2 := e.cut(len(e.memory)); err2 != nil {
			return errors.Join(err, err2)
		}
		return err
	}
	e.memory = append(e.memory, es...)
	return nil
}

func (e *engine) feedTile(ctx context.Context, x entry, s *Stats) error {
	emb, err := e.embed(ctx, x, s)
	if err != nil {
		return err
	}
	x.tokens, x.width = emb.Tokens, emb.Positions
	start := time.Now()
	err = e.append(ctx, []entry{x}, func(pos int) error { return e.backend.DecodeImage(ctx, emb, pos) })
	s.Prefill += time.Since(start)
	return err
}

// embed encodes a tile, or takes it from the cache.
func (e *engine) embed(ctx context.Context, x entry, s *Stats) (Embedding, error) {
	if emb, ok := e.tiles.get(x.hash); ok {
		return emb, nil
	}
	if err := ctx.Err(); err != nil {
		return Embedding{}, err
	}
	start := time.Now()
	emb, err := e.backend.Encode(ctx, e.pixels(x.tile), x.tile.Width, x.tile.Height)
	s.Encode += time.Since(start)
	if err != nil && emb.Tokens == 0 {
		return Embedding{}, err
	}
	s.TilesEncoded++
	e.tiles.put(x.hash, emb) // even if ctx ended meanwhile: the next question wants it
	return emb, err
}

// pixels normalises a tile as the encoder was trained: (v/255 - mean) / std.
func (e *engine) pixels(t *Tile) []float32 {
	var table [3][256]float32
	for c := range table {
		for v := range table[c] {
			table[c][v] = (float32(v)/255 - e.mean[c]) / e.std[c]
		}
	}
	out := make([]float32, len(t.RGB))
	for i := 0; i+2 < len(out); i += 3 {
		out[i] = table[0][t.RGB[i]]
		out[i+1] = table[1][t.RGB[i+1]]
		out[i+2] = table[2][t.RGB[i+2]]
	}
	return out
}
