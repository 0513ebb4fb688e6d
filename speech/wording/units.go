package wording

import "strings"

// unit is what a number is of: one, several, and whether it may stand apart from the
// number, where a letter alone is more often something else.
type unit struct {
	one, many string
	apart     bool
}

var units = map[string]unit{
	"%": {"percent", "percent", true}, "‰": {"per mille", "per mille", true},
	"°": {"degree", "degrees", true}, "°C": {"degree Celsius", "degrees Celsius", true}, "°F": {"degree Fahrenheit", "degrees Fahrenheit", true},
	"mm": {"millimeter", "millimeters", true}, "cm": {"centimeter", "centimeters", true}, "m": {"meter", "meters", true},
	"km": {"kilometer", "kilometers", true}, "µm": {"micrometer", "micrometers", true}, "in": {"inch", "inches", false},
	"ft": {"foot", "feet", true}, "yd": {"yard", "yards", true}, "mi": {"mile", "miles", true},
	"m²": {"square meter", "square meters", true}, "m2": {"square meter", "square meters", true}, "cm²": {"square centimeter", "square centimeters", true},
	"km²": {"square kilometer", "square kilometers", true}, "m³": {"cubic meter", "cubic meters", true}, "m3": {"cubic meter", "cubic meters", true},
	"cm³": {"cubic centimeter", "cubic centimeters", true},
	"mg":  {"milligram", "milligrams", true}, "µg": {"microgram", "micrograms", true}, "g": {"gram", "grams", true}, "kg": {"kilogram", "kilograms", true},
	"lb": {"pound", "pounds", true}, "lbs": {"pound", "pounds", true}, "oz": {"ounce", "ounces", true},
	"ml": {"milliliter", "milliliters", true}, "mL": {"milliliter", "milliliters", true}, "cl": {"centiliter", "centiliters", true},
	"l": {"liter", "liters", true}, "L": {"liter", "liters", true}, "gal": {"gallon", "gallons", true},
	"ms": {"millisecond", "milliseconds", true}, "s": {"second", "seconds", true}, "min": {"minute", "minutes", true},
	"h": {"hour", "hours", true}, "hr": {"hour", "hours", true}, "hrs": {"hour", "hours", true},
	"km/h": {"kilometer an hour", "kilometers an hour", true}, "mph": {"mile an hour", "miles an hour", true}, "m/s": {"meter a second", "meters a second", true},
	"Hz": {"hertz", "hertz", true}, "kHz": {"kilohertz", "kilohertz", true}, "MHz": {"megahertz", "megahertz", true}, "GHz": {"gigahertz", "gigahertz", true},
	"kB": {"kilobyte", "kilobytes", true}, "KB": {"kilobyte", "kilobytes", true}, "MB": {"megabyte", "megabytes", true},
	"GB": {"gigabyte", "gigabytes", true}, "TB": {"terabyte", "terabytes", true}, "KiB": {"kibibyte", "kibibytes", true},
	"MiB": {"mebibyte", "mebibytes", true}, "GiB": {"gibibyte", "gibibytes", true},
	"V": {"volt", "volts", true}, "mV": {"millivolt", "millivolts", true}, "A": {"ampere", "amperes", false}, "mA": {"milliampere", "milliamperes", true},
	"mAh": {"milliampere hour", "milliampere hours", true}, "W": {"watt", "watts", true}, "kW": {"kilowatt", "kilowatts", true},
	"kWh": {"kilowatt hour", "kilowatt hours", true}, "kcal": {"kilocalorie", "kilocalories", true}, "kJ": {"kilojoule", "kilojoules", true},
	"px": {"pixel", "pixels", true}, "dpi": {"dot per inch", "dots per inch", true}, "dB": {"decibel", "decibels", true},
}

// fractions are said as words; after a whole number with "and" before them.
var fractions = map[string]string{
	"1/2": "one half", "1/3": "one third", "2/3": "two thirds", "1/4": "one quarter", "3/4": "three quarters",
	"½": "a half", "⅓": "a third", "⅔": "two thirds", "¼": "a quarter", "¾": "three quarters",
}

// quantity reads numbers with a unit, apart or not, and fractions.
func quantity(w *parts, rest []string) (string, int, bool) {
	if f, ok := fractions[w.core]; ok {
		return f, 0, true
	}
	m := measured.FindStringSubmatch(w.core)
	if m == nil {
		return "", 0, false
	}
	n, behind := m[1], m[2]
	if f, ok := fractions[behind]; ok && strings.Trim(behind, "0123456789/") != "" {
		return n + " and " + f, 0, true
	}
	switch u, ok := units[behind]; {
	case behind == "s": // the 1990s
		return "", 0, false
	case ok:
		return count(n, u.one, u.many), 0, true
	case behind == "x":
		return n + " times", 0, true
	case behind != "" || len(rest) == 0:
		return "", 0, false
	}
	return apart(n, rest)
}

// apart reads a number with the unit that is the next word, or with further sizes: 3 x 4 cm.
func apart(n string, rest []string) (string, int, bool) {
	next := split(rest[0])
	if u := units[next.core]; u.apart && next.lead == "" {
		return count(n, u.one, u.many), 1, true
	}
	if rest[0] != "x" && rest[0] != "×" || len(rest) == 1 {
		return "", 0, false
	}
	last, after := split(rest[1]), rest[2:]
	if !measured.MatchString(last.core) {
		return "", 0, false
	}
	if last.trail != "" {
		after = nil
	}
	end, used, ok := quantity(&last, after)
	if !ok {
		end = last.core
	}
	return n + " by " + end, 2 + used, true
}
