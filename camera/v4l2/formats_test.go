package v4l2

import (
	"image"
	"testing"

	"descry/camera"
)

// TestRanked: which of a camera's ways to send is chosen, and at what rate.
func TestRanked(t *testing.T) {
	var (
		vga, hd, full = image.Pt(640, 480), image.Pt(1280, 720), image.Pt(1920, 1080)
		quick         = []float64{30, 24, 15, 10, 5}
	)
	webcam := []offer{ // a usual one: USB 2 has room for small raw frames, or for JPEG
		{mjpg, vga, quick},
		{mjpg, hd, quick},
		{mjpg, full, quick},
		{yuyv, vga, quick},
		{yuyv, hd, []float64{7.5, 5}},
		{yuyv, full, []float64{5}},
		{fourCCOf("H264"), hd, quick},
	}
	for _, c := range []struct {
		name   string
		offers []offer
		mode   camera.Mode
		want   offer // rates: the one that is set
	}{
		{"nothing wished", webcam, camera.Mode{}, offer{mjpg, hd, []float64{10}}},
		{"small", webcam, camera.Mode{Width: 640, Height: 480}, offer{yuyv, vga, []float64{10}}},
		{"between two sizes", webcam, camera.Mode{Width: 800, Height: 600}, offer{mjpg, hd, []float64{10}}},
		{"larger than there is", webcam, camera.Mode{Width: 4000, Height: 3000}, offer{mjpg, full, []float64{10}}},
		{"slow", webcam, camera.Mode{Rate: 4}, offer{yuyv, hd, []float64{5}}},
		{"quicker than there is", webcam, camera.Mode{Width: 640, Height: 480, Rate: 60}, offer{yuyv, vga, []float64{30}}},
		{"small only", webcam[3:4], camera.Mode{}, offer{yuyv, vga, []float64{10}}},
		{"raw formats", []offer{{grey, hd, nil}, {bgr3, hd, nil}, {nv12, hd, nil}, {uyvy, hd, nil}}, camera.Mode{}, offer{uyvy, hd, []float64{10}}},
		{"colours before size", []offer{{grey, hd, quick}, {rgb3, vga, quick}}, camera.Mode{}, offer{rgb3, vga, []float64{10}}},
		{"grey if there is nothing else", []offer{{grey, hd, quick}}, camera.Mode{}, offer{grey, hd, []float64{10}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ranked(c.offers, c.mode)
			if len(got) == 0 {
				t.Fatal("nothing was chosen")
			}
			_, rate := wished(c.mode)
			if g := got[0]; g.format != c.want.format || g.size != c.want.size || g.rate(rate) != c.want.rates[0] {
				t.Errorf("%v %v at %v, want %v", g.format, g.size, g.rate(rate), c.want)
			}
		})
	}
	if got := ranked([]offer{{fourCCOf("H264"), hd, quick}, {yuyv, image.Pt(0, 5), quick}}, camera.Mode{}); len(got) != 0 {
		t.Errorf("what can't be decoded is chosen: %v", got)
	}
}

func TestFit(t *testing.T) {
	low, high, step := image.Pt(48, 32), image.Pt(1000, 600), image.Pt(16, 2)
	for want, size := range map[image.Point]image.Point{
		{640, 480}:  {640, 480},
		{645, 481}:  {640, 480},
		{1280, 720}: {1000 - (1000-48)%16, 600},
		{1, 1}:      low,
	} {
		if got := fit(low, high, step, want); got != size {
			t.Errorf("%v becomes %v, want %v", want, got, size)
		}
	}
	if got := fit(high, high, image.Point{}, low); got != high {
		t.Errorf("a single size becomes %v", got)
	}
}
