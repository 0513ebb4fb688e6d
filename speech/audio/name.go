package audio

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"time"
)

// asking is how long a sound server may take to say which device it plays on.
const asking = 2 * time.Second

// Name is what the system calls the device that sound goes to; empty: it doesn't tell.
func Name(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	// Without a server, or without its program, the errors leave nothing to be found.
	info, _ := pactl(ctx, "info")
	sinks, _ := pactl(ctx, "list", "sinks")
	if name := sink(info, sinks); name != "" {
		return name
	}
	cards, _ := os.ReadFile("/proc/asound/cards") // none: another system, or no driver
	return card(string(cards))
}

// pactl asks PulseAudio, or PipeWire in its place, for words that don't depend on a language.
func pactl(ctx context.Context, args ...string) (string, error) {
	c := exec.CommandContext(ctx, "pactl", args...)
	c.Env = append(os.Environ(), "LC_ALL=C")
	c.WaitDelay = asking
	out, err := c.Output()
	return string(out), err
}

// sink finds the description of the default sink.
func sink(info, sinks string) string {
	usual := after(info, "Default Sink: ")
	if usual == "" {
		return ""
	}
	_, rest, found := strings.Cut(sinks, "Name: "+usual+"\n")
	if name := after(rest, "Description: "); found && name != "" {
		return name
	}
	return usual
}

// card finds the first card of ALSA: " 0 [PCH ]: HDA-Intel - HDA Intel PCH".
func card(cards string) string {
	for line := range strings.Lines(cards) {
		if _, name, ok := strings.Cut(line, "]: "); ok {
			_, long, _ := strings.Cut(name, " - ")
			return strings.TrimSpace(long)
		}
	}
	return ""
}

// after is what stands behind a key, up to the end of its line.
func after(text, key string) string {
	_, rest, _ := strings.Cut(text, key)
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(line)
}
