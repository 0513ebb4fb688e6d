package gui

import (
	"strconv"

	"descry/app/assistant"
	"descry/app/messages"
)

// phase is how far a run has come.
type phase int

const (
	idle     phase = iota // nothing runs
	waiting               // for the picture, or for the first sentence
	speaking              // something was said, more may come
)

// state is all that the window knows of what goes on. Only next changes it.
type state struct {
	phase   phase
	run     int      // the number of the last run; what comes from older ones is dropped
	command string   // that runs or ran last
	aloud   bool     // the run speaks for itself
	said    []string // sentences of the answer
	status  sentence
	page    page
	about   string // the command that a prompt page is for
}

// sentence is one of package messages, with the text in it where it has a %s, or a text as it
// stands.
type sentence struct {
	id   messages.ID
	text string
}

func known(id messages.ID) sentence { return sentence{id: id} }
func words(text string) sentence    { return sentence{text: text} }

// page is what fills the window.
type page int

const (
	mainPage page = iota
	helpPage
	settingsPage
	keysPage
	modelsPage
	welcomePage
	promptPage // something is to be typed for a command
)

// event is something that happens to the window.
type event interface{ isEvent() }

type (
	// asked: a person wants a command run. aloud: it speaks for itself.
	asked struct {
		command string
		input   assistant.Input
		aloud   bool
	}
	// happened: a run yielded an event; failed: an error, in words; ended: it is over.
	happened struct {
		run   int
		event assistant.Event
	}
	failed struct {
		run  int
		text string
	}
	ended struct{ run int }
	// escaped: the key for Stop; talking: the narrator was saying something.
	escaped struct{ talking bool }
	// hushed: the Control key, with which screen readers are silenced.
	hushed struct{}
	// moved: a person went elsewhere or types, and hears that.
	moved struct{}
	// opened: a page is to be shown.
	opened struct {
		page  page
		about string
	}
	// noted: something is to be known that no run told.
	noted struct{ text string }
	// changed: a setting has another value, which is said in place of what is said now.
	changed struct{ text string }
	// loaded: so much of the model, in percent.
	loaded struct{ percent int }
)

func (asked) isEvent()    {}
func (happened) isEvent() {}
func (failed) isEvent()   {}
func (ended) isEvent()    {}
func (escaped) isEvent()  {}
func (hushed) isEvent()   {}
func (moved) isEvent()    {}
func (opened) isEvent()   {}
func (noted) isEvent()    {}
func (changed) isEvent()  {}
func (loaded) isEvent()   {}

// effect is something that the window is to do.
type effect interface{ isEffect() }

type (
	// begin starts a run, which ends the one before.
	begin struct {
		run     int
		command string
		input   assistant.Input
	}
	// cancel ends the run, and with it what is said of it.
	cancel struct{}
	// silence ends what the narrator says.
	silence struct{}
	// tell has a sentence said; of a problem, with its sound first.
	tell struct {
		sentence sentence
		problem  bool
	}
	// turn shows another page, and puts the focus there.
	turn struct {
		page  page
		about string
	}
)

func (begin) isEffect()   {}
func (cancel) isEffect()  {}
func (silence) isEffect() {}
func (tell) isEffect()    {}
func (turn) isEffect()    {}

// next is what an event makes of a state, and what is to be done.
func next(s state, e event) (state, []effect) {
	switch e := e.(type) {
	case asked:
		return s.ask(e)
	case happened, failed, ended:
		return s.progress(e)
	case escaped:
		return s.escape(e.talking)
	case hushed:
		if s.phase == speaking {
			s.phase, s.status = idle, known(messages.WindowStopped)
			return s, []effect{silence{}, cancel{}}
		}
		return s, []effect{silence{}}
	case moved:
		// As with screen readers, what is being read gives way; all of it stays to be read again.
		if s.phase == speaking && s.status.id == messages.WindowSpeaking {
			s.phase, s.status = idle, known(messages.WindowReady)
			return s, []effect{cancel{}}
		}
		return s, nil
	case opened:
		if e.page == s.page && e.about == s.about {
			return s, nil
		}
		s.page, s.about = e.page, e.about
		return s, []effect{silence{}, turn(e)}
	}
	return s.learn(e)
}

