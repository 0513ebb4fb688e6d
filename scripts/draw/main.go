// Command draw draws the pictures that belong to the repository and are no
// photographs: the program's icon and the sample picture. It knows nothing of
// Descry itself.
//
//	go run ./scripts/draw icon icon.png
//	go run ./scripts/draw sample samples/triangle.png
package main

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
)

// pictures maps a picture's name to what draws it.
var pictures = map[string]func() image.Image{"icon": icon, "sample": sample}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 || pictures[args[0]] == nil {
		return errors.New("draw: want a picture's name (icon, sample) and a file")
	}
	f, err := os.Create(args[1])
	if err != nil {
		return fmt.Errorf("draw: %w", err)
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := errors.Join(encoder.Encode(f, pictures[args[0]]()), f.Close()); err != nil {
		return fmt.Errorf("draw: %w", err)
	}
	return nil
}
