package camera

import (
	"bufio"
	"flag"
	"fmt"
	"hash/fnv"
	"image"
	_ "image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"sync"

	"github.com/disintegration/imaging"
)

var photosF = flag.String("photosF", "", "")

func TestFeat(t *testing.T) {
	if *photosF == "" { t.Skip() }
	out, _ := os.Create("/tmp/cam/feat3.tsv")
	defer out.Close()
	w := bufio.NewWriter(out)
	defer w.Flush()
	var mu sync.Mutex
	files, _ := filepath.Glob(filepath.Join(*photosF, "*", "*.jpg"))
	sem := make(chan bool, 2)
	var wg sync.WaitGroup
	for _, file := range files {
		sem <- true
		wg.Go(func() {
			defer func() { <-sem }()
			img, err := imaging.Open(file)
			if err != nil { t.Error(err); return }
			src := imaging.Fit(img, 640, 640, imaging.Lanczos)
			kind := filepath.Base(filepath.Dir(file))
			name := strings.TrimSuffix(filepath.Base(file), ".jpg")
			for _, v := range variants() {
				if kind != "good" && v.name != "as it is" { continue }
 if v.bad && v.kind != Bright {continue}
				h := fnv.New64a(); h.Write([]byte(name + v.name))
				r := rand.New(rand.NewPCG(h.Sum64(), 1))
				im := v.apply(imaging.Clone(src), r)
				f := features(im)
				mu.Lock()
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", kind, name, v.name, v.kind, f)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

func features(img image.Image) string {
	g := newGrid(img)
	l := g.luma()
	cb, cr := make([]float32, len(l)), make([]float32, len(l))
	for i := range l { cb[i] = 0.564 * (g.b[i] - l[i]); cr[i] = 0.713 * (g.r[i] - l[i]) }
	s := sortedCopy(l)
	mean := 0.0
	var clip, vis, part float64
	for i, v := range l { mean += float64(v)
		if min(g.r[i], g.g[i], g.b[i]) > 0.975 { clip++ } else if max(g.r[i], g.g[i], g.b[i]) > 0.99 { part++ }
		if v > 0.16 { vis++ }
	}
	n := float64(len(l)); mean /= n; clip /= n; vis /= n; part /= n
	_ = residual; _ = math.Pi
	wht := func(i int) bool { return max(g.r[i],g.g[i],g.b[i]) > 0.98 }
	whl := func(i int) bool { return l[i] > 0.95 }
	var near, blown, blownl, nearl float64
	for i := range l { m := max(g.r[i],g.g[i],g.b[i]); if m > .98 {blown++} else if m > .75 {near++}
		if l[i]>.95 {blownl++} else if l[i]>.7 {nearl++} }
	jump := func(w func(int) bool, k int) float64 {
		var js []float32
		for y := range g.height { for x := k; x < g.width-k; x++ { i := y*g.width+x
			if !w(i) { continue }
			if !w(i+1) { js = append(js, l[i]-l[i+k]) }
			if !w(i-1) { js = append(js, l[i]-l[i-k]) }
		} }
		if len(js) == 0 { return -1 }
		slices.Sort(js); return float64(quantile(js, .5))
	}
	return fmt.Sprintf("%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f", mean, quantile(s, .005),quantile(s, .01), quantile(s, .05), quantile(s, .5), quantile(s, .95), clip, part, vis, blown/n, near/n, blownl/n, nearl/n, jump(wht,2), jump(whl,2))
}

func residual(l []float32, w, h int) float64 {
	var A [6][7]float64
	for y := range h { for x := range w {
		u, v := 2*float64(x)/float64(w)-1, 2*float64(y)/float64(h)-1
		b := [7]float64{1, u, v, u*u, u*v, v*v, float64(l[y*w+x])}
		for i := range 6 { for j := range 7 { A[i][j] += b[i]*b[j] } }
	} }
	for i := range 6 { for k := range 6 { if k == i { continue }
		f := A[k][i]/A[i][i]
		for j := i; j < 7; j++ { A[k][j] -= f*A[i][j] } } }
	ss := 0.0
	for y := range h { for x := range w {
		u, v := 2*float64(x)/float64(w)-1, 2*float64(y)/float64(h)-1
		b := [6]float64{1, u, v, u*u, u*v, v*v}
		p := 0.0
		for i := range 6 { p += b[i]*A[i][6]/A[i][i] }
		d := float64(l[y*w+x])-p; ss += d*d
	} }
	return math.Sqrt(ss/float64(w*h))
}
