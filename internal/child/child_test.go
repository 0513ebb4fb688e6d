package child

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test binary be the child: its first argument says what it does.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		if act, ok := acts[os.Args[1]]; ok {
			act()
			os.Exit(0)
		}
	}
	os.Exit(m.Run())
}

// acts are the plays of the child.
var acts = map[string]func(){
	"echo": func() {
		in, out := NewReader(os.Stdin, 64<<20), NewWriter(os.Stdout)
		for {
			f, err := in.Next()
			if err != nil {
				return
			}
			if err := out.Write(f.Kind+1, f.ID, f.Body); err != nil {
				os.Exit(5)
			}
		}
	},
	"fail": func() {
		_ = NewWriter(os.Stdout).Write(1, 1, []byte("last words"))
		fmt.Fprintf(os.Stderr, "%sfirst line\nGGML_ASSERT failed\n", strings.Repeat("x", 100000))
		os.Exit(3)
	},
	"deaf":  func() { time.Sleep(time.Hour) }, // reads nothing, ends never
	"print": func() { fmt.Println("some library's chatter, on stdout") },
	"env":   func() { fmt.Fprint(os.Stderr, strings.Join(os.Environ(), "\n")) },
	"leave": func() { // leaves a grandchild that holds our pipes
		c := exec.Command(os.Args[0], "deaf")
		c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
		if err := c.Start(); err != nil {
			os.Exit(4)
		}
		_ = NewWriter(os.Stdout).Write(1, uint32(c.Process.Pid))
	},
	"parent": func() { // starts a child, tells its PID, waits to be killed
		p, err := Start(Options{Path: os.Args[0], Args: []string{"deaf"}})
		if err != nil {
			os.Exit(4)
		}
		_ = NewWriter(os.Stdout).Write(1, uint32(p.PID()))
		_ = p.Wait()
	},
}

func start(t *testing.T, o Options, args ...string) *Process {
	t.Helper()
	o.Path, o.Args = os.Args[0], args
	if o.Env == nil {
		o.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0") // or each child takes 1 s to end
	}
	p, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close(0) })
	return p
}

func TestEcho(t *testing.T) {
	p := start(t, Options{MaxFrame: 64 << 20}, "echo")
	for id, size := range []int{0, 1, 5000, 10 << 20} {
		body := bytes.Repeat([]byte{byte(id)}, size)
		sent := make(chan error, 1)
		go func() { sent <- p.Send(10, uint32(id), body) }()
		f, err := p.Receive()
		if err != nil || f.Kind != 11 || f.ID != uint32(id) || !bytes.Equal(f.Body, body) {
			t.Fatalf("%d bytes came back as %d, %v", size, len(f.Body), err)
		}
		if err := <-sent; err != nil {
			t.Fatal(err)
		}
	}
	if want := int64(4*headerSize + 1 + 5000 + 10<<20); p.Sent() != want {
		t.Errorf("sent %d, want %d", p.Sent(), want)
	}
	if err := p.Close(5 * time.Second); err != nil {
		t.Errorf("Close: %v", err)
	}
	if err := p.Close(0); err != nil {
		t.Errorf("second Close: %v", err)
	}
	if err := p.Send(1, 1); err == nil {
		t.Error("Send after Close")
	}
	if _, err := p.Receive(); err == nil {
		t.Error("Receive after Close")
	}
}

func TestFailure(t *testing.T) {
	var log bytes.Buffer
	p := start(t, Options{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}, "fail")
	<-p.Done()
	if f, err := p.Receive(); err != nil || string(f.Body) != "last words" {
		t.Errorf("before the end: %q, %v", f.Body, err)
	}
	if _, err := p.Receive(); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
	err := p.Wait()
	var exit *ExitError
	if !errors.As(err, &exit) || len(exit.Tail) != tailSize || !strings.HasSuffix(exit.Tail, "first line\nGGML_ASSERT failed\n") {
		t.Fatalf("got %v", err)
	}
	if text := err.Error(); !strings.Contains(text, "exit status 3") || !strings.HasSuffix(text, ": GGML_ASSERT failed") {
		t.Errorf("error text %q", text)
	}
	var status *exec.ExitError
	if !errors.As(err, &status) || status.ExitCode() != 3 {
		t.Errorf("status %v", status)
	}
	if s := log.String(); !strings.Contains(s, "GGML_ASSERT failed") || strings.Count(s, "\n") < 20 {
		t.Errorf("log of %d bytes", len(s))
	}
}

func TestDeafChildIsKilled(t *testing.T) {
	p := start(t, Options{}, "deaf")
	begun := time.Now()
	err := p.Close(20 * time.Millisecond)
	var status *exec.ExitError
	if !errors.As(err, &status) || status.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Errorf("got %v", err)
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestCloseEndsSendAndReceive(t *testing.T) {
	p := start(t, Options{}, "deaf")
	ended := make(chan error, 2)
	go func() { ended <- p.Send(1, 1, make([]byte, 10<<20)) }() // more than a pipe holds
	go func() {
		_, err := p.Receive()
		ended <- err
	}()
	_ = p.Close(0)
	for range 2 {
		if err := <-ended; err == nil {
			t.Error("no error")
		}
	}
}

func TestChatterIsNoFrame(t *testing.T) {
	p := start(t, Options{}, "print")
	if _, err := p.Receive(); !errors.Is(err, ErrFrame) {
		t.Errorf("got %v", err)
	}
}

func TestTooLongFrame(t *testing.T) {
	p := start(t, Options{MaxFrame: 1000}, "echo")
	if err := p.Send(1, 1, make([]byte, 1001)); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Receive(); !errors.Is(err, ErrFrame) {
		t.Errorf("got %v", err)
	}
}

func TestEnvironment(t *testing.T) {
	env := Without([]string{"HOME=/h", "OLLAMA_X=1", "ggml_y=2", "MY_GGML_=3"}, "OLLAMA_", "GGML_")
	if want := []string{"HOME=/h", "MY_GGML_=3"}; !slices.Equal(env, want) {
		t.Fatalf("got %v", env)
	}
	p := start(t, Options{Env: env}, "env")
	if err := p.Wait(); err != nil || p.Tail() != "HOME=/h\nMY_GGML_=3" {
		t.Errorf("child's environment %q, %v", p.Tail(), err)
	}
}

// TestGrandchildHoldsPipes: what the child leaves behind must not block us.
func TestGrandchildHoldsPipes(t *testing.T) {
	p := start(t, Options{}, "leave")
	f, err := p.Receive()
	if err != nil {
		t.Fatal(err)
	}
	if other, err := os.FindProcess(int(f.ID)); err == nil {
		defer func() { _ = other.Kill() }()
	}
	if err := p.Wait(); err != nil {
		t.Error(err)
	}
	if err := p.Close(time.Second); err != nil {
		t.Error(err)
	}
}
