package models

import (
	"errors"
	"os"
	"testing"
)

// TestOpened: what counts is the file behind the descriptor, not the one behind the name.
func TestOpened(t *testing.T) {
	s := newStore(t)
	if err := s.Add(t.Context(), pairModel(), pairFiles(), nil); err != nil {
		t.Fatal(err)
	}
	path, err := s.Path("pair", RoleText)
	if err != nil {
		t.Fatal(err)
	}
	open := func() *os.File {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	checked := open()
	if err := os.WriteFile(path+"2", []byte(textBytes), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+"2", path); err != nil {
		t.Fatal(err)
	}
	if err := s.Opened("pair", RoleText, checked); err != nil {
		t.Errorf("the checked file: %v", err)
	}
	if err := s.Opened("pair", RoleText, open()); !errors.Is(err, ErrChanged) {
		t.Errorf("the file with its name: %v", err)
	}
	if err := s.Opened("pair", "voice", checked); !errors.Is(err, ErrNotInstalled) {
		t.Errorf("a role that is not there: %v", err)
	}
	if err := s.Opened("none", RoleText, checked); !errors.Is(err, ErrNotInstalled) {
		t.Errorf("a model that is not there: %v", err)
	}
}
