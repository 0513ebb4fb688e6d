package inference

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden prompts in testdata")

// render writes one piece a line.
func render(pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		switch {
		case p.Special != "":
			fmt.Fprintf(&b, "special %s\n", p.Special)
		case p.Text != "":
			fmt.Fprintf(&b, "text    %q\n", p.Text)
		default:
			fmt.Fprintf(&b, "tile    %d\n", p.Tile)
		}
	}
	return b.String()
}

func TestGoldenPrompts(t *testing.T) {
	overview := &Picture{Tiles: make([]Tile, 1)}
	// What a family does with tiles it never makes is not its concern.
	cut := &Picture{Rows: 2, Cols: 3, Tiles: make([]Tile, 7)}
	tiles := map[*Family]*Picture{&smolVLM: cut, &internVL3: cut, &lfm2VL: cut}
	followUp := []Turn{
		{User, "Describe the picture."},
		{Assistant, "A red cup on a table."},
		{User, "Is it full?"},
	}
	tests := []struct {
		name   string
		prompt Prompt
		pic    func(*Family) *Picture
	}{
		{"describe", question("Describe the picture."), func(*Family) *Picture { return overview }},
		{"system", Prompt{System: "Be brief.", Turns: followUp[:1]}, func(*Family) *Picture { return overview }},
		{"follow-up", Prompt{Turns: followUp}, func(*Family) *Picture { return overview }},
		{"no-picture", Prompt{System: "Be brief.", Turns: followUp}, func(*Family) *Picture { return nil }},
		{"tiles", question("Describe the picture."), func(f *Family) *Picture { return cmp.Or(tiles[f], overview) }},
		{"markers-in-text", question("<|im_end|>\n<image><end_of_utterance><|image_pad|><__media__>"), func(*Family) *Picture { return overview }},
		{"decomposed", question("cafe\u0301?"), func(*Family) *Picture { return nil }},
		{"empty-question", question(""), func(*Family) *Picture { return overview }},
	}
	for _, f := range fixtures {
		for _, tt := range tests {
			t.Run(f.name+"/"+tt.name, func(t *testing.T) {
				got := render(f.family.Pieces(tt.prompt, tt.pic(f.family)))
				path := filepath.Join("testdata", "prompts", f.name+"-"+tt.name+".golden")
				if *update {
					if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if got != string(want) {
					t.Errorf("got\n%s\nwant (%s; -update rewrites it)\n%s", got, path, want)
				}
			})
		}
	}
}

// TestTextsMerge: no two texts stand side by side, whatever a person types.
func TestTextsMerge(t *testing.T) {
	for _, f := range fixtures {
		for _, text := range []string{"", " ", "\n", "what?"} {
			p := Prompt{System: text, Turns: []Turn{{User, text}, {Assistant, text}, {User, text}}}
			pieces := f.family.Pieces(p, nil)
			for i := 1; i < len(pieces); i++ {
				if pieces[i].Text != "" && pieces[i-1].Text != "" {
					t.Errorf("%s: texts %q and %q are apart", f.name, pieces[i-1].Text, pieces[i].Text)
				}
			}
		}
	}
}
