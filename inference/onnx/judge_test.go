package onnx

import (
	"math"
	"testing"
	"time"
)

func TestBest(t *testing.T) {
	for _, c := range []struct {
		name string
		v    Verdict
		want Precision
	}{
		{"good and fast", Verdict{0.995, 2 * time.Second, time.Second}, Int8},
		{"just good", Verdict{0.99, 2 * time.Second, time.Second}, Int8},
		{"unlike", Verdict{0.98, 2 * time.Second, time.Second}, F32},
		{"no number", Verdict{math.NaN(), 2 * time.Second, time.Second}, F32},
		{"slow", Verdict{0.999, time.Second, time.Second}, F32},
	} {
		if got := c.v.Best(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestCentred(t *testing.T) {
	a := []float32{101, 100, 99, 100, 100, 100.5} // three tokens of two
	b := []float32{101, 100, 99, 100, 100, 100.5}
	for i, c := range centred(a, b, 2) {
		if math.Abs(c-1) > 1e-6 {
			t.Errorf("token %d of itself: %v", i, c)
		}
	}
	b = []float32{99, 100, 101, 100, 100, 99.5}
	for i, c := range centred(a, b, 2) {
		if c > -0.9 {
			t.Errorf("token %d of its opposite: %v", i, c)
		}
	}
}

func TestDecide(t *testing.T) {
	folder := t.TempDir()
	if got := Decided(folder, "this"); got != "" {
		t.Errorf("before: %q", got)
	}
	for _, p := range []Precision{F32, Int8} {
		if err := Convert(t.Context(), folder, fixture, p); err != nil {
			t.Fatal(err)
		}
	}
	if err := Decide(folder, "this", Int8); err != nil {
		t.Fatal(err)
	}
	if Decided(folder, "this") != Int8 || Decided(folder, "another") != "" {
		t.Error("the decision is for one processor")
	}
	if whole(t.Context(), folder, F32) || !whole(t.Context(), folder, Int8) {
		t.Error("the other graph is deleted, and only that")
	}
}

func TestPhotographs(t *testing.T) {
	for _, name := range []string{"astronaut", "chelsea", "coffee"} {
		p, err := photograph("pictures/"+name+".jpg", 64, [3]float32{0.5, 0.5, 0.5}, [3]float32{0.5, 0.5, 0.5})
		if err != nil || len(p) != 3*64*64 {
			t.Fatalf("%s: %d, %v", name, len(p), err)
		}
		for i, v := range p {
			if !(v >= -1.001 && v <= 1.001) {
				t.Fatalf("%s: value %d is %v", name, i, v)
			}
		}
	}
}
