// Package helper speaks in a child process: sound libraries can't reopen a lost device,
// some voices end the process on a bad file, and a killed process is silent. It knows
// nothing of what the child speaks with.
//
//	Voice ─ frames over stdin and stdout ─ Serve ─ speech.Voice
package helper

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"descry/internal/child"
	"descry/internal/turn"
	"descry/speech"
)

const (
	// patience is how long the child may take to be silent when it is told to; then it
	// is killed, which is silence within 3 ms.
	patience = 30 * time.Millisecond
	// grace is how long it may take to end when it is closed.
	grace = 500 * time.Millisecond
	// mostSilent beats without a sign of life are its end: 2 s; and 10 s for one that has
	// just been started, whose program may come from a slow disk.
	mostSilent, mostSilentAtFirst = 20, 100
	// mostDeaths in a row end a request; pause precedes the third child.
	mostDeaths = 3
	pause      = 100 * time.Millisecond
)

// Options says what to start.
type Options struct {
	Executable string
	Args       []string // that make it call Serve
	Env        []string // whole environment; nil: that of this process
	Log        *slog.Logger
}

// Voice is a speech.Voice whose work is done in a child. A child that dies or loses the
// sound device is replaced, and the text is said again.
type Voice struct {
	o    Options
	turn *turn.Turn      // who has it may use all below
	ctx  context.Context // ends with Close
	end  context.CancelFunc
	conn *conn // nil: none is needed since the last end
	id   uint32
	// deadly are voices on which child after child has died; another one speaks instead.
	deadly map[string]bool
	// live is conn, for who hasn't the turn.
	live atomic.Pointer[conn]
}

var (
	_ speech.Voice     = (*Voice)(nil)
	_ speech.Signaller = (*Voice)(nil)
	_ speech.Preparer  = (*Voice)(nil)
)

// Open starts a child, so that it is ready when there is something to say. One that
// doesn't start is told by Say.
func Open(o Options) *Voice {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	v := &Voice{o: o, turn: turn.New(speech.ErrClosed), deadly: map[string]bool{}}
	v.ctx, v.end = context.WithCancel(context.Background())
	v.conn, _ = v.dial() // Say tries again
	return v
}

// Say implements speech.Voice. Besides the errors of the child's voice it returns
// speech.ErrDied.
func (v *Voice) Say(ctx context.Context, text string, s speech.Settings) error {
	if err := v.turn.Take(ctx); err != nil {
		return err
	}
	defer v.turn.Give()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(v.ctx, cancel)()
	for text != "" {
		piece := text[:cut(text)]
		text = text[len(piece):]
		if strings.TrimSpace(piece) == "" {
			continue
		}
		err := v.persist(ctx, order{piece, s})
		switch {
		case err != nil && v.ctx.Err() != nil:
			return speech.ErrClosed
		case err != nil:
			return err
		}
	}
	return ctx.Err()
}

// Try says a space, by which voice and device are used as for a text: its error is what Say's
// would be.
func (v *Voice) Try(ctx context.Context, s speech.Settings) error {
	if err := v.turn.Take(ctx); err != nil {
		return err
	}
	defer v.turn.Give()
	return v.persist(ctx, order{" ", s})
}

// Close implements speech.Voice.
func (v *Voice) Close() error {
	v.end()
	v.turn.Shut()
	defer v.turn.Give()
	v.hangUp(grace)
	return nil
}

// cut is how much of a text goes into one request: all of it, or up to a space, or
// else to the end of a character.
func cut(text string) int {
	if len(text) <= longest {
		return len(text)
	}
	if at := strings.LastIndexByte(text[:longest], ' '); at > 0 {
		return at
	}
	at := longest
	for at > longest-utf8.UTFMax && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

// request has an order done by the present child, or a new one.
func (v *Voice) request(ctx context.Context, o order) error {
	if v.conn != nil && v.conn.dead() {
		v.hangUp(0) // it died with nothing to do, which no request has to answer for
	}
	if v.conn == nil {
		c, err := v.dial()
		if err != nil {
			return err
		}
		v.conn = c
	}
	body, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("helper: %w", err)
	}
	v.id++
	err = v.conn.proc.Send(kindSay, v.id, body)
	if err == nil {
		err = v.await(ctx, v.id)
	} else {
		err = v.buried(err)
	}
	if errors.Is(err, speech.ErrLost) || errors.Is(err, speech.ErrNoDevice) {
		v.hangUp(grace) // a process can't open the device twice
	}
	return err
}

// await waits for the outcome of a request.
func (v *Voice) await(ctx context.Context, id uint32) error {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for silent := 0; ; {
		select {
		case f, ok := <-v.conn.frames:
			if !ok {
				return v.buried(v.conn.broken)
			}
			v.conn.heard, silent = true, 0
			if f.Kind == kindDone && f.ID == id {
				o, err := parseOutcome(f.Body)
				if err != nil {
					return v.buried(err)
				}
				return o.err()
			}
		case <-tick.C:
			silent++
			if silent == mostSilentAtFirst || v.conn.heard && silent == mostSilent {
				return v.buried(errors.New("helper: no sign of life"))
			}
		case <-ctx.Done():
			v.silence(id)
			return ctx.Err()
		}
	}
}

// silence ends a request: by a message, and if that isn't obeyed, by force.
func (v *Voice) silence(id uint32) {
	if v.conn.proc.Send(kindStop, id) != nil {
		v.hangUp(0)
		return
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		select {
		case f, ok := <-v.conn.frames:
			if !ok {
				v.hangUp(0)
				return
			}
			if f.Kind == kindDone && f.ID == id {
				return
			}
		case <-timer.C:
			v.o.Log.Warn("the speaking process didn't stop and is killed")
			v.hangUp(0)
			v.conn, _ = v.dial() // ready for what is said next
			return
		}
	}
}

// buried frees a child that ended or can't be understood, and says how that came.
func (v *Voice) buried(reason error) error {
	c := v.conn
	v.conn = nil
	v.live.Store(nil)
	err := c.close(dying)
	var exit *child.ExitError
	if !errors.As(err, &exit) {
		exit = &child.ExitError{Tail: c.proc.Tail(), Err: reason}
	}
	return fmt.Errorf("helper: %w", exit)
}

// hangUp ends the child, if there is one.
func (v *Voice) hangUp(grace time.Duration) {
	if v.conn == nil {
		return
	}
	if err := v.conn.close(grace); err != nil && grace > 0 {
		v.o.Log.Warn("the speaking process ended badly", "err", err)
	}
	v.conn = nil
	v.live.Store(nil)
}

func (v *Voice) dial() (*conn, error) {
	c, err := dial(v.o)
	v.live.Store(c)
	return c, err
}

// Signal implements speech.Signaller, also while something is said.
func (v *Voice) Signal(e speech.Earcon) {
	if c := v.live.Load(); c != nil && e.Known() {
		_ = c.proc.Send(kindSignal, 0, []byte(e)) // where the child is gone, its words will be missed
	}
}

// Prepare implements speech.Preparer.
func (v *Voice) Prepare(_ context.Context, how speech.Settings) {
	body, err := json.Marshal(how)
	if c := v.live.Load(); c != nil && err == nil {
		_ = c.proc.Send(kindReady, 0, body) // where the child is gone, its words will be missed
	}
}
