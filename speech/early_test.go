package speech

import (
	"slices"
	"strings"
	"testing"
)

// early collects the chunks of a text that comes word by word; an early one has "<" behind it.
func early(t *testing.T, words ...string) []string {
	t.Helper()
	var got []string
	for c, err := range Chunks(pieces(words...)) {
		if err != nil {
			t.Fatal(err)
		}
		if c.Early {
			c.Text += "<"
		}
		got = append(got, c.Text)
	}
	return got
}

func TestChunks(t *testing.T) {
	for _, c := range []struct{ name, text, begins string }{
		{"short", "There is a red cup.", ""},
		{"six words", "Two children play football behind houses here today.", "Two children play football behind houses"},
		{"comma", "In the foreground, there is a cup.", "In the foreground,"},
		{"yes", "Yes, the lamp is on.", ""},
		{"yes and more", "Yes, the lamp stands switched on there today.", "Yes, the lamp stands switched"},
		{"small words wait", "There is a red cup on the old table.", "There is a red cup"},
		{"too few stay", "It is on the left of the big red table there.", "It is on the left"},
		{"title", "The sign names one doctor, Dr. Lee of Bonn.", "The sign names one doctor,"},
		{"title at six", "The sign shows our old Dr. Lee and others.", "The sign shows our old"},
		{"price", "The red cup there costs 3.50 euros at most today.", "The red cup there costs"},
		{"date", "The letter was written May 5, 2024 in Bonn there.", "The letter was written"},
		{"name", "Here we see Dr. Lee of Bonn and two others.", "Here we see Dr. Lee"},
		{"number", "Along the wall stand exactly 12 cups of tea.", "Along the wall stand"},
		{"list", "1. A big red cup on a table, and a plate there.", ""},
		{"bullet", "- A big red cup on a table, and a plate there.", ""},
		{"brackets", "A cup (red, with big white dots on all its sides) stands.", ""},
		{"quotation", `The sign says "please, do not walk upon the grass", it seems.`, ""},
		{"only the first", "It is red. Two children play football behind houses here today.", ""},
		{"no spaces", strings.Repeat("一", 500), ""},
		{"ends at six", "Two children play football behind houses. It rains.", "Two children play football"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := early(t, strings.SplitAfter(c.text, " ")...)
			first := ""
			if s, ok := strings.CutSuffix(got[0], "<"); ok {
				first, got = s, got[1:]
			}
			if first != c.begins {
				t.Errorf("begins %q, want %q", first, c.begins)
			}
			if !strings.HasPrefix(got[0], first) {
				t.Errorf("%q doesn't begin with %q", got[0], first)
			}
			if want := collect(t, pieces(c.text)); !slices.Equal(got, want) {
				t.Errorf("sentences %q, want %q", got, want)
			}
		})
	}
}

// TestChunksOfPieces: words that come in pieces, or all at once.
func TestChunksOfPieces(t *testing.T) {
	for _, c := range []struct {
		name   string
		pieces []string
		want   []string
	}{
		{"whole", []string{"Two children play football behind houses here. It rains."}, []string{"Two children play football behind houses here.", "It rains."}},
		{"number in pieces", []string{"They ask big Tom for 3", ".", "50", " euros", " now."}, []string{"They ask big Tom<", "They ask big Tom for 3.50 euros now."}},
		{"comma of a number", []string{"It holds about 1,", "000", " people."}, []string{"It holds about 1,000 people."}},
		{"breaks off", []string{"Two children play football behind houses "}, []string{"Two children play football behind houses<", "Two children play football behind houses"}},
	} {
		if got := early(t, c.pieces...); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzBeginning(f *testing.F) {
	f.Add("There is a red cup on the table, and (a plate")
	f.Fuzz(func(t *testing.T, held string) {
		b := beginning(held)
		if !strings.HasPrefix(strings.TrimSpace(held), b) || strings.TrimSpace(b) != b {
			t.Errorf("%q begins %q", held, b)
		}
	})
}
