//go:build headless

package main

import "descry/app/cli"

// window says that this build has no window, and how to use the command line.
func window() int { return cli.NoWindow(streams(), program()) }
