package speechtest

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"descry/internal/need"
)

// EarRate is that of an Ear's samples, a second.
const EarRate = 48000

// audible is the loudest sample that still counts as silence: -50 dB of the most.
const audible = 100

// Ear is a private sound server without a sound card, and a recording of all that is
// played on it. It hears with an error of some 10 ms.
type Ear struct {
	// Env are the variables by which programs find the server.
	Env []string

	mu      sync.Mutex
	samples []int16
	marks   []mark // when samples came
}

// mark says that at a time there were so many samples.
type mark struct {
	at time.Time
	n  int
}

// script makes the server: norewinds, or the first samples may come up to 2 s late.
const script = `
load-module module-native-protocol-unix socket=%s auth-anonymous=1
load-module module-null-sink sink_name=ears rate=48000 channels=1 norewinds=1
set-default-sink ears
`

// Listen starts an Ear that ends with the test. Where PulseAudio is missing the test is
// skipped, or fails in CI.
func Listen(t testing.TB) *Ear {
	t.Helper()
	for _, program := range []string{"pulseaudio", "parec", "pactl"} {
		_, err := exec.LookPath(program)
		need.That(t, err == nil, program+", with which the test hears what is said")
	}
	dir, err := os.MkdirTemp("", "ear") // t.TempDir may be too long for a socket's name
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket, pa := filepath.Join(dir, "native"), filepath.Join(dir, "ear.pa")
	if err := os.WriteFile(pa, fmt.Appendf(nil, script, socket), 0o600); err != nil {
		t.Fatal(err)
	}
	e := &Ear{Env: []string{"PULSE_SERVER=unix:" + socket, "PULSE_COOKIE=" + filepath.Join(dir, "cookie"), "XDG_RUNTIME_DIR=" + dir}}
	run(t, e, nil, "pulseaudio", "-n", "-F", pa, "--exit-idle-time=-1", "--daemonize=no", "--disable-shm=yes", "--use-pid-file=no")
	for begun := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(socket); err == nil {
			break
		}
		if time.Since(begun) > 20*time.Second {
			t.Fatal("PulseAudio doesn't start")
		}
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); e.record(r) }()
	t.Cleanup(func() { <-done; _ = r.Close() })
	run(t, e, w, "parec", "--raw", "--latency-msec=5", "--format=s16le", "--rate=48000", "--channels=1", "--device=ears.monitor")
	_ = w.Close()
	for begun := time.Now(); e.heard() < EarRate/20; time.Sleep(10 * time.Millisecond) {
		if time.Since(begun) > 20*time.Second {
			t.Fatal("nothing can be recorded")
		}
	}
	return e
}

// run starts a program that is ended with the test.
func run(t testing.TB, e *Ear, out *os.File, name string, args ...string) {
	t.Helper()
	c := exec.Command(name, args...)
	c.Env = append(os.Environ(), e.Env...)
	if out != nil {
		c.Stdout = out
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait() // killed
	})
}

// Unplug takes the sound device away. What was recorded stays; nothing more is.
func (e *Ear) Unplug(t testing.TB) { e.control(t, "unload-module", "module-null-sink") }

// Plug makes another sound device, which isn't recorded.
func (e *Ear) Plug(t testing.TB) {
	e.control(t, "load-module", "module-null-sink", "sink_name=others", "rate=48000", "channels=1", "norewinds=1")
}

func (e *Ear) control(t testing.TB, args ...string) {
	t.Helper()
	c := exec.Command("pactl", args...)
	c.Env = append(os.Environ(), e.Env...)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("pactl %q: %v: %s", args, err, out)
	}
}

// record keeps what comes until the recorder ends.
func (e *Ear) record(r io.Reader) {
	b := make([]byte, 4096)
	odd := 0
	for {
		n, err := r.Read(b[odd:])
		n += odd
		odd = n % 2
		e.mu.Lock()
		e.samples = append(e.samples, Samples(b[:n])...)
		e.marks = append(e.marks, mark{time.Now(), len(e.samples)})
		e.mu.Unlock()
		copy(b, b[n-odd:n])
		if err != nil {
			return
		}
	}
}

func (e *Ear) heard() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.samples)
}

// Between gives the samples that came in a time.
func (e *Ear) Between(from, to time.Time) []int16 {
	e.mu.Lock()
	defer e.mu.Unlock()
	first, last := len(e.samples), 0
	for i, m := range e.marks {
		before := 0
		if i > 0 {
			before = e.marks[i-1].n
		}
		if !m.at.Before(from) && m.at.Before(to) {
			first, last = min(first, before), m.n
		}
	}
	if first >= last {
		return nil
	}
	return e.samples[first:last:last]
}

// Onset is when the first sound came after a time; zero: none has come.
func (e *Ear) Onset(after time.Time) time.Time { return e.first(after, false) }

// Offset is when the last sound came after a time; zero: none has come.
func (e *Ear) Offset(after time.Time) time.Time { return e.first(after, true) }

func (e *Ear) first(after time.Time, last bool) time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	var found time.Time
	n := 0
	for _, m := range e.marks {
		if m.at.After(after) && Loudest(e.samples[n:m.n]) > audible {
			if found = m.at; !last {
				return found
			}
		}
		n = m.n
	}
	return found
}
