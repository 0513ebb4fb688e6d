package app

import (
	"os"
	"path/filepath"
	"testing"
)

func TestMains(t *testing.T) {
	for zone, want := range map[string]string{
		"Europe/Berlin": "50", "America/New_York": "60", "America/Argentina/Buenos_Aires": "50", "America/Sao_Paulo": "60",
		"America/Argentina/Ushuaia": "50", "America/Indiana/Knox": "60", "Asia/Kolkata": "50", "Asia/Seoul": "60", "Asia/Tokyo": "",
		"Pacific/Auckland": "50", "Pacific/Honolulu": "60", "US/Pacific": "60", "Australia/Sydney": "50",
		"Etc/UTC": "", "UTC": "", "": "",
	} {
		if got := mains(zone); got != want {
			t.Errorf("%s: %q, want %q", zone, got, want)
		}
	}
}

func TestTimeZone(t *testing.T) {
	linked, named := t.TempDir(), t.TempDir()
	if err := os.Symlink("/usr/share/zoneinfo/America/Argentina/Salta", filepath.Join(linked, "localtime")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(named, "timezone"), []byte("Europe/Oslo\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]string{linked: "America/Argentina/Salta", named: "Europe/Oslo", t.TempDir(): ""} {
		if got := timeZone(folder); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
