package cli

import (
	"context"
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
			wait.heard()
			loading.report(fraction)
		})
		// What it frees is the process's own, which is about to end.
		defer func() { _ = host.Close() }()
	}
	var p printer = &textPrinter{session: s, many: len(inputs) > 1, asks: asks}
	if first.JSON {
		p = &jsonPrinter{session: s, host: host}
	}
	if asks {
		s.notices(first)
	}
	for _, in := range inputs {
		p.begin(in)
		if s.homeless != nil {
			s.fail(p, s.homeless)
			break
		}
		s.one(ctx, c, host, in, p, wait)
		if ctx.Err() != nil || s.out.failed() != nil {
			return nil
		}
	}
	p.end()
	return nil
}

// one runs a command once.
func (s *session) one(ctx context.Context, c assistant.Command, host Host, in assistant.Input, p printer, wait *waiting) {
	started := time.Now()
	for e, err := range c.Run(ctx, host, in) {
		if err != nil {
			if ctx.Err() == nil {
				s.fail(p, err)
			}
			return
		}
		wait.heard()
		p.event(e, started)
		switch e := e.(type) {
		case assistant.Answered:
			if in.Strict && e.Level == assistant.Declined {
				s.raise(statusDeclined)
			}
			started = time.Now() // of the question that follows, if there is one
		case assistant.Finding:
			if !e.Good {
				s.raise(statusFailed)
			}
		}
		if s.out.failed() != nil {
			return
		}
	}
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
