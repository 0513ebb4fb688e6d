//go:build cgo && linux

package onnx

import "testing"

// TestJudge on the fixture: -projector names another.
func TestJudge(t *testing.T) {
	half := [3]float32{0.5, 0.5, 0.5}
	v, err := Judge(t.Context(), openTest(t, F32, 2), openTest(t, Int8, 2), half, half)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v: %s", v, v.Best())
	if !(v.Cosine > 0.9) || v.F32 <= 0 || v.Int8 <= 0 {
		t.Error("not plausible")
	}
}
