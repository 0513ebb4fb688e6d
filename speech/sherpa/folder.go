package sherpa

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"descry/speech"
)

// Family is a kind of neural voice.
type Family string

// The families that are understood.
const (
	Piper  Family = "Piper"
	Kokoro Family = "Kokoro"
	Kitten Family = "Kitten"
)

// Files are those of one voice, checked.
type Files struct {
	Family   Family
	Model    string // the .onnx
	Voices   string // styles of the speakers; empty: Piper's have none
	Tokens   string // tokens.txt
	Data     string // folder of espeak-ng's data
	Speakers int
	Rate     int // samples a second
}

// ErrBadVoice means that a folder holds no voice that can be used. It comes wrapped.
var ErrBadVoice = errors.New("sherpa: not a voice that can be used")

// ErrPlain means that a voice is as Piper gives it, without metadata: Convert makes one of it.
var ErrPlain = errors.New("sherpa: a voice without metadata")

// bounds of what a voice may say of itself.
const (
	leastRate, mostRate = 8000, 48000
	mostSpeakers        = 10_000
	mostTokens          = 1 << 20 // bytes of tokens.txt
)

// dataFolders are where systems keep the data of espeak-ng, for voices that bring none.
func dataFolders() []string {
	found, _ := filepath.Glob("/usr/lib/*/espeak-ng-data") // no pattern of ours is malformed
	return append(found, "/usr/share/espeak-ng-data", "/usr/lib64/espeak-ng-data", "/usr/local/share/espeak-ng-data")
}

// Inspect finds the files of a voice in a folder, or in the only folder in it, and checks all
// that would make the library end the process. Errors: ErrBadVoice, ErrPlain.
func Inspect(folder string) (Files, error) {
	f, err := inspect(folder)
	if err != nil && !errors.Is(err, ErrPlain) {
		err = fmt.Errorf("%w: %s: %w", ErrBadVoice, filepath.Base(folder), err)
	}
	return f, err
}

func inspect(folder string) (Files, error) {
	folder, name, err := find(folder)
	if err != nil {
		return Files{}, err
	}
	f := Files{Model: filepath.Join(folder, name), Tokens: filepath.Join(folder, "tokens.txt")}
	h, err := headerOf(f.Model)
	if err != nil {
		return f, err
	}
	if err := f.describe(h, folder); err != nil {
		return f, err
	}
	if err := checkTokens(f.Tokens, f.Family); err != nil {
		return f, err
	}
	voice := h.meta["voice"]
	if voice == "" && f.Family != Piper {
		voice = "en-us" // the library's default
	}
	for _, data := range append([]string{filepath.Join(folder, "espeak-ng-data")}, dataFolders()...) {
		if checkData(data, voice) == nil {
			f.Data = data
			return f, nil
		}
	}
	return f, fmt.Errorf("no data of espeak-ng for %.50q", voice)
}

// find gives the folder that holds a model, and the model's name.
func find(folder string) (at, name string, err error) {
	for range 2 {
		entries, err := os.ReadDir(folder)
		if err != nil {
			return "", "", err
		}
		var models, folders []string
		for _, e := range entries {
			switch {
			case e.IsDir():
				folders = append(folders, e.Name())
			case strings.HasSuffix(e.Name(), ".onnx"):
				models = append(models, e.Name())
			}
		}
		switch {
		case len(models) == 1:
			return folder, models[0], nil
		case len(models) > 1 || len(folders) != 1:
			return "", "", fmt.Errorf("%d models", len(models))
		}
		folder = filepath.Join(folder, folders[0])
	}
	return "", "", errors.New("no model")
}

func headerOf(path string) (header, error) {
	r, err := os.Open(path)
	if err != nil {
		return header{}, err
	}
	defer r.Close()
	st, err := r.Stat()
	if err != nil {
		return header{}, err
	}
	return readHeader(r, st.Size())
}

// describe takes from the header what the voice is.
func (f *Files) describe(h header, folder string) error {
	f.Rate, f.Speakers = h.number("sample_rate", leastRate, mostRate), h.number("n_speakers", 1, mostSpeakers)
	version := h.meta["version"]
	switch kind := h.meta["model_type"]; {
	case kind == "kokoro" && (version == "" || version == "1"):
		f.Family = Kokoro
	case kind == "kitten-tts":
		f.Family = Kitten
	case strings.Contains(h.meta["comment"], "piper"):
		f.Family = Piper
	case kind == "" && h.meta["sample_rate"] == "" && pipers(h.inputs):
		return ErrPlain
	default:
		return fmt.Errorf("a model of the kind %.50q", kind)
	}
	if f.Rate < 0 || f.Speakers < 0 {
		return errors.New("a strange number of samples or speakers")
	}
	if !f.fits(h) {
		return errors.New("a graph of another kind")
	}
	if f.Family == Piper {
		return nil
	}
	f.Voices = filepath.Join(folder, "voices.bin")
	return f.checkStyles(h.meta["style_dim"])
}

