// Package screenreader says whether a screen reader runs, as desktops tell it on D-Bus. It knows
// nothing of what is done about it.
package screenreader

import (
	"context"
	"os"
	"time"

	"github.com/godbus/dbus/v5"
)

// asking is how long the answer may take: 40 to 80 ms where the bus has to start who gives it.
const asking = 500 * time.Millisecond

// Names of AT-SPI (org.a11y.Status of at-spi2-core).
const (
	busName = "org.a11y.Bus"
	busPath = "/org/a11y/bus"
)

// On says whether a screen reader is switched on in this session. Where there is no session, or
// nobody answers, it isn't.
func On(ctx context.Context) bool {
	// Without an address the library would start a bus of its own, which stays.
	address := os.Getenv("DBUS_SESSION_BUS_ADDRESS")
	if address == "" {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	on := make(chan bool, 1)
	go func() { on <- ask(ctx, address) }() // a bus that stands still isn't waited for
	select {
	case found := <-on:
		return found
	case <-ctx.Done():
		return false
	}
}

func ask(ctx context.Context, address string) bool {
	c, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		return false
	}
	defer c.Close()
	var v dbus.Variant
	err = c.Object(busName, busPath).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, "org.a11y.Status", "ScreenReaderEnabled").Store(&v)
	on, ok := v.Value().(bool)
	return err == nil && ok && on
}
