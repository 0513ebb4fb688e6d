package v4l2

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"descry/camera"
)

// node is a video node, of a camera or of something else.
type node struct {
	camera.Device
	path  string // under /dev
	index int    // of the nodes that its driver made for one interface; the first is 0
	bus   string // where it is plugged in
}

// nodes lists the video nodes that sysfs tells of and that are there, in their order.
// sys is /sys, dev is /dev. That there are none is no error.
func nodes(sys, dev string) []node {
	entries, _ := os.ReadDir(filepath.Join(sys, "class", "video4linux")) // missing: no driver is loaded
	var all []node
	for _, e := range entries {
		n := node{path: filepath.Join(dev, e.Name())}
		if _, err := os.Stat(n.path); err != nil || !strings.HasPrefix(e.Name(), "video") {
			continue
		}
		n.describe(sys, filepath.Join(sys, "class", "video4linux", e.Name()))
		all = append(all, n)
	}
	slices.SortFunc(all, func(a, b node) int { return cmp.Compare(number(a.path), number(b.path)) })
	distinguish(all)
	return all
}

// describe fills in what sysfs tells of the node whose folder it is given.
func (n *node) describe(sys, folder string) {
	n.index, _ = strconv.Atoi(attribute(folder, "index"))
	n.Name = attribute(folder, "name")
	device, err := filepath.EvalSymlinks(filepath.Join(folder, "device"))
	if err != nil { // it belongs to no device
		device = filepath.Join(sys, filepath.Base(folder))
	}
	part := ""
	n.bus = filepath.Base(device)
	n.ID = n.bus
	if usb, ok := usbDevice(sys, device); ok {
		n.bus = filepath.Base(usb)
		n.ID = "usb:" + attribute(usb, "idVendor") + ":" + attribute(usb, "idProduct")
		if serial := attribute(usb, "serial"); serial != "" {
			n.ID += ":" + strings.ReplaceAll(serial, " ", "_")
		} else {
			n.ID += "@" + n.bus
		}
		// One camera may have several sensors: a second interface sees infrared, say.
		_, part, _ = strings.Cut(filepath.Base(device), ":")
		// The driver cuts the name off at 31 bytes; the device's own is whole.
		if product := attribute(usb, "product"); product != "" {
			n.Name = product
		}
	}
	if n.index > 0 {
		part += "#" + strconv.Itoa(n.index)
	}
	if part != "" {
		n.ID += "/" + part
	}
	if n.Name = spoken(n.Name); n.Name == "" {
		n.Name = filepath.Base(n.path)
	}
}

// usbDevice is the folder of the USB device that a device is an interface of.
func usbDevice(sys, device string) (string, bool) {
	root, err := filepath.EvalSymlinks(sys)
	if err != nil {
		return "", false
	}
	for at := device; strings.HasPrefix(at, root) && at != root; at = filepath.Dir(at) {
		if attribute(at, "idVendor") != "" {
			return at, true
		}
	}
	return "", false
}

// distinguish gives nodes with the same ID different ones: cheap cameras all have the same
// serial number. They then keep their IDs only as long as they keep their sockets.
func distinguish(all []node) {
	times := map[string]int{}
	for _, n := range all {
		times[n.ID]++
	}
	for i := range all {
		if times[all[i].ID] > 1 {
			all[i].ID += "@" + all[i].bus
		}
	}
}

// attribute is a file of sysfs, empty if it isn't there or is gone by now.
func attribute(folder, name string) string {
	text, _ := os.ReadFile(filepath.Join(folder, name))
	return strings.TrimSpace(string(text))
}

// number is N of /dev/videoN.
func number(path string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(filepath.Base(path), "video"))
	return n
}

// spoken is a name that can be said: what the maker wrote comes from the device itself and may
// hold anything. Some drivers say it twice: "HD Webcam: HD Web".
func spoken(name string) string {
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(name, " "))
	name = strings.Join(strings.Fields(name), " ")
	if first, again, ok := strings.Cut(name, ": "); ok && strings.HasPrefix(first, again) {
		return first
	}
	return name
}
