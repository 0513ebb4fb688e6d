package app

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"descry/inference"
	"descry/inference/inferencetest"
	"descry/inference/worker"
	"descry/internal/need"
)

// prisoner answers with the real engine, and the question TRY FOLDER by what it could
// do in its process.
type prisoner struct {
	inference.PreparedEngine
	library string
}

func prison(ctx context.Context, o worker.ModelOptions) (inference.PreparedEngine, error) {
	e, err := load(ctx, o)
	return prisoner{e, o.Library}, err
}

func (p prisoner) GeneratePrepared(ctx context.Context, pic *inference.Picture, q inference.Prompt) iter.Seq2[inference.Token, error] {
	dir, ok := strings.CutPrefix(q.Turns[0].Text, "TRY ")
	if !ok {
		return p.PreparedEngine.GeneratePrepared(ctx, pic, q)
	}
	return inferencetest.New(inferencetest.Say(p.escape(dir))).GeneratePrepared(ctx, pic, q)
}

// escape tries to reach the network, the home folder and another folder, and counts the
// threads without a filter.
func (p prisoner) escape(dir string) string {
	var out []string
	try := func(name string, err error) { out = append(out, fmt.Sprintf("%s=%v", name, err == nil)) }
	runtime.LockOSThread() // some thread or other; all are looked at below
	defer runtime.UnlockOSThread()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err == nil {
		err = unix.Connect(fd, &unix.SockaddrInet4{Port: 9, Addr: [4]byte{127, 0, 0, 1}})
	}
	try("connect", err)
	_, err = os.ReadDir(dir)
	try("home", err)
	try("write", os.WriteFile(filepath.Join(dir, "trace"), []byte("x"), 0o600))
	_, err = os.ReadDir("/")
	try("root", err)
	_, err = os.ReadDir(p.library)
	try("library", err)
	tasks, err := filepath.Glob("/proc/self/task/*/status")
	try("tasks", err)
	free := 0
	for _, task := range tasks {
		status, err := os.ReadFile(task)
		if lines := strings.Split(string(status), "\n"); err == nil && (!slices.Contains(lines, "Seccomp:\t2") || !slices.Contains(lines, "NoNewPrivs:\t1")) {
			free++
		}
	}
	score, _ := os.ReadFile("/proc/self/oom_score_adj")
	dumpable, _ := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	return strings.Join(append(out, fmt.Sprintf("threads=%v", len(tasks) > 3), fmt.Sprintf("free=%d", free),
		"score="+strings.TrimSpace(string(score)), fmt.Sprintf("dumpable=%d", dumpable)), " ")
}

// TestWorkerIsLockedUp tries to get out of the process that runs the real model, while
// it answers.
func TestWorkerIsLockedUp(t *testing.T) {
	e := openWorker(t, primerOptions(t, "prison"))
	need.That(t, e.Lockup().Whole(), "a kernel with seccomp and Landlock: "+e.Lockup().Problem)
	first, err := inferencetest.Collect(t.Context(), t, e, ask(1, "What is this?"))
	if err != nil || len(first.Tokens) == 0 {
		t.Fatalf("%q, %v", first.Text, err)
	}
	home := t.TempDir()
	tried, err := inferencetest.Collect(t.Context(), t, e, ask(1, "TRY "+home))
	const want = "connect=false home=false write=false root=false library=true tasks=true threads=true free=0 score=800 dumpable=0"
	if err != nil || tried.Text != want {
		t.Errorf("got  %s, %v\nwant %s", tried.Text, err, want)
	}
	if left, _ := os.ReadDir(home); len(left) > 0 {
		t.Error("a trace on the disk")
	}
	again, err := inferencetest.Collect(t.Context(), t, e, ask(2, "What is this?"))
	if err != nil || len(again.Tokens) == 0 {
		t.Errorf("another picture: %q, %v", again.Text, err)
	}
}
