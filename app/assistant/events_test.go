package assistant

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"io/fs"
	"iter"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"descry/app/messages"
	"descry/camera"
	"descry/inference"
	"descry/inference/inferencetest"
)

var update = flag.Bool("update", false, "rewrite the events in testdata")

// TestEvents runs the commands of testdata/*.txtar on a scripted engine and
// compares the events. A script has one command a line:
//
//	model P WORDS…   what the model answers next, each word with probability P;
//	                 a word can bring its own behind a bar: cup|0.05
//	stop WHY         how that answer ends, in place of "end"
//	fail             the model's next answer fails for a full context
//	wait             a minute passes
//	VERB …           a command of the table, as on the command line
func TestEvents(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := newStage(t).play(string(archive.Files[0].Data))
			if *update {
				archive.Files = []txtar.File{archive.Files[0], {Name: "events", Data: []byte(got)}}
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if len(archive.Files) < 2 || got != string(archive.Files[1].Data) {
				t.Errorf("events are\n%s\n(go test -run Events ./app/assistant -update rewrites the file)", got)
			}
		})
	}
}

// stage is a Host with pictures made here and an engine that reads from a script.
type stage struct {
	t         *testing.T
	assistant *Assistant
	engine    *inferencetest.Engine
	now       time.Time
	answers   []inferencetest.Answer
	out       bytes.Buffer
}

func newStage(t *testing.T) *stage {
	s := &stage{t: t, now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	s.engine = inferencetest.New(s.next)
	s.assistant = New(Options{Engine: func(context.Context) (inference.Engine, error) { return s.engine, nil }})
	return s
}

// next is the engine's script: the answers in order.
func (s *stage) next(_ *inference.Picture, p inference.Prompt) inferencetest.Answer {
	prompt := fmt.Sprintf("  prompt view=%d max=%d top=%d", p.View, p.MaxTokens, p.Top)
	for _, turn := range p.Turns {
		prompt += fmt.Sprintf(" %s:%q", []string{"user", "model"}[turn.Role], turn.Text)
	}
	fmt.Fprintln(&s.out, prompt)
	if len(s.answers) == 0 {
		return inferencetest.Answer{Err: inference.ErrWorkerDied}
	}
	a := s.answers[0]
	s.answers = s.answers[1:]
	return a
}

func (s *stage) Assistant() *Assistant     { return s.assistant }
func (s *stage) Camera(name string) Camera { return still{s, name} }
func (s *stage) Folder(context.Context, string) (Folder, error) {
	return Folder{}, nil
}

func (s *stage) Cameras(context.Context) ([]camera.Device, error) {
	return []camera.Device{{ID: "usb:1", Name: "Webcam"}, {ID: "usb:2", Name: "Front"}, {ID: "usb:3", Name: "Webcam"}}, nil
}

func (s *stage) Save(_ context.Context, sc Scene, folder string) (string, error) {
	return filepath.Join(folder, sc.Frame.Device), nil
}
func (s *stage) Models() Models                                        { return nil }
func (s *stage) Speaker() Speaker                                      { return nil }
func (s *stage) Text(context.Context, string) iter.Seq2[string, error] { return nil }

func (s *stage) Doctor(context.Context) iter.Seq2[Finding, error] {
	return func(yield func(Finding, error) bool) {
		_ = yield(Finding{"memory", "There is enough memory.", true}, nil) &&
			yield(Finding{"model", "There is no model. Give one with --model.", false}, nil)
	}
}

func (s *stage) Bench(_ context.Context, shape string, runs int) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		_ = yield(Notice{"Writing a model."}, nil) &&
			yield(Timed{Shape: shape, Load: Series{Median: 7, Runs: runs}}, nil)
	}
}

// still is a picture by its name.
type still struct {
	*stage
	name string
}

func (p still) Snap(ctx context.Context) (camera.Frame, error) {
	f := camera.Frame{Taken: p.now, Device: p.name}
	switch p.name {
	case "missing.png":
		return f, &fs.PathError{Op: "open", Path: p.name, Err: fs.ErrNotExist}
	case "dark.png", "dark2.png":
		f.Image = flat(color.NRGBA{A: 255})
	case "grey.png":
		f.Image = flat(color.NRGBA{R: 128, G: 128, B: 128, A: 255})
	default:
		f.Image = inferencetest.Card(320, 240, 7)
	}
	return f, ctx.Err()
}

