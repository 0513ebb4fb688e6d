//go:build linux

package uvccam

import (
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"syscall"
	"time"
)

// vhci is the sysfs folder of the virtual USB host controller (Linux
// drivers/usb/usbip/vhci_sysfs.c, module vhci-hcd).
const vhci = "/sys/devices/platform/vhci_hcd.0/"

const speedHigh = 3 // enum usb_device_speed

// Camera is a webcam that can be plugged into this machine.
type Camera struct {
	what   Make
	port   int
	mode   atomic.Int32
	served chan error // while plugged in: will get the result of serve
}

// New gives a camera for a port (0 to 7) of the virtual host controller. It isn't plugged in.
func New(what Make, port int) *Camera { return &Camera{what: what, port: port} }

// SetMode changes how the camera behaves.
func (c *Camera) SetMode(m Mode) { c.mode.Store(int32(m)) }

// Plug plugs the camera in. The driver makes its nodes a moment later.
func (c *Camera) Plug() error {
	if c.served != nil {
		return errors.New("uvccam: plugged in already")
	}
	ends, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("uvccam: socket pair: %w", err)
	}
	defer syscall.Close(ends[0]) // the driver takes its own reference
	if err := syscall.SetNonblock(ends[1], true); err != nil {
		return fmt.Errorf("uvccam: socket: %w", errors.Join(err, syscall.Close(ends[1])))
	}
	conn := os.NewFile(uintptr(ends[1]), "usbip")
	if err := c.attach(ends[0]); err != nil {
		return fmt.Errorf("uvccam: attach: %w", errors.Join(err, conn.Close()))
	}
	c.served = make(chan error, 1)
	go func() {
		err := serve(conn, c.what, &c.mode)
		c.served <- errors.Join(err, conn.Close())
	}()
	return nil
}

// attach gives the driver its end of the socket pair. A port stays busy for a
// moment after it was detached.
func (c *Camera) attach(fd int) error {
	line := fmt.Sprintf("%d %d %d %d", c.port, fd, c.port+1, speedHigh) // port, socket, device id, speed
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		err := os.WriteFile(vhci+"attach", []byte(line), 0)
		if !errors.Is(err, syscall.EBUSY) || time.Now().After(deadline) {
			return err
		}
	}
}

// Unplug pulls the plug, whatever the camera is doing.
func (c *Camera) Unplug() error {
	if c.served == nil {
		return errors.New("uvccam: not plugged in")
	}
	select {
	case err := <-c.served:
		c.served = nil
		return fmt.Errorf("uvccam: failed while plugged in: %w", err)
	default:
	}
	if err := os.WriteFile(vhci+"detach", fmt.Append(nil, c.port), 0); err != nil {
		return fmt.Errorf("uvccam: detach: %w", err)
	}
	<-c.served // always an error: the driver hung up
	c.served = nil
	return nil
}
