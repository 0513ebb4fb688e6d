package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes this test binary be descry itself where a script, or descry's
// own worker, runs it under that name.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"descry": main, "unplugged": unplugged, "stocked": stocked})
}

// TestScripts runs the command line's scripts through the real main, with the
// real worker and the built-in model where this build has an engine.
func TestScripts(t *testing.T) {
	linkLibraries(t)
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("app", "cli", "testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               setup,
		Condition:           condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":   status,
			"field":    field,
			"picture":  picture,
			"truncate": truncate,
			"replace":  replace,
			"primer":   primer,
			"fill":     fill,
			"sample":   sample,
			"strip":    strip,
		},
	})
}

// setup gives a script a home of its own, and the test binary the libraries that
// "make build" made, so that the engine is as quick as the installed one.
func setup(e *testscript.Env) error {
	home := filepath.Join(e.WorkDir, "home")
	e.Setenv("HOME", home)
	e.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
	e.Setenv("XDG_CACHE_HOME", filepath.Join(home, "cache"))
	e.Setenv("TERM", "dumb")
	return os.MkdirAll(home, 0o700)
}

// linkLibraries puts build/lib beside the folder in which testscript has put descry.
func linkLibraries(t *testing.T) {
	exe, err := exec.LookPath("descry")
	if err != nil {
		t.Fatal(err)
	}
	lib, err := filepath.Abs(filepath.Join("build", "lib"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(lib); err != nil {
		t.Log("no build/lib: the engine computes with its slow baseline")
		return
	}
	link := filepath.Join(filepath.Dir(exe), "..", "lib")
	if err := os.Symlink(lib, link); err != nil && !errors.Is(err, os.ErrExist) {
		t.Fatal(err)
	}
}

// condition: [engine] is a build that can run models: "make quick" has none, every
// build with cgo has, so that "make test" runs all scripts. [root] is a user whom
// file permissions don't stop.
func condition(name string) (bool, error) {
	switch name {
	case "engine":
		return cgoEnabled, nil
	case "root":
		return os.Geteuid() == 0, nil
	}
	return false, fmt.Errorf("unknown condition %q", name)
}

// status N PROGRAM ARGS... runs a program and wants the exit status N.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N program args...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
	for _, text := range []string{ts.ReadFile("stdout"), ts.ReadFile("stderr")} {
		if strings.Contains(text, "goroutine ") || strings.Contains(text, "panic:") {
			ts.Fatalf("a stack trace")
		}
	}
}

// field LINE PATH [VALUE] looks into the JSON object that is line LINE of standard
// output, counted from 1: the value at PATH, its keys and indexes separated by
// dots, is VALUE, or is there if there is no VALUE. "!" wants the opposite.
func field(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: field line path [value]")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	lines := strings.Split(strings.TrimSuffix(ts.ReadFile("stdout"), "\n"), "\n")
	if n < 1 || n > len(lines) {
		ts.Fatalf("standard output has %d lines", len(lines))
	}
	var v any
	if err := json.Unmarshal([]byte(lines[n-1]), &v); err != nil {
		ts.Fatalf("line %d is not JSON: %v", n, err)
	}
	v, found := dig(v, strings.Split(args[1], "."))
	ok := found
	if found && len(args) == 3 {
		ok = fmt.Sprint(v) == args[2]
	}
	if ok == neg {
		ts.Fatalf("%s is %v (there: %v)", args[1], v, found)
	}
}

func dig(v any, path []string) (any, bool) {
	for _, key := range path {
		switch at := v.(type) {
		case map[string]any:
			inner, ok := at[key]
			if !ok {
				return nil, false
			}
			v = inner
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(at) {
				return nil, false
			}
			v = at[i]
		default:
			return nil, false
		}
	}
	return v, true
}

// picture FILE KIND draws a PNG: "good" (shapes on a plain ground, as the built-in
// model knows them) or "dark".
func picture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: picture file kind")
	}
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	defer f.Close()
	ts.Check(png.Encode(f, draw(args[1] == "dark")))
}

// draw makes a red square and a blue disc on a light ground with a little texture.
func draw(dark bool) image.Image {
	const size = 256
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			c := color.RGBA{225, 222, 210, 255}
			if (x/8+y/8)%2 == 0 {
				c = color.RGBA{205, 203, 190, 255}
			}
			dx, dy := x-180, y-170
			switch {
			case x > 30 && x < 120 && y > 40 && y < 130:
				c = color.RGBA{200, 30, 30, 255}
			case dx*dx+dy*dy < 50*50:
				c = color.RGBA{30, 60, 200, 255}
			}
			if dark {
				c = color.RGBA{c.R / 40, c.G / 40, c.B / 40, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// sample FILE NAME copies a picture of camera/still/testdata/formats.
func sample(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: sample file name")
	}
	data, err := os.ReadFile(filepath.Join("camera", "still", "testdata", "formats", args[1]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o600))
}

// strip FILE WIDTH HEIGHT draws a PNG of bars of any size.
func strip(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: strip file width height")
	}
	width, err := strconv.Atoi(args[1])
	ts.Check(err)
	height, err := strconv.Atoi(args[2])
	ts.Check(err)
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = uint8(60 + i*37%140)
	}
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	defer f.Close()
	ts.Check(png.Encode(f, img))
}

// truncate FILE SIZE makes a file that long; what is beyond its end is a hole.
func truncate(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: truncate file size")
	}
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), n))
}

// replace FILE OLD NEW puts NEW in place of the first OLD in a file; both are Go
// string literals without their quotation marks.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace file old new")
	}
	old, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	text, err := strconv.Unquote(`"` + args[2] + `"`)
	ts.Check(err)
	file := ts.MkAbs(args[0])
	data, err := os.ReadFile(file)
	ts.Check(err)
	if !strings.Contains(string(data), old) {
		ts.Fatalf("%s has no %q", args[0], old)
	}
	ts.Check(os.WriteFile(file, []byte(strings.Replace(string(data), old, text, 1)), 0o600))
}

// primer TEXT PROJECTOR copies the built-in pair to two files.
func primer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: primer text projector")
	}
	for i, name := range []string{"primer-text.gguf", "primer-mmproj.gguf"} {
		data, err := os.ReadFile(filepath.Join("models", "primer", name))
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(args[i]), data, 0o600))
	}
}

// fill FILE N TEXT writes TEXT to a file, N times.
func fill(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: fill file n text")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Repeat(args[2], n)), 0o600))
}
