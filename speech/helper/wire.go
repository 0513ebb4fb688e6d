package helper

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"descry/speech"
)

// The kinds of frames. Each belongs to the request whose ID it carries.
const (
	kindSay    = 'S' // to the child: order
	kindStop   = 'X' // to the child: no more sound; a done follows
	kindSignal = 'E' // to the child: an earcon by its name; of no request, and nothing follows
	kindReady  = 'R' // to the child: Settings of what will be said soon; nothing follows
	kindAlive  = 'A' // from the child, ten times a second while it works
	kindDone   = 'D' // from the child: outcome, the last of a request
)

// longest is the longest text of one request, in bytes. In JSON a byte takes up to six,
// and a pipe holds 64 KiB: so sending never waits, even for a child that stands still.
const longest = 8 << 10

// mostFrame is the longest body of a frame, in bytes.
const mostFrame = 64 << 10

type order struct {
	Text     string          `json:"text"`
	Settings speech.Settings `json:"settings"`
}

// outcome is what a request came to; without a code it was heard.
type outcome struct {
	Code string `json:"code,omitempty"`
	Text string `json:"text,omitempty"` // of the error
}

// codes name the errors that mean something to others. The first that matches counts.
var codes = []struct {
	code string
	err  error
}{
	{"no-voice", speech.ErrNoVoice},
	{"no-device", speech.ErrNoDevice},
	{"lost", speech.ErrLost},
	{"closed", speech.ErrClosed},
	{"unsupported", errors.ErrUnsupported},
	{"canceled", context.Canceled},
}

// otherError is the code of an error that means nothing to others.
const otherError = "error"

func newOutcome(err error) outcome {
	if err == nil {
		return outcome{}
	}
	o := outcome{otherError, fmt.Sprintf("%.1000s", err.Error())}
	for _, c := range codes {
		if errors.Is(err, c.err) {
			o.Code = c.code
			break
		}
	}
	return o
}

func parseOutcome(body []byte) (outcome, error) {
	var o outcome
	if err := json.Unmarshal(body, &o); err != nil {
		return o, fmt.Errorf("helper: outcome: %w", err)
	}
	return o, nil
}

// err is the error of an outcome.
func (o outcome) err() error {
	if o.Code == "" {
		return nil
	}
	f := &failed{text: o.Text}
	for _, c := range codes {
		if c.code == o.Code {
			f.cause = c.err
		}
	}
	return f
}

// failed is an error that came from the child.
type failed struct {
	text  string
	cause error // nil: one of no meaning here
}

// Error is the text that the error had in the child.
func (f *failed) Error() string { return f.text }

// Unwrap gives the sentinel.
func (f *failed) Unwrap() error { return f.cause }
