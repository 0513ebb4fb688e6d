package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"descry/inference"
	"descry/inference/inferencetest"
	"descry/inference/llama"
	"descry/inference/worker"
	"descry/internal/child"
)

// TestMain lets the test binary be the child that Descry starts: "worker ROOM", and
// "worker MODE" for one that is made to fail.
func TestMain(m *testing.M) {
	if len(os.Args) >= 3 && os.Args[1] == "worker" {
		KeepPrivate()
		if load, ok := modes[filepath.Base(os.Args[0])]; ok { // a link to it
			os.Exit(serve(load))
		}
		if load, ok := modes[os.Args[2]]; ok {
			os.Exit(serve(load))
		}
		os.Exit(Worker(os.Args[2], os.Args[3:]...))
	}
	os.Exit(m.Run())
}

// modes are workers with the real engine that do something besides.
var modes = map[string]func(context.Context, worker.ModelOptions) (inference.PreparedEngine, error){
	"prison": prison,
	"crashing-encoder": func(ctx context.Context, o worker.ModelOptions) (inference.PreparedEngine, error) {
		if o.Encoder != "" {
			return nil, fault(syscall.SIGSEGV)
		}
		return load(ctx, o)
	},
	"segv": func(context.Context, worker.ModelOptions) (inference.PreparedEngine, error) {
		return nil, fault(syscall.SIGSEGV)
	},
	"abort": func(context.Context, worker.ModelOptions) (inference.PreparedEngine, error) {
		return nil, fault(syscall.SIGABRT)
	},
	"killed": func(context.Context, worker.ModelOptions) (inference.PreparedEngine, error) {
		return nil, fault(syscall.SIGKILL)
	},
	"stopped": func(context.Context, worker.ModelOptions) (inference.PreparedEngine, error) {
		return nil, fault(syscall.SIGSTOP)
	},
}

// fault is what a signal does to this process, as if it came from inside.
func fault(s syscall.Signal) error {
	if err := syscall.Tgkill(os.Getpid(), syscall.Gettid(), s); err != nil {
		return err
	}
	select {}
}

func serve(load func(context.Context, worker.ModelOptions) (inference.PreparedEngine, error)) int {
	in, out, err := child.TakeStdio()
	if err == nil {
		err = worker.Serve(context.Background(), in, out, load)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// path is a file of this repository.
func path(t testing.TB, elements ...string) string {
	t.Helper()
	p, err := filepath.Abs(filepath.Join(append([]string{".."}, elements...)...))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// primerOptions start this test binary with the built-in model.
func primerOptions(t testing.TB, mode string) worker.Options {
	return worker.Options{
		Executable: os.Args[0], Args: []string{"worker", mode},
		Text: path(t, "models", "primer", "primer-text.gguf"), Projector: path(t, "models", "primer", "primer-mmproj.gguf"),
		Library: path(t, "build", "lib", "ollama"),
	}
}

func fixtureOptions(t testing.TB, name string) worker.Options {
	o := primerOptions(t, inferenceRoom)
	o.Text, o.Projector = path(t, "inference", "testdata", "conformance", name, "text.gguf"), path(t, "inference", "testdata", "conformance", name, "mmproj.gguf")
	return o
}

func openWorker(t testing.TB, o worker.Options) *worker.Engine {
	t.Helper()
	if !hasEngine {
		t.Skip("built without cgo: there is no engine")
	}
	e, err := worker.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

// openHere opens the same model in this process.
func openHere(t testing.TB, o worker.Options) inference.Engine {
	t.Helper()
	e, err := llama.Open(t.Context(), llama.Options{Text: o.Text, Projector: o.Projector, Library: o.Library, Threads: o.Threads})
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skip("built without cgo: there is no engine")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

func ask(seed uint8, text string) inference.Prompt {
	return inference.Prompt{
		Image: inferencetest.Card(320, 240, seed), MaxTokens: 24,
		Turns: []inference.Turn{{Role: inference.User, Text: text}},
	}
}
