package lockup

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"descry/internal/need"
)

// TestMain lets the test binary be the process that is locked up: "inmate FOLDER".
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "inmate" {
		os.Exit(inmate(os.Args[2]))
	}
	os.Exit(m.Run())
}

// finding is what the inmate found out, by the name of the attempt: "" is success.
type finding struct {
	Report  Report
	Results map[string]string
}

// inmate keeps the folder "mine" beside others, and tries all kinds of things on new
// threads and on those that were there before.
func inmate(dir string) int {
	old := threads(4)
	f := finding{Results: map[string]string{}}
	f.Report = Apply(Options{Read: []string{filepath.Join(dir, "mine"), filepath.Join(dir, "single"), filepath.Join(dir, "missing")}})
	for _, run := range append(old, threads(4)...) {
		run(func() {
			for name, err := range attempts(dir) {
				text := ""
				if err != nil {
					text = err.Error()
				}
				if before, there := f.Results[name]; there && before != text {
					text = "one thread: " + before + ", another: " + text
				}
				f.Results[name] = text
			}
		})
	}
	if err := json.NewEncoder(os.Stdout).Encode(f); err != nil {
		return 1
	}
	return 0
}

// threads starts system threads that do what they are given.
func threads(n int) (run []func(func())) {
	for range n {
		work := make(chan func())
		started := make(chan struct{})
		go func() {
			runtime.LockOSThread()
			close(started)
			for f := range work {
				f()
			}
		}()
		<-started
		run = append(run, func(f func()) {
			var wg sync.WaitGroup
			wg.Add(1)
			work <- func() { defer wg.Done(); f() }
			wg.Wait()
		})
	}
	return run
}

func attempts(dir string) map[string]error {
	read := func(path ...string) error {
		_, err := os.ReadFile(filepath.Join(path...))
		return err
	}
	socket := func(family, kind int) error {
		_, err := unix.Socket(family, kind, 0)
		return err
	}
	_, fork, _ := strings.Cut(fmt.Sprint(exec.Command("/bin/true").Run()), ": ")
	return map[string]error{
		"read mine":       read(dir, "mine", "a"),
		"read single":     read(dir, "single"),
		"read other":      read(dir, "other", "a"),
		"list home":       list("/root"),
		"list root":       list("/"),
		"read passwd":     read("/etc/passwd"),
		"read cpuinfo":    read("/proc/cpuinfo"),
		"read own status": read("/proc/self/status"),
		"read parent":     read("/proc", fmt.Sprint(os.Getppid()), "status"),
		"write mine":      os.WriteFile(filepath.Join(dir, "mine", "b"), nil, 0o600),
		"write temporary": os.WriteFile(filepath.Join(os.TempDir(), "descry-lockup"), nil, 0o600),
		"remove mine":     os.Remove(filepath.Join(dir, "mine", "a")),
		"inet":            socket(unix.AF_INET, unix.SOCK_STREAM),
		"inet6":           socket(unix.AF_INET6, unix.SOCK_DGRAM),
		"unix":            socket(unix.AF_UNIX, unix.SOCK_STREAM),
		"netlink":         socket(unix.AF_NETLINK, unix.SOCK_RAW),
		"program":         errors.New(fork),
		"signal parent":   syscall.Kill(os.Getppid(), 0),
		"signal self":     syscall.Kill(os.Getpid(), 0),
		"ring":            ring(),
		"trace":           unix.PtraceAttach(os.Getppid()),
	}
}

func list(dir string) error {
	_, err := os.ReadDir(dir)
	return err
}

func ring() error {
	if _, _, errno := unix.Syscall(unix.SYS_IO_URING_SETUP, 1, 0, 0); errno != 0 {
		return errno
	}
	return nil
}

func TestLockedUp(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"mine/a", "other/a", "single"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("text"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(os.Args[0], "inmate", dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var f finding
	if err := json.Unmarshal(out, &f); err != nil {
		t.Fatal(err)
	}
	need.That(t, f.Report.Network && f.Report.Files, "a kernel with seccomp and Landlock: "+f.Report.Problem)
	if !f.Report.Private || !f.Report.Whole() {
		t.Errorf("report %+v", f.Report)
	}
	const notPermitted, denied = "operation not permitted", "permission denied"
	for name, want := range map[string]string{
		"read mine": "", "read single": "", "read cpuinfo": "", "read own status": "", "signal self": "",
		"read other": denied, "list home": denied, "list root": denied, "read passwd": denied, "read parent": denied,
		"write mine": denied, "write temporary": denied, "remove mine": denied,
		"inet": notPermitted, "inet6": notPermitted, "unix": notPermitted, "netlink": notPermitted,
		"program": notPermitted, "signal parent": notPermitted, "ring": notPermitted, "trace": notPermitted,
	} {
		if got, there := f.Results[name]; !there || want == "" && got != "" || !strings.HasSuffix(got, want) {
			t.Errorf("%s: %q (there: %v), want …%q", name, got, there, want)
		}
	}
}
