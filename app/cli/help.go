package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"descry/app/assistant"
	"descry/app/messages"
)

// help prints what a command does, in lines that make sense when they are heard
// one by one: no columns, no frames.
func (s *session) help(w io.Writer, cmd *cobra.Command) {
	fmt.Fprintf(w, "%s\n\n%s\n", cmd.Short, s.text(messages.CLIUsage))
	if cmd.HasParent() {
		fmt.Fprintf(w, "  %s\n", cmd.UseLine())
		s.helpArguments(w, cmd)
		for i, c := range cmd.Commands() {
			if i == 0 {
				fmt.Fprintf(w, "\n%s\n", s.text(messages.CLICommands))
			}
			fmt.Fprintf(w, "  %s: %s\n", c.Name(), c.Short)
		}
	} else {
		fmt.Fprintf(w, "  %s COMMAND ...\n\n%s\n", cmd.Name(), s.text(messages.CLICommands))
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() || c.Name() == "help" {
				fmt.Fprintf(w, "  %s: %s\n", c.Name(), c.Short)
			}
		}
	}
	fmt.Fprintf(w, "\n%s\n", s.text(messages.CLIOptions))
	cmd.Flags().SortFlags = false
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		name := "--" + f.Name
		if _, ok := f.Value.(*flagValue); ok && f.Value.Type() != "" {
			name += " " + f.Value.Type()
		}
		fmt.Fprintf(w, "  %s: %s\n", name, f.Usage)
	})
	if ex := cmd.Example; ex != "" {
		fmt.Fprintf(w, "\n%s\n%s\n", s.text(messages.CLIExamples), ex)
	}
	if !cmd.HasParent() {
		fmt.Fprintf(w, "\n%s\n", s.text(messages.CLIExamples))
		for _, c := range assistant.Verbs() {
			if len(c.Examples) > 0 {
				fmt.Fprintf(w, "  descry %s\n", c.Examples[0])
			}
		}
		fmt.Fprintf(w, "\n%s\n%s\n", s.text(messages.CLIMoreHelp, cmd.Name()), s.text(messages.CLIStatus))
	}
}

// helpArguments tells what a command's arguments are.
func (s *session) helpArguments(w io.Writer, cmd *cobra.Command) {
	list := assistant.Verbs()
	if i := slices.IndexFunc(list, func(c assistant.Command) bool { return c.Name == cmd.Parent().Name() }); i >= 0 {
		list = list[i].Subs
	}
	for _, c := range list {
		if c.Name != cmd.Name() || len(c.Args) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s\n", s.text(messages.CLIArguments))
		for _, a := range c.Args {
			fmt.Fprintf(w, "  %s: %s\n", a.Name, s.text(a.Short))
		}
	}
}

// completion makes the verb that prints a shell's completion script.
func (s *session) completion() *cobra.Command {
	shells := map[string]func(*cobra.Command) error{
		"bash":       func(root *cobra.Command) error { return root.GenBashCompletionV2(s.out, true) },
		"zsh":        func(root *cobra.Command) error { return root.GenZshCompletion(s.out) },
		"fish":       func(root *cobra.Command) error { return root.GenFishCompletion(s.out, true) },
		"powershell": func(root *cobra.Command) error { return root.GenPowerShellCompletionWithDesc(s.out) },
	}
	names := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use: "completion " + strings.Join(names, "|"), Short: s.text(messages.CLIComplete),
		Example:   "  . <(descry completion bash)",
		Args:      cobra.ArbitraryArgs,
		ValidArgs: names,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return s.wrong(cmd, messages.ArgMissing, strings.Join(names, "|"))
			}
			script, ok := shells[args[0]]
			if !ok {
				return s.wrong(cmd, messages.FlagChoices, quote(args[0]), "completion", list(names))
			}
			return script(cmd.Root())
		},
	}
}
