//go:build pin

// Package main: this file only pins modules whose headers, commands or files the build uses.
package main

import (
	_ "github.com/gen2brain/avif" // the decoder in camera/still/sandbox
	_ "github.com/gen2brain/heic" // likewise
	_ "github.com/gen2brain/malgo"
	_ "github.com/k2-fsa/sherpa-onnx-go-linux"
	_ "github.com/ollama/ollama/llama"
)
