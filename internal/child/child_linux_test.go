package child

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"
)

func descriptors(t *testing.T) int {
	t.Helper()
	d, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(d)
}

// alive says whether a process runs; zombies don't.
func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, state, _ := bytes.Cut(stat, []byte(") "))
	return len(state) > 0 && state[0] != 'Z'
}

// TestDiesWithUs kills a process that has a child.
func TestDiesWithUs(t *testing.T) {
	p := start(t, Options{}, "parent")
	f, err := p.Receive()
	if err != nil {
		t.Fatal(err)
	}
	grandchild := int(f.ID)
	if !alive(grandchild) {
		t.Fatal("the grandchild does not run")
	}
	_ = p.Close(0)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for begun := time.Now(); alive(grandchild); <-tick.C {
		if time.Since(begun) > 5*time.Second {
			t.Fatal("the grandchild outlived its parent")
		}
	}
}

func TestNoExecutable(t *testing.T) {
	before := descriptors(t)
	if _, err := Start(Options{Path: "/nowhere/descry"}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if after := descriptors(t); after != before {
		t.Errorf("%d descriptors, %d before", after, before)
	}
}

func TestManyLeaveNothing(t *testing.T) {
	before := descriptors(t)
	for range 30 {
		p := start(t, Options{}, "echo")
		pid := p.PID()
		if err := p.Send(1, 1); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Receive(); err != nil {
			t.Fatal(err)
		}
		if err := p.Close(5 * time.Second); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(fmt.Sprintf("/proc/%d", pid)); err == nil {
			t.Fatalf("process %d is not reaped", pid)
		}
	}
	if after := descriptors(t); after > before {
		t.Errorf("%d descriptors, %d before", after, before)
	}
}
