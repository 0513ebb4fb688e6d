package helper

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"descry/internal/child"
	"descry/speech"
	"descry/speech/speechtest"
)

// TestMain lets the test binary be the child: "worker" and how it behaves.
func TestMain(m *testing.M) {
	if len(os.Args) >= 3 && os.Args[1] == "worker" {
		if err := serve(os.Args[2], os.Args[3:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	// Under the race detector each child would take a second to end.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	os.Exit(m.Run())
}

func serve(mode string, args []string) error {
	in, out, err := child.TakeStdio()
	if err != nil {
		return err
	}
	return Serve(context.Background(), in, out, func(ctx context.Context) (speech.Voice, error) {
		switch mode {
		case "espeak":
			return realVoice(ctx)
		case "no-device":
			return nil, fmt.Errorf("fake: %w", speech.ErrNoDevice)
		case "no-voice":
			return nil, fmt.Errorf("fake: %w", speech.ErrNoVoice)
		case "crash":
			fmt.Fprintln(os.Stderr, "panic: no such luck")
			os.Exit(7)
		case "garbage":
			_, _ = out.WriteString("a library prints where it should not")
		case "hang":
			select {}
		}
		v := speech.NewVoice(speechtest.Beeper{}, speechtest.Silent{})
		if mode == "plain" {
			return v, nil
		}
		return &odd{Voice: v, mode: mode, args: args}, nil
	})
}

// odd is a voice that behaves badly.
type odd struct {
	speech.Voice
	mode string
	args []string
}

func (o *odd) Say(ctx context.Context, text string, s speech.Settings) error {
	switch o.mode {
	case "bad voice": // as sherpa-onnx on files that it doesn't like
		if s.Voice != "" {
			os.Exit(255)
		}
	case "deaf": // hears no stop
		return o.Voice.Say(context.WithoutCancel(ctx), text, s)
	case "once": // ends, or loses the device, the first time of all
		f, err := os.OpenFile(o.args[0], os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			break
		}
		_ = f.Close()
		if o.args[1] == "lost" {
			return fmt.Errorf("fake: %w", speech.ErrLost)
		}
		os.Exit(11)
	}
	return o.Voice.Say(ctx, text, s)
}

func open(t *testing.T, args ...string) *Voice {
	t.Helper()
	v := Open(Options{Executable: os.Args[0], Args: append([]string{"worker"}, args...)})
	t.Cleanup(func() { _ = v.Close() })
	return v
}

func TestVoice(t *testing.T) {
	speechtest.TestVoice(t, func(t *testing.T) speech.Voice { return open(t, "plain") })
}

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		mode string
		want error
	}{
		{"no-device", speech.ErrNoDevice},
		{"no-voice", speech.ErrNoVoice},
		{"crash", speech.ErrDied},
		{"garbage", speech.ErrDied},
	} {
		t.Run(c.mode, func(t *testing.T) {
			v := open(t, c.mode)
			if err := v.Try(t.Context(), speech.Settings{}); !errors.Is(err, c.want) {
				t.Errorf("tried: %v", err)
			}
			for range 2 {
				if err := v.Say(t.Context(), "A cup.", speech.Settings{}); !errors.Is(err, c.want) {
					t.Errorf("got %v", err)
				}
			}
		})
	}
}

func TestTry(t *testing.T) {
	v := open(t, "plain")
	if err := v.Try(t.Context(), speech.Settings{}); err != nil {
		t.Error(err)
	}
	_ = v.Close()
	if err := v.Try(t.Context(), speech.Settings{}); !errors.Is(err, speech.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}

func TestNoExecutable(t *testing.T) {
	v := Open(Options{Executable: "/nowhere/descry"})
	if err := v.Say(t.Context(), "A cup.", speech.Settings{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if err := v.Close(); err != nil {
		t.Error(err)
	}
}

// TestAgain: a child that dies, or loses the device, is replaced and the text said.
func TestAgain(t *testing.T) {
	for _, how := range []string{"lost", "dies"} {
		t.Run(how, func(t *testing.T) {
			v := open(t, "once", filepath.Join(t.TempDir(), "been"), how)
			before := v.conn.proc.PID()
			if err := v.Say(t.Context(), "A cup.", speech.Settings{}); err != nil {
				t.Fatal(err)
			}
			if v.conn.proc.PID() == before {
				t.Error("it is the same child")
			}
		})
	}
}

// TestKilledIdle: a child that was killed between two texts isn't missed.
func TestKilledIdle(t *testing.T) {
	v := open(t, "plain")
	if err := v.Say(t.Context(), "A.", speech.Settings{}); err != nil {
		t.Fatal(err)
	}
	v.conn.proc.Kill()
	<-v.conn.proc.Done()
	if err := v.Say(t.Context(), "A.", speech.Settings{}); err != nil {
		t.Error(err)
	}
}

// TestStops: a child that obeys is kept, one that doesn't is killed and replaced.
func TestStops(t *testing.T) {
	for _, c := range []struct {
		mode string
		kept bool
	}{{"plain", true}, {"deaf", false}, {"hang", true}} {
		t.Run(c.mode, func(t *testing.T) {
			v := open(t, c.mode)
			first := v.conn
			ctx, cancel := context.WithCancel(t.Context())
			said := make(chan error)
			go func() { said <- v.Say(ctx, strings.Repeat("a", 1000), speech.Settings{}) }()
			for range 3 { // it works by then: its signs of life
				if f := <-first.frames; f.Kind != kindAlive {
					t.Fatalf("frame %c", f.Kind)
				}
			}
			begun := time.Now()
			cancel()
			if err := <-said; !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
			if took := time.Since(begun); took > 5*50*time.Millisecond {
				t.Errorf("stopped after %v", took)
			}
			// One that obeys may be killed as well, on a busy machine.
			if killed := first.dead(); killed == c.kept {
				t.Logf("killed: %v", killed)
				if !c.kept {
					t.Error("it was not killed")
				}
			}
		})
	}
}

// TestDeadlyVoice: a voice on which the child dies gives way to the usual one, and isn't tried
// again.
func TestDeadlyVoice(t *testing.T) {
	v := open(t, "bad voice")
	how := speech.Settings{Voice: "piper-de_DE-bad"}
	if err := v.Say(t.Context(), "A.", how); err != nil {
		t.Fatal(err)
	}
	before := v.conn.proc.PID()
	if err := v.Say(t.Context(), "A.", how); err != nil {
		t.Error(err)
	}
	if v.conn.proc.PID() != before {
		t.Error("it was tried again")
	}
	if got := how.Usual(); got != (speech.Settings{Language: "de"}) {
		t.Errorf("instead: %+v", got)
	}
}

// TestPrepare: the child hears of what will be said, and lives on.
func TestPrepare(t *testing.T) {
	v := open(t, "plain")
	v.Prepare(t.Context(), speech.Settings{Voice: "piper-en_US-joe"})
	if err := v.Say(t.Context(), "A.", speech.Settings{}); err != nil {
		t.Error(err)
	}
}

func TestCut(t *testing.T) {
	for name, text := range map[string]string{
		"words":      strings.Repeat("word ", 5000),
		"no spaces":  strings.Repeat("a", 50_000),
		"characters": strings.Repeat("é", 50_000),
		"no utf-8":   strings.Repeat("\x80", 50_000),
		"short":      "A cup.",
	} {
		rest, pieces := text, 0
		for rest != "" {
			n := cut(rest)
			if n < 1 || n > longest || name != "no utf-8" && strings.ToValidUTF8(rest[:n], "?") != rest[:n] {
				t.Fatalf("%s: a piece of %d bytes: %.20q", name, n, rest)
			}
			rest, pieces = rest[n:], pieces+1
		}
		if most := len(text)/(longest-10) + 1; pieces > most {
			t.Errorf("%s: %d pieces", name, pieces)
		}
	}
}
