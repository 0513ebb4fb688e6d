package worker

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"descry/inference"
	"descry/inference/inferencetest"
)

// options starts this test binary; the model files are those of the primer, of
// which only the parent reads the headers.
func options(mode string) Options {
	pair := filepath.Join("..", "..", "models", "primer")
	return Options{
		Executable: os.Args[0], Args: []string{"worker", mode},
		Text: filepath.Join(pair, "primer-text.gguf"), Projector: filepath.Join(pair, "primer-mmproj.gguf"),
		Threads: 3,
	}
}

func open(t *testing.T, o Options) *Engine {
	t.Helper()
	e, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

func TestEngine(t *testing.T) {
	inferencetest.TestEngine(t, func(t *testing.T) inference.Engine { return open(t, options("script")) }, inferencetest.Expect{Encoder: true})
}

func ask(texts ...string) inference.Prompt {
	p := inference.Prompt{Image: inferencetest.Card(320, 240, 1)}
	for i, text := range texts {
		p.Turns = append(p.Turns, inference.Turn{Role: inference.Role(i % 2), Text: text})
	}
	return p
}

func collect(t *testing.T, e inference.Engine, p inference.Prompt) (inferencetest.Reply, error) {
	t.Helper()
	return inferencetest.Collect(t.Context(), t, e, p)
}

func want(t *testing.T, e inference.Engine, p inference.Prompt, end string) inference.Stats {
	t.Helper()
	r, err := collect(t, e, p)
	if err != nil || !strings.HasSuffix(r.Text, end) {
		t.Fatalf("%q, %v; want …%q", r.Text, err, end)
	}
	return r.Stats
}

func TestOpen(t *testing.T) {
	var progress []float64
	o := options("script")
	o.Progress = func(f float64) { progress = append(progress, f) }
	e := open(t, o)
	if !slices.Equal(progress, []float64{0, 0.5, 1}) {
		t.Errorf("progress %v", progress)
	}
	if i := e.Info(); i.Name != filepath.Base(o.Text) || i.Threads != 3 || i.Context != 4096 {
		t.Errorf("info %+v", i)
	}
}

func TestOpenErrors(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "broken.gguf")
	if err := os.WriteFile(broken, []byte("GGUF\x03\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		set  func(*Options)
		want error
	}{
		{"no model", func(o *Options) { o.Text = "none.gguf" }, inference.ErrNoModel},
		{"no projector", func(o *Options) { o.Projector = "none.gguf" }, inference.ErrNoModel},
		{"truncated", func(o *Options) { o.Text = broken }, inference.ErrBadModel},
		{"swapped", func(o *Options) { o.Text, o.Projector = o.Projector, o.Text }, inference.ErrBadModel},
		{"no executable", func(o *Options) { o.Executable = "/nowhere/descry" }, os.ErrNotExist},
		{"too large", func(o *Options) { o.Args[1] = "no memory" }, inference.ErrOutOfMemory},
		{"crash", func(o *Options) { o.Args[1] = "crash" }, inference.ErrWorkerDied},
		{"quits", func(o *Options) { o.Args[1] = "quit" }, inference.ErrWorkerDied},
		{"garbage", func(o *Options) { o.Args[1] = "garbage" }, inference.ErrWorkerDied},
		{"torn frame", func(o *Options) { o.Args[1] = "torn" }, inference.ErrWorkerDied},
		{"nonsense in a frame", func(o *Options) { o.Args[1] = "nonsense" }, inference.ErrWorkerDied},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := options("script")
			c.set(&o)
			e, err := Open(t.Context(), o)
			if e != nil || !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			var exit *ExitError
			if died := errors.As(err, &exit); died != (c.want == inference.ErrWorkerDied) {
				t.Errorf("an ExitError: %v", exit)
			}
			if c.name == "crash" && !strings.Contains(exit.Tail, "no such luck") {
				t.Errorf("tail %q", exit.Tail)
			}
		})
	}
}

