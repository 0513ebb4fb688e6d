package worker

import (
	"bytes"
	"context"
	"image"
	"iter"
	"testing"

	"descry/inference"
	"descry/inference/inferencetest"
)

// bigPicture has 10 MB of pixels.
func bigPicture(seed byte) *inference.Picture {
	pic := &inference.Picture{Size: image.Pt(4000, 3000), Rows: 3, Cols: 4}
	for i := range 13 {
		rgb := make([]byte, 3*512*512)
		for k := range rgb {
			rgb[k] = byte(k*(i+3)) + seed
		}
		pic.Tiles = append(pic.Tiles, inference.Tile{Width: 512, Height: 512, RGB: rgb})
	}
	return pic
}

// prepared makes an Engine of its GeneratePrepared for a fixed picture.
type prepared struct {
	*Engine
	pic *inference.Picture
}

func (p prepared) Generate(ctx context.Context, q inference.Prompt) iter.Seq2[inference.Token, error] {
	return p.GeneratePrepared(ctx, p.pic, q)
}

func TestPictureCrossesOnce(t *testing.T) {
	e := open(t, options("script"))
	sent := func() int64 { return e.current.conn.proc.Sent() }
	var last int64
	crossed := func() bool {
		n := sent() - last
		last = sent()
		if n > 2000 && n < 10e6 {
			t.Errorf("%d bytes sent", n)
		}
		return n > 2000
	}
	crossed()
	pics := []*inference.Picture{bigPicture(0), bigPicture(1), bigPicture(2), bigPicture(3), bigPicture(4)}
	for _, c := range []struct {
		pic     int
		crosses bool
	}{{0, true}, {0, false}, {1, true}, {0, false}, {2, true}, {3, true}, {1, false}, {4, true}, {1, false}, {0, true}, {2, true}} {
		pic := pics[c.pic]
		local, _ := collect(t, prepared{e, pic}, ask("What?"))
		if got := crossed(); got != c.crosses {
			t.Errorf("picture %d crossed: %v, want %v", c.pic, got, c.crosses)
		}
		if echo := inferencetest.Echo(pic, ask("What?")); len(echo.Tokens) != len(local.Tokens) || echo.Tokens[10].Text != local.Tokens[10].Text {
			t.Errorf("picture %d: %q", c.pic, local.Text)
		}
	}
	// A child that has lost what the parent believes it holds.
	e.current.conn.holds = [][32]byte{pics[3].Hash()}
	want(t, prepared{e, pics[3]}, ask("Lost?"), "«Lost?» — voilà.")
	if !crossed() {
		t.Error("a lost picture was not sent again")
	}
}

func FuzzPicture(f *testing.F) {
	pic := inferencetest.Picture(inference.Prompt{Image: inferencetest.Card(64, 48, 1)})
	parts, err := pictureParts(pic, pic.Hash())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(bytes.Join(parts, nil))
	f.Add([]byte("\x02\x00\x00\x00{}"))
	f.Add([]byte("\xff\xff\xff\xff{}"))
	f.Fuzz(func(t *testing.T, body []byte) {
		pic, hash, err := parsePicture(body)
		if err != nil {
			return
		}
		for _, tile := range pic.Tiles {
			if len(tile.RGB) != 3*tile.Width*tile.Height || len(tile.RGB) == 0 {
				t.Fatalf("tile of %d by %d has %d bytes", tile.Width, tile.Height, len(tile.RGB))
			}
		}
		parts, err := pictureParts(pic, hash)
		if err != nil {
			t.Fatal(err)
		}
		again, sum, err := parsePicture(bytes.Join(parts, nil))
		if err != nil || sum != hash || again.Hash() != pic.Hash() || again.Size != pic.Size {
			t.Errorf("round trip: %v", err)
		}
	})
}
