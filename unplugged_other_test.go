//go:build !linux

package main

import (
	"fmt"
	"os"
)

// unplugged needs Linux; the script that uses it asks for that.
func unplugged() {
	fmt.Fprintln(os.Stderr, "unplugged: not on this system")
	os.Exit(125)
}
