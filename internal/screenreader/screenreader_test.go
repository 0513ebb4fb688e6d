package screenreader

import (
	"bufio"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"

	"descry/internal/need"
)

// bus starts a private session bus and makes it this process's.
func bus(t *testing.T) (address string) {
	t.Helper()
	_, err := exec.LookPath("dbus-daemon")
	need.That(t, err == nil, "dbus-daemon, by which a desktop tells of its screen reader")
	c := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait() // killed
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address = strings.TrimSpace(line)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	return address
}

// TestOn asks a real bus, on which the test stands in for at-spi2-core.
func TestOn(t *testing.T) {
	c, err := dbus.Connect(bus(t))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	props, err := prop.Export(c, busPath, prop.Map{"org.a11y.Status": {"ScreenReaderEnabled": {Value: false, Writable: true}}})
	if err != nil {
		t.Fatal(err)
	}
	if reply, err := c.RequestName(busName, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatal(reply, err)
	}
	for _, want := range []bool{false, true, false} {
		props.SetMust("org.a11y.Status", "ScreenReaderEnabled", want)
		begun := time.Now()
		if got := On(t.Context()); got != want {
			t.Errorf("on: %v, want %v", got, want)
		}
		t.Logf("answered after %v", time.Since(begun))
	}
}

func TestNobody(t *testing.T) {
	for _, address := range []string{"", "unix:path=/nowhere/bus", "nonsense"} {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		if On(t.Context()) {
			t.Errorf("%q: on", address)
		}
	}
}
