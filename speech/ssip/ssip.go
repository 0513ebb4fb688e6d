// Package ssip speaks through speech-dispatcher, by its protocol SSIP on a Unix socket: with the
// voice, the rate and the queue that the screen reader has. It knows nothing of sound devices.
package ssip

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"descry/internal/turn"
	"descry/speech"
)

const (
	// program starts the server.
	program = "speech-dispatcher"
	// starting is how long the server may take to start.
	starting = 5 * time.Second
	// answering is how long it may take to answer a command.
	answering = 2 * time.Second
	// patience is how long it may take to tell that it is silent, once it was told to be.
	patience = 50 * time.Millisecond
)

// Voice is a speech.Voice. The connection is made when there is something to say, and made
// again when it was lost.
type Voice struct {
	socket string
	spawn  bool
	turn   *turn.Turn      // who has it may use conn
	ctx    context.Context // ends with Close
	end    context.CancelFunc
	conn   *conn // nil: none
}

var _ speech.Voice = (*Voice)(nil)

// Open makes a Voice on a server's socket; empty: the usual one, whose server is started
// where none runs.
func Open(socket string) *Voice {
	v := &Voice{socket: socket, turn: turn.New(speech.ErrClosed)}
	if socket == "" {
		v.socket, v.spawn = usualSocket(), true
	}
	v.ctx, v.end = context.WithCancel(context.Background())
	return v
}

// Available says whether there is a server for this user, or a program to start one.
func Available() bool {
	if _, err := os.Stat(usualSocket()); err == nil {
		return true
	}
	_, err := exec.LookPath(program)
	return err == nil
}

// usualSocket is where the server listens for this user (speech-dispatcher(1)).
func usualSocket() string {
	dir := os.Getenv("XDG_RUNTIME_DIR")
	if dir == "" {
		dir, _ = os.UserCacheDir() // none: then there is no server either
	}
	return filepath.Join(dir, "speech-dispatcher", "speechd.sock")
}

// Say implements speech.Voice. Volume over 100 is 100 here, and punctuation is named as
// speech-dispatcher does.
func (v *Voice) Say(ctx context.Context, text string, s speech.Settings) error {
	return v.turn.Do(ctx, v.ctx, func(ctx context.Context) error { return v.say(ctx, text, s) })
}

func (v *Voice) say(ctx context.Context, text string, s speech.Settings) error {
	if strings.TrimSpace(text) == "" {
		return ctx.Err()
	}
	for again := false; ; again = true {
		err := v.dial(ctx)
		if err != nil {
			return err
		}
		if err = v.conn.say(ctx, text, s); err == nil || !v.conn.broken() {
			return err
		}
		v.hangUp()
		if again || ctx.Err() != nil { // the server ended; another one may be there
			return fmt.Errorf("ssip: %w: %w", speech.ErrLost, err)
		}
	}
}

// dial connects, unless there is a connection that holds.
func (v *Voice) dial(ctx context.Context) error {
	if v.conn != nil && !v.conn.broken() {
		return nil
	}
	v.hangUp()
	var d net.Dialer
	c, err := d.DialContext(ctx, "unix", v.socket)
	if err != nil && v.spawn {
		if err := spawn(ctx); err != nil {
			return err
		}
		c, err = d.DialContext(ctx, "unix", v.socket)
	}
	if err != nil {
		return fmt.Errorf("ssip: %w: %w", speech.ErrNoVoice, err)
	}
	v.conn = newConn(c)
	if err := v.conn.greet(ctx); err != nil {
		v.hangUp()
		return err
	}
	return nil
}

// spawn starts the server, which goes into the background.
func spawn(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, starting)
	defer cancel()
	out, err := exec.CommandContext(ctx, program, "--spawn").CombinedOutput()
	if err != nil {
		return fmt.Errorf("ssip: %w: %w: %.200q", speech.ErrNoVoice, err, out)
	}
	return nil
}

func (v *Voice) hangUp() {
	if v.conn != nil {
		v.conn.close()
		v.conn = nil
	}
}

// Close implements speech.Voice. The server lives on.
func (v *Voice) Close() error {
	v.end()
	if v.turn.Shut() {
		v.hangUp()
	}
	v.turn.Give()
	return nil
}
