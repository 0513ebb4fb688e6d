package v4l2

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// tree is a /sys and a /dev that were made up.
type tree struct {
	t        *testing.T
	sys, dev string
}

func newTree(t *testing.T) tree {
	dir := t.TempDir()
	return tree{t, filepath.Join(dir, "sys"), filepath.Join(dir, "dev")}
}

func (f tree) write(path, text string) {
	f.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
		f.t.Fatal(err)
	}
}

// usb plugs in a USB device.
func (f tree) usb(socket, vendor, product, serial, name string) {
	dir := filepath.Join(f.sys, "devices", "pci0000:00", "usb1", socket)
	f.write(filepath.Join(dir, "idVendor"), vendor)
	f.write(filepath.Join(dir, "idProduct"), product)
	if serial != "" {
		f.write(filepath.Join(dir, "serial"), serial)
	}
	if name != "" {
		f.write(filepath.Join(dir, "product"), name)
	}
}

// node makes a node of a device, a folder under /sys/devices.
func (f tree) node(video, device, name, index string) {
	f.t.Helper()
	folder := filepath.Join(f.sys, "devices", device, "video4linux", video)
	f.write(filepath.Join(folder, "name"), name)
	f.write(filepath.Join(folder, "index"), index)
	f.write(filepath.Join(f.dev, video), "")
	class := filepath.Join(f.sys, "class", "video4linux")
	if err := os.MkdirAll(class, 0o700); err != nil {
		f.t.Fatal(err)
	}
	for at, to := range map[string]string{
		filepath.Join(folder, "device"): filepath.Join(f.sys, "devices", device),
		filepath.Join(class, video):     folder,
	} {
		if err := os.Symlink(to, at); err != nil {
			f.t.Fatal(err)
		}
	}
}

func (f tree) ids() (ids []string) {
	for _, n := range nodes(f.sys, f.dev) {
		ids = append(ids, n.ID)
	}
	return ids
}

const bus = "pci0000:00/usb1/"

// TestNodes: what cameras are called and known by.
func TestNodes(t *testing.T) {
	f := newTree(t)
	if all := nodes(f.sys, f.dev); all != nil {
		t.Errorf("without a driver there is %v", all)
	}
	f.usb("1-2", "046d", "0825", "8F2A", "HD Webcam C270")
	f.node("video10", bus+"1-2/1-2:1.0", "HD Webcam C270: HD Webcam C27", "0")
	f.node("video2", bus+"1-2/1-2:1.0", "HD Webcam C270: HD Webcam C27", "1")
	f.usb("1-3", "0bda", "5520", "", "")
	f.node("video0", bus+"1-3/1-3:1.0", "Integrated Camera: Integrated C", "0")
	f.node("video1", bus+"1-3/1-3:1.2", " Integrated\x1b[31m IR ", "0")
	f.node("video3", "platform/vivid.0", "vivid-000-vid-cap", "0")
	f.node("vbi0", "platform/vivid.0", "vivid-000-vbi-cap", "0")
	f.node("video4", "platform/none", "", "0")
	f.node("video5", "platform/gone", "taken away", "0")
	if err := os.Remove(filepath.Join(f.dev, "video5")); err != nil {
		t.Fatal(err)
	}
	want := [][2]string{
		{"usb:0bda:5520@1-3/1.0", "Integrated Camera"},
		{"usb:0bda:5520@1-3/1.2", "Integrated [31m IR"},
		{"usb:046d:0825:8F2A/1.0#1", "HD Webcam C270"},
		{"vivid.0", "vivid-000-vid-cap"},
		{"none", "video4"},
		{"usb:046d:0825:8F2A/1.0", "HD Webcam C270"},
	}
	var got [][2]string
	for _, n := range nodes(f.sys, f.dev) {
		got = append(got, [2]string{n.ID, n.Name})
	}
	if !slices.Equal(got, want) {
		t.Errorf("nodes are\n%q, want\n%q", got, want)
	}
}

// TestReplug: a camera with a serial number is known in another socket, under another node;
// two with the same number are told apart.
func TestReplug(t *testing.T) {
	before := newTree(t)
	before.usb("1-2", "046d", "0825", "8F2A", "Webcam")
	before.node("video0", bus+"1-2/1-2:1.0", "Webcam", "0")
	after := newTree(t)
	after.usb("2-1.4", "046d", "0825", "8F2A", "Webcam")
	after.node("video7", bus+"2-1.4/2-1.4:1.0", "Webcam", "0")
	if a, b := before.ids(), after.ids(); !slices.Equal(a, b) || len(a) != 1 {
		t.Errorf("%q became %q", a, b)
	}
	after.usb("2-1.3", "046d", "0825", "8F2A", "Webcam")
	after.node("video1", bus+"2-1.3/2-1.3:1.0", "Webcam", "0")
	if got, want := after.ids(), []string{"usb:046d:0825:8F2A/1.0@2-1.3", "usb:046d:0825:8F2A/1.0@2-1.4"}; !slices.Equal(got, want) {
		t.Errorf("twins are %q, want %q", got, want)
	}
}
