package speech

import (
	"strings"
	"unicode"
)

// Printable puts a space in the place of each control character and of what is no UTF-8:
// programs and libraries that speak end a text there, or obey it.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
}
