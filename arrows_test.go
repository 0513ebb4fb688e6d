package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestArrows fails on what ARCHITECTURE.md forbids: an import against the arrows, cgo
// or the network where they don't belong, and the house's limits on files and
// documents. It parses the whole tree, whatever the build tags, and needs no cgo.
func TestArrows(t *testing.T) {
	var tree []source
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (name == "build" || entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".") && name != "."):
			return fs.SkipDir
		case entry.IsDir() || !isSource(name):
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		s, err := parseSource(name, string(text))
		tree = append(tree, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(tree) < 50 {
		t.Fatalf("only %d source files found: the test runs in the wrong folder", len(tree))
	}
	for _, finding := range inspect(tree) {
		t.Error(finding)
	}
}

// inspect applies all rules and returns one line a finding, sorted.
func inspect(tree []source) []string {
	var findings []string
	for _, s := range tree {
		findings = append(findings, checkImports(s)...)
		findings = append(findings, checkSize(s)...)
		findings = append(findings, checkDocs(s)...)
		findings = append(findings, checkFunctions(s)...)
	}
	findings = append(findings, checkStubs(tree)...)
	findings = append(findings, checkPackageDocs(tree)...)
	slices.Sort(findings)
	return findings
}

// source is one file: Go, or C and C++ beside a binding (then file is nil).
type source struct {
	name  string // slash-separated, from the root
	dir   string // "." for the root
	lines int
	file  *ast.File
	set   *token.FileSet
	tags  string // the //go:build line, or empty
}

func isSource(name string) bool {
	return slices.Contains([]string{".go", ".c", ".cpp", ".h", ".m", ".mm"}, path.Ext(name))
}

func parseSource(name, text string) (source, error) {
	s := source{name: name, dir: path.Dir(name), lines: strings.Count(text, "\n")}
	if path.Ext(name) != ".go" {
		return s, nil
	}
	for line := range strings.Lines(text) {
		if tags, ok := strings.CutPrefix(line, "//go:build "); ok {
			s.tags = strings.TrimSpace(tags)
			break
		}
	}
	s.set = token.NewFileSet()
	var err error
	s.file, err = parser.ParseFile(s.set, name, text, parser.ParseComments)
	return s, err
}

func (s source) isTest() bool { return strings.HasSuffix(s.name, "_test.go") }

func (s source) imports() []string {
	var paths []string
	if s.file != nil {
		for _, spec := range s.file.Imports {
			p, _ := strconv.Unquote(spec.Path.Value) // the parser has accepted it
			paths = append(paths, p)
		}
	}
	return paths
}

var rooms = []string{"camera", "inference", "speech", "models"}

// arrows says which folders of the module a folder may import, besides internal,
// which all may. A room's root stands for itself only, "camera/..." for all under it.
// Leafs are not listed: each has its own room only.
var arrows = map[string][]string{
	".":             {"app", "app/gui", "app/cli", "app/settings"},
	"app":           {"app/assistant", "app/library", "app/messages", "app/settings", "camera/...", "inference/...", "speech/...", "models/..."},
	"app/gui":       {"app/assistant", "app/settings", "app/messages"},
	"app/cli":       {"app/assistant", "app/settings", "app/messages"},
	"app/assistant": {"app/library", "app/messages", "app/settings", "camera", "inference", "speech"},
	"app/library":   {"inference"},
	"app/messages":  rooms,
	"app/settings":  {},
}

// owners says who alone may import what comes from outside: by prefix, of which the
// longest that matches counts. What matches none is free.
var owners = map[string][]string{
	"C":                                 {"camera/v4l2", "inference/llama", "inference/onnx", "speech/audio", "speech/mic", "speech/espeak", "speech/sherpa"},
	"net":                               {"models/fetch", "speech/ssip"},       // ssip: the Unix socket of speech-dispatcher
	"net/url":                           {"models/..."},                        // takes addresses apart, opens nothing
	"net/http":                          {"models/fetch", "models/modelstest"}, // modelstest: a hub on this machine, for tests
	"golang.org/x/net":                  {"models/fetch"},
	"github.com/ollama/ollama":          {"inference/llama"},
	"fyne.io/fyne/v2":                   {".", "app/gui"},
	"fyne.io/fyne/v2/app":               {"."},
	"github.com/vladimirvivien/go4vl":   {"camera/v4l2"},
	"github.com/gen2brain/malgo":        {"speech/mic"},
	"github.com/ebitengine/oto":         {"speech/audio"},
	"github.com/k2-fsa/sherpa-onnx-go":  {"speech/sherpa"},
	"github.com/spf13/cobra":            {"app/cli"},
	"github.com/godbus/dbus":            {"internal/screenreader"},
	"github.com/elastic/go-seccomp-bpf": {"internal/lockup"},
	"github.com/landlock-lsm":           {"internal/lockup"},
}

func checkImports(s source) []string {
	if s.tags == "pin" { // never compiled: it only keeps modules in go.mod
		return nil
	}
	var findings []string
	for _, p := range s.imports() {
		if to, ok := strings.CutPrefix(p+"/", "descry/"); ok {
			if to = strings.TrimSuffix(to, "/"); !mayImport(s, to) {
				findings = append(findings, s.name+": forbidden arrow to "+to)
			}
		} else if allowed, restricted := ownersOf(p); restricted && !matches(allowed, s.dir) {
			findings = append(findings, s.name+": only "+strings.Join(allowed, ", ")+" may import "+strconv.Quote(p))
		}
	}
	return findings
}

// mayImport says whether a file may import the folder to of this module.
func mayImport(s source, to string) bool {
	from := room(s.dir)
	if isFake(to) && !isFake(s.dir) && !s.isTest() {
		return false
	}
	free := []string{"scripts", "test"} // programs beside Descry, which nothing imports
	switch {
	case to == s.dir, room(to) == "internal", slices.Contains(free, from):
		return true
	case slices.Contains(rooms, from):
		// A leaf knows its room; the room's root knows no leaf, but its tests use the fake.
		return room(to) == from && (s.dir != from || s.isTest())
	case s.isTest():
		return s.dir == "." || from == "app" && isFake(to) || matches(append(arrows[s.dir], rooms...), to)
	}
	return matches(arrows[s.dir], to)
}

// room is the first element of a folder's path.
func room(dir string) string {
	first, _, _ := strings.Cut(dir, "/")
	return first
}

// isFake says whether a folder holds a room's fakes, such as camera/cameratest.
func isFake(dir string) bool { return path.Base(dir) == room(dir)+"test" }

func matches(patterns []string, dir string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		root, deep := strings.CutSuffix(p, "/...")
		return dir == root || deep && strings.HasPrefix(dir, root+"/")
	})
}

func ownersOf(importPath string) (allowed []string, restricted bool) {
	longest := -1
	for prefix, dirs := range owners {
		if (importPath == prefix || strings.HasPrefix(importPath, prefix+"/")) && len(prefix) > longest {
			longest, allowed = len(prefix), dirs
		}
	}
	return allowed, longest >= 0
}
