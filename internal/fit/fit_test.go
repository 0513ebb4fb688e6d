package fit

import (
	"testing"
	"testing/fstest"
)

func TestAvailable(t *testing.T) {
	const meminfo = "MemTotal:       8000000 kB\nMemFree:         100000 kB\nMemAvailable:    4000000 kB\n"
	for _, c := range []struct {
		name  string
		files map[string]string
		want  int64
		ok    bool
	}{
		{"nothing known", nil, 0, false},
		{"plain machine", map[string]string{"proc/meminfo": meminfo}, 4096000000, true},
		{"group without a limit", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "0::/user.slice\n",
			"sys/fs/cgroup/user.slice/memory.max": "max\n", "sys/fs/cgroup/user.slice/memory.current": "5\n",
		}, 4096000000, true},
		{"container with a limit", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "0::/\n",
			"sys/fs/cgroup/memory.max": "1000000\n", "sys/fs/cgroup/memory.current": "800000\n",
			"sys/fs/cgroup/memory.stat": "anon 500000\nfile 300000\n",
		}, 500000, true},
		{"limit of the group above", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "0::/a/b\n",
			"sys/fs/cgroup/a/memory.max": "1000\n", "sys/fs/cgroup/a/memory.current": "900\n",
			"sys/fs/cgroup/a/b/memory.max": "max\n", "sys/fs/cgroup/a/b/memory.current": "900\n",
		}, 100, true},
		{"more in use than allowed", map[string]string{
			"proc/self/cgroup":         "0::/\n",
			"sys/fs/cgroup/memory.max": "1000\n", "sys/fs/cgroup/memory.current": "2000\n",
		}, 0, true},
		{"old group", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "9:cpuset:/x\n5:cpu,memory:/a\n",
			"sys/fs/cgroup/memory/a/memory.limit_in_bytes": "5000\n", "sys/fs/cgroup/memory/a/memory.usage_in_bytes": "4000\n",
			"sys/fs/cgroup/memory/a/memory.stat": "cache 1\ntotal_cache 500\n",
		}, 1500, true},
		{"old group without a limit", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "5:memory:/\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n", "sys/fs/cgroup/memory/memory.usage_in_bytes": "4000\n",
		}, 4096000000, true},
		{"more page cache than in use", map[string]string{ // the kernel counts the two apart and in batches
			"proc/meminfo": meminfo, "proc/self/cgroup": "5:memory:/\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n", "sys/fs/cgroup/memory/memory.usage_in_bytes": "1000000\n",
			"sys/fs/cgroup/memory/memory.stat": "total_cache 1200000\n",
		}, 4096000000, true},
		{"address space", map[string]string{
			"proc/meminfo": meminfo, "proc/self/status": "VmPeak:\t 9 kB\nVmSize:\t 1000 kB\n",
			"proc/self/limits": "Limit Soft Hard Units\nMax address space         3000000              unlimited            bytes\n",
		}, 1976000, true},
		{"no limit of address space", map[string]string{
			"proc/meminfo": meminfo, "proc/self/status": "VmSize:\t 1000 kB\n",
			"proc/self/limits": "Max address space         unlimited            unlimited            bytes\n",
		}, 4096000000, true},
		{"group outside the tree", map[string]string{"proc/self/cgroup": "0::/../../etc\n"}, 0, false},
		{"group beside the tree", map[string]string{"proc/self/cgroup": "0::/../cgroup2\n"}, 0, false},
		{"not numbers", map[string]string{"proc/meminfo": "MemAvailable: lots kB\n"}, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := fstest.MapFS{}
			for name, text := range c.files {
				root[name] = &fstest.MapFile{Data: []byte(text)}
			}
			if got, ok := available(root); got != c.want || ok != c.ok {
				t.Errorf("got %d, %v; want %d, %v", got, ok, c.want, c.ok)
			}
		})
	}
}
