package assistant

import (
	"context"
	"iter"
	"regexp"
	"strings"

	"descry/app/messages"
)

// thingArg is what is looked for.
var thingArg = Arg{
	Name: "THING", Short: messages.ArgThing,
	Set: func(in *Input, v string) { in.Question = v },
}

// asking makes the function of a ready-made question.
func asking(question messages.ID) func(context.Context, Host, Input) iter.Seq2[Event, error] {
	return func(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
		in.Question = messages.Text(h.Assistant().options.Language, question)
		return askReady(ctx, h, in)
	}
}

// askReady tells the question, so that it can be shown, and asks it about the present picture.
func askReady(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	return aloud(ctx, h, in, func(ctx context.Context) iter.Seq2[Event, error] {
		return func(yield func(Event, error) bool) {
			if !yield(Asked{in.Question}, nil) {
				return
			}
			for e, err := range h.Assistant().Ask(ctx, in.request(h)) {
				if !yield(e, err) {
					return
				}
			}
		}
	})
}

// pointedOut is a thing that is named with a word that says which.
var pointedOut = regexp.MustCompile(`(?i)^(?:the|an?|my|your|our|his|her|their|this|that|these|those|any|some|all|every|each|anything|anyone|someone|something) `)

// runWhere asks where the thing is that in.Question names.
func runWhere(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		thing, err := question(in.Question, false)
		if thing = nameOf(thing); thing == "" && err == nil {
			err = ErrEmptyQuestion
		}
		if err != nil {
			yield(nil, err)
			return
		}
		if !pointedOut.MatchString(thing) {
			thing = "the " + thing
		}
		in.Question = messages.Text(h.Assistant().options.Language, messages.ReadyWhere, thing)
		for e, err := range askReady(ctx, h, in) {
			if !yield(e, err) {
				return
			}
		}
	}
}

// opensWhere is how people begin who ask the whole question.
var opensWhere = regexp.MustCompile(`(?i)^where(?:'s|’s| is| are| did i (?:put|leave))(?: |$)`)

// nameOf leaves the thing of what a person typed, which may be the whole question.
func nameOf(thing string) string {
	thing = strings.TrimRight(thing, "?!. ")
	return opensWhere.ReplaceAllString(thing, "")
}

// runMore describes the present picture from the closest look.
func runMore(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	in.Detail = Full
	return runDescribe(ctx, h, in)
}
