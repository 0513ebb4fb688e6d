package cli

import (
	"fmt"
	"time"

	"descry/app/assistant"
	"descry/app/messages"
)

// textPrinter prints sentences, each on a line as soon as it is known.
type textPrinter struct {
	*session
	many       bool // several pictures: each has its name before it
	asks       bool // the command asks a model
	in         assistant.Input
	streamed   bool // the model's own words were printed
	turnedAway bool // the picture is too bad for the model
	examined   bool // the doctor came
	ill        int  // what he found
	pulling    pulling
}

func (p *textPrinter) begin(in assistant.Input) {
	p.in, p.turnedAway = in, false
	if p.many {
		fmt.Fprintf(p.out, "%s:\n", messages.Clean(in.Picture))
	}
}

func (p *textPrinter) event(e assistant.Event, _ time.Time) {
	switch e := e.(type) {
	case assistant.Captured:
		p.turnedAway = e.Declined
		for _, sentence := range p.remarks(e, p.asks) {
			p.problem(p.named(sentence))
		}
	case assistant.Text:
		if p.in.Verbatim {
			fmt.Fprint(p.out, messages.CleanText(e.Text))
			p.streamed = true
		}
	case assistant.Sentence:
		if !p.streamed {
			fmt.Fprintln(p.out, messages.Clean(e.Text))
		}
	case assistant.Answered:
		if p.streamed {
			fmt.Fprintln(p.out)
		}
		p.streamed = false
		if p.turnedAway && p.asks {
			p.problem(p.text(messages.AnywayFlag))
		}
	case assistant.Finding:
		p.examined = true
		line := messages.Clean(e.Text)
		if !e.Good {
			p.ill++
			line = p.text(messages.DoctorProblem, line)
		}
		fmt.Fprintln(p.out, line)
	case assistant.Timed:
		for _, line := range p.timedSentences(e) {
			fmt.Fprintln(p.out, messages.Clean(line))
		}
	default:
		p.managing(e)
	}
}

// managing shows what comes of managing models.
func (p *textPrinter) managing(e assistant.Event) {
	switch e := e.(type) {
	case assistant.Sighted:
		fmt.Fprintln(p.out, messages.Clean(e.Text))
	case assistant.Aimed:
		fmt.Fprintln(p.out, messages.Clean(e.Text))
	case assistant.Listed:
		fmt.Fprintln(p.out, messages.Clean(e.Text))
	case assistant.Managed:
		p.err.clear() // both streams may be one terminal
		fmt.Fprintln(p.out, messages.Clean(e.Text))
	case assistant.Progress:
		p.pulling.report(p.session, e)
	}
}

func (p *textPrinter) fail(_ error, sentence string) {
	if p.streamed { // the problem begins on a line of its own
		fmt.Fprintln(p.out)
		p.streamed = false
	}
	p.problem(p.named(sentence))
}

// named puts the picture's name before a sentence where there are several.
func (p *textPrinter) named(sentence string) string {
	if p.many {
		return p.in.Picture + ": " + sentence
	}
	return sentence
}

func (p *textPrinter) end() {
	switch {
	case !p.examined:
	case p.ill > 0:
		fmt.Fprintln(p.out, p.text(messages.DoctorIll, p.ill))
	default:
		fmt.Fprintln(p.out, p.text(messages.DoctorWell))
	}
}
