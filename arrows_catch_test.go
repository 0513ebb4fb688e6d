package main

import (
	"slices"
	"strings"
	"testing"
)

// TestArrowsCatch: each rule finds a small made-up violation, and nothing in its
// lawful twin. A checker that can't fail would protect nothing.
func TestArrowsCatch(t *testing.T) {
	long := func(lines int) string { return "// Package p does.\npackage p\n" + strings.Repeat("\n", lines-2) }
	imports := func(path string) string { return "// Package p does.\npackage p\n\nimport _ \"" + path + "\"\n" }
	body := func(branches int) string {
		return "// Package p does.\npackage p\n\nfunc f(a bool) {\n" + strings.Repeat("\tif a {\n\t}\n", branches) + "}\n"
	}
	stub := "//go:build !cgo\n\n// Package p does.\npackage p\n"
	code := func(s string) string { return "// Package p does.\npackage p\n\n" + s + "\n" }
	for name, test := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"room to room":               {map[string]string{"camera/x.go": imports("descry/inference")}, []string{"camera/x.go: forbidden arrow to inference"}},
		"leaf to another room":       {map[string]string{"camera/still/x.go": imports("descry/models")}, []string{"camera/still/x.go: forbidden arrow to models"}},
		"leaf to its room":           {map[string]string{"camera/still/x.go": imports("descry/camera")}, nil},
		"room's root to leaf":        {map[string]string{"camera/x.go": imports("descry/camera/still")}, []string{"camera/x.go: forbidden arrow to camera/still"}},
		"room to app":                {map[string]string{"models/x.go": imports("descry/app/messages")}, []string{"models/x.go: forbidden arrow to app/messages"}},
		"internal to room":           {map[string]string{"internal/gguf/x.go": imports("descry/models")}, []string{"internal/gguf/x.go: forbidden arrow to models"}},
		"room to internal":           {map[string]string{"models/x.go": imports("descry/internal/gguf")}, nil},
		"command line to app":        {map[string]string{"app/cli/x.go": imports("descry/app")}, []string{"app/cli/x.go: forbidden arrow to app"}},
		"command line to leaf":       {map[string]string{"app/cli/x.go": imports("descry/camera/still")}, []string{"app/cli/x.go: forbidden arrow to camera/still"}},
		"assistant to room":          {map[string]string{"app/assistant/x.go": imports("descry/camera")}, nil},
		"assistant to leaf":          {map[string]string{"app/assistant/x.go": imports("descry/inference/llama")}, []string{"app/assistant/x.go: forbidden arrow to inference/llama"}},
		"app to leaf":                {map[string]string{"app/x.go": imports("descry/inference/llama")}, nil},
		"app to window":              {map[string]string{"app/x.go": imports("descry/app/gui")}, []string{"app/x.go: forbidden arrow to app/gui"}},
		"fake in a program":          {map[string]string{"app/x.go": imports("descry/camera/cameratest")}, []string{"app/x.go: forbidden arrow to camera/cameratest"}},
		"fake in a test":             {map[string]string{"app/assistant/x_test.go": imports("descry/camera/cameratest")}, nil},
		"unknown folder to a room":   {map[string]string{"tools/x.go": imports("descry/camera")}, []string{"tools/x.go: forbidden arrow to camera"}},
		"room in a test of app":      {map[string]string{"app/cli/x_test.go": imports("descry/inference")}, nil},
		"leaf in a test of app":      {map[string]string{"app/cli/x_test.go": imports("descry/inference/llama")}, []string{"app/cli/x_test.go: forbidden arrow to inference/llama"}},
		"cgo outside the leafs":      {map[string]string{"camera/x.go": imports("C"), "camera/y.go": stub}, []string{"camera/x.go: only "}},
		"cgo without a stub":         {map[string]string{"camera/v4l2/x.go": imports("C")}, []string{"camera/v4l2: a binding without"}},
		"cgo in a leaf":              {map[string]string{"camera/v4l2/x.go": imports("C"), "camera/v4l2/y.go": stub}, nil},
		"http outside fetch":         {map[string]string{"app/x.go": imports("net/http")}, []string{"app/x.go: only models/fetch, models/modelstest may"}},
		"http beside fetch":          {map[string]string{"models/x.go": imports("net/http/httptest")}, []string{"models/x.go: only models/fetch, models/modelstest may"}},
		"http in fetch":              {map[string]string{"models/fetch/x.go": imports("net/http")}, nil},
		"sockets":                    {map[string]string{"inference/worker/x.go": imports("net")}, []string{"inference/worker/x.go: only models/fetch, speech/ssip may"}},
		"ollama outside the binding": {map[string]string{"app/x.go": imports("github.com/ollama/ollama/llama")}, []string{"app/x.go: only inference/llama may"}},
		"GL outside the root":        {map[string]string{"app/gui/x.go": imports("fyne.io/fyne/v2/app")}, []string{"app/gui/x.go: only . may"}},
		"pinned modules":             {map[string]string{"x.go": "//go:build pin\n\n" + imports("github.com/ollama/ollama/llama")}, nil},
		"301 lines":                  {map[string]string{"camera/x.go": long(301)}, []string{"camera/x.go: 301 lines, limit 300"}},
		"300 lines":                  {map[string]string{"camera/x.go": long(300)}, nil},
		"501 lines of C++":           {map[string]string{"inference/llama/x.cpp": strings.Repeat("\n", 501)}, []string{"inference/llama/x.cpp: 501 lines, limit 500"}},
		"500 lines of binding":       {map[string]string{"camera/v4l2/x.go": imports("C") + strings.Repeat("\n", 496), "camera/v4l2/y.go": stub}, nil},
		"function without comment":   {map[string]string{"camera/x.go": code("func Open() {}")}, []string{"camera/x.go:4:6: Open has no comment"}},
		"comment of another name":    {map[string]string{"camera/x.go": code("// Opens it.\nfunc Open() {}")}, []string{"camera/x.go:5:6: Open has no comment"}},
		"method without comment":     {map[string]string{"camera/x.go": code("// T is.\ntype T[P any] struct{}\n\nfunc (t *T[P]) Close() {}")}, []string{"camera/x.go:7:16: Close has no comment"}},
		"method of a hidden type":    {map[string]string{"camera/x.go": code("type t struct{}\n\nfunc (t) Close() {}")}, nil},
		"type without comment":       {map[string]string{"camera/x.go": code("type T int")}, []string{"camera/x.go:4:6: T has no comment"}},
		"constant without comment":   {map[string]string{"camera/x.go": code("const A = 1")}, []string{"camera/x.go:4:7: A has no comment"}},
		"commented group":            {map[string]string{"camera/x.go": code("// Kinds of things.\nconst (\n\tA = 1\n\tB = 2\n)")}, nil},
		"package without comment":    {map[string]string{"camera/x.go": "package p\n"}, []string{"camera: no package comment"}},
		"init":                       {map[string]string{"camera/x.go": code("func init() {}")}, []string{"camera/x.go:4:1: init is not allowed"}},
		"cyclomatic number 16":       {map[string]string{"camera/x.go": body(15)}, []string{"camera/x.go:4:1: f has cyclomatic number 16, limit 15"}},
		"cyclomatic number 15":       {map[string]string{"camera/x.go": body(14)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var tree []source
			for file, text := range test.files {
				s, err := parseSource(file, text)
				if err != nil {
					t.Fatal(err)
				}
				tree = append(tree, s)
			}
			got := inspect(tree)
			if !slices.EqualFunc(got, test.want, strings.HasPrefix) {
				t.Errorf("findings %q, want these beginnings: %q", got, test.want)
			}
		})
	}
}
