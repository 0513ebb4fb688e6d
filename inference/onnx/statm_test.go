//go:build cgo && linux

package onnx

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// status is a number of /proc/self/statm, in pages: 1 is what is resident, 2 of it what
// is shared or mapped from files.
func status(t testing.TB, field int) int {
	t.Helper()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(strings.Fields(string(text))[field])
	if err != nil {
		t.Fatal(err)
	}
	return n
}
