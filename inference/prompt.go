package inference

import (
	"bytes"
	"fmt"
)

// entry is one thing in the text model's memory: a token, or a tile's embedding.
type entry struct {
	token  int
	tile   *Tile // nil: a token
	hash   [32]byte
	tokens int // room it takes in the context; a tile's is known once it is encoded
	width  int // positions it takes: fewer than tokens where they count in two dimensions
}

// same says whether two entries leave the same trace in the memory.
func (a entry) same(b entry) bool {
	if (a.tile == nil) != (b.tile == nil) {
		return false
	}
	if a.tile != nil {
		return a.hash == b.hash
	}
	return a.token == b.token
}

// entries turns a prompt into what the memory must hold for it. Text that the
// memory holds already, at the same place, keeps its tokens as they were sampled:
// an answer tokenised anew may be cut in other places.
func (e *engine) entries(p Prompt, pic *Picture) ([]entry, error) {
	if len(p.Turns) == 0 {
		return nil, fmt.Errorf("inference: family %s: a prompt without turns", e.family.Name)
	}
	var out []entry
	for _, piece := range e.family.Pieces(p, pic) {
		switch {
		case piece.Special != "":
			id, err := e.control(piece.Special)
			if err != nil {
				return nil, err
			}
			out = append(out, entry{token: id, tokens: 1, width: 1})
		case piece.Text != "":
			ids, ok := e.sampled(out, piece.Text)
			if !ok {
				var err error
				if ids, err = e.backend.Tokenize(piece.Text, false); err != nil {
					return nil, err
				}
			}
			for _, id := range ids {
				out = append(out, entry{token: id, tokens: 1, width: 1})
			}
		default:
			if pic == nil || piece.Tile >= len(pic.Tiles) {
				return nil, fmt.Errorf("inference: family %s: prompt wants tile %d", e.family.Name, piece.Tile)
			}
			t := &pic.Tiles[piece.Tile]
			out = append(out, entry{tile: t, hash: t.Hash()})
		}
	}
	return out, nil
}

// control finds the one token that a special piece names.
func (e *engine) control(name string) (int, error) {
	if id, ok := e.names[name]; ok {
		return id, nil
	}
	ids, err := e.backend.Tokenize(name, true)
	if err != nil {
		return 0, err
	}
	if len(ids) != 1 {
		return 0, fmt.Errorf("%w: its vocabulary has no token %s", ErrBadModel, name)
	}
	e.names[name] = ids[0]
	return ids[0], nil
}

// sampled returns the tokens that the memory holds behind head, if head is how it
// begins and the tokens behind it spell exactly text and end there.
func (e *engine) sampled(head []entry, text string) ([]int, bool) {
	if len(e.memory) <= len(head) || common(head, e.memory) != len(head) {
		return nil, false
	}
	var ids []int
	rest := []byte(text)
	for _, m := range e.memory[len(head):] {
		if m.tile != nil || len(rest) == 0 {
			break
		}
		piece := e.backend.Piece(m.token)
		if len(piece) == 0 { // a control token
			break
		}
		if !bytes.HasPrefix(rest, piece) {
			return nil, false
		}
		ids, rest = append(ids, m.token), rest[len(piece):]
	}
	return ids, len(rest) == 0 && len(ids) > 0
}

// common is the length of the longest common prefix.
func common(a, b []entry) int {
	n := min(len(a), len(b))
	for i := range n {
		if !a[i].same(b[i]) {
			return i
		}
	}
	return n
}

// size is how many tokens and positions entries take in all.
func size(es []entry) (tokens, positions int) {
	for _, e := range es {
		tokens += e.tokens
		positions += e.width
	}
	return tokens, positions
}

// ChatML, the frame of turns that most families use.
const (
	chatStart = "<|im_start|>"
	chatEnd   = "<|im_end|>"
)

// chat writes a conversation in ChatML, up to where the assistant's answer begins;
// picture is called where the picture stands: before the first question's text.
func (w *prompt) chat(p Prompt, picture func()) {
	turn := func(role string) {
		w.special(chatStart)
		w.text(role + "\n")
	}
	end := func() {
		w.special(chatEnd)
		w.text("\n")
	}
	if p.System != "" {
		turn("system")
		w.text(p.System)
		end()
	}
	for i, t := range p.Turns {
		if t.Role == Assistant {
			turn("assistant")
		} else {
			turn("user")
		}
		if i == 0 {
			picture()
		}
		w.text(t.Text)
		end()
	}
	turn("assistant")
}
