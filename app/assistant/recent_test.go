package assistant

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"descry/app/messages"
	"descry/camera"
	"descry/inference"
	"descry/inference/inferencetest"
)

// numbered is a camera whose pictures say which they are.
type numbered struct{ taken int }

func (n *numbered) Snap(ctx context.Context) (camera.Frame, error) {
	n.taken++
	return camera.Frame{Image: inferencetest.Card(64, 48, uint8(n.taken)), Taken: time.Now(), Device: string(rune('A' + n.taken - 1))}, ctx.Err()
}

// sentencesOf are what a run says.
func sentencesOf(t *testing.T, events iter.Seq2[Event, error]) []string {
	t.Helper()
	all, err := drain(events)
	if err != nil {
		t.Fatal(err)
	}
	return sentencesIn(all)
}

// sentencesIn are the sentences among events.
func sentencesIn(all []Event) (said []string) {
	for _, e := range all {
		if s, ok := e.(Sentence); ok {
			said = append(said, s.Text)
		}
	}
	return said
}

// echoing is an engine that answers with the question.
func echoing() *inferencetest.Engine {
	return inferencetest.New(func(_ *inference.Picture, p inference.Prompt) inferencetest.Answer {
		return inferencetest.Answer{Tokens: inferencetest.Words(p.Turns[len(p.Turns)-1].Text)}
	})
}

// TestStep: an older picture is gone back to, asked about, and left again.
func TestStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cam := &numbered{}
		a := on(echoing())
		a.UseCamera(cam)
		ctx := t.Context()
		if _, err := drain(a.Step(ctx, 1)); !errors.Is(err, ErrNoFrame) {
			t.Errorf("a step without a picture: %v", err)
		}
		for range 3 {
			answerOf(t, a.Describe(ctx, Request{Camera: cam}))
			time.Sleep(90 * time.Second)
		}
		answer := "Describe this image."
		for _, c := range []struct {
			older int
			want  []string
		}{
			{1, []string{"Picture 2 of 3, from 3 minutes ago.", answer}},
			{1, []string{"Picture 3 of 3, from 4 minutes ago.", answer}},
			{1, []string{messages.Text("en", messages.Oldest), "Picture 3 of 3, from 4 minutes ago.", answer}},
			{-1, []string{"Picture 2 of 3, from 3 minutes ago.", answer}},
		} {
			if said := sentencesOf(t, a.Step(ctx, c.older)); !slices.Equal(said, c.want) {
				t.Errorf("%d: said %q, want %q", c.older, said, c.want)
			}
		}
		answerOf(t, a.Ask(ctx, Request{Question: "Is it big?"}))
		if s, ok := a.Present(); !ok || s.Frame.Device != "B" || len(s.Said) != 2 || s.Said[1].Question != "Is it big?" {
			t.Errorf("the question was about %q: %+v", s.Frame.Device, s.Said)
		}
		if all := a.Recent(); len(all) != 3 || all[0].Frame.Device != "C" {
			t.Errorf("%d pictures are left, the newest %q", len(all), all[0].Frame.Device)
		}
		if said := sentencesOf(t, a.Step(ctx, -5)); said[0] != messages.Text("en", messages.Newest) {
			t.Errorf("said %q", said)
		}
		sentencesOf(t, a.Step(ctx, 1))
		answerOf(t, a.Describe(ctx, Request{Camera: cam})) // a new picture is the present one
		if s, _ := a.Present(); s.Frame.Device != "D" {
			t.Errorf("the present picture is %q", s.Frame.Device)
		}
		a.Forget()
		if _, ok := a.Present(); ok || len(a.Recent()) != 0 {
			t.Error("something is remembered")
		}
	})
}

// TestRepeat: what was said last about the present picture, as it was said, and by whom.
func TestRepeat(t *testing.T) {
	s := newStage(t)
	for _, c := range []struct {
		name  string
		first func() iter.Seq2[Event, error]
		want  []string
		who   string // "": an error
	}{
		{"nothing", nil, nil, ""},
		{"the check", func() iter.Seq2[Event, error] {
			return s.assistant.Look(t.Context(), Request{Camera: still{s, "card.png"}})
		}, []string{messages.Text("en", messages.PictureGood)}, messages.Text("en", messages.NoModelAsked)},
		{"a description, hedged", func() iter.Seq2[Event, error] {
			s.answers = append(s.answers, inferencetest.Answer{Tokens: scripted(t, "0.5 A red cup. It is full.")})
			return s.assistant.Describe(t.Context(), Request{})
		}, []string{"I think it's a red cup, but I'm not sure.", "I think it is full, but I'm not sure."}, "Answered by the model script."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.first != nil {
				sentencesOf(t, c.first())
			}
			if c.who == "" {
				for _, command := range []string{"repeat", "who", "spell"} {
					run, _ := CommandNamed(command)
					if _, err := drain(run.Run(t.Context(), s, Input{})); !errors.Is(err, ErrNothingSaid) {
						t.Errorf("%s: %v", command, err)
					}
				}
				return
			}
			for range 2 { // a repetition is no answer of its own
				if said := sentencesOf(t, runRepeat(t.Context(), s, Input{})); !slices.Equal(said, c.want) {
					t.Errorf("said %q, want %q", said, c.want)
				}
			}
			if said := sentencesOf(t, runWho(t.Context(), s, Input{})); !slices.Equal(said, []string{c.who}) {
				t.Errorf("answered by: %q, want %q", said, c.who)
			}
		})
	}
}

// TestReady: what the ready-made questions ask, and how they are answered.
func TestReady(t *testing.T) {
	for _, c := range []struct {
		command, thing string
		asked          string // by the model; "": measured
	}{
		{"front", "", "What is in front of me?"},
		{"read", "", "What does the text say?"},
		{"colours", "", ""},
		{"people", "", "How many people are in the picture, and what are they doing?"},
		{"where", "cup", "Where is the cup in the picture?"},
		{"where", "my red cup", "Where is my red cup in the picture?"},
		{"where", "Where is the door?", "Where is the door in the picture?"},
	} {
		t.Run(c.command+" "+c.thing, func(t *testing.T) {
			s := newStage(t)
			s.assistant.UseCamera(still{s, "card.png"})
			asked := ""
			s.engine = inferencetest.New(func(_ *inference.Picture, p inference.Prompt) inferencetest.Answer {
				asked = p.Turns[len(p.Turns)-1].Text
				return inferencetest.Answer{Tokens: inferencetest.Words("A cup.")}
			})
			command, _ := CommandNamed(c.command)
			in := Input{}
			for _, a := range command.Args {
				a.Set(&in, c.thing)
			}
			all, err := drain(command.Run(t.Context(), s, in))
			if err != nil {
				t.Fatal(err)
			}
			a := all[len(all)-1].(Answered)
			q, ok := all[0].(Asked)
			if !ok || asked != c.asked || a.Measured != (c.asked == "") || asked != "" && q.Question != asked {
				t.Errorf("told %+v, asked %q; measured %v", all[0], asked, a.Measured)
			}
			if (c.command == "read") != (a.Level != Plain) {
				t.Errorf("%s is answered %v", c.command, a.Level)
			}
		})
	}
	s := newStage(t)
	for _, nothing := range []string{" ", "?", "where is ?"} {
		if _, err := drain(runWhere(t.Context(), s, Input{Question: nothing})); !errors.Is(err, ErrEmptyQuestion) {
			t.Errorf("where is %q: %v", nothing, err)
		}
	}
}