// TestUnknownFamilyStartsNothing: the executable would give another error.
func TestUnknownFamilyStartsNothing(t *testing.T) {
	o := options("script")
	b, err := os.ReadFile(o.Projector)
	if err != nil {
		t.Fatal(err)
	}
	old := "idefics3"
	if n := strings.Count(string(b[:4096]), old); n != 1 {
		t.Skipf("the primer is of another family now: %q is there %d times", old, n)
	}
	o.Projector = filepath.Join(t.TempDir(), "other.gguf")
	if err := os.WriteFile(o.Projector, []byte(strings.Replace(string(b), old, "idefics9", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	o.Executable = "/nowhere/descry"
	if _, err := Open(t.Context(), o); !errors.Is(err, inference.ErrUnknownFamily) {
		t.Errorf("got %v", err)
	}
}

func TestOpenCancelled(t *testing.T) {
	o := options("stuck")
	ctx, cancel := context.WithCancel(t.Context())
	o.Progress = func(f float64) {
		if f == 1 {
			cancel()
		}
	}
	if e, err := Open(ctx, o); e != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestErrorsCross(t *testing.T) {
	e := open(t, options("script"))
	for _, c := range codes {
		if errors.Is(c.err, context.Canceled) || errors.Is(c.err, context.DeadlineExceeded) {
			continue // the child's own, see TestChildGivesUp
		}
		r, err := collect(t, e, ask("FAIL "+c.code))
		if !errors.Is(err, c.err) && c.code != "missing-picture" || r.Text != "so far" {
			t.Errorf("%s: %q, %v", c.code, r.Text, err)
		}
	}
	if _, err := collect(t, e, ask("FAIL oddly")); err == nil || err.Error() != "in the child: oddly" {
		t.Errorf("an error without a code: %v", err)
	}
	want(t, e, ask("Still there?"), "«Still there?» — voilà.")
}

// TestChildGivesUp: a request that ends as cancelled, but not by us.
func TestChildGivesUp(t *testing.T) {
	e := open(t, options("script"))
	if _, err := collect(t, e, ask("FAIL canceled")); !errors.Is(err, inference.ErrWorkerDied) {
		t.Errorf("got %v", err)
	}
	want(t, e, ask("Still there?"), "«Still there?» — voilà.")
}

func TestEnvironmentIsFiltered(t *testing.T) {
	t.Setenv("GGML_BACKEND_PATH", "/evil")
	t.Setenv("DESCRY_TEST", "kept")
	e := open(t, options("script"))
	for name, value := range map[string]string{"GGML_BACKEND_PATH": "", "DESCRY_TEST": "kept"} {
		if r, err := collect(t, e, ask("ENV "+name)); err != nil || r.Text != value {
			t.Errorf("%s is %q, %v", name, r.Text, err)
		}
	}
}

func TestPausedAnswerStopsAtOnce(t *testing.T) {
	e := open(t, options("script"))
	pid := e.current.conn.proc.PID()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var got error
	seen := 0
	for _, err := range e.Generate(ctx, ask("PAUSE 3")) {
		if got = err; err != nil {
			break
		}
		if seen++; seen == 3 {
			cancel()
		}
	}
	if !errors.Is(got, context.Canceled) || seen != 3 {
		t.Errorf("%d tokens, %v", seen, got)
	}
	want(t, e, ask("Still there?"), "«Still there?» — voilà.")
	if now := e.current.conn.proc.PID(); now != pid {
		t.Logf("the child was killed, which a busy machine may need")
	}
}

func TestCancelDuringLoopPanic(t *testing.T) {
	e := open(t, options("script"))
	func() {
		defer func() { _ = recover() }()
		for range e.Generate(t.Context(), ask("PAUSE 3")) {
			panic("the caller's own")
		}
	}()
	want(t, e, ask("Still there?"), "«Still there?» — voilà.")
}

// TestEndOfCtxAfterLastToken: the answer is whole, so there is no error.
func TestEndOfCtxAfterLastToken(t *testing.T) {
	e := open(t, options("script"))
	for range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		for tok, err := range e.Generate(ctx, ask("What?")) {
			if err != nil {
				t.Fatal(err)
			}
			if tok.Stats != nil {
				cancel()
			}
		}
		cancel()
	}
}

func TestCloseEndsChild(t *testing.T) {
	e := open(t, options("script"))
	c := e.current.conn
	want(t, e, ask("What?"), "voilà.")
	begun := time.Now()
	for range 2 {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
	if !c.dead() {
		t.Error("the child lives")
	}
	if err := c.proc.Wait(); err != nil {
		t.Errorf("not a polite end, after %v: %v", time.Since(begun), err)
	}
}
