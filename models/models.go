// Package models says which models exist, which are here, and whether they are
// whole. It knows nothing of running them.
package models

import "errors"

// Errors of this room. They are wrapped; test with errors.Is.
var (
	// ErrNoSpace: the disk, or this user's share of it, is full.
	ErrNoSpace = errors.New("models: no space left")
	// ErrNotWritable: the folder for models can't be written to.
	ErrNotWritable = errors.New("models: folder not writable")
)
