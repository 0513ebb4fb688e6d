package cpu

import (
	"fmt"
	"io/fs"
	"maps"
	"runtime"
	"slices"
	"testing"
	"testing/fstest"
)

// machine makes the kernel's files of a machine whose cores have the given lists
// of hardware threads.
func machine(topology string, status string, cpus map[int]string) fstest.MapFS {
	m := fstest.MapFS{"sys/devices/system/cpu/cpufreq": {Mode: fs.ModeDir | 0o755}}
	for id, list := range cpus {
		m[fmt.Sprintf("sys/devices/system/cpu/cpu%d/topology/%s", id, topology)] = &fstest.MapFile{Data: []byte(list + "\n")}
	}
	if status != "" {
		m["proc/self/status"] = &fstest.MapFile{Data: []byte("Name:\tdescry\n" + status + "\n")}
	}
	return m
}

func TestCores(t *testing.T) {
	smt := map[int]string{0: "0,4", 1: "1,5", 2: "2,6", 3: "3,7", 4: "0,4", 5: "1,5", 6: "2,6", 7: "3,7"}
	for _, c := range []struct {
		name string
		root fstest.MapFS
		want int
	}{
		{"two hardware threads a core", machine("core_cpus_list", "", smt), 4},
		{"old kernel", machine("thread_siblings_list", "", smt), 4},
		{"no hardware threads", machine("core_cpus_list", "", map[int]string{0: "0", 1: "1"}), 2},
		{"bound to both threads of one core", machine("core_cpus_list", "Cpus_allowed_list:\t1,5", smt), 1},
		{"bound to two cores", machine("core_cpus_list", "Cpus_allowed_list:\t0-1", smt), 2},
		{"mask that can't be read", machine("core_cpus_list", "Cpus_allowed_list:\tall", smt), 4},
		{"no sysfs", fstest.MapFS{}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := cores(c.root, allowed(c.root)); got != c.want {
				t.Errorf("got %d cores, want %d", got, c.want)
			}
		})
	}
}

func TestPhysicalFallsBackToLogical(t *testing.T) {
	if got, want := physical(fstest.MapFS{}), min(runtime.NumCPU(), runtime.GOMAXPROCS(0)); got != want {
		t.Errorf("got %d, want %d", got, want)
	}
}

func TestThreads(t *testing.T) {
	for _, c := range []struct {
		name                      string
		mine, machine, busy, want int
	}{
		{"quiet", 4, 4, 0, 4},
		{"one neighbour", 4, 4, 1, 3},
		{"crowded", 4, 4, 40, 1},
		{"bound to two of 64, neighbours fit elsewhere", 2, 64, 40, 2},
		{"bound to two of 64, all busy", 2, 64, 64, 1},
		{"machine not known", 4, 0, 1, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := threads(c.mine, c.machine, c.busy); got != c.want {
				t.Errorf("got %d threads, want %d", got, c.want)
			}
		})
	}
}

func TestThreadsOfThisMachine(t *testing.T) {
	if n, most := Threads(), Physical(); n < 1 || n > most {
		t.Errorf("got %d threads of %d cores", n, most)
	}
}

func TestNeighbours(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       int
		ok         bool
	}{
		{"alone", "0.10 0.20 0.30 1/540 1234\n", 0, true},
		{"three others", "0.10 0.20 0.30 4/540 1234\n", 3, true},
		{"none counted", "0.10 0.20 0.30 0/540 1234\n", 0, true},
		{"short", "0.10 0.20\n", 0, false},
		{"no number", "a b c d/e f\n", 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := fstest.MapFS{"proc/loadavg": {Data: []byte(c.text)}}
			if got, ok := neighbours(root); got != c.want || ok != c.ok {
				t.Errorf("got %d, %v; want %d, %v", got, ok, c.want, c.ok)
			}
		})
	}
}

// TestNeighboursAreNotOurselves: the model's own threads once counted as others' work, so
// that every second answer was computed with half of the cores.
func TestNeighboursAreNotOurselves(t *testing.T) {
	root := fstest.MapFS{
		"proc/loadavg":             {Data: []byte("1.90 0.20 0.30 4/540 1234\n")},
		"proc/self/task/7/stat":    {Data: []byte("7 (descry) R 1 7 7 0")},
		"proc/self/task/8/stat":    {Data: []byte("8 (odd) S (name) R 1 7 7 0")},
		"proc/self/task/9/stat":    {Data: []byte("9 (descry) S 1 7 7 0")},
		"proc/self/task/10/stat":   {Data: []byte("")},
		"proc/self/task/10/status": {Data: []byte("Name: R")},
	}
	if got, ok := neighbours(root); got != 2 || !ok {
		t.Errorf("got %d, %v; want 2 of 4, two being our own", got, ok)
	}
}

func TestDescribe(t *testing.T) {
	root := fstest.MapFS{"proc/cpuinfo": {Data: []byte("processor\t: 0\nmodel name\t: Some CPU @ 2.00GHz\nflags\t\t: fpu avx2 fma sse4_2 wp\n" +
		"processor\t: 1\nmodel name\t: Some CPU @ 2.00GHz\nflags\t\t: fpu avx2 fma sse4_2 wp\n")}}
	got := describe(root)
	if got.Model != "Some CPU @ 2.00GHz" {
		t.Errorf("model %q", got.Model)
	}
	if want := []string{"sse4_2", "fma", "avx2"}; !slices.Equal(got.Flags, want) {
		t.Errorf("flags %v, want %v", got.Flags, want)
	}
	if got := describe(fstest.MapFS{}); got.Model != "" || got.Physical < 1 {
		t.Errorf("without cpuinfo: %+v", got)
	}
}

func FuzzParseList(f *testing.F) {
	for _, s := range []string{"0-3,8", "0", "", "3-1", "0-99999999", "-1", "1-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for id := range maps.Keys(parseList(s)) {
			if id < 0 || id >= maxCPUs {
				t.Errorf("%q gave CPU %d", s, id)
			}
		}
	})
}
