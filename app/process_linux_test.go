package app

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// process is what /proc/PID/stat says of one.
type process struct {
	pid   int
	state byte
	ticks string // of CPU time
}

// children are the processes, zombies too, whose parent we are.
func children(t testing.TB) []process {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	var found []process
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			continue // ended meanwhile
		}
		_, rest, _ := bytes.Cut(text, []byte(") "))
		fields := bytes.Fields(rest)
		if len(fields) < 13 || string(fields[1]) != strconv.Itoa(os.Getpid()) {
			continue
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(f)))
		found = append(found, process{pid, fields[0][0], string(fields[11]) + "+" + string(fields[12])})
	}
	return found
}

// soon waits until something holds, which may take 10 s on a busy machine.
func soon(t testing.TB, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for begun := time.Now(); !holds(); <-tick.C {
		if time.Since(begun) > 10*time.Second {
			t.Fatalf("not so after 10 s: %s", what)
		}
	}
}

// living is a child that lives, another than the given one; 0: there is none.
func living(t testing.TB, but int) int {
	t.Helper()
	for _, p := range children(t) {
		if p.pid != but && p.state != 'Z' {
			return p.pid
		}
	}
	return 0
}

// workerPID is the one child that lives.
func workerPID(t testing.TB) (pid int) {
	t.Helper()
	soon(t, "a worker lives", func() bool { pid = living(t, 0); return pid != 0 })
	return pid
}

// send sends a signal; a process that has ended meanwhile is as good.
func send(pid int, s syscall.Signal) { _ = syscall.Kill(pid, s) }

func descriptors(t testing.TB) int {
	t.Helper()
	d, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(d)
}
