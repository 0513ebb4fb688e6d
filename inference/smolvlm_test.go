package inference

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"maps"
	"testing"

	"descry/internal/gguf"
)

// smolMeta are the headers of a SmolVLM pair, as far as the family reads them;
// change replaces keys of the image encoder's header, nil removes them.
func smolMeta(change map[string]any) Meta {
	return metaOf(map[string]any{
		"general.architecture": "llama", "llama.embedding_length": uint32(576),
	}, map[string]any{
		"general.architecture": "clip", "clip.projector_type": "idefics3", "clip.vision.projection_dim": uint32(576),
		"clip.vision.image_size": uint32(512), "clip.vision.patch_size": uint32(16),
		"clip.vision.projector.scale_factor": uint32(4), "clip.vision.preproc_image_size": uint32(2048),
	}, change)
}

func metaOf(text, vision, change map[string]any) Meta {
	for key, value := range maps.All(change) {
		if value == nil {
			delete(vision, key)
			continue
		}
		vision[key] = value
	}
	return Meta{Text: &gguf.Header{KV: text}, Vision: &gguf.Header{KV: vision}}
}

// enough is a budget that limits nothing.
const enough = 1 << 20

func TestSmolPicture(t *testing.T) {
	primer := map[string]any{
		"clip.vision.image_size": uint32(192), "clip.vision.projector.scale_factor": uint32(2), "clip.vision.preproc_image_size": nil,
	}
	one := map[string]any{"clip.vision.preproc_image_size": uint32(512)}
	tests := []struct {
		name       string
		change     map[string]any
		size       image.Point
		view       View
		budget     int
		rows, cols int
		tiles      int
		edge       int
	}{
		{"overview", nil, image.Pt(640, 480), Overview, enough, 0, 0, 1, 512},
		{"all tiles", nil, image.Pt(640, 480), AllTiles, enough, 3, 4, 13, 512},
		{"a part", nil, image.Pt(768, 720), Part, enough, 2, 2, 5, 512},
		{"a part with little budget", nil, image.Pt(768, 720), Part, 3 * 64, 0, 0, 1, 512},
		{"glance at a part", nil, image.Pt(768, 720), PartGlance, enough, 0, 0, 1, 512},
		{"upright", nil, image.Pt(480, 640), AllTiles, enough, 4, 3, 13, 512},
		{"1x1", nil, image.Pt(1, 1), AllTiles, enough, 4, 4, 17, 512},
		{"64 to 1", nil, image.Pt(6400, 100), AllTiles, enough, 1, 4, 5, 512},
		{"1 to 64", nil, image.Pt(100, 6400), AllTiles, enough, 4, 1, 5, 512},
		{"a line", nil, image.Pt(3000, 1), AllTiles, enough, 1, 4, 5, 512},
		{"4096x4096", nil, image.Pt(4096, 4096), AllTiles, enough, 4, 4, 17, 512},
		{"budget for all", nil, image.Pt(640, 480), AllTiles, 13 * 64, 3, 4, 13, 512},
		{"budget a token short", nil, image.Pt(640, 480), AllTiles, 13*64 - 1, 3, 3, 10, 512},
		{"budget for few", nil, image.Pt(640, 480), AllTiles, 5 * 64, 2, 2, 5, 512},
		{"budget for one", nil, image.Pt(640, 480), AllTiles, 64, 0, 0, 1, 512},
		{"never cut", one, image.Pt(640, 480), AllTiles, enough, 0, 0, 1, 512},
		{"primer overview", primer, image.Pt(640, 480), Overview, 36, 0, 0, 1, 192},
		{"primer has no tiles", primer, image.Pt(640, 480), AllTiles, 36, 0, 0, 1, 192},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			pic, err := NewPreparer(&smolVLM, smolMeta(tt.change), tt.budget).Picture(gradient(tt.size), tt.view)
			if err != nil {
				t.Fatal(err)
			}
			if pic.Size != tt.size || pic.Rows != tt.rows || pic.Cols != tt.cols || len(pic.Tiles) != tt.tiles {
				t.Errorf("size %v, %d rows, %d cols, %d tiles", pic.Size, pic.Rows, pic.Cols, len(pic.Tiles))
			}
			for i, tile := range pic.Tiles {
				if tile.Width != tt.edge || tile.Height != tt.edge || len(tile.RGB) != 3*tt.edge*tt.edge {
					t.Errorf("tile %d is %dx%d with %d bytes", i, tile.Width, tile.Height, len(tile.RGB))
				}
			}
		})
	}
}

func TestSmolRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change map[string]any
		budget int
		want   error
	}{
		{"no room", nil, 63, ErrContextFull},
		{"no image size", map[string]any{"clip.vision.image_size": nil}, enough, ErrBadModel},
		{"image size 0", map[string]any{"clip.vision.image_size": uint32(0)}, enough, ErrBadModel},
		{"image size of a text", map[string]any{"clip.vision.image_size": "512"}, enough, ErrBadModel},
		{"huge image size", map[string]any{"clip.vision.image_size": uint32(1 << 31)}, enough, ErrBadModel},
		{"no patch size", map[string]any{"clip.vision.patch_size": nil}, enough, ErrBadModel},
		{"patch larger than the tile", map[string]any{"clip.vision.patch_size": uint32(513)}, enough, ErrBadModel},
		{"no scale factor", map[string]any{"clip.vision.projector.scale_factor": nil}, enough, ErrBadModel},
		{"scale factor over the grid", map[string]any{"clip.vision.projector.scale_factor": uint32(33)}, enough, ErrBadModel},
		{"longest edge 0", map[string]any{"clip.vision.preproc_image_size": uint32(0)}, enough, ErrBadModel},
	}
	for _, tt := range tests {
		for _, view := range []View{Overview, AllTiles} {
			t.Run(fmt.Sprint(tt.name, view), func(t *testing.T) {
				_, err := NewPreparer(&smolVLM, smolMeta(tt.change), tt.budget).Picture(gradient(image.Pt(4, 4)), view)
				if !errors.Is(err, tt.want) {
					t.Errorf("error %v, want %v", err, tt.want)
				}
			})
		}
	}
}

// TestSmolOverviewIsNear: the quick overview, made in one step, is nearly the one
// that the reference makes of the enlarged picture.
func TestSmolOverviewIsNear(t *testing.T) {
	p := NewPreparer(&smolVLM, smolMeta(nil), enough)
	img := load(t, "testdata", "conformance", "images", "wide.png")
	quick, err := p.Picture(img, Overview)
	if err != nil {
		t.Fatal(err)
	}
	full, err := p.Picture(img, AllTiles)
	if err != nil {
		t.Fatal(err)
	}
	a, b, sum := quick.Tiles[0].RGB, full.Tiles[len(full.Tiles)-1].RGB, 0
	for i := range a {
		d := int(a[i]) - int(b[i])
		sum += max(d, -d)
	}
	if mean := float64(sum) / float64(len(a)); mean > 1 {
		t.Errorf("on average %.2f levels apart", mean)
	}
}

// TestSmolGlance: the overview out of all tiles has the reference's pixels, and a prompt
// as the quick one has.
func TestSmolGlance(t *testing.T) {
	p := NewPreparer(&smolVLM, smolMeta(nil), enough)
	img := load(t, "testdata", "conformance", "images", "wide.png")
	glance, err := p.Picture(img, Glance)
	if err != nil {
		t.Fatal(err)
	}
	full, err := p.Picture(img, AllTiles)
	if err != nil {
		t.Fatal(err)
	}
	if len(glance.Tiles) != 1 || glance.Rows != 0 || glance.Size != full.Size || glance.Tiles[0].Hash() != full.Tiles[len(full.Tiles)-1].Hash() {
		t.Errorf("%d tiles of %v", len(glance.Tiles), glance.Size)
	}
	// The starter model's pictures are never cut.
	p = NewPreparer(&smolVLM, smolMeta(map[string]any{"clip.vision.preproc_image_size": nil}), enough)
	if glance, err = p.Picture(img, Glance); err != nil {
		t.Fatal(err)
	}
	quick, err := p.Picture(img, Overview)
	if err != nil || quick != glance {
		t.Errorf("not the overview, %v", err)
	}
}

func TestSmolSizes(t *testing.T) {
	s := smolSettings{tile: 512, longest: 2048, tokens: 64}
	digest := sha256.New()
	for w := 1; w < 1500; w += 7 {
		for h := 1; h < 1500; h += 11 {
			first, second := s.steps(image.Pt(w, h), enough)
			fmt.Fprintln(digest, first.X, first.Y, second.X, second.Y)
		}
	}
	// testdata/sizes.py
	if got, want := fmt.Sprintf("%x", digest.Sum(nil)), "2a05c37aec3f110a4aa68b6990629055c4a33063ba2f9668285effc15f03af0e"; got != want {
		t.Errorf("sizes differ from the reference's: digest %s", got)
	}
	for _, tt := range []struct{ longest, w, h, toW, toH int }{
		{512, 512, 384, 512, 512},
		{1536, 1536, 1152, 1536, 1536},
		{3000, 3000, 2250, 3072, 2560},
		{8192, 4096, 3072, 4096, 3072}, // the reference's upper bound
	} {
		s.longest = tt.longest
		first, second := s.steps(image.Pt(640, 480), enough)
		if first != image.Pt(tt.w, tt.h) || second != image.Pt(tt.toW, tt.toH) {
			t.Errorf("longest edge %d: %v, %v", tt.longest, first, second)
		}
	}
}
