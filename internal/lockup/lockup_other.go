//go:build !linux

package lockup

import "runtime"

func apply(Options) Report {
	return Report{Problem: "nothing to lock up with is used on " + runtime.GOOS}
}
