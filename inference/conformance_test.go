package inference

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// reference is what golden.json says of one family, as far as these tests go.
type reference struct {
	ImageTokenID int    `json:"image_token_id"`
	Question     string `json:"question"`
	Cases        []struct {
		Image    string `json:"image"`
		Text     string `json:"text"`
		InputIDs []int  `json:"input_ids"`
	} `json:"cases"`
}

// fixture loads a family's reference and headers.
func fixture(t testing.TB, name string) (reference, Meta) {
	t.Helper()
	folder := filepath.Join("testdata", "conformance", name)
	data, err := os.ReadFile(filepath.Join(folder, "golden.json"))
	if err != nil {
		t.Fatal(err)
	}
	var r reference
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	m, err := ReadMeta(filepath.Join(folder, "text.gguf"), filepath.Join(folder, "mmproj.gguf"))
	if err != nil {
		t.Fatal(err)
	}
	return r, m
}

// fixtures are the families with what the tests need to know of each: the pixels
// of one image token, what stands for a picture in the chat template's text and in
// the prompt (a tile is a zero byte), and the reference's files.
var fixtures = []struct {
	name        string
	family      *Family
	tokenPixels int
	placeholder string
	expansion   string
	pixels      func(stem string, tiles int) []string // the reference's files, in the order of Picture.Tiles
}{
	{"smolvlm", &smolVLM, 64 * 64, "<image>", smolAround + "<global-img>\x00" + smolAround, func(stem string, tiles int) []string {
		var files []string
		for i := 1; i < tiles; i++ {
			files = append(files, filepath.Join(stem, fmt.Sprintf("%02d.png", i)))
		}
		return append(files, filepath.Join(stem, "00.png"))
	}},
	{"qwen2vl", &qwen2VL, 28 * 28, "<|image_pad|>", "\x00", onePicture},
	{"qwen25vl", &qwen25VL, 28 * 28, "<|image_pad|>", "\x00", onePicture},
	{"qwen3vl", &qwen3VL, 32 * 32, "<|image_pad|>", "\x00", onePicture},
	{"gemma3", &gemma3, 56 * 56, "<start_of_image>", "\n\n<start_of_image>\x00<end_of_image>\n\n", onePicture},
	{"internvl3", &internVL3, 28 * 28, "<IMG_CONTEXT>", "<img>\x00</img>", nil},
	{"lfm2vl", &lfm2VL, 32 * 32, "<image>", "<|image_start|>\x00<|image_end|>", onePicture},
}

func onePicture(stem string, _ int) []string { return []string{stem + ".png"} }

// TestReferencePixels compares every tile with the reference's own.
func TestReferencePixels(t *testing.T) {
	for _, f := range fixtures {
		if f.pixels == nil {
			continue // TestInternPixels
		}
		golden, m := fixture(t, f.name)
		prepare := NewPreparer(f.family, m, 16384)
		for _, c := range golden.Cases {
			t.Run(f.name+"/"+c.Image, func(t *testing.T) {
				pic, err := prepare.Picture(load(t, "testdata", "conformance", "images", c.Image), AllTiles)
				if err != nil {
					t.Fatal(err)
				}
				folder := filepath.Join("testdata", "conformance", f.name, "pixels")
				files := f.pixels(strings.TrimSuffix(c.Image, ".png"), len(pic.Tiles))
				// One tile too many would have no file; one too few is found here.
				if found, _ := filepath.Glob(filepath.Join(folder, filepath.Dir(files[0]), "*.png")); f.name == "smolvlm" && len(found) != len(files) {
					t.Fatalf("%d tiles, the reference has %d", len(files), len(found))
				}
				for i, file := range files {
					equalPixels(t, file, pic.Tiles[i], whole(load(t, folder, file)))
				}
			})
		}
	}
}

// decode undoes the spelling of a token: SentencePiece's, whose space is U+2581, or
// the byte-level alphabet of GPT-2's tokenizer, where printable bytes are themselves,
// and the others were moved up, in order, from U+0100 on.
func decode(t *testing.T, model, token string) string {
	t.Helper()
	if model == "llama" {
		return strings.ReplaceAll(token, "\u2581", " ")
	}
	bytes := map[rune]byte{}
	moved := rune(0x100)
	for b := range 256 {
		if b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae {
			bytes[rune(b)] = byte(b)
			continue
		}
		bytes[moved] = byte(b)
		moved++
	}
	var out []byte
	for _, r := range token {
		b, ok := bytes[r]
		if !ok {
			t.Fatalf("token %q is not byte-level", token)
		}
		out = append(out, b)
	}
	return string(out)
}

// TestReferencePrompt reads the reference's input_ids back into pieces: control
// tokens one by one, and the text between two of them as one, which is also how
// the reference's tokenizer took it.
func TestReferencePrompt(t *testing.T) {
	const control = 3 // tokenizer.ggml.token_type of a control token
	for _, f := range fixtures {
		golden, m := fixture(t, f.name)
		tokens, types := m.Text.Strings("tokenizer.ggml.tokens"), m.Text.Floats("tokenizer.ggml.token_type")
		prepare := NewPreparer(f.family, m, 16384)
		for _, c := range golden.Cases {
			t.Run(f.name+"/"+c.Image, func(t *testing.T) {
				pic, err := prepare.Picture(load(t, "testdata", "conformance", "images", c.Image), AllTiles)
				if err != nil {
					t.Fatal(err)
				}
				var want prompt
				for _, id := range c.InputIDs {
					switch {
					case id == golden.ImageTokenID:
						want.special("image token")
					case types[id] == control:
						want.special(tokens[id])
					default:
						want.text(decode(t, m.Text.String("tokenizer.ggml.model"), tokens[id]))
					}
				}
				var got prompt
				for _, p := range f.family.Pieces(question(golden.Question), pic) {
					if p.Special != "" || p.Text != "" {
						got.pieces = append(got.pieces, p)
						continue
					}
					tile := pic.Tiles[p.Tile]
					for range tile.Width * tile.Height / f.tokenPixels {
						got.special("image token")
					}
				}
				if !slices.Equal(got.pieces, want.pieces) {
					t.Errorf("pieces differ from the reference's input_ids\ngot  %.600s\nwant %.600s", render(got.pieces), render(want.pieces))
				}
			})
		}
	}
}

// TestReferenceText: without a picture's tiles and their places, the pieces spell
// the chat template's text.
func TestReferenceText(t *testing.T) {
	for _, f := range fixtures {
		golden, _ := fixture(t, f.name)
		t.Run(f.name, func(t *testing.T) {
			overview := &Picture{Tiles: []Tile{newTile(28, 28)}}
			var got strings.Builder
			for _, p := range f.family.Pieces(question(golden.Question), overview) {
				if p.Special != "" || p.Text != "" {
					got.WriteString(p.Special + p.Text)
				} else {
					got.WriteByte(0)
				}
			}
			text := strings.Replace(got.String(), f.expansion, f.placeholder, 1)
			if text != golden.Cases[0].Text {
				t.Errorf("got  %q\nwant %q", text, golden.Cases[0].Text)
			}
		})
	}
}

// question is a prompt of one question.
func question(text string) Prompt { return Prompt{Turns: []Turn{{User, text}}} }
