package app

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"descry/app/messages"
	"descry/internal/atomicfile"
	"descry/internal/cpu"
)

// What a quiet machine is (spec.md): figures count only there.
const (
	quietLoad = 0.3 // load average before the start, below this
	quietPeak = 0.9 // of the best matrix product that was seen on the machine
)

// loadAverage is that of the last minute, or -1 where the system doesn't tell.
func loadAverage() float64 {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return -1
	}
	first, _, _ := strings.Cut(string(text), " ")
	load, err := strconv.ParseFloat(first, 64)
	if err != nil {
		return -1
	}
	return load
}

// judge says whether the machine was quiet.
func (b *bench) judge() {
	r := &b.result
	r.BestMatmul = b.best(r.Matmul.High)
	load := strconv.FormatFloat(r.Load1, 'f', 2, 64)
	switch {
	case r.Load1 < 0 || r.Matmul.Runs == 0:
		r.Why = b.host.say(messages.BenchUnknown)
	case r.Load1 >= quietLoad:
		r.Why = b.host.say(messages.BenchLoaded, load)
	case r.Matmul.Median < quietPeak*r.BestMatmul:
		r.Why = b.host.say(messages.BenchSlowed, load, r.Matmul.Median, r.BestMatmul)
	default:
		r.Quiet, r.Why = true, b.host.say(messages.BenchQuiet, load)
	}
}

// best is the best matrix product, in 10^9 operations a second, that was seen on this
// machine with as many threads, now or before. It is kept in the cache folder; where
// it can't be, now is all that is known.
func (b *bench) best(now float64) float64 {
	path := filepath.Join(b.host.options.Layout.Cache, "peaks.json")
	seen := map[string]float64{}
	if text, err := os.ReadFile(path); err == nil && json.Unmarshal(text, &seen) != nil {
		seen = map[string]float64{} // damaged
	}
	key := fmt.Sprintf("%s, %d threads", cpu.Describe().Model, b.result.Model.Threads)
	if now <= seen[key] {
		return seen[key]
	}
	seen[key] = now
	if text, err := json.Marshal(seen); err == nil {
		_ = atomicfile.Write(path, 0o600, func(w io.Writer) error { _, err := w.Write(text); return err })
	}
	return now
}
