package inference

import (
	"fmt"
	"image"
	"image/draw"
	"reflect"
	"slices"
	"sync"
)

// remembered is how many prepared pictures a Preparer keeps: the frame in hand
// and the one before it, in both views.
const remembered = 4

// Preparer makes pictures ready for one pair of model files. It may be used by
// several goroutines at once.
type Preparer struct {
	family *Family
	meta   Meta
	budget int

	mu     sync.Mutex
	recent []*preparation // newest last
}

// preparation is one picture in one view, computed once.
type preparation struct {
	img  image.Image
	view View
	once func() (*Picture, error)
}

// NewPreparer makes a Preparer for the family f and the headers m. budget is the
// number of image tokens that fit at most.
func NewPreparer(f *Family, m Meta, budget int) *Preparer {
	return &Preparer{family: f, meta: m, budget: budget}
}

// Picture resizes and cuts img as the family's reference implementation does;
// transparent parts become white. The result is shared: it must not be changed.
// The last four are kept, with their images, for images that are pointers, as
// those of package image are: the same pointer must always mean the same
// picture. Errors: ErrNoPixels, ErrElongated, ErrContextFull when not even the
// smallest form of the picture fits the budget, ErrBadModel when the headers make
// no sense.
func (p *Preparer) Picture(img image.Image, v View) (*Picture, error) {
	if img == nil || img.Bounds().Empty() {
		return nil, fmt.Errorf("preparing the picture: %w", ErrNoPixels)
	}
	prepare := func() (*Picture, error) {
		pic, err := p.family.Prepare(p.meta, img, v, p.budget)
		if err != nil {
			return nil, fmt.Errorf("preparing the picture for %s: %w", p.family.Name, err)
		}
		return pic, nil
	}
	switch {
	case v == Glance:
		return p.glance(img, AllTiles)
	case v == PartGlance:
		return p.glance(img, Part)
	case reflect.TypeOf(img).Kind() != reflect.Pointer:
		return prepare()
	}
	return p.remember(img, v, prepare)()
}

// glance takes the overview out of the tiles of a view, where it is the last as everywhere
// where tiles have their places in a grid.
func (p *Preparer) glance(img image.Image, v View) (*Picture, error) {
	all, err := p.Picture(img, v)
	if err != nil {
		return nil, err
	}
	if all.Rows == 0 {
		return p.Picture(img, Overview)
	}
	return &Picture{Size: all.Size, Tiles: all.Tiles[len(all.Tiles)-1:]}, nil
}

// Forget drops all that is kept of earlier pictures.
func (p *Preparer) Forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.recent = nil
}

// remember finds the preparation of img and v, or puts a new one in the place of
// the one that was not asked for the longest.
func (p *Preparer) remember(img image.Image, v View, prepare func() (*Picture, error)) func() (*Picture, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.IndexFunc(p.recent, func(r *preparation) bool { return r.img == img && r.view == v })
	if i < 0 {
		if len(p.recent) == remembered {
			p.recent = slices.Delete(p.recent, 0, 1)
		}
		p.recent = append(p.recent, &preparation{img, v, sync.OnceValues(prepare)})
		return p.recent[len(p.recent)-1].once
	}
	found := p.recent[i]
	p.recent = append(slices.Delete(p.recent, i, i+1), found)
	return found.once
}

// frame makes any image a source, one row at a time: a photograph of 12 megapixels is
// never copied as a whole. Transparent pixels are laid over white, as text and
// drawings with a transparent ground are meant to be seen.
type frame struct{ image.Image }

func (f frame) size() image.Point { return f.Bounds().Size() }

func (f frame) rows() (read func(y int) []byte, step int) {
	bounds := f.Bounds()
	var canvas [2]*image.RGBA // one for each of the two rows that are valid at a time
	for i := range canvas {
		canvas[i] = image.NewRGBA(image.Rect(0, 0, bounds.Dx(), 1))
	}
	direct, covers := f.pixels(), f.covers()
	return func(y int) []byte {
		at := bounds.Min.Add(image.Pt(0, y))
		if direct != nil {
			if row := direct(at); opaque(row) {
				return row
			}
		}
		row := canvas[y%2]
		if !covers {
			draw.Draw(row, row.Rect, image.White, image.Point{}, draw.Src)
		}
		// Package draw has quick ways for YCbCr, Gray and CMYK, and for all others
		// one that does not allocate.
		draw.Draw(row, row.Rect, f.Image, at, draw.Over)
		return row.Pix
	}, 4
}

// covers says whether the image is of a kind that has no transparency, so that
// nothing needs to be laid under it.
func (f frame) covers() bool {
	switch f.Image.(type) {
	case *image.YCbCr, *image.Gray, *image.CMYK:
		return true
	}
	return false
}

// pixels gives the row from a point on, for images that have R, G, B and alpha in
// bytes; nil for others.
func (f frame) pixels() func(image.Point) []byte {
	width := 4 * f.Bounds().Dx()
	switch img := f.Image.(type) {
	case *image.NRGBA:
		return func(p image.Point) []byte { return img.Pix[img.PixOffset(p.X, p.Y):][:width] }
	case *image.RGBA:
		return func(p image.Point) []byte { return img.Pix[img.PixOffset(p.X, p.Y):][:width] }
	}
	return nil
}

// opaque says whether every fourth byte of row, its alpha, is 255.
func opaque(row []byte) bool {
	for ; len(row) >= 4; row = row[4:] {
		if row[3] != 255 {
			return false
		}
	}
	return true
}
