package gui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"descry/app/settings"
)

// look is a theme in colours and a text size that a person chose.
type look struct {
	fyne.Theme
	chosen string // one of settings.Themes, or empty: as the system has it
	scale  float32
}

func newLook(w settings.Window) *look {
	return &look{theme.DefaultTheme(), w.Theme, float32(max(w.TextSize, settings.MinTextSize)) / 100}
}

// palette is what is needed to tell things apart; its contrasts are tested.
type palette struct{ background, face, text, ring, selection color.NRGBA }

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}
}

var palettes = map[string]palette{
	settings.ThemeDark:   {rgb(0x17171a), rgb(0x2c2d33), rgb(0xf3f3f3), rgb(0xffb300), rgb(0x5a4300)},
	settings.ThemeLight:  {rgb(0xffffff), rgb(0xe8e8ee), rgb(0x16161a), rgb(0x0040c0), rgb(0xb8ccff)},
	settings.ThemeYellow: {rgb(0x000000), rgb(0x1a1a00), rgb(0xffff00), rgb(0xffffff), rgb(0x4d4d00)},
	settings.ThemeWhite:  {rgb(0x000000), rgb(0x1c1c1c), rgb(0xffffff), rgb(0xffff00), rgb(0x404040)},
}

func (l *look) palette(v fyne.ThemeVariant) palette {
	p, ok := palettes[l.chosen]
	if ok {
		return p
	}
	if v == theme.VariantLight {
		return palettes[settings.ThemeLight]
	}
	return palettes[settings.ThemeDark]
}

// Color implements fyne.Theme.
func (l *look) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	p := l.palette(v)
	switch n {
	case theme.ColorNameBackground, theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground:
		return p.background
	case theme.ColorNameButton, theme.ColorNameInputBackground, theme.ColorNameHeaderBackground:
		return p.face
	case theme.ColorNameForeground, theme.ColorNamePlaceHolder, theme.ColorNameInputBorder, theme.ColorNameScrollBar:
		return p.text
	case theme.ColorNameFocus, theme.ColorNamePrimary, theme.ColorNameHyperlink:
		return p.ring
	case theme.ColorNameSelection:
		return p.selection
	case theme.ColorNameScrollBarBackground:
		return p.face
	}
	return l.Theme.Color(n, l.variant(v))
}

// variant is the one whose remaining colours go with those of the palette.
func (l *look) variant(v fyne.ThemeVariant) fyne.ThemeVariant {
	switch l.chosen {
	case settings.ThemeLight:
		return theme.VariantLight
	case "":
		return v
	}
	return theme.VariantDark
}

// Size implements fyne.Theme. Texts grow, and what belongs to them.
func (l *look) Size(n fyne.ThemeSizeName) float32 {
	size := l.Theme.Size(n)
	switch n {
	case theme.SizeNameText, theme.SizeNameHeadingText, theme.SizeNameSubHeadingText, theme.SizeNameCaptionText, theme.SizeNameInlineIcon:
		return size * 16 / 14 * l.scale
	case theme.SizeNameInputBorder:
		return ringWidth
	case theme.SizeNameInnerPadding:
		return size + 4
	case theme.SizeNameScrollBar, theme.SizeNameScrollBarSmall:
		return 16
	}
	return size
}
