package wording

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/runenames"
)

// pictographs are the blocks of Unicode that hold emoji and signs like them, and what goes
// with emoji: selectors, skin tones, the joiner of several.
var pictographs = &unicode.RangeTable{
	R16: []unicode.Range16{{0x200d, 0x200d, 1}, {0x20e3, 0x20e3, 1}, {0x2190, 0x21ff, 1}, {0x2300, 0x23ff, 1}, {0x2500, 0x27bf, 1}, {0x2900, 0x297f, 1}, {0x2b00, 0x2bff, 1}, {0xfe0e, 0xfe0f, 1}},
	R32: []unicode.Range32{{0x1f000, 0x1faff, 1}},
}

func pictograph(c rune) bool { return c > 0x2000 && unicode.Is(pictographs, c) }

// wordy are names that are said shorter than Unicode has them.
var wordy = map[rune]string{
	'👍': "thumbs up", '👎': "thumbs down", '🙏': "folded hands", '❤': "heart", '✅': "check mark", '❌': "cross",
	'⭐': "star", '☀': "sun", '☎': "telephone", '⚠': "warning", '🎉': "party popper", '💩': "pile of poo",
}

// emoji is the name of an emoji or another sign of its blocks; none: it is none, or only
// changes or joins others.
func emoji(c rune) string {
	switch {
	case !pictograph(c), c < 0x2100, c >= 0xfe00 && c <= 0xfe0f, c >= 0x1f3fb && c <= 0x1f3ff:
		return ""
	case c >= 0x2500 && c <= 0x25ff: // frames, blocks and shapes draw, and say nothing
		return ""
	case wordy[c] != "":
		return wordy[c]
	}
	n := runenames.Name(c)
	if strings.HasPrefix(n, "<") { // none is assigned
		return ""
	}
	n = strings.ToLower(n)
	for _, dull := range []string{"white ", "black ", "heavy "} {
		n = strings.TrimPrefix(n, dull)
	}
	return strings.TrimSuffix(n, " sign")
}

// isFlag says whether a character is half of a country's flag.
func isFlag(c rune) bool { return c >= 0x1f1e6 && c <= 0x1f1ff }

// flag is the name of the flag that the half at i begins; none: it ends one.
func flag(runes []rune, i int) string {
	before := 0
	for i-before > 0 && isFlag(runes[i-before-1]) && before < 64 {
		before++
	}
	if before%2 != 0 {
		return ""
	}
	letters := "flag " + string('A'+runes[i]-0x1f1e6)
	if i+1 < len(runes) && isFlag(runes[i+1]) {
		letters += " " + string('A'+runes[i+1]-0x1f1e6)
	}
	return letters
}
