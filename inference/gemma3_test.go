package inference

import (
	"errors"
	"fmt"
	"image"
	"testing"
)

// gemmaMeta are the headers of a Gemma 3 pair, as far as the family reads them.
func gemmaMeta(change map[string]any) Meta {
	m := familyMeta("gemma3", "gemma3", map[string]any{
		"clip.vision.image_size": uint32(896), "clip.vision.patch_size": uint32(14),
	})
	return metaOf(m.Text.KV, m.Vision.KV, change)
}

func TestGemmaPicture(t *testing.T) {
	small := map[string]any{"clip.vision.image_size": uint32(224), "clip.vision.projector.scale_factor": uint32(2)}
	tests := []struct {
		name   string
		change map[string]any
		size   image.Point
		budget int
		edge   int
		want   error
	}{
		{"wide", nil, image.Pt(640, 480), enough, 896, nil},
		{"1x1", nil, image.Pt(1, 1), enough, 896, nil},
		{"64 to 1", nil, image.Pt(6400, 100), 256, 896, nil},
		{"another pool", small, image.Pt(640, 480), 64, 224, nil},
		{"no room", nil, image.Pt(9, 9), 255, 0, ErrContextFull},
		{"more than one batch", map[string]any{"clip.vision.projector.scale_factor": uint32(2)}, image.Pt(9, 9), enough, 0, ErrBadModel},
		{"no image size", map[string]any{"clip.vision.image_size": nil}, image.Pt(9, 9), enough, 0, ErrBadModel},
		{"huge image size", map[string]any{"clip.vision.image_size": uint32(1 << 31)}, image.Pt(9, 9), enough, 0, ErrBadModel},
		{"no patch size", map[string]any{"clip.vision.patch_size": nil}, image.Pt(9, 9), enough, 0, ErrBadModel},
		{"pool over the grid", map[string]any{"clip.vision.projector.scale_factor": uint32(65)}, image.Pt(9, 9), enough, 0, ErrBadModel},
	}
	for _, tt := range tests {
		for _, view := range []View{Overview, AllTiles, Part} {
			t.Run(fmt.Sprint(tt.name, view), func(t *testing.T) {
				pic, err := NewPreparer(&gemma3, gemmaMeta(tt.change), tt.budget).Picture(gradient(tt.size), view)
				if !errors.Is(err, tt.want) {
					t.Fatalf("error %v, want %v", err, tt.want)
				}
				if err != nil {
					return
				}
				if pic.Size != tt.size || pic.Rows != 0 || len(pic.Tiles) != 1 || pic.Tiles[0].size() != image.Pt(tt.edge, tt.edge) {
					t.Errorf("size %v, %d rows, %d tiles of %v", pic.Size, pic.Rows, len(pic.Tiles), pic.Tiles[0].size())
				}
			})
		}
	}
}

func TestGemmaTrims(t *testing.T) {
	p := Prompt{Turns: []Turn{{User, " \n what? "}, {Assistant, " A cup. "}, {User, "\t"}}}
	want := "special <bos>\nspecial <start_of_turn>\ntext    \"user\\nwhat?\"\nspecial <end_of_turn>\ntext    \"\\n\"\n" +
		"special <start_of_turn>\ntext    \"model\\nA cup.\"\nspecial <end_of_turn>\ntext    \"\\n\"\n" +
		"special <start_of_turn>\ntext    \"user\\n\"\nspecial <end_of_turn>\ntext    \"\\n\"\nspecial <start_of_turn>\ntext    \"model\\n\"\n"
	if got := render(gemmaPieces(p, nil)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
