package assistant

import (
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"slices"
	"strings"
	"testing"
	"time"

	"descry/app/messages"
	"descry/camera"
	"descry/inference/inferencetest"
)

// shown is a camera that shows a picture.
type shown struct{ img image.Image }

func (s shown) Snap(ctx context.Context) (camera.Frame, error) {
	return camera.Frame{Image: s.img, Taken: time.Now(), Device: "desk"}, ctx.Err()
}

// desk is a card with a thing on it, its light at a level.
func desk(thing image.Rectangle, light float64) image.Image {
	card := inferencetest.Card(320, 240, 7)
	img := image.NewNRGBA(card.Bounds())
	draw.Draw(img, img.Rect, card, image.Point{}, draw.Src)
	draw.Draw(img, thing, image.NewUniform(color.NRGBA{R: 220, G: 40, B: 30, A: 255}), image.Point{}, draw.Src)
	for i := range img.Pix {
		if i%4 != 3 {
			img.Pix[i] = uint8(float64(img.Pix[i]) * light)
		}
	}
	return img
}

// panned is what a camera sees that was turned to the side: half of it is new.
func panned(img image.Image) image.Image {
	out := image.NewNRGBA(img.Bounds())
	for y := range 240 {
		for x := range 320 {
			out.Set(x, y, img.At((x+150)%320, (239-y+60)%240))
		}
	}
	return out
}

func TestChanges(t *testing.T) {
	nothing := image.Rectangle{}
	limit := messages.Text("en", messages.ChangesLimit)
	for _, c := range []struct {
		name   string
		before image.Image // nil: there is none
		after  image.Image
		want   []string // beginnings of the sentences
		level  Level
	}{
		{"the first", nil, desk(nothing, 1), []string{"I can't tell what changed: this is the first picture."}, Declined},
		{"nothing", desk(nothing, 1), desk(nothing, 1), []string{"I find no change since the picture from less than a minute ago, but something small could escape me."}, Hedged},
		{"darker", desk(nothing, 1), desk(nothing, 0.75), []string{"It is darker than before.", "I find no change"}, Hedged},
		{"brighter", desk(nothing, 0.75), desk(nothing, 1), []string{"It is brighter than before.", "I find no change"}, Hedged},
		{"a thing at the top right", desk(nothing, 1), desk(image.Rect(250, 20, 310, 70), 1), []string{"I think something changed at the top right, in about ", limit}, Hedged},
		{"a thing that is gone", desk(image.Rect(10, 160, 80, 230), 1), desk(nothing, 1), []string{"I think something changed at the bottom left, in about ", limit}, Hedged},
		{"another place", desk(nothing, 1), panned(desk(nothing, 1)), []string{messages.Text("en", messages.ChangesMoved)}, Declined},
		{"dark before", flat(color.NRGBA{A: 255}), desk(nothing, 1), []string{messages.Text("en", messages.ChangesBadBefore)}, Declined},
		{"dark now", desk(nothing, 1), flat(color.NRGBA{A: 255}), []string{"It's very dark."}, Declined},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := on(echoing())
			if c.before != nil {
				_, _ = drain(a.Look(t.Context(), Request{Camera: shown{c.before}}))
			}
			all, err := drain(a.Changes(t.Context(), Request{Camera: shown{c.after}}))
			if err != nil {
				t.Fatal(err)
			}
			if said := sentencesIn(all); !slices.EqualFunc(said, c.want, strings.HasPrefix) {
				t.Errorf("said %q, want %q", said, c.want)
			}
			if got := all[len(all)-1].(Answered); got.Level != c.level || got.Raw != "" {
				t.Errorf("answered %+v", got)
			}
			if s, _ := a.Present(); s.Frame.Image != c.after {
				t.Error("the new picture isn't the present one")
			}
		})
	}
}

// TestChangesWithoutCamera: the two newest pictures are compared, if there are two.
func TestChangesWithoutCamera(t *testing.T) {
	a := on(echoing())
	a.UseCamera(nil)
	for i, want := range []error{ErrNoBefore, ErrNoBefore, nil} {
		if _, err := drain(a.Changes(t.Context(), Request{})); !errors.Is(err, want) {
			t.Errorf("with %d pictures: %v, want %v", i, err, want)
		}
		_, _ = drain(a.Look(t.Context(), Request{Camera: shown{desk(image.Rectangle{}, 1)}}))
	}
}

func TestPlaced(t *testing.T) {
	whole := image.Rect(100, 100, 400, 400)
	for at, want := range map[image.Point]string{
		{110, 110}: "at the top left", {250, 110}: "at the top", {390, 110}: "at the top right",
		{110, 250}: "on the left", {250, 250}: "in the middle", {390, 250}: "on the right",
		{110, 390}: "at the bottom left", {250, 390}: "at the bottom", {399, 399}: "at the bottom right",
	} {
		if got := messages.Text("en", placed(image.Rectangle{at, at.Add(image.Pt(1, 1))}, whole)); got != want {
			t.Errorf("%v is %q, want %q", at, got, want)
		}
	}
}
