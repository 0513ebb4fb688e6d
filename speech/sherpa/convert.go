package sherpa

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Names of the files of a converted voice.
const (
	modelName, tokensName, voicesName = "model.onnx", "tokens.txt", "voices.bin"
)

// Converted is a voice as the library takes it. Its files are made while they are read, but
// for the weights, which stay where they are.
type Converted struct {
	fs.FS
	// Sizes are the files' lengths in bytes, by name.
	Sizes map[string]int64
	// Family is what kind of voice it is, Language its BCP 47 tag, as espeak-ng or Piper writes it.
	Family   Family
	Language string
	// Name is the file's, without its endings.
	Name string
}

// piperConfig is the file beside a voice of Piper's.
type piperConfig struct {
	Audio struct {
		Rate int `json:"sample_rate"`
	} `json:"audio"`
	Espeak struct {
		Voice string `json:"voice"`
	} `json:"espeak"`
	Language struct {
		Code string `json:"code"`
		Name string `json:"name_english"`
	} `json:"language"`
	PhonemeType string           `json:"phoneme_type"`
	IDs         map[string][]int `json:"phoneme_id_map"`
	Speakers    int              `json:"num_speakers"`
}

// mostConfig is the longest configuration that is read, in bytes.
const mostConfig = 4 << 20

// Convert takes a voice as a person has it: a folder that Inspect likes, an .onnx of Piper's with
// its .onnx.json beside it, or a folder with these two. Errors: ErrBadVoice, or the system's.
func Convert(path string) (Converted, error) {
	st, err := os.Stat(path)
	if err != nil {
		return Converted{}, fmt.Errorf("sherpa: %w", err)
	}
	if !st.IsDir() {
		return convert(path)
	}
	f, err := Inspect(path)
	switch {
	case errors.Is(err, ErrPlain):
		return convert(f.Model)
	case err != nil:
		return Converted{}, err
	}
	files := fileSystem{modelName: {path: f.Model}, tokensName: {path: f.Tokens}}
	if f.Voices != "" {
		files[voicesName] = part{path: f.Voices}
	}
	h, err := headerOf(f.Model)
	if err != nil {
		return Converted{}, fmt.Errorf("sherpa: %w", err)
	}
	return files.voice(f.Family, h.meta["voice"], f.Model)
}

func convert(path string) (Converted, error) {
	c, err := plain(path)
	if err != nil && !errors.Is(err, fs.ErrPermission) {
		err = fmt.Errorf("%w: %s: %w", ErrBadVoice, filepath.Base(path), err)
	}
	return c, err
}

// plain converts a voice of Piper's: metadata are appended to the model, and the table of
// phonemes becomes a file.
func plain(path string) (Converted, error) {
	h, err := headerOf(path)
	switch {
	case err != nil:
		return Converted{}, err
	case !pipers(h.inputs):
		return Converted{}, errors.New("a graph of another kind")
	}
	c, err := readConfig(path + ".json")
	if err != nil {
		return Converted{}, err
	}
	tokens, err := c.tokens()
	if err != nil {
		return Converted{}, err
	}
	meta := metadata([][2]string{
		{"model_type", "vits"},
		{"comment", "piper"},
		{"language", c.Language.Name},
		{"voice", c.Espeak.Voice},
		{"has_espeak", "1"},
		{"n_speakers", strconv.Itoa(c.Speakers)},
		{"sample_rate", strconv.Itoa(c.Audio.Rate)},
	})
	if h.meta["sample_rate"] != "" { // it was converted before, and a key twice is none
		meta = nil
	}
	return fileSystem{modelName: {path: path, more: meta}, tokensName: {more: tokens}}.voice(Piper, c.Language.Code, path)
}

func readConfig(path string) (piperConfig, error) {
	var c piperConfig
	r, err := os.Open(path)
	if err != nil {
		return c, err
	}
	defer r.Close()
	if err := json.NewDecoder(io.LimitReader(r, mostConfig)).Decode(&c); err != nil {
		return c, err
	}
	if c.Language.Code == "" { // older ones say it by espeak-ng's name alone
		c.Language.Code = c.Espeak.Voice
	}
	if c.Language.Name == "" {
		c.Language.Name = c.Language.Code
	}
	switch {
	case c.PhonemeType != "" && c.PhonemeType != "espeak":
		return c, fmt.Errorf("phonemes of the kind %.50q: %w", c.PhonemeType, errors.ErrUnsupported)
	case c.Audio.Rate < leastRate || c.Audio.Rate > mostRate || c.Speakers < 1 || c.Speakers > mostSpeakers || c.Espeak.Voice == "":
		return c, errors.New("a configuration with strange values")
	}
	return c, nil
}

// tokens is the table of phonemes as the library reads it, in the order of its numbers. A phoneme
// of several characters can't be in it, nor could the library ask for it.
func (c piperConfig) tokens() ([]byte, error) {
	var b bytes.Buffer
	symbols := slices.SortedFunc(maps.Keys(c.IDs), func(a, b string) int {
		if d := slices.Compare(c.IDs[a], c.IDs[b]); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for _, s := range symbols {
		if utf8.RuneCountInString(s) != 1 {
			continue
		}
		if len(c.IDs[s]) != 1 || c.IDs[s][0] < 0 || s != " " && strings.TrimSpace(s) == "" {
			return nil, fmt.Errorf("phoneme %q", s)
		}
		fmt.Fprintf(&b, "%s %d\n", s, c.IDs[s][0])
	}
	for _, s := range []string{"_", "^", "$"} {
		if len(c.IDs[s]) != 1 {
			return nil, fmt.Errorf("no phoneme %q", s)
		}
	}
	return b.Bytes(), nil
}

// fileSystem is an fs.FS of parts, by name.
type fileSystem map[string]part

// part is a file, or none, with more bytes after it.
type part struct {
	path string
	more []byte
}

func (f fileSystem) voice(family Family, language, path string) (Converted, error) {
	name := strings.TrimSuffix(filepath.Base(path), ".onnx")
	c := Converted{FS: f, Sizes: map[string]int64{}, Family: family, Name: name}
	c.Language = strings.ToLower(strings.ReplaceAll(language, "_", "-"))
	for name, p := range f {
		c.Sizes[name] = int64(len(p.more))
		if p.path == "" {
			continue
		}
		st, err := os.Stat(p.path)
		if err != nil {
			return c, err
		}
		c.Sizes[name] += st.Size()
	}
	return c, nil
}

// Open implements fs.FS.
func (f fileSystem) Open(name string) (fs.File, error) {
	p, ok := f[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	o := &opened{name: name, size: int64(len(p.more))}
	if p.path == "" {
		o.Reader = bytes.NewReader(p.more)
		return o, nil
	}
	file, err := os.Open(p.path)
	if err != nil {
		return nil, err
	}
	st, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	o.file, o.size = file, o.size+st.Size()
	o.Reader = io.MultiReader(file, bytes.NewReader(p.more))
	return o, nil
}

// opened is an open part. It is its own fs.FileInfo.
type opened struct {
	io.Reader
	file *os.File // nil: all is in memory
	name string
	size int64
}

func (o *opened) Stat() (fs.FileInfo, error) { return o, nil }
func (o *opened) Close() error {
	if o.file == nil {
		return nil
	}
	return o.file.Close()
}
func (o *opened) Name() string     { return o.name }
func (o *opened) Size() int64      { return o.size }
func (*opened) Mode() fs.FileMode  { return 0o444 }
func (*opened) ModTime() time.Time { return time.Time{} }
func (*opened) IsDir() bool        { return false }
func (*opened) Sys() any           { return nil }
