//go:build unix && !race

package replay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/disintegration/imaging"

	"descry/camera"
	"descry/camera/still"
)

// budget is the share of a core that capture and decoding may take, in percent (spec.md).
const budget = 6

// mjpegFolder has the frames of a webcam at 640x480: a photograph, a little further each time,
// at the quality that webcams send.
func mjpegFolder(tb testing.TB) string {
	tb.Helper()
	f, err := still.Open(context.Background(), "../../samples/coffee.jpg")
	if err != nil {
		tb.Fatal(err)
	}
	whole := imaging.Resize(f.Image, 700, 525, imaging.Lanczos)
	folder := tb.TempDir()
	for i := range 10 {
		var b bytes.Buffer
		view := imaging.Crop(whole, image.Rect(i*5, i*4, i*5+640, i*4+480))
		if err := jpeg.Encode(&b, view, &jpeg.Options{Quality: 85}); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.mjpg", i)), b.Bytes(), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	return folder
}

// spent is the processor time that this process has used.
func spent(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// captured takes frames at 10 a second and gives the percent of a core that this took.
func captured(tb testing.TB, folder string, next func() bool) (percent float64) {
	tb.Helper()
	s := Source{Folder: folder}
	begun, before := time.Now(), spent(tb)
	for f, err := range s.Capture(context.Background(), s.device(), camera.Mode{Rate: 10}) {
		if err != nil || f.Dropped > 0 || f.Image.Bounds().Max != image.Pt(640, 480) {
			tb.Fatal(errors.Join(err, fmt.Errorf("%d dropped", f.Dropped)))
		}
		if !next() {
			break
		}
	}
	return 100 * float64(spent(tb)-before) / float64(time.Since(begun))
}

// BenchmarkCapture is a live preview without drawing: %core is the budget's figure.
func BenchmarkCapture(b *testing.B) {
	folder := mjpegFolder(b)
	b.ReportMetric(captured(b, folder, b.Loop), "%core")
}

// TestCaptureCost: five times the budget is a fault on any machine, but for the race detector's.
func TestCaptureCost(t *testing.T) {
	n := 0
	if got := captured(t, mjpegFolder(t), func() bool { n++; return n < 20 }); got > 5*budget {
		t.Errorf("%.1f%% of a core, budget %d%%", got, budget)
	}
}
