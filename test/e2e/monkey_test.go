//go:build !headless && cgo && linux

package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// mischief are keys that a monkey presses: those of commands, of text fields, and some that
// mean nothing. Ending Descry by its own key isn't among them; the button is found now and then.
var mischief = strings.Fields("Tab Tab Tab shift+Tab Return space Down Up Left Right Home End Prior Next BackSpace Delete " +
	"F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12 shift+F1 shift+F2 shift+F6 shift+F7 1 2 3 4 5 6 7 8 9 0 a e s t question " +
	"ctrl+1 ctrl+3 ctrl+7 ctrl+d ctrl+k ctrl+l ctrl+r ctrl+u ctrl+f ctrl+b ctrl+n ctrl+o ctrl+v ctrl+a ctrl+c ctrl+x ctrl+z ctrl+comma " +
	"ctrl+Up ctrl+Down ctrl+shift+Up ctrl+shift+w alt+a super+a Escape Escape")

// monkeyEvents is how many keys and clicks there are; LONG asks for ten times as many.
func monkeyEvents() int {
	if os.Getenv("DESCRY_LONG") != "" {
		return 20_000
	}
	return 2_000
}

// TestMonkey presses keys and clicks at random. Descry doesn't crash, doesn't grow, and is
// silent after Escape each time.
func TestMonkey(t *testing.T) {
	const burst = 100
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	d := sit(t, `{"told":["notice.first-start"],"window":{"preview":true,"camera":"replay:`+sample(t, ".")+`"}}`)
	d.hears(0, "Describe, button")
	early, quits := 0, 0
	for n := 0; n < monkeyEvents(); n += burst {
		d.monkey(random, burst)
		// Back to where a description can be begun, and into the middle of it.
		d.key("Escape", "Escape", "Escape", "Escape", "F5")
		time.Sleep(time.Duration(200+random.IntN(600)) * time.Millisecond)
		d.xdo("key", "Escape")
		d.quiet(time.Now()) // xdotool takes its time to start
		if d.ended() {      // by its button
			quits++
			d.open()
			continue
		}
		if now := resident(t, d.cmd.Process.Pid); n == monkeyEvents()/4/burst*burst {
			early = now
		} else if early > 0 && now > early+100<<20 {
			t.Fatalf("%d MB after %d events, %d MB after %d", early>>20, monkeyEvents()/4, now>>20, n)
		}
	}
	t.Logf("%d events, Descry was ended %d times, memory %d and %d MB", monkeyEvents(), quits, early>>20, resident(t, d.cmd.Process.Pid)>>20)
}

// monkey does so many things, with one xdotool command, which fails where the window is gone.
func (d *desk) monkey(random *rand.Rand, events int) {
	args := []string{"search", "--onlyvisible", "--name", "^Descry$"}
	for range events {
		if random.IntN(5) == 0 {
			args = append(args, "mousemove", "--window", "%1", strconv.Itoa(random.IntN(780)), strconv.Itoa(random.IntN(580)),
				"click", strconv.Itoa(1+random.IntN(5)))
		} else {
			args = append(args, "key", "--delay", "0", mischief[random.IntN(len(mischief))])
		}
		args = append(args, "sleep", fmt.Sprintf("0.00%d", random.IntN(10)))
	}
	ctx, cancel := context.WithTimeout(d.t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "xdotool", args...)
	cmd.Env = d.env
	if out, err := cmd.CombinedOutput(); err != nil {
		d.t.Logf("xdotool: %v, %s", err, out)
	}
}

// ended says whether Descry was ended, as a person ends it; a crash fails the test.
func (d *desk) ended() bool {
	d.t.Helper()
	select {
	case err := <-d.quit:
		if err != nil {
			d.t.Fatalf("Descry ended: %v", err)
		}
		return true
	default:
		return false
	}
}

// resident is how many bytes of memory a process has.
func resident(t *testing.T, pid int) int {
	t.Helper()
	out, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(pid)).Output()
	kib, parse := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil || parse != nil {
		t.Fatalf("memory of %d: %v, %v", pid, err, parse)
	}
	return kib << 10
}
