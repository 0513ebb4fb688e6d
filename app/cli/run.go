package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/app/settings"
)

// printer shows what comes out of a command.
type printer interface {
	// begin is told of each input before it is run.
	begin(in assistant.Input)
	// event shows one event. started is when the run began.
	event(e assistant.Event, started time.Time)
	// fail shows what a run failed with, once its sentence has been said.
	fail(err error, sentence string)
	// end comes after the last event.
	end()
}

// run runs a command on each input. A failure is said, and the next input has its turn.
func (s *session) run(ctx context.Context, c assistant.Command, inputs []assistant.Input) error {
	first := inputs[0]
	asks := slices.ContainsFunc(c.Flags, func(f assistant.Flag) bool { return f.Name == "anyway" })
	wait := startWaiting(s.err, s.text(messages.Thinking))
	defer wait.stop()
	loading := newLoading(s.err, s.settings.Language)
	var host Host
	if s.homeless == nil {
		host = s.program.Open(s.chosen(first), s.layout, s.in, func(fraction float64) {
			if !s.typing.Load() { // the model is loaded meanwhile: nothing is said into what is typed
				wait.heard()
				loading.report(fraction)
			}
		})
		// What it frees is the process's own, which is about to end.
		defer func() { _ = host.Close() }()
	}
	jobs := s.spreadFolders(ctx, host, inputs)
	many := len(jobs) > 1 || jobs[0].in.Picture != first.Picture
	defer s.err.clear()
	var p printer = &textPrinter{session: s, many: many, asks: asks, pulling: pulling{draws: s.draws()}}
	if first.JSON {
		p = &jsonPrinter{session: s, host: host, asks: asks}
	}
	if asks {
		s.notices(first)
	}
	defer func() {
		if s.typing.Load() { // whatever comes next begins on a line of its own
			fmt.Fprintln(s.err)
		}
	}()
	for _, j := range jobs {
		p.begin(j.in)
		if s.homeless != nil {
			s.fail(p, s.homeless)
			break
		}
		s.one(ctx, c, host, j, p, wait.during(j.in))
		if ctx.Err() != nil || s.out.failed() != nil {
			return nil
		}
	}
	p.end()
	return nil
}

// one runs a command once.
func (s *session) one(ctx context.Context, c assistant.Command, host Host, j job, p printer, wait *waiting) {
	if j.err != nil {
		if ctx.Err() == nil {
			s.fail(p, j.err)
		}
		return
	}
	started := time.Now()
	for e, err := range c.Run(ctx, host, j.in) {
		if err != nil {
			wait.rest()
			if ctx.Err() == nil {
				s.fail(p, err)
			}
			continue // the last, or of one question of several; where it is spoken too, that takes a while
		}
		wait.heard()
		p.event(e, started)
		switch e := e.(type) {
		case assistant.Answered:
			if j.in.Strict && e.Level == assistant.Declined {
				s.raise(statusDeclined)
			}
			started = time.Now() // of the question that follows, if there is one
		case assistant.Finding:
			if !e.Good {
				s.raise(statusFailed)
			}
		case assistant.Notice:
			s.problem(e.Text)
		case assistant.Speaking, assistant.Awaiting, assistant.Asked:
			s.pause(e, wait)
			started = time.Now()
		case assistant.Unspoken:
			s.problem(messages.For(s.settings.Language, e.Err))
			s.raise(statusFailed)
		}
		if s.out.failed() != nil {
			return
		}
	}
}

// pause lets nothing be said while work goes on that is heard, or a person types.
func (s *session) pause(e assistant.Event, wait *waiting) {
	switch e.(type) {
	case assistant.Speaking:
		wait.rest()
	case assistant.Awaiting:
		wait.rest()
		s.await()
	case assistant.Asked:
		s.typing.Store(false)
	}
}

// await says that a question is awaited, the first time with all that can be typed. The word
// stands before what is typed: on standard error, so that answers alone are in the output.
func (s *session) await() {
	if !s.invited {
		s.invited = true
		s.problem(s.text(messages.AskInvitation))
	}
	fmt.Fprint(s.err, s.text(messages.AskPrompt)+" ")
	s.typing.Store(true)
}

// elongated is how many times longer than wide a picture is from which on a model sees
// little of it: most families press every picture into squares.
const elongated = 8

// remarks are what is to be known of a picture before what is said of it.
func (s *session) remarks(e assistant.Captured, asks bool) []string {
	var said []string
	if e.Animated {
		said = append(said, s.text(messages.Animated))
	}
	switch wide, high := e.Size.X, e.Size.Y; {
	case !asks || e.Declined || wide == 0 || high == 0:
	case wide >= elongated*high:
		said = append(said, s.text(messages.ElongationWide, wide/high))
	case high >= elongated*wide:
		said = append(said, s.text(messages.ElongationTall, high/wide))
	}
	return said
}

// fail says what went wrong.
func (s *session) fail(p printer, err error) {
	sentence := messages.For(s.settings.Language, err)
	p.fail(err, sentence)
	s.raise(statusFailed)
}

// chosen are the settings with what the command line says in their place.
func (s *session) chosen(in assistant.Input) settings.Settings {
	c := s.settings
	if in.Model != "" {
		c.Model, c.Projector = in.Model, in.Projector
	}
	if in.Threads > 0 {
		c.Threads = in.Threads
	}
	c.Sounds = c.Sounds || in.Sounds
	if in.Encoder != "" {
		c.Encoder = in.Encoder
	}
	return c
}

// notices says what is to be said once, before the first answer.
func (s *session) notices(in assistant.Input) {
	once := []messages.ID{messages.FirstStart}
	if in.Model == "" && s.settings.Model == "" && s.settings.Chosen == "" {
		once = append(once, messages.Starter)
	}
	said := false
	for _, id := range once {
		if !slices.Contains(s.settings.Told, string(id)) {
			s.problem(s.text(id))
			s.settings.Told = append(s.settings.Told, string(id))
			said = true
		}
	}
	if said && s.lasting {
		// Where it can't be saved, it is said again the next time: no harm.
		_ = settings.Save(s.layout.Settings, s.settings)
	}
}
