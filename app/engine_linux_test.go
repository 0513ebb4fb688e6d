package app

import (
	"testing"

	"descry/inference"
	"descry/inference/inferencetest"
)

// TestRealEngine: the real engine, in this process and locked up in a worker, is an
// engine as every other.
func TestRealEngine(t *testing.T) {
	if !hasEngine {
		t.Skip("built without cgo: there is no engine")
	}
	for _, c := range []struct {
		name string
		open func(t *testing.T) inference.Engine
	}{
		{"here", func(t *testing.T) inference.Engine { return openHere(t, fixtureOptions(t, "smolvlm")) }},
		{"worker", func(t *testing.T) inference.Engine { return openWorker(t, fixtureOptions(t, "smolvlm")) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			inferencetest.TestEngine(t, c.open, inferencetest.Expect{Encoder: true})
		})
	}
}
