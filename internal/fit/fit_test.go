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
