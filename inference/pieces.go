package inference

// prompt collects the pieces of a prompt. Texts that follow one another become
// one piece: a tokenizer does not make the same tokens of two halves as of the whole.
type prompt struct{ pieces []Piece }

func (w *prompt) special(name string) { w.pieces = append(w.pieces, Piece{Special: name}) }

func (w *prompt) tile(index int) { w.pieces = append(w.pieces, Piece{Tile: index}) }

func (w *prompt) text(s string) {
	if s == "" {
		return
	}
	if n := len(w.pieces); n > 0 && w.pieces[n-1].Text != "" {
		w.pieces[n-1].Text += s
		return
	}
	w.pieces = append(w.pieces, Piece{Text: s})
}
