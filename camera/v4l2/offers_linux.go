//go:build linux && cgo

package v4l2

import (
	"image"

	"github.com/vladimirvivien/go4vl/v4l2"

	"descry/camera"
)

// offers asks a camera how it can send. Of a range of sizes it is the one nearest to what
// is wished. A driver that tells no sizes offers what it is set to.
func offers(fd uintptr, m camera.Mode) []offer {
	var all []offer
	formats, _ := v4l2.GetAllFormatDescriptions(fd) // an error ends the list, as its end does
	for _, f := range formats {
		format := fourCC(f.PixelFormat)
		if _, ok := kinds[format]; !ok {
			continue
		}
		for _, size := range sizes(fd, f.PixelFormat, m) {
			all = append(all, offer{format, size, rates(fd, f.PixelFormat, size)})
		}
	}
	return all
}

func sizes(fd uintptr, format v4l2.FourCCType, m camera.Mode) []image.Point {
	listed, _ := v4l2.GetFormatFrameSizes(fd, format)
	want, _ := wished(m)
	var all []image.Point
	for _, l := range listed {
		low := image.Pt(int(l.Size.MinWidth), int(l.Size.MinHeight))
		high := image.Pt(int(l.Size.MaxWidth), int(l.Size.MaxHeight))
		all = append(all, fit(low, high, image.Pt(int(l.Size.StepWidth), int(l.Size.StepHeight)), want))
	}
	if len(all) == 0 {
		if now, err := v4l2.GetPixFormat(fd); err == nil {
			all = append(all, image.Pt(int(now.Width), int(now.Height)))
		}
	}
	return all
}

// mostRates bounds how many a driver is asked for.
const mostRates = 256

// rates are the frames a second that are possible. None where the camera has a range of
// them, which go4vl reads from the wrong place.
func rates(fd uintptr, format v4l2.FourCCType, size image.Point) []float64 {
	var all []float64
	for i := uint32(0); i < mostRates; i++ {
		r, err := v4l2.GetFormatFrameInterval(fd, i, format, uint32(size.X), uint32(size.Y))
		if err != nil || r.Type != v4l2.FrameIntervalTypeDiscrete {
			return all
		}
		if per := r.Interval.Min; per.Numerator > 0 && per.Denominator > 0 {
			all = append(all, float64(per.Denominator)/float64(per.Numerator))
		}
	}
	return all
}
