//go:build pin

// Package main: this file only pins modules whose headers or commands the build uses.
package main

import (
	_ "github.com/gen2brain/malgo"
	_ "github.com/ollama/ollama/llama"
)
