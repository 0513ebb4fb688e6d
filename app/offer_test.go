package app

import (
	"strings"
	"testing"

	"descry/app/settings"
	"descry/models"
)

// TestRecommendedReason: what a model is recommended for is said, a graphics card too.
func TestRecommendedReason(t *testing.T) {
	a := newApp(t, settings.Settings{}, nil)
	store, err := a.store()
	if err != nil {
		t.Fatal(err)
	}
	m, err := models.Find("smolvlm-500m-instruct-q8_0")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		on   machine
		want string
	}{
		{machine{free: 4e9, known: true, cores: 4, recommended: m.ID}, "the best for 4 processor cores and"},
		{machine{free: 4e9, known: true, cores: 4, graphics: true, recommended: m.ID}, "the best for a graphics card, 4 processor cores and"},
	} {
		if got := (shelf{a}).listed(store, m, c.on); !strings.Contains(got.Text, c.want) || strings.Count(got.Text, "recommend") != 1 {
			t.Errorf("%q lacks %q", got.Text, c.want)
		}
	}
}

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
