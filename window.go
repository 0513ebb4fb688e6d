//go:build !headless

package main

import (
	"io"
	"os"
	"runtime"

	fyneapp "fyne.io/fyne/v2/app"

	"descry/app"
	"descry/app/cli"
	"descry/app/gui"
	"descry/app/settings"
	_ "descry/internal/quiet" // before Fyne logs
)

// window shows the window and returns when it is closed. Where there is no display, it
// says so, and how to use the command line.
func window() int {
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return cli.NoWindow(streams(), program())
	}
	return gui.Main(fyneapp.NewWithID("org.descry.app"), gui.Program{
		Version: app.Version(),
		Open: func(s settings.Settings, l settings.Layout, in io.Reader, progress func(float64)) gui.Host {
			return open(s, l, in, progress)
		},
	})
}
