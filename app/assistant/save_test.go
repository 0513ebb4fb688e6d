package assistant

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"descry/app/messages"
)

// TestSave: the present picture is saved, and where is told; without one that is said.
func TestSave(t *testing.T) {
	s := newStage(t)
	if _, err := drain(runSave(t.Context(), s, Input{From: "to"})); !errors.Is(err, ErrNoFrame) {
		t.Errorf("without a picture: %v", err)
	}
	sentencesOf(t, runCheck(t.Context(), s, Input{Picture: "card.png"}))
	all, err := drain(runSave(t.Context(), s, Input{From: "to"}))
	path := filepath.Join("to", "card.png")
	want := []Event{Saved{path}, Sentence{Text: messages.Text("en", messages.SavedAs, path)}}
	if err != nil || !slices.Equal(all, want) {
		t.Errorf("got %+v, %v; want %+v", all, err, want)
	}
}
