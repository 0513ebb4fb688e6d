package wording

import (
	"regexp"
	"strings"
	"time"
)

// number is one as it is written in English: 1,200.50.
const number = `(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?`

var (
	numeral  = regexp.MustCompile(`^` + number + `$`)
	priced   = regexp.MustCompile(`^([$€£¥])(` + number + `)(k|K|M|m|bn|B)?$`)
	prices   = regexp.MustCompile(`^(` + number + `)([$€£¥])$`)
	oclock   = regexp.MustCompile(`^([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?(?i:(am|pm))?$`)
	ratio    = regexp.MustCompile(`^([0-9]{1,3}):([0-9]{1,3})$`)
	isoDate  = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	inFeet   = regexp.MustCompile(`^([0-9]{1,2})['’′]([0-9]{1,2})$`)
	sizes    = regexp.MustCompile(`^(` + number + `)[x×](` + number + `)(?:[x×](` + number + `))?(.*)$`)
	ranges   = regexp.MustCompile(`^(` + number + `)([-–])(` + number + `)(.*)$`)
	measured = regexp.MustCompile(`^(` + number + `)(.*)$`)
	version  = regexp.MustCompile(`^[vV]?[0-9]+(?:\.[0-9]+){2,}$`)
	phone    = regexp.MustCompile(`^\+?[0-9]{1,4}(?:[-.][0-9]{2,4}){1,4}$`)
	code     = regexp.MustCompile(`^(?:0[0-9]+|[0-9]{7,})$`)
)

// currency is how money is called: one, several, one hundredth, several.
type currency struct{ one, many, cent, cents string }

var currencies = map[string]currency{
	"$": {"dollar", "dollars", "cent", "cents"}, "€": {"euro", "euros", "cent", "cents"},
	"£": {"pound", "pounds", "penny", "pence"}, "¥": {"yen", "yen", "sen", "sen"},
}

var scales = map[string]string{
	"k": "thousand", "K": "thousand", "m": "million", "M": "million", "bn": "billion", "B": "billion",
	"thousand": "thousand", "million": "million", "billion": "billion", "trillion": "trillion",
}

// money reads $3.50, 3€, 3 € and $5 million.
func money(w *parts, rest []string) (string, int, bool) {
	if m := priced.FindStringSubmatch(w.core); m != nil {
		scale := scales[m[3]]
		if scale == "" && len(rest) > 0 {
			if n := split(rest[0]); n.lead == "" && len(n.core) > 2 && scales[n.core] != "" {
				return amount(m[2], scales[n.core], currencies[m[1]]), 1, true
			}
		}
		return amount(m[2], scale, currencies[m[1]]), 0, true
	}
	if m := prices.FindStringSubmatch(w.core); m != nil {
		return amount(m[1], "", currencies[m[2]]), 0, true
	}
	if len(rest) > 0 && numeral.MatchString(w.core) {
		if n := split(rest[0]); n.lead == "" && currencies[n.core].one != "" {
			return amount(w.core, "", currencies[n.core]), 1, true
		}
	}
	return "", 0, false
}

func amount(n, scale string, c currency) string {
	whole, cents, _ := strings.Cut(n, ".")
	switch {
	case scale != "":
		return n + " " + scale + " " + c.many
	case len(cents) != 2 && cents != "":
		return n + " " + c.many
	}
	parts := ""
	if whole != "0" || cents == "" || cents == "00" {
		parts = count(whole, c.one, c.many)
	}
	if cents == "" || cents == "00" {
		return parts
	}
	if parts != "" {
		parts += " "
	}
	return parts + count(strings.TrimPrefix(cents, "0"), c.cent, c.cents)
}

func count(n, one, many string) string {
	if n == "1" {
		return n + " " + one
	}
	return n + " " + many
}

// clock reads the time of day, and ratios as 16:9.
func clock(w *parts, rest []string) (string, int, bool) {
	m := oclock.FindStringSubmatch(w.core)
	if m == nil {
		if m := ratio.FindStringSubmatch(w.core); m != nil {
			return m[1] + " to " + m[2], 0, true
		}
		return "", 0, false
	}
	half := len(rest) > 0 && strings.Contains("am a.m pm p.m", strings.ToLower(split(rest[0]).core))
	hour := m[1]
	if len(hour) == 2 {
		hour = strings.TrimPrefix(hour, "0")
	}
	said := hour
	switch minute := m[2]; {
	case minute == "00" && m[4] == "" && !half:
		said += " o'clock"
	case minute == "00":
	case minute[0] == '0':
		said += " oh " + minute[1:]
	default:
		said += " " + minute
	}
	if m[3] != "" {
		said += " and " + count(strings.TrimPrefix(m[3], "0"), "second", "seconds")
	}
	if m[4] != "" {
		said += " " + strings.ToLower(m[4][:1]) + " m"
	}
	return said, 0, true
}

// date reads those that are written for machines.
func date(w *parts, _ []string) (string, int, bool) {
	if !isoDate.MatchString(w.core) {
		return "", 0, false
	}
	t, err := time.Parse(time.DateOnly, w.core)
	return t.Format("January 2, 2006"), 0, err == nil
}

// feet reads 5'10".
func feet(w *parts, _ []string) (string, int, bool) {
	m := inFeet.FindStringSubmatch(w.core)
	if m == nil {
		return "", 0, false
	}
	for _, mark := range []string{`"`, "”", "″"} {
		if rest, ok := strings.CutPrefix(w.trail, mark); ok {
			w.trail = rest
		}
	}
	return count(m[1], "foot", "feet") + " " + count(m[2], "inch", "inches"), 0, true
}

// span reads ranges and sizes, with the unit of the last number.
func span(w *parts, rest []string) (string, int, bool) {
	if m := sizes.FindStringSubmatch(w.core); m != nil {
		last, between := m[2], m[1]+" by "
		if m[3] != "" {
			last, between = m[3], between+m[2]+" by "
		}
		end, used, ok := quantity(&parts{core: last + m[4]}, rest)
		if !ok {
			end, ok = last, m[4] == ""
		}
		return between + end, used, ok
	}
	m := ranges.FindStringSubmatch(w.core)
	if m == nil || m[2] == "-" && !(len(m[1]) <= 3 && len(m[3]) <= 3 || len(m[1]) == 4 && len(m[3]) == 4) {
		return "", 0, false // a hyphen may be that of a number of a telephone
	}
	end, used, ok := quantity(&parts{core: m[3] + m[4]}, rest)
	if !ok {
		end, ok = m[3], m[4] == ""
	}
	return m[1] + " to " + end, used, ok
}

// digits reads numbers that name something, of a telephone or on a label: digit by digit.
func digits(w *parts, _ []string) (string, int, bool) {
	switch {
	case version.MatchString(w.core):
		return strings.ReplaceAll(w.core, ".", " dot "), 0, true
	case phone.MatchString(w.core) && strings.Trim(w.core, "0123456789.") != "", code.MatchString(w.core):
	default:
		return "", 0, false
	}
	core, plus := strings.CutPrefix(w.core, "+")
	var groups []string
	for group := range strings.FieldsFuncSeq(core, func(c rune) bool { return c == '-' || c == '.' }) {
		for len(group) > 4 {
			groups, group = append(groups, spaced(group[:3])), group[3:]
		}
		groups = append(groups, spaced(group))
	}
	said := strings.Join(groups, ", ")
	if plus {
		said = "plus " + said
	}
	return said, 0, true
}

func spaced(digits string) string { return strings.Join(strings.Split(digits, ""), " ") }
