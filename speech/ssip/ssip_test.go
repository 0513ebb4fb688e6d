package ssip

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"descry/internal/need"
	"descry/speech"
	"descry/speech/speechtest"
)

// config is that of a private server, which speaks by espeak-ng on PulseAudio.
const config = `
LogLevel 0
AudioOutputMethod "pulse"
AddModule "espeak-ng" "sd_espeak-ng" "espeak-ng.conf"
DefaultModule espeak-ng
`

// serve starts a real speech-dispatcher on an Ear, and gives its socket.
func serve(t testing.TB, ear *speechtest.Ear) (socket string) {
	t.Helper()
	_, err := exec.LookPath(program)
	need.That(t, err == nil, "speech-dispatcher, through which is spoken")
	dir, err := os.MkdirTemp("", "ssip") // t.TempDir may be too long for a socket's name
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.MkdirAll(filepath.Join(dir, "conf", "modules"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "conf", "speechd.conf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	module, err := os.ReadFile("/etc/speech-dispatcher/modules/espeak-ng.conf")
	need.That(t, err == nil, "speech-dispatcher-espeak-ng, by which speech-dispatcher speaks")
	if err := os.WriteFile(filepath.Join(dir, "conf", "modules", "espeak-ng.conf"), module, 0o600); err != nil {
		t.Fatal(err)
	}
	socket = filepath.Join(dir, "s")
	c := exec.Command(program, "-s", "-C", filepath.Join(dir, "conf"), "-S", socket, "-P", filepath.Join(dir, "pid"), "-L", dir, "-t", "0")
	c.Env = append(os.Environ(), ear.Env...)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(os.Interrupt) // it ends its modules
		ended := make(chan struct{})
		go func() { defer close(ended); _ = c.Wait() }()
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			_ = c.Process.Kill()
			<-ended
		}
	})
	for begun := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(socket); err == nil {
			return socket
		}
		if time.Since(begun) > 20*time.Second {
			t.Fatal("speech-dispatcher doesn't start")
		}
	}
}

func TestVoice(t *testing.T) {
	socket := serve(t, speechtest.Listen(t))
	speechtest.TestVoice(t, func(t *testing.T) speech.Voice {
		v := Open(socket)
		t.Cleanup(func() { _ = v.Close() })
		return v
	})
}

// TestHeard measures on recorded sound, against five times what is promised on a quiet
// machine: 60 ms to the first sound, 50 ms to silence.
func TestHeard(t *testing.T) {
	ear := speechtest.Listen(t)
	v := Open(serve(t, ear))
	defer v.Close()
	if err := v.Say(t.Context(), "A cup.", speech.Settings{Language: "en", Rate: 200}); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond) // that it has died away
	speechtest.Heard(t, ear, v, 60*time.Millisecond, 50*time.Millisecond)
}

// BenchmarkHeard is the promise: 60 ms to the first sound of a sentence, 50 ms to silence.
func BenchmarkHeard(b *testing.B) {
	ear := speechtest.Listen(b)
	v := Open(serve(b, ear))
	defer v.Close()
	if err := v.Say(b.Context(), "A cup.", speech.Settings{}); err != nil { // it is connected
		b.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond)
	speechtest.Bench(b, ear, v, 60*time.Millisecond, 50*time.Millisecond)
}

func TestNoServer(t *testing.T) {
	v := Open(filepath.Join(t.TempDir(), "none"))
	if err := v.Say(t.Context(), "A cup.", speech.Settings{}); !errors.Is(err, speech.ErrNoVoice) {
		t.Errorf("got %v", err)
	}
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	t.Setenv("PATH", t.TempDir())
	if err := Open("").Say(t.Context(), "A cup.", speech.Settings{}); !errors.Is(err, speech.ErrNoVoice) {
		t.Errorf("without the program: %v", err)
	}
}

func TestStuffed(t *testing.T) {
	for text, want := range map[string]string{
		"A cup.":           "A cup.\r\n",
		"one\n.\nQUIT":     "one\r\n..\r\nQUIT\r\n",
		"one\r\n..two":     "one\r\n...two\r\n",
		"a\x00b\x01\x1b[m": "a b  [m\r\n",
		"\r.\r":            "\r\n..\r\n\r\n",
	} {
		if got := stuffed(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestParse(t *testing.T) {
	for line, want := range map[string]string{
		"225-21\r":                "225 false 21 true",
		"225 OK MESSAGE QUEUED\r": "225 true OK MESSAGE QUEUED true",
		"703 CANCELED":            "703 true CANCELED true",
		"x":                       "0 false  false",
		"abcd":                    "0 false  false",
	} {
		code, last, text, ok := parse(line)
		if got := fmt.Sprintf("%d %v %s %v", code, last, text, ok); got != want {
			t.Errorf("%q: %q", line, got)
		}
	}
}

func TestRate(t *testing.T) {
	for words, want := range map[int]int{80: -100, 170: 0, 390: 100, 600: 100, 280: 50} {
		if got := rate(words); got != want {
			t.Errorf("%d words: %d", words, got)
		}
	}
}
