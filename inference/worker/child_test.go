package worker

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"descry/inference"
	"descry/inference/inferencetest"
	"descry/internal/child"
)

// TestMain lets the test binary be the child: "worker" and how it behaves.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "worker" {
		if err := serve(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	// Under the race detector each child would take a second to end.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	os.Exit(m.Run())
}

func serve(mode string) error {
	in, out, err := child.TakeStdio()
	if err != nil {
		return err
	}
	if mode == "garbage" {
		fmt.Fprintln(out, "a library prints where it should not")
		time.Sleep(time.Hour)
	}
	return Serve(context.Background(), in, out, func(ctx context.Context, o ModelOptions) (inference.PreparedEngine, error) {
		for i := range 3 {
			o.Progress(float64(i) / 2)
		}
		switch mode {
		case "crash":
			fmt.Fprintln(os.Stderr, "GGML_ASSERT: no such luck")
			os.Exit(7)
		case "quit":
			os.Exit(0)
		case "no memory":
			return nil, fmt.Errorf("loading %s: %w", o.Text, inference.ErrOutOfMemory)
		case "stuck":
			time.Sleep(time.Hour)
		case "torn":
			_, _ = out.WriteString("\xd5\x42\x01") // the beginning of a frame
			os.Exit(9)
		case "nonsense":
			_, _ = out.WriteString("\xd5\x41\x00\x00\x00\x00\x03\x00\x00\x00{]}")
			time.Sleep(time.Hour)
		case "frail loading":
			frail(o.Encoder)
		}
		encode := encode
		if mode == "frail encoding" {
			encode = func(context.Context, inference.Prompt) error { frail(o.Encoder); return nil }
		}
		return &inferencetest.Engine{Script: script, Encode: encode, Step: step, Model: inference.Info{Name: fileName(o.Text), Context: 4096, Threads: o.Threads, Encoder: o.Encoder}}, nil
	})
}

// frail ends the process if it was given an image encoder.
func frail(encoder string) {
	if encoder != "" {
		fmt.Fprintln(os.Stderr, "killed by its encoder")
		os.Exit(12)
	}
}

// order splits the last question: "COMMAND argument argument".
func order(p inference.Prompt) []string {
	if len(p.Turns) == 0 {
		return []string{""}
	}
	return append(strings.Fields(p.Turns[len(p.Turns)-1].Text), "", "", "")
}

// script obeys FAIL, ENV and PID, and echoes all else.
func script(pic *inference.Picture, p inference.Prompt) inferencetest.Answer {
	switch o := order(p); o[0] {
	case "FAIL":
		for _, c := range codes {
			if c.code == o[1] {
				return inferencetest.Answer{Tokens: inferencetest.Words("so far"), Err: fmt.Errorf("in the child: %w", c.err)}
			}
		}
		return inferencetest.Answer{Err: fmt.Errorf("in the child: %s", o[1])}
	case "ENV":
		return inferencetest.Answer{Tokens: inferencetest.Words(os.Getenv(o[1]))}
	case "DIE-CHANGED":
		return inferencetest.Answer{Tokens: inferencetest.Words(fmt.Sprintf("I am %d . . . .", os.Getpid()))}
	}
	return inferencetest.Echo(pic, p)
}

// encode never ends, like clip's encoder, where the question says so.
func encode(_ context.Context, p inference.Prompt) error {
	if order(p)[0] == "HANG" {
		fmt.Fprintln(os.Stderr, "hanging")
		time.Sleep(time.Hour)
	}
	return nil
}

// step prints what libraries print, and obeys "DIE token times file" and "PAUSE
// token".
func step(ctx context.Context, p inference.Prompt, i int) error {
	fmt.Println("chatter on stdout")
	o := order(p)
	if n, err := strconv.Atoi(o[1]); err != nil || n != i {
		return nil
	}
	switch o[0] {
	case "DIE", "DIE-CHANGED":
		if times, _ := strconv.Atoi(o[2]); deaths(o[3]) < times {
			f, err := os.OpenFile(o[3], os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600)
			if err != nil {
				return err
			}
			fmt.Fprint(f, "+")
			f.Close()
			fmt.Fprintln(os.Stderr, "struck by lightning")
			os.Exit(11)
		}
	case "PAUSE": // until the request is given up
		<-ctx.Done()
		return ctx.Err()
	case "STALL": // until somebody makes the file
		for tick := time.NewTicker(time.Millisecond); deaths(o[2]) == 0; <-tick.C {
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
	}
	return nil
}

// deaths counts what DIE wrote.
func deaths(file string) int {
	b, _ := os.ReadFile(file) // not there: none
	return len(b)
}

// fileName is the name of the file that the child was given, which may be a descriptor.
func fileName(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return filepath.Base(path)
}
