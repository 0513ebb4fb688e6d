package cli

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"descry/app/assistant"
	"descry/app/messages"
)

// usageError is a command line that makes no sense.
type usageError struct {
	text string
	see  string // command line that tells more
}

func (e *usageError) Error() string { return "cli: wrong usage: " + e.text }

// wrong is a usageError about cmd.
func (s *session) wrong(cmd *cobra.Command, id messages.ID, args ...any) error {
	for i, a := range args {
		if v, ok := a.(string); ok {
			args[i] = messages.Clean(v)
		}
	}
	return &usageError{text: s.text(id, args...), see: cmd.CommandPath() + " --help"}
}

// root makes cobra's commands from the table.
func (s *session) root(ctx context.Context) *cobra.Command {
	root := &cobra.Command{
		Use: "descry", Short: s.text(messages.CLIShort), Version: s.program.Version,
		SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		Args:              cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			if st, err := os.Stat(args[0]); err == nil && (st.Mode().IsRegular() || st.IsDir()) {
				return s.wrong(cmd, messages.NoCommandPicture, args[0])
			}
			return s.wrong(cmd, messages.NoCommand, args[0])
		},
	}
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetVersionTemplate("descry {{.Version}}\n")
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { s.help(s.out, cmd) })
	root.SetFlagErrorFunc(s.flagError)
	root.Flags().Bool("version", false, s.text(messages.CLIVersion))
	for _, c := range assistant.Verbs() {
		root.AddCommand(s.command(ctx, c))
	}
	root.AddCommand(s.completion())
	root.SetHelpCommand(&cobra.Command{
		Use: "help [COMMAND]", Short: s.text(messages.CLIHelp),
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := root.Find(args)
			if err != nil || about == root && len(rest) > 0 {
				return s.wrong(root, messages.NoCommand, strings.Join(args, " "))
			}
			s.help(s.out, about)
			return nil
		},
	})
	root.InitDefaultHelpCmd()
	s.finish(root)
	return root
}

// finish gives a command and those below it what all have.
func (s *session) finish(cmd *cobra.Command) {
	cmd.Flags().BoolP("help", "h", false, s.text(messages.CLIHelpFlag))
	cmd.DisableFlagsInUseLine = true
	for _, sub := range cmd.Commands() {
		s.finish(sub)
	}
}

// command makes one verb.
func (s *session) command(ctx context.Context, c assistant.Command) *cobra.Command {
	in := &assistant.Input{}
	use := c.Name
	for _, a := range c.Args {
		use += " " + a.Name
		if a.Many {
			use += "..."
		}
	}
	cmd := &cobra.Command{
		Use: use, Short: s.text(c.Short), Example: examples(c.Examples),
		Args: cobra.ArbitraryArgs, // told in our own words below
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(c.Subs) > 0 && len(args) > 0 {
				return s.wrong(cmd, messages.NoCommand, c.Name+" "+args[0])
			}
			inputs, err := s.inputs(cmd, c, *in, args)
			if err != nil {
				return err
			}
			return s.run(ctx, c, inputs)
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) < len(c.Args) || len(c.Args) > 0 && c.Args[len(c.Args)-1].Many {
				return nil, cobra.ShellCompDirectiveDefault // files
			}
			return nil, cobra.ShellCompDirectiveNoFileComp
		},
	}
	for _, f := range c.Flags {
		s.flag(cmd, f, in)
	}
	for _, sub := range c.Subs {
		cmd.AddCommand(s.command(ctx, sub))
	}
	return cmd
}

func examples(lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString("  descry " + l + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// flag adds an option to a verb.
func (s *session) flag(cmd *cobra.Command, f assistant.Flag, in *assistant.Input) {
	usage := s.text(f.Short)
	if f.Default != "" {
		usage += " " + s.text(messages.CLIDefault, f.Default)
	}
	added := cmd.Flags().VarPF(&flagValue{f, in, ""}, f.Name, "", usage)
	var complete cobra.CompletionFunc
	switch {
	case f.Value == "":
		added.NoOptDefVal = "true"
		complete = cobra.NoFileCompletions
	case len(f.Choices) > 0:
		complete = cobra.FixedCompletions(f.Choices, cobra.ShellCompDirectiveNoFileComp)
	case f.Value == "FILE":
		complete = cobra.FixedCompletions([]string{"gguf"}, cobra.ShellCompDirectiveFilterFileExt)
	default:
		complete = cobra.NoFileCompletions
	}
	// It fails only for a flag that isn't there or that has one already.
	_ = cmd.RegisterFlagCompletionFunc(f.Name, complete)
}

// flagValue is an option of the table as a pflag.Value.
type flagValue struct {
	flag assistant.Flag
	in   *assistant.Input
	text string
}

// String implements pflag.Value.
func (v *flagValue) String() string { return v.text }

// Type implements pflag.Value: it is the value's name in the help.
func (v *flagValue) Type() string { return v.flag.Value }

// Set implements pflag.Value.
func (v *flagValue) Set(text string) error {
	if len(v.flag.Choices) > 0 && !slices.Contains(v.flag.Choices, text) || !v.flag.Set(v.in, text) {
		return errWrongValue
	}
	v.text = text
	return nil
}

var errWrongValue = errors.New("cli: wrong value")

// flagError puts pflag's errors into our own words.
func (s *session) flagError(cmd *cobra.Command, err error) error {
	var none *pflag.NotExistError
	var empty *pflag.ValueRequiredError
	var value *pflag.InvalidValueError
	var syntax *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &none):
		return s.wrong(cmd, messages.NoFlag, dashes(none.GetSpecifiedName()))
	case errors.As(err, &empty):
		return s.wrong(cmd, messages.FlagValue, dashes(empty.GetSpecifiedName()))
	case errors.As(err, &value):
		f := value.GetFlag()
		if v, ok := f.Value.(*flagValue); ok && len(v.flag.Choices) > 0 {
			return s.wrong(cmd, messages.FlagChoices, quote(value.GetValue()), dashes(f.Name), list(v.flag.Choices))
		}
		return s.wrong(cmd, messages.FlagWrong, quote(value.GetValue()), dashes(f.Name))
	case errors.As(err, &syntax):
		return s.wrong(cmd, messages.FlagSyntax, syntax.GetSpecifiedFlag())
	}
	return err
}

func dashes(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

func quote(s string) string { return `"` + s + `"` }

func list(words []string) string { return strings.Join(words, ", ") }
