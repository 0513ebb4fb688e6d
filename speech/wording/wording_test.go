package wording

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"descry/speech"
	"descry/speech/speechtest"
)

func TestSpoken(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"plain", "There is a red cup, on a table. Is it hot?", "There is a red cup, on a table. Is it hot?"},
		{"quotes stay", `The sign says "Stop".`, `The sign says "Stop".`},
		{"apostrophe", "It's the dogs' bowl.", "It's the dogs' bowl."},
		{"empty", " \n\t ", ""},

		{"decimal", "It weighs 3.50 or 1,200.", "It weighs 3.50 or 1,200."},
		{"price", "It costs $3.50.", "It costs 3 dollars 50 cents."},
		{"one dollar", "$1 or $0.01", "1 dollar or 1 cent"},
		{"round price", "€20.00!", "20 euros!"},
		{"euro behind", "3,50 is no number here, 3.50€ is, and 3 €.", "3,50 is no number here, 3 euros 50 cents is, and 3 euros."},
		{"millions", "$5 million, £2bn and $5k", "5 million dollars, 2 billion pounds and 5 thousand dollars"},
		{"percent", "50% of it, or 7.5 %.", "50 percent of it, or 7.5 percent."},
		{"time", "It is 10:30, 9:05 am, 10:00 or 14:00:09.", "It is 10 30, 9 oh 5 am, 10 o'clock or 14 o'clock and 9 seconds."},
		{"whole hour", "10:00 p.m. and 08:00pm.", "10 p m and 8 p m."},
		{"ratio", "A 16:9 screen", "A 16 to 9 screen"},
		{"date", "Made 2024-05-01.", "Made May 1, 2024."},
		{"no date", "2024-13-41", "2 0 2 4, 1 3, 4 1"},
		{"feet", `He is 5'10" tall.`, "He is 5 feet 10 inches tall."},
		{"size", "1280x720, 3 x 4 cm, 3×4×5mm", "1280 by 720, 3 by 4 centimeters, 3 by 4 by 5 millimeters"},
		{"range", "10-20 people, 5–7%, 1990-1999", "10 to 20 people, 5 to 7 percent, 1990 to 1999"},
		{"units", "5cm, 1 kg, 20 °C, 70°F, 100 km/h, 2 m².", "5 centimeters, 1 kilogram, 20 degrees Celsius, 70 degrees Fahrenheit, 100 kilometers an hour, 2 square meters."},
		{"unit over a mark", "There are 5. m is a letter.", "There are 5. m is a letter."},
		{"no units", "5 in the 1990s, 4K, 3D, A4", "5 in the 1990s, 4K, 3D, A4"},
		{"fractions", "1/2 or 3/4 of 2½ pies", "one half or three quarters of 2 and a half pies"},
		{"signs", "-5, +3, ~10, ≥7, #4", "minus 5, plus 3, about 10, at least 7, number 4"},
		{"negative with a unit", "-5 °C", "minus 5 degrees Celsius"},
		{"number sign", "It is house No. 5.", "It is house number 5."},
		{"the answer no", "No. It is red.", "No. It is red."},
		{"telephone", "Call 555-1234 or +49 30 1234567.", "Call 5 5 5, 1 2 3 4 or plus 49 30 1 2 3, 4 5 6 7."},
		{"label", "Number 007, code 12345678", "Number 0 0 7, code 1 2 3, 4 5 6, 7 8"},
		{"version", "Version 1.2.3", "Version 1 dot 2 dot 3"},

		{"address", "See https://www.example.com/a/b-c.html?x=1#y.", "See example dot com slash a slash b c dot html, and more."},
		{"address with a name and password", "http://me:secret@example.com", "example dot com"},
		{"domain", "It says example.org.", "It says example dot org."},
		{"mail", "Write to ann.lee@mail.example.com!", "Write to ann dot lee at mail dot example dot com!"},
		{"path", "In /home/me/IMG_1234.JPG or ~/x", "In slash home slash me slash IMG 1234 dot JPG or home slash x"},
		{"windows path", `C:\Users\me`, "C colon backslash Users backslash me"},
		{"file", "main.go and photo.jpeg.", "main dot go and photo dot jpeg."},
		{"no file", "U.S. and e.g. tools, i.e. hammers, etc.", "U.S. and for example tools, that is hammers, et cetera."},
		{"slash", "red/green and he/she", "red slash green and he slash she"},

		{"emphasis", "A **red** cup, *very* _old_ and `hot`.", "A red cup, very old and hot."},
		{"heading", "## What I see:", "What I see:"},
		{"bullet", "- A cup", "A cup"},
		{"lines", "- A cup\n- A plate.\n\n---\n> A spoon", "A cup. A plate. A spoon"},
		{"task", "- [x] Done", "Done"},
		{"link", "See [the page](https://example.com/x) and ![a cup](cup.png).", "See the page and a cup."},
		{"fence", "```go\nx = 1\n```", "x equals 1"},
		{"table", "| cup | red |\n|-----|-----|\n| mug | blue |", "cup, red. mug, blue"},
		{"dash", "A cup — red – or blue - is there", "A cup, red, or blue, is there"},
		{"rows of marks", "What?????? Yes!!!!!!", "What??? Yes!!!"},
		{"snake", "the red_cup", "the red cup"},

		{"emoji", "Nice 👍🏽 😂😂😂!", "Nice thumbs up face with tears of joy!"},
		{"flag", "🇩🇪🇫🇷", "flag D E flag F R"},
		{"family", "👨\u200d👩\u200d👧", "man woman girl"},
		{"keycap", "1️⃣", "1"},
		{"symbols", "a & b = c @ d → e ✓", "a and b equals c at d right arrow e check mark"},
		{"language", "C++ and C#", "C plus plus and C number sign"},
		{"frames", "═══ ██ Menu", "Menu"},
		{"chinese", "这是一个杯子。", "这是一个杯子。"},

		{"controls", "a\x00b\x1b\x01c\u202ed", "a b cd"},
		{"broken", "a\xffb", "a b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Spoken(c.text, speech.Settings{Language: "en"}); got != c.want {
				t.Errorf("\ngot  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestPunctuation(t *testing.T) {
	const text = "Hi, Ann: #1 (50%) 3.50/it's 👍"
	for _, c := range []struct {
		how  speech.Settings
		want string
	}{
		{speech.Settings{}, "Hi, Ann: number 1 (50 percent) 3.50 slash it's thumbs up"},
		{speech.Settings{Punctuation: "some"}, "Hi, Ann: number 1 (50 percent) 3.50 slash it's thumbs up"},
		{speech.Settings{Punctuation: "none"}, "Hi, Ann: number 1 (50 percent) 3.50 it's"},
		{speech.Settings{Punctuation: "all"}, "Hi comma, Ann colon: number sign 1 open parenthesis 50 percent close parenthesis 3.50 slash it's thumbs up"},
		{speech.Settings{Language: "de"}, text},
		{speech.Settings{Voice: "espeak-de", Punctuation: "all"}, text},
	} {
		if got := Spoken(text, c.how); got != c.want {
			t.Errorf("%+v:\ngot  %q\nwant %q", c.how, got, c.want)
		}
	}
}

func TestSpell(t *testing.T) {
	for _, c := range []struct{ language, text, want string }{
		{"en", "Ab 3.", "capital A, b, space, 3, dot"},
		{"en", " a\nb ", "a, space, b"},
		{"en", "👍🏽é", "thumbs up, é"},
		{"en", "e\u0301x", "e\u0301, x"},
		{"de", "Ab 3.", "A, b, 3"},
		{"en", "", ""},
	} {
		if got := Spoken(c.text, speech.Settings{Language: c.language, Spell: true}); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

// TestVoice: what is behind hears words, and the settings as they were.
func TestVoice(t *testing.T) {
	spy := &speechtest.Spy{}
	how := speech.Settings{Rate: 200}
	if err := Voice(spy).Say(t.Context(), "5 cm", how); err != nil {
		t.Fatal(err)
	}
	if said := spy.Said(); len(said) != 1 || said[0].Text != "5 centimeters" || said[0].Settings != how {
		t.Errorf("said %+v", said)
	}
}

// TestLong: a text of 256 KB takes no time that grows with the square of its length.
func TestLong(t *testing.T) {
	for _, piece := range []string{"a", "1", "* ", "1 x ", "[", "[a](", "👍", "🇩", "/a", "a.", "<", "- ", "$5 ", "\n> ", "1.", "-"} {
		begun := time.Now()
		_ = Spoken(strings.Repeat(piece, 1<<18/len(piece)), speech.Settings{})
		if took := time.Since(begun); took > 10*time.Second {
			t.Errorf("%q: %v", piece, took)
		} else {
			t.Logf("%q: %v", piece, took)
		}
	}
}

func FuzzSpoken(f *testing.F) {
	for _, s := range []string{
		"It costs $3.50 (50%).", "https://example.com/a?b", "5'10\" 3 x 4 x 5 cm", "**a** 👍🏽🇩🇪 _b_", "\x1b[31m\u202e\x00", "#1 -5 °C 2024-05-01 10:00pm",
		"C:\\a\\b ~/x 1.2.3 +49-30-12345", "| a | b |\n|---|---|", "½ ⅓ ≥5 ~ < > ((((", "e.g. No. 5", "a@b.com", "9'9\" 5A 1L $1 1m3",
	} {
		f.Add(s, uint8(0))
	}
	f.Fuzz(func(t *testing.T, text string, mode uint8) {
		how := speech.Settings{Language: []string{"en", "de"}[mode>>1&1], Spell: mode&1 != 0, Punctuation: append(speech.Punctuations(), "")[mode>>2&3]}
		got := Spoken(text, how)
		if most := Growth*len(text) + Slack; len(got) > most {
			t.Errorf("%q: %d bytes of %d: %q", text, len(got), len(text), got)
		}
		if !utf8.ValidString(got) {
			t.Errorf("%q: no UTF-8: %q", text, got)
		}
		for _, r := range got {
			if unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d' {
				t.Errorf("%q: %U is left", text, r)
			}
		}
		if strings.TrimSpace(got) != got {
			t.Errorf("%q: white space around %q", text, got)
		}
	})
}
