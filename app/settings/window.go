package settings

import "slices"

// Window is what a person chose for the window. The zero value is what applies where
// nothing was chosen.
type Window struct {
	// Theme is one of Themes; empty: as the system has it.
	Theme string `json:"theme,omitempty"`
	// TextSize in percent, MinTextSize to MaxTextSize; 0: MinTextSize.
	TextSize int `json:"text_size,omitempty"`
	// Mute keeps the window's own voice silent, for those who have another; Quiet its short
	// sounds.
	Mute  bool `json:"mute,omitempty"`
	Quiet bool `json:"quiet,omitempty"`
	// Echo is what is said of what is typed, one of Echoes; empty: both.
	Echo string `json:"echo,omitempty"`
	// Preview shows on the screen what the camera sees.
	Preview bool `json:"preview,omitempty"`
	// Camera is what is looked through where no picture is named, as Host.Camera takes it;
	// empty: the first camera that there is.
	Camera string `json:"camera,omitempty"`
}

// Bounds of Window.TextSize, in percent.
const MinTextSize, MaxTextSize = 100, 300

// The themes.
const (
	ThemeDark   = "dark"
	ThemeLight  = "light"
	ThemeYellow = "black-yellow"
	ThemeWhite  = "white-black"
)

// Themes lists the themes that can be chosen besides that of the system.
func Themes() []string { return []string{ThemeDark, ThemeLight, ThemeYellow, ThemeWhite} }

// The amounts of typing echo besides both.
const (
	EchoCharacters = "characters"
	EchoWords      = "words"
	EchoNone       = "none"
)

// Echoes lists what can be said of what is typed, besides both characters and words.
func Echoes() []string { return []string{EchoCharacters, EchoWords, EchoNone} }

// check checks what the window looks and sounds like.
func (w *Window) check(check func(key string, ok bool, reset func())) {
	check("window.theme", w.Theme == "" || slices.Contains(Themes(), w.Theme), func() { w.Theme = "" })
	check("window.text_size", w.TextSize == 0 || w.TextSize >= MinTextSize && w.TextSize <= MaxTextSize, func() { w.TextSize = 0 })
	check("window.echo", w.Echo == "" || slices.Contains(Echoes(), w.Echo), func() { w.Echo = "" })
}
