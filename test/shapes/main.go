// Command shapes writes models of exact published shapes with random weights, to
// measure speed and to run long tests where no real weights can be had. Their
// answers mean nothing.
//
//	shapes -shape smolvlm-256m -vocabulary TEXT.gguf -dir FOLDER
//
// writes FOLDER/<shape>-text.gguf and FOLDER/<shape>-mmproj.gguf. What is there
// already is kept: the same shape always gets the same weights.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"descry/internal/atomicfile"
	"descry/internal/gguf"
)

func main() {
	name := flag.String("shape", "smolvlm-256m", "the shape's name")
	vocabulary := flag.String("vocabulary", "", "GGUF file whose tokens are taken over and padded")
	dir := flag.String("dir", "", "folder for the two files")
	flag.Parse()
	if err := write(*name, *vocabulary, *dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(name, vocabulary, dir string) error {
	s, ok := shapes[name]
	if !ok {
		return fmt.Errorf("shapes: there is no shape %q", name)
	}
	h, err := gguf.ReadFile(vocabulary)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, f := range []struct {
		part  string
		model func() ([]gguf.Pair, []gguf.NewTensor)
	}{
		{"text", func() ([]gguf.Pair, []gguf.NewTensor) { return s.text(h) }},
		{"mmproj", s.vision},
	} {
		path := filepath.Join(dir, name+"-"+f.part+".gguf")
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		pairs, tensors := f.model()
		if err := atomicfile.Write(path, 0o644, func(w io.Writer) error { return gguf.Write(w, pairs, tensors) }); err != nil {
			return err
		}
		fmt.Println(path)
	}
	return nil
}
