package main

import (
	"fmt"
	"os"
	_ "unsafe" // for go:linkname
)

// catalogText is the embedded catalogue. Only this test binary reaches for it: the program
// has no way to be given another one.
//
//go:linkname catalogText descry/models.catalogText
var catalogText []byte

// stocked is descry with the catalogue in the file that STOCK names.
func stocked() {
	text, err := os.ReadFile(os.Getenv("STOCK"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "stocked:", err)
		os.Exit(125)
	}
	catalogText = text
	main()
}