// learn is for what no person and no run did.
func (s state) learn(e event) (state, []effect) {
	switch e := e.(type) {
	case noted:
		s.status = words(e.text)
		return s, []effect{tell{s.status, false}}
	case changed:
		s.status = words(e.text)
		return s, []effect{silence{}, tell{s.status, false}}
	case loaded:
		// Who waits hears of it; who doesn't sees it.
		if s.status.id == messages.WindowWorking || s.status.id == messages.WindowLoading || s.phase == idle && s.status.id == messages.WindowReady {
			s.status = sentence{messages.WindowLoading, strconv.Itoa(e.percent)}
			if e.percent == 100 {
				s.status = known(messages.WindowReady)
				if s.phase != idle {
					s.status = known(messages.WindowWorking)
				}
			}
		}
	}
	return s, nil
}

// ask begins a run. A page that is open is left: the answer is shown on the main one.
func (s state) ask(e asked) (state, []effect) {
	effects := []effect{silence{}}
	if s.page != mainPage {
		s.page, s.about = mainPage, ""
		effects = append(effects, turn{})
	}
	s.run++
	s.phase, s.command, s.aloud, s.said = waiting, e.command, e.aloud, nil
	s.status = known(messages.WindowWorking)
	return s, append(effects, begin{s.run, e.command, e.input})
}

// progress is what comes from a run; from one that was stopped or replaced, nothing.
func (s state) progress(e event) (state, []effect) {
	switch e := e.(type) {
	case happened:
		if s.running(e.run) {
			return s.happen(e.event)
		}
	case failed:
		if s.running(e.run) {
			return s.fail(e.text)
		}
	case ended:
		if s.running(e.run) {
			s.phase = idle
			if s.status.id != "" {
				s.status = known(messages.WindowReady)
			}
		}
	}
	return s, nil
}

func (s state) running(run int) bool { return run == s.run && s.phase != idle }

// fail shows what went wrong.
func (s state) fail(text string) (state, []effect) {
	s.status = words(text)
	s.said = append(s.said[:len(s.said):len(s.said)], text)
	if s.aloud {
		return s, nil
	}
	return s, []effect{tell{s.status, true}}
}

// escape is for silence first; then, with nothing to be silenced, for leaving the page.
func (s state) escape(talking bool) (state, []effect) {
	switch {
	case s.phase != idle:
		s.phase, s.status = idle, known(messages.WindowStopped)
		return s, []effect{silence{}, cancel{}}
	case talking:
		return s, []effect{silence{}}
	case s.page == keysPage || s.page == promptPage && isKeys(s.about):
		// One page back: its parent is another page.
		s.page, s.about = settingsPage, ""
		return s, []effect{turn{settingsPage, ""}}
	case s.page != mainPage:
		s.page, s.about = mainPage, ""
		return s, []effect{turn{}}
	}
	return s, []effect{silence{}}
}

// happen is what a run told.
func (s state) happen(e assistant.Event) (state, []effect) {
	switch e := e.(type) {
	case assistant.Captured:
		if e.Declined {
			return s, []effect{tell{known(messages.AnywayKey), false}}
		}
		if e.Animated {
			return s, []effect{tell{known(messages.Animated), false}}
		}
	case assistant.Sentence:
		return s.line(e.Text)
	case assistant.Finding:
		return s.line(e.Text)
	case assistant.Listed:
		return s.line(e.Text)
	case assistant.Managed:
		return s.line(e.Text)
	case assistant.Notice:
		return s.line(e.Text)
	case assistant.Asked:
		s.status = sentence{messages.WindowAsked, e.Question}
	case assistant.Speaking:
		s.status = known(messages.WindowSpeaking)
	}
	return s, nil
}

// line adds a sentence to what is shown. A run that doesn't speak for itself has it said.
func (s state) line(text string) (state, []effect) {
	s.phase = speaking
	s.said = append(s.said[:len(s.said):len(s.said)], text)
	if s.aloud {
		return s, nil
	}
	return s, []effect{tell{words(text), false}}
}