// number is one of the metadata; -1: it isn't there, or out of its bounds.
func (h header) number(key string, least, most int) int {
	n, err := strconv.Atoi(h.meta[key])
	if err != nil || n < least || n > most {
		return -1
	}
	return n
}

// fits says whether a graph takes what those of its family do, and says what they say.
func (f *Files) fits(h header) bool {
	if f.Family == Piper {
		return pipers(h.inputs) && h.meta["language"] != "" && h.meta["voice"] != ""
	}
	return len(h.inputs) == 3 && h.meta["has_espeak"] == "1"
}

// pipers says whether a graph takes what Piper's do.
func pipers(inputs []string) bool {
	return len(inputs) >= 3 && slices.Equal(inputs, []string{"input", "input_lengths", "scales", "sid", "langid"}[:min(len(inputs), 5)])
}

// checkStyles compares the length of the styles with what the model says of them: three
// numbers for Kokoro, two for Kitten, with ones where they stand.
func (f *Files) checkStyles(dims string) error {
	want, floats := 2, int64(f.Speakers)
	if f.Family == Kokoro {
		want = 3
	}
	parts := strings.Split(dims, ",")
	for i, p := range parts {
		n, err := strconv.Atoi(strings.TrimSpace(p))
		if err != nil || n < 1 || n > 4096 || len(parts) != want || i == want-2 && n != 1 {
			return fmt.Errorf("styles of %.50q", dims)
		}
		floats *= int64(n)
	}
	st, err := os.Stat(f.Voices)
	if err != nil {
		return err
	}
	if st.Size() != 4*floats {
		return fmt.Errorf("styles of %d bytes, not %d", st.Size(), 4*floats)
	}
	return nil
}

// checkTokens reads the table of phonemes as the library does: one character, a space and a
// number a line, no character twice. Piper's must have three that are put round each text.
func checkTokens(path string, family Family) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if st, err := file.Stat(); err != nil || st.Size() > mostTokens {
		return errors.Join(errors.New("too many tokens"), err)
	}
	seen := map[string]bool{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		symbol, ok := token(lines.Text())
		if !ok || seen[symbol] {
			return fmt.Errorf("tokens.txt: line %d", len(seen)+1)
		}
		seen[symbol] = true
	}
	if family == Piper && (!seen["_"] || !seen["^"] || !seen["$"]) {
		return errors.New("tokens.txt: no _, ^ or $")
	}
	return lines.Err()
}

// token is the character of a line of tokens.txt; a number alone is that of the space.
func token(line string) (symbol string, ok bool) {
	words := strings.Fields(line)
	switch len(words) {
	case 1:
		symbol = " "
	case 2:
		symbol = words[0]
	default:
		return "", false
	}
	n, err := strconv.Atoi(words[len(words)-1])
	return symbol, err == nil && n >= 0 && n <= mostTokens && utf8.RuneCountInString(symbol) == 1 && utf8.ValidString(symbol)
}

// checkData says what a folder lacks to be one of espeak-ng's data with a voice.
func checkData(folder, voice string) error {
	for _, name := range []string{"phontab", "phonindex", "phondata", "intonations"} {
		st, err := os.Stat(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		if !st.Mode().IsRegular() || st.Size() == 0 {
			return fs.ErrInvalid
		}
	}
	found := fmt.Errorf("no language %q: %w", voice, speech.ErrNoVoice)
	err := filepath.WalkDir(filepath.Join(folder, "lang"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err == nil && speaks(string(b), voice) {
			found = nil
			return fs.SkipAll
		}
		return err
	})
	return errors.Join(found, err)
}

// speaks says whether a file of a language of espeak-ng's is of one.
func speaks(file, voice string) bool {
	for line := range strings.Lines(file) {
		if w := strings.Fields(line); len(w) >= 2 && w[0] == "language" && strings.EqualFold(w[1], voice) {
			return true
		}
	}
	return false
}
