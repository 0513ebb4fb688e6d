package wording

import (
	"strings"
	"unicode"
)

// spell is a text letter by letter, with the names of what is none.
func spell(text string, english bool) string {
	var b strings.Builder
	runes := []rune(strings.TrimSpace(text))
	for i, c := range runes {
		if unicode.Is(unicode.M, c) { // belongs to the letter before
			b.WriteRune(c)
			continue
		}
		said := letter(runes, i, english)
		if said == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(said)
	}
	return b.String()
}

// letter is what is said for one character; none: nothing is.
func letter(runes []rune, i int, english bool) string {
	switch c := runes[i]; {
	case !english && (unicode.IsSpace(c) || unicode.IsPunct(c)):
		return ""
	case unicode.IsSpace(c):
		return "space"
	case english && isFlag(c):
		return flag(runes, i)
	case english && name(c) != "":
		return name(c)
	case pictograph(c):
		return ""
	case english && unicode.IsUpper(c):
		return "capital " + string(c)
	default:
		return string(c)
	}
}
