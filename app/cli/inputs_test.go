package cli

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"github.com/spf13/cobra"

	"descry/app/assistant"
)

func TestInputs(t *testing.T) {
	type given = []assistant.Input
	for _, c := range []struct {
		name, command string
		in            assistant.Input
		args          []string
		want          given // nil: wrong usage
	}{
		{"one picture", "describe", assistant.Input{}, []string{"a.png"}, given{{Picture: "a.png"}}},
		{
			"three pictures", "check",
			assistant.Input{JSON: true},
			[]string{"a", "b", "-"},
			given{{Picture: "a", JSON: true}, {Picture: "b", JSON: true}, {Picture: "-", JSON: true}},
		},
		{"question", "ask", assistant.Input{}, []string{"a.png", "What is it?"}, given{{Picture: "a.png", Question: "What is it?"}}},
		{"question in words", "ask", assistant.Input{}, []string{"a.png", "What", "is", "it?"}, given{{Picture: "a.png", Question: "What is it?"}}},
		{"nothing to name", "doctor", assistant.Input{}, nil, given{{}}},
		{"no picture", "describe", assistant.Input{}, nil, nil},
		{"no question", "ask", assistant.Input{}, []string{"a.png"}, nil},
		{"one too many", "doctor", assistant.Input{}, []string{"x"}, nil},
		{"half a model", "describe", assistant.Input{Model: "m"}, []string{"a"}, nil},
		{"the other half", "describe", assistant.Input{Projector: "p"}, []string{"a"}, nil},
		{"list without JSON", "describe", assistant.Input{Top: 2}, []string{"a"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &session{out: &output{w: &bytes.Buffer{}}, err: &output{w: &bytes.Buffer{}}}
			for _, command := range assistant.Verbs() {
				if command.Name != c.command {
					continue
				}
				got, err := s.inputs(&cobra.Command{Use: "descry"}, command, c.in, c.args)
				var wrong *usageError
				if errors.As(err, &wrong) != (c.want == nil) {
					t.Fatalf("error %v", err)
				}
				if !reflect.DeepEqual(got, c.want) {
					t.Errorf("got %+v, want %+v", got, c.want)
				}
			}
		})
	}
}

func TestEveryCommandIsAVerb(t *testing.T) {
	s := &session{out: &output{w: &bytes.Buffer{}}, err: &output{w: &bytes.Buffer{}}}
	root := s.root(t.Context())
	for _, c := range assistant.Verbs() {
		cmd, _, err := root.Find([]string{c.Name})
		if err != nil || cmd.Name() != c.Name {
			t.Errorf("%s: found %v, %v", c.Name, cmd.Name(), err)
			continue
		}
		for _, f := range c.Flags {
			if cmd.Flags().Lookup(f.Name) == nil {
				t.Errorf("%s has no --%s", c.Name, f.Name)
			}
		}
	}
}
