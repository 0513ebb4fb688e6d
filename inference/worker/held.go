package worker

import (
	"errors"
	"os"

	"descry/inference"
)

// held are the model files, which stay open as long as the engine: every child gets the
// files that were looked at when it was opened, not what lies under their names by then.
type held struct{ text, projector *os.File }

// hold opens the files and shows them to Options.Opened.
func hold(o Options) (h held, err error) {
	h.text, err = os.Open(o.Text)
	if err == nil {
		h.projector, err = os.Open(o.Projector)
	}
	if err != nil {
		h.close()
		// The reader of headers has this room's errors for what can't be opened.
		_, _, inspected := inference.Inspect(o.Text, o.Projector)
		return held{}, errors.Join(inspected, err)
	}
	if o.Opened != nil {
		err = o.Opened(h.text, h.projector)
	}
	if err != nil {
		h.close()
	}
	return h, err
}

// close closes both; it may be called again.
func (h held) close() {
	for _, f := range []*os.File{h.text, h.projector} {
		if f != nil {
			_ = f.Close() // nothing was written
		}
	}
}
