package cli

import (
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"descry/app/assistant"
	"descry/app/messages"
)

// inputs puts the arguments into in, once for each value of an argument that
// takes many. The last argument of a command that takes one value takes all the
// words that are left, so that a question needs no quotation marks.
func (s *session) inputs(cmd *cobra.Command, c assistant.Command, in assistant.Input, args []string) ([]assistant.Input, error) {
	switch {
	case (in.Model == "") != (in.Projector == ""):
		return nil, s.wrong(cmd, messages.PairNeeded)
	case in.Model != "" && in.Shape != "":
		return nil, s.wrong(cmd, messages.ShapeOrModel)
	case in.Top > 0 && !in.JSON:
		return nil, s.wrong(cmd, messages.TopNeedsJSON)
	case len(c.Args) == 0 && len(args) > 0:
		return nil, s.wrong(cmd, messages.ArgExtra, quote(args[0]))
	case len(args) < len(c.Args) && !s.types(c, in, args):
		return nil, s.wrong(cmd, messages.ArgMissing, c.Args[len(args)].Name)
	}
	in.Typed = len(args) < len(c.Args)
	return s.put(cmd, c, in, args)
}

// put sets the arguments, of which there are enough.
func (s *session) put(cmd *cobra.Command, c assistant.Command, in assistant.Input, args []string) ([]assistant.Input, error) {
	inputs := []assistant.Input{in}
	for i, a := range c.Args[:min(len(args), len(c.Args))] {
		values := args[i : i+1]
		if i == len(c.Args)-1 {
			values = args[i:]
			if !a.Many && len(c.Args) > 1 {
				values = []string{strings.Join(values, " ")}
			}
		}
		if !a.Many && len(values) > 1 {
			return nil, s.wrong(cmd, messages.ArgExtra, quote(values[1]))
		}
		inputs = spread(inputs, a, values)
	}
	return inputs, nil
}

// types says whether the last argument, which is missing, can be typed: there is a terminal,
// and it isn't where the picture is to come from.
func (s *session) types(c assistant.Command, in assistant.Input, args []string) bool {
	f, ok := s.in.(*os.File)
	last := len(c.Args) - 1
	return ok && term.IsTerminal(int(f.Fd())) && c.Args[last].Typed && len(args) == last && args[0] != "-" && len(in.Then) == 0
}

// spread sets an argument in each input, and makes one input for each value.
func spread(inputs []assistant.Input, a assistant.Arg, values []string) []assistant.Input {
	var all []assistant.Input
	for _, in := range inputs {
		for _, v := range values {
			in.Then = slices.Clone(in.Then)
			a.Set(&in, v)
			all = append(all, in)
		}
	}
	return all
}
