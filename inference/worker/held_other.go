//go:build !linux

package worker

import "os"

// here and there are the files' names: these systems have no others. Whether they still
// lead to the same files is looked at when the child has opened them.
func (h held) here() (text, projector string) { return h.text.Name(), h.projector.Name() }

func (h held) there() (text, projector string) { return h.text.Name(), h.projector.Name() }

func (held) inherited() []*os.File { return nil }
