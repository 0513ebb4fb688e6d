// Package cpu says how many threads are worth starting on this machine, and what
// its processor is. It knows nothing of models.
package cpu

import (
	"io/fs"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// Info describes the processor, for diagnostics.
type Info struct {
	Model    string   // as the kernel names it, empty where it does not
	Logical  int      // logical CPUs this process may run on
	Physical int      // physical cores this process may run on
	Flags    []string // instruction sets that make a model fast, of those the processor has
}

// flagsThatMatter are the names in /proc/cpuinfo of the instruction sets for
// which ggml has its own kernels (ggml-cpu's variants for x86 and Arm).
var flagsThatMatter = []string{
	"sse4_2", "avx", "f16c", "fma", "bmi2", "avx2", "avx_vnni",
	"avx512f", "avx512_vnni", "avx512_bf16", "amx_int8",
	"asimd", "asimddp", "asimdhp", "i8mm", "sve", "sve2",
}

// Describe reads what the kernel says about the processor. What it does not say
// stays empty.
func Describe() Info { return describe(os.DirFS("/")) }

func describe(root fs.FS) Info {
	info := Info{Logical: runtime.NumCPU(), Physical: physical(root)}
	text, err := fs.ReadFile(root, "proc/cpuinfo")
	if err != nil {
		return info
	}
	has := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		key, value, _ := strings.Cut(line, ":")
		switch strings.TrimSpace(key) {
		case "model name":
			if info.Model == "" {
				info.Model = strings.TrimSpace(value)
			}
		case "flags", "Features":
			for f := range strings.FieldsSeq(value) {
				has[f] = true
			}
		}
	}
	for _, f := range flagsThatMatter {
		if has[f] {
			info.Flags = append(info.Flags, f)
		}
	}
	return info
}

// Physical is the number of physical cores this process may use, at least 1: its
// affinity mask counts, and so does a CPU quota (through runtime.GOMAXPROCS,
// which honours cgroups since Go 1.25). Two hardware threads of a core are one:
// matrix products gain nothing from the second. Where the system does not tell,
// it is the number of logical CPUs.
func Physical() int { return physical(os.DirFS("/")) }

func physical(root fs.FS) int {
	limit := runtime.GOMAXPROCS(0)
	n := cores(root, allowed(root))
	if n == 0 {
		n = runtime.NumCPU()
	}
	return max(1, min(n, limit))
}

// Threads is the number of threads to compute with now, from 1 to Physical: the
// machine's cores less those that other processes keep busy. A thread too many
// costs far more than one too few, since every step of a matrix product waits for
// the slowest thread: with twice the threads that the machine had cores free,
// answers took 100 times as long (measured with ggml's spinning barrier).
//
// The busy ones come from the count of runnable tasks in /proc/loadavg, less those of
// this process: the lowest of some readings 2 ms apart, so that what only flickers does
// not count, such as a garbage collector. It takes 8 ms.
func Threads() int {
	const readings, apart = 5, 2 * time.Millisecond
	root := os.DirFS("/")
	busy := -1
	for i := range readings {
		if i > 0 {
			time.Sleep(apart)
		}
		if b, ok := neighbours(root); ok && (busy < 0 || b < busy) {
			busy = b
		}
	}
	return threads(physical(root), cores(root, nil), max(0, busy))
}

// threads chooses from the cores we may use, those of the whole machine (0: not
// known) and the tasks of others that run now.
func threads(mine, machine, busy int) int {
	return max(1, min(mine, max(mine, machine)-busy))
}

// neighbours is the number of tasks of others that run or wait for a CPU.
func neighbours(root fs.FS) (int, bool) {
	text, err := fs.ReadFile(root, "proc/loadavg")
	if err != nil {
		return 0, false
	}
	fields := strings.Fields(string(text)) // proc(5): load1 load5 load15 runnable/all lastpid
	if len(fields) < 4 {
		return 0, false
	}
	runnable, _, ok := strings.Cut(fields[3], "/")
	n, err := strconv.Atoi(runnable)
	if !ok || err != nil {
		return 0, false
	}
	return max(0, n-own(root)), true
}

// own is the number of this process's threads that run or wait for a CPU, at least the
// one that asks.
func own(root fs.FS) int {
	const dir = "proc/self/task"
	tasks, err := fs.ReadDir(root, dir)
	if err != nil {
		return 1
	}
	n := 0
	for _, t := range tasks {
		stat, err := fs.ReadFile(root, dir+"/"+t.Name()+"/stat")
		if err != nil {
			continue // it has ended
		}
		// proc(5): ID (name) state …; a name may have parentheses too.
		if i := strings.LastIndex(string(stat), ") "); i >= 0 && strings.HasPrefix(string(stat[i+2:]), "R") {
			n++
		}
	}
	return max(1, n)
}

// cores counts the physical cores that have at least one of the given logical
// CPUs (nil: all), 0 where the kernel does not tell.
func cores(root fs.FS, cpus map[int]bool) int {
	const dir = "sys/devices/system/cpu"
	entries, err := fs.ReadDir(root, dir)
	if err != nil {
		return 0
	}
	seen := map[string]bool{}
	for _, e := range entries {
		digits, ok := strings.CutPrefix(e.Name(), "cpu")
		id, err := strconv.Atoi(digits)
		if !ok || err != nil || (cpus != nil && !cpus[id]) {
			continue
		}
		// The list of a core's hardware threads is the same for each of them. The
		// second name is that of kernels before 5.2.
		for _, name := range []string{"core_cpus_list", "thread_siblings_list"} {
			list, err := fs.ReadFile(root, dir+"/"+e.Name()+"/topology/"+name)
			if err == nil {
				seen[strings.TrimSpace(string(list))] = true
				break
			}
		}
	}
	return len(seen)
}

// allowed is the affinity mask of this process, nil where it is not known.
func allowed(root fs.FS) map[int]bool {
	text, err := fs.ReadFile(root, "proc/self/status")
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(text)) {
		if list, ok := strings.CutPrefix(line, "Cpus_allowed_list:"); ok {
			return parseList(strings.TrimSpace(list))
		}
	}
	return nil
}

// maxCPUs bounds what parseList takes in; Linux itself stops at 8192.
const maxCPUs = 1 << 16

// parseList reads the kernel's list format, for example "0-3,8". It is nil for
// what is not such a list.
func parseList(s string) map[int]bool {
	set := map[int]bool{}
	for part := range strings.SplitSeq(s, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		a, errA := strconv.Atoi(first)
		b, errB := strconv.Atoi(last)
		if errA != nil || errB != nil || a < 0 || b < a || b >= maxCPUs {
			return nil
		}
		for i := a; i <= b; i++ {
			set[i] = true
		}
	}
	return set
}
