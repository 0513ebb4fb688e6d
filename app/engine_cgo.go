//go:build cgo

package app

// hasEngine says whether inference/llama can run models in this build.
const hasEngine = true
