package gui

import (
	"reflect"
	"testing"

	"descry/app/assistant"
	"descry/app/messages"
)

func TestNext(t *testing.T) {
	busy := state{phase: waiting, run: 3, command: "describe", aloud: true, status: known(messages.WindowWorking)}
	heard := busy
	heard.phase, heard.said = speaking, []string{"A cup."}
	said := heard
	said.status = known(messages.WindowSpeaking)
	mute := busy
	mute.aloud = false
	with := func(s state, change func(*state)) state { change(&s); return s }
	for _, c := range []struct {
		name    string
		state   state
		event   event
		want    state
		effects []effect
	}{
		{
			"a key begins a run",
			state{run: 2, said: []string{"Old."}},
			asked{"describe", assistant.Input{}, true},
			busy,
			[]effect{silence{}, begin{3, "describe", assistant.Input{}}},
		},
		{
			"a key while one runs begins the next", busy,
			asked{"describe", assistant.Input{}, true},
			with(busy, func(s *state) { s.run = 4 }),
			[]effect{silence{}, begin{4, "describe", assistant.Input{}}},
		},
		{
			"a key on a page leaves it", with(state{run: 2}, func(s *state) { s.page = helpPage }),
			asked{"describe", assistant.Input{}, true},
			busy,
			[]effect{silence{}, turn{}, begin{3, "describe", assistant.Input{}}},
		},
		{"a sentence is shown; the run says it", busy, happened{3, assistant.Sentence{Text: "A cup."}}, heard, nil},
		{
			"a run that is mute has it said", mute,
			happened{3, assistant.Sentence{Text: "A cup."}},
			with(mute, func(s *state) { s.phase, s.said = speaking, []string{"A cup."} }),
			[]effect{tell{words("A cup."), false}},
		},
		{"what an older run yields is dropped", busy, happened{2, assistant.Sentence{Text: "Old."}}, busy, nil},
		{"and what a stopped one yields", with(busy, func(s *state) { s.phase = idle }), happened{3, assistant.Sentence{Text: "Late."}}, with(busy, func(s *state) { s.phase = idle }), nil},
		{"a bad picture names the way on", busy, happened{3, assistant.Captured{Declined: true}}, busy, []effect{tell{known(messages.AnywayKey), false}}},
		{"all is known", heard, happened{3, assistant.Speaking{}}, said, nil},
		{"the end", said, ended{3}, with(said, func(s *state) { s.phase, s.status = idle, known(messages.WindowReady) }), nil},
		{"the end of an older run", said, ended{2}, said, nil},
		{
			"a failure is shown; the run says it", busy,
			failed{3, "No."},
			with(busy, func(s *state) { s.status, s.said = words("No."), []string{"No."} }), nil,
		},
		{
			"a failure of a mute run is said", mute,
			failed{3, "No."},
			with(mute, func(s *state) { s.status, s.said = words("No."), []string{"No."} }),
			[]effect{tell{words("No."), true}},
		},
		{
			"a failure stays to be seen", with(busy, func(s *state) { s.status = words("No.") }),
			ended{3},
			with(busy, func(s *state) { s.phase, s.status = idle, words("No.") }), nil,
		},
		{
			"Escape stops a run", busy,
			escaped{},
			with(busy, func(s *state) { s.phase, s.status = idle, known(messages.WindowStopped) }),
			[]effect{silence{}, cancel{}},
		},
		{"Escape on a page is for silence first", state{page: helpPage}, escaped{true}, state{page: helpPage}, []effect{silence{}}},
		{"then it leaves the page", state{page: helpPage}, escaped{false}, state{}, []effect{turn{}}},
		{"then it does no harm", state{}, escaped{false}, state{}, []effect{silence{}}},
		{
			"Control stops what is heard", heard,
			hushed{},
			with(heard, func(s *state) { s.phase, s.status = idle, known(messages.WindowStopped) }),
			[]effect{silence{}, cancel{}},
		},
		{"but no work", busy, hushed{}, busy, []effect{silence{}}},
		{"a new place ends what is only being read", said, moved{}, with(said, func(s *state) { s.phase, s.status = idle, known(messages.WindowReady) }), []effect{cancel{}}},
		{"but no work either", heard, moved{}, heard, nil},
		{"a page", state{}, opened{helpPage, ""}, state{page: helpPage}, []effect{silence{}, turn{helpPage, ""}}},
		{"a page of a page", state{page: settingsPage}, opened{keysPage, ""}, state{page: keysPage}, []effect{silence{}, turn{keysPage, ""}}},
		{"which leads back to it", state{page: keysPage}, escaped{}, state{page: settingsPage}, []effect{turn{settingsPage, ""}}},
		{"as new keys do", state{page: promptPage, about: "keys:ask"}, escaped{}, state{page: settingsPage}, []effect{turn{settingsPage, ""}}},
		{"another prompt doesn't", state{page: promptPage, about: "open"}, escaped{}, state{}, []effect{turn{}}},
		{"a question that was not typed", busy, happened{3, assistant.Asked{Question: "What?"}}, with(busy, func(s *state) { s.status = sentence{messages.WindowAsked, "What?"} }), nil},
		{"who waits sees how much is loaded", busy, loaded{40}, with(busy, func(s *state) { s.status = sentence{messages.WindowLoading, "40"} }), nil},
		{"all of it", with(busy, func(s *state) { s.status = sentence{messages.WindowLoading, "40"} }), loaded{100}, busy, nil},
		{"an answer isn't hidden by that", said, loaded{40}, said, nil},
		{"a setting", state{}, changed{"Faster."}, state{status: words("Faster.")}, []effect{silence{}, tell{words("Faster."), false}}},
		{"the same page", state{page: helpPage}, opened{helpPage, ""}, state{page: helpPage}, nil},
		{"a note", state{}, noted{"Mind this."}, state{status: words("Mind this.")}, []effect{tell{words("Mind this."), false}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, effects := next(c.state, c.event)
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("state %+v, want %+v", got, c.want)
			}
			if !reflect.DeepEqual(effects, c.effects) {
				t.Errorf("effects %+v, want %+v", effects, c.effects)
			}
		})
	}
}
