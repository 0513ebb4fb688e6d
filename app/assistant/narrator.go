package assistant

import (
	"context"
	"sync"

	"descry/app/messages"
	"descry/speech"
)

// Narrator says what a person needs to find their way in a window: where they are, what
// they type, what goes on. It shares the queue with the answers, so that there is one
// voice. Its methods return at once and may be called by several goroutines.
type Narrator struct {
	speaker func() Speaker

	mu     sync.Mutex
	mute   bool
	ctx    context.Context // of all that it says
	cancel context.CancelFunc
	place  context.CancelFunc // of the last Place
	spoken []*speech.Spoken   // not known to be heard
}

// NewNarrator makes a Narrator. speaker is asked for each time, as Host.Speaker is.
func NewNarrator(speaker func() Speaker) *Narrator {
	n := &Narrator{speaker: speaker, place: func() {}}
	n.ctx, n.cancel = context.WithCancel(context.Background())
	return n
}

// Mute keeps it silent, or lets it speak again. Earcons are not its voice.
func (n *Narrator) Mute(mute bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.mute = mute
}

// Place says where a person is now, or what they just typed: at once, in place of what was
// said of the place before.
func (n *Narrator) Place(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.place()
	ctx, cancel := context.WithCancel(n.ctx)
	n.place = cancel
	n.say(ctx, text, speech.Now)
}

// Tell says what happened, after all that waits.
func (n *Narrator) Tell(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.say(n.ctx, text, speech.Normal)
}

// Heard is the sound by which a person knows that a key was understood, before there can
// be anything to say.
func (n *Narrator) Heard() { n.speaker().Signal(speech.Thinking) }

// Trouble is the sound of a problem, which Tell explains.
func (n *Narrator) Trouble() { n.speaker().Signal(speech.Problem) }

// Silence ends all that it says and has to say, and tells whether that was anything.
func (n *Narrator) Silence() (talking bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sweep()
	talking = len(n.spoken) > 0
	n.cancel()
	n.ctx, n.cancel = context.WithCancel(context.Background())
	n.place, n.spoken = func() {}, nil
	return talking
}

// say is called with n.mu held.
func (n *Narrator) say(ctx context.Context, text string, p speech.Priority) {
	if text = messages.Clean(text); n.mute || text == "" {
		return
	}
	n.sweep()
	n.spoken = append(n.spoken, n.speaker().Speak(ctx, speech.Utterance{Text: text, Priority: p}))
}

// sweep forgets what was heard.
func (n *Narrator) sweep() {
	waiting := n.spoken[:0]
	for _, s := range n.spoken {
		if ended, _ := s.Ended(); !ended {
			waiting = append(waiting, s)
		}
	}
	clear(n.spoken[len(waiting):])
	n.spoken = waiting
}