func flat(c color.NRGBA) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 320, 240))
	draw.Draw(img, img.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	return img
}

func (s *stage) play(script string) string {
	for line := range strings.Lines(script) {
		r := csv.NewReader(strings.NewReader(line))
		r.Comma, r.LazyQuotes = ' ', true
		words, err := r.Read()
		if err != nil {
			s.t.Fatalf("%q: %v", line, err)
		}
		switch words[0] {
		case "model":
			_, text, _ := strings.Cut(strings.TrimSpace(line), " ")
			s.answers = append(s.answers, inferencetest.Answer{Tokens: scripted(s.t, text)})
		case "stop":
			s.answers[len(s.answers)-1].Stop = inference.Stop(words[1])
		case "fail":
			s.answers = append(s.answers, inferencetest.Answer{Err: inference.ErrContextFull})
		case "wait":
			s.now = s.now.Add(time.Minute)
		default:
			fmt.Fprintf(&s.out, "> %s", line)
			s.command(words)
		}
	}
	return s.out.String()
}

// scripted reads "0.9 A red cup|0.05."
func scripted(t *testing.T, text string) []inference.Token {
	first, text, _ := strings.Cut(text, " ")
	p, err := strconv.ParseFloat(first, 64)
	if err != nil {
		t.Fatal(err)
	}
	tokens := inferencetest.Words(strings.ReplaceAll(text, `\n`, "\n"))
	for i := range tokens {
		word, own, found := strings.Cut(tokens[i].Text, "|")
		q := p
		if found {
			if q, err = strconv.ParseFloat(own, 64); err != nil {
				t.Fatal(err)
			}
		}
		tokens[i].Text, tokens[i].Logprob = word, float32(math.Log(q))
	}
	return tokens
}

// command runs a line as the command line would.
func (s *stage) command(words []string) {
	for _, c := range Commands {
		if c.Name != words[0] {
			continue
		}
		last := ""
		for e, err := range c.Run(s.t.Context(), s, s.input(c, words[1:])) {
			if text, ok := e.(Text); ok {
				last += text.Text
				continue
			}
			if last != "" {
				fmt.Fprintf(&s.out, "  text %q\n", last)
				last = ""
			}
			s.show(e, err)
		}
		return
	}
	s.t.Fatalf("no command %q", words[0])
}

func (s *stage) input(c Command, words []string) Input {
	var in Input
	args := c.Args
	for len(words) > 0 {
		word := words[0]
		words = words[1:]
		name, isFlag := strings.CutPrefix(word, "--")
		if !isFlag {
			args[0].Set(&in, word)
			args = args[1:]
			continue
		}
		for _, f := range c.Flags {
			if f.Name != name {
				continue
			}
			value := "true"
			if f.Value != "" {
				value, words = words[0], words[1:]
			}
			if !f.Set(&in, value) {
				s.t.Fatalf("flag %s doesn't take %q", name, value)
			}
		}
	}
	return in
}

func (s *stage) show(e Event, err error) {
	switch e := e.(type) {
	case nil:
		fmt.Fprintf(&s.out, "  error %s\n", messages.For("en", err))
	case Captured:
		fmt.Fprintf(&s.out, "  captured %s %v problems=%v declined=%v\n", e.Device, e.Size, e.Quality.Problems, e.Declined)
	case Sentence:
		fmt.Fprintf(&s.out, "  %s: %s\n", e.Level, e.Text)
	case Answered:
		fmt.Fprintf(&s.out, "  answered level=%s refused=%v measured=%v model=%q tokens=%d raw=%q\n",
			e.Level, e.Refused, e.Measured, e.Model.Name, len(e.Tokens), e.Raw)
		if (e.Stats == nil) != (e.Model == inference.Info{}) || e.Quality == nil {
			s.t.Error("figures without a model, a model without figures, or no picture check")
		}
	case Finding:
		fmt.Fprintf(&s.out, "  finding %s good=%v: %s\n", e.Name, e.Good, e.Text)
	default:
		s.t.Error(errors.New("unknown event"), e)
	}
}
