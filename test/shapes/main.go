// Command shapes writes models of published shapes with random weights, as descry
// bench does, for scripts that want the files.
//
//	shapes -dir FOLDER [SHAPE...]
//
// prints a line for each shape, all where none is named: its name, its language model
// and its image encoder.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"descry/internal/shapes"
)

func main() {
	dir := flag.String("dir", "", "folder for the files")
	flag.Parse()
	names := flag.Args()
	if len(names) == 0 {
		names = shapes.Names()
	}
	for _, name := range names {
		if err := write(name, *dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func write(name, dir string) error {
	s, ok := shapes.Find(name)
	if !ok {
		return fmt.Errorf("shapes: there is no shape %q", name)
	}
	if err := s.Write(context.Background(), dir); err != nil {
		return err
	}
	text, projector := s.Files(dir)
	fmt.Println(name, text, projector)
	return nil
}
