package messages

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"descry/camera"
	"descry/inference"
)

// teller is an error with a sentence of its own.
type teller struct{ id ID }

func (teller) Error() string          { return "cache/with secrets" }
func (t teller) Message() (ID, []any) { return t.id, []any{"/cache"} }

func TestCode(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"none", nil, ""},
		{"missing file", fmt.Errorf("still: %w", fs.ErrNotExist), "not-found"},
		{"missing model is more than a missing file", fmt.Errorf("%w: %w", inference.ErrNoModel, fs.ErrNotExist), "no-model"},
		{"broken picture", camera.ErrBroken, "broken-picture"},
		{"teller", fmt.Errorf("app: %w", teller{CacheReadOnly}), "cache"},
		{"unknown", errors.New("whatever"), "failed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Code(c.err); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
