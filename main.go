// Descry says what is in a picture, on this machine alone.
package main

import (
	"io"
	"os"

	"descry/app"
	"descry/app/cli"
	"descry/app/settings"
)

func main() { os.Exit(run(os.Args[1:])) }

// run returns the exit status: no argument opens the window, "worker ROOM …" makes
// this process a child that serves one room, anything else is the command line.
func run(args []string) int {
	app.KeepPrivate()
	switch {
	case len(args) == 0:
		return window()
	case len(args) >= 2 && args[0] == "worker":
		return app.Worker(args[1], args[2:]...)
	}
	return cli.Main(args, streams(), program())
}

func streams() cli.Streams { return cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr} }

func program() cli.Program {
	return cli.Program{
		Version: app.Version(),
		Open: func(s settings.Settings, l settings.Layout, in io.Reader, progress func(float64)) cli.Host {
			return open(s, l, in, progress)
		},
	}
}

// open puts Descry together, for the command line and for the window.
func open(s settings.Settings, l settings.Layout, in io.Reader, progress func(float64)) *app.App {
	return app.Open(app.Options{Settings: s, Layout: l, In: in, Cameras: app.Cameras(), Progress: progress})
}
