package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"descry/camera"
)

// timeZone is the name of this system's time zone, such as Europe/Berlin, by its folder of
// settings (/etc); empty: it doesn't say.
func timeZone(etc string) string {
	if target, err := os.Readlink(filepath.Join(etc, "localtime")); err == nil {
		if _, zone, ok := strings.Cut(target, "zoneinfo/"); ok {
			return zone
		}
	}
	name, _ := os.ReadFile(filepath.Join(etc, "timezone")) // Debian's; not there: not known
	return strings.TrimSpace(string(name))
}

// Zones by the frequency of their mains (IEC, World Plugs). Those of a continent are alike but
// for these; in Japan it depends on which half of the country, and Liberia and others changed.
var (
	zones60 = []string{
		"Asia/Seoul", "Asia/Pyongyang", "Asia/Taipei", "Asia/Manila", "Asia/Riyadh", "Atlantic/Bermuda", "Pacific/Honolulu",
		"Pacific/Guam", "Pacific/Saipan", "Pacific/Pago_Pago", "Pacific/Majuro", "Pacific/Kwajalein", "Pacific/Palau",
		"Pacific/Pohnpei", "Pacific/Ponape", "Pacific/Chuuk", "Pacific/Truk", "Pacific/Kosrae", "ROK", "ROC",
	}
	zones50 = []string{
		"America/Buenos_Aires", "America/La_Paz", "America/Santiago", "America/Punta_Arenas", "America/Asuncion",
		"America/Montevideo", "America/Cayenne", "America/Jamaica", "America/Barbados", "America/Martinique",
		"America/Guadeloupe", "America/Dominica", "America/Grenada", "America/St_Lucia", "America/St_Vincent", "America/Curacao",
		"America/Nuuk", "America/Godthab", "America/Scoresbysund", "America/Danmarkshavn", "America/Thule",
		"America/Coyhaique", "America/Cordoba", "America/Rosario", "America/Mendoza",
	}
	zonesUnknown = []string{"Asia/Tokyo", "Africa/Monrovia"}
	// By what a zone's name begins with.
	places50 = []string{"America/Argentina/", "Europe/", "Africa/", "Asia/", "Australia/", "Atlantic/", "Indian/", "Pacific/"}
	places60 = []string{"America/", "US/", "Canada/", "Mexico/", "Brazil/"}
)

// mains is the value of camera.ControlPowerLine for a time zone, by which lamps don't flicker
// in pictures; empty: not known.
func mains(zone string) string {
	begins := func(with string) bool { return strings.HasPrefix(zone, with) }
	switch {
	case slices.Contains(zonesUnknown, zone):
		return ""
	case slices.Contains(zones60, zone):
		return camera.Value60Hz
	case slices.Contains(zones50, zone), slices.ContainsFunc(places50, begins):
		return camera.Value50Hz
	case slices.ContainsFunc(places60, begins):
		return camera.Value60Hz
	}
	return ""
}
