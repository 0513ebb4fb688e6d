package gui

import (
	"image/color"
	"math"
	"testing"
)

// luminance is that of WCAG 2.1, "relative luminance".
func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		if s := float64(v) / 255; s > 0.04045 {
			return math.Pow((s+0.055)/1.055, 2.4)
		} else {
			return s / 12.92
		}
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// contrast is WCAG 2.1's contrast ratio, 1 to 21.
func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// TestContrast: text is at 7:1 (WCAG 2.1, 1.4.6) on whatever it stands on, the focus ring at 3:1
// (spec.md) beside what it lies around.
func TestContrast(t *testing.T) {
	for name, p := range palettes {
		for on, c := range map[string]color.NRGBA{"background": p.background, "face": p.face, "selection": p.selection} {
			if got := contrast(p.text, c); got < 7 {
				t.Errorf("%s: text on %s at %.1f", name, on, got)
			}
		}
		for beside, c := range map[string]color.NRGBA{"background": p.background, "face": p.face} {
			if got := contrast(p.ring, c); got < 3 {
				t.Errorf("%s: ring beside %s at %.1f", name, beside, got)
			}
		}
	}
}
