package app

import (
	"strings"
	"testing"

	"descry/app/settings"
	"descry/models"
)

// TestOffer: the model that is recommended here is named with its size and the command
// that brings it, unless it, or something that nothing is known to be better than, answers.
func TestOffer(t *testing.T) {
	best := newApp(t, settings.Settings{}, nil).machine().recommended
	m, err := models.Find(best)
	if err != nil {
		t.Skipf("no model of the catalogue fits the memory that is free: %v", err)
	}
	for _, c := range []struct {
		name string
		s    settings.Settings
		want bool
	}{
		{"the starter answers", settings.Settings{}, true},
		{"the best answers", settings.Settings{Chosen: best}, false},
		{"the person's own files", settings.Settings{Model: "a.gguf", Projector: "b.gguf"}, false},
		{"an imported model", settings.Settings{Chosen: "own-words"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newApp(t, c.s, nil)
			got := a.offer()
			if !c.want {
				if got != "" {
					t.Errorf("offered: %s", got)
				}
				return
			}
			for _, part := range []string{m.Name, a.size(m.Size()), "descry models pull " + best} {
				if !strings.Contains(got, part) {
					t.Errorf("%q lacks %q", got, part)
				}
			}
		})
	}
}
