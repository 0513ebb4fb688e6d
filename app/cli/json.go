package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"time"
	"unicode"
	"unicode/utf16"

	"descry/app/assistant"
	"descry/app/messages"
)

// result is the one JSON object that a result is printed as. Programs read it:
// fields may be added, but not renamed or given another meaning.
type result struct {
	Picture   string       `json:"picture,omitempty"` // as it was named
	Question  string       `json:"question,omitempty"`
	Answer    string       `json:"answer"`
	Raw       string       `json:"raw"`   // all that the model wrote
	Level     string       `json:"level"` // plain, hedged or declined
	Refused   bool         `json:"refused"`
	Measured  bool         `json:"measured"` // from the pixels, not by the model
	Sentences []sentence   `json:"sentences"`
	Model     *model       `json:"model,omitempty"` // absent: none was asked
	Check     *check       `json:"check,omitempty"`
	Animated  bool         `json:"animated,omitempty"` // this is the first frame of several
	Timings   timings      `json:"timings"`
	Counts    *counts      `json:"counts,omitempty"`
	Stop      string       `json:"stop,omitempty"` // end, length, context or repetition
	Tokens    []tokenValue `json:"tokens,omitempty"`
}

type sentence struct {
	Text  string `json:"text"`
	Level string `json:"level"`
}

type model struct {
	Name          string `json:"name"`
	Family        string `json:"family"`
	TextFile      string `json:"text_file"`
	ProjectorFile string `json:"projector_file"`
	Context       int    `json:"context"`
	Threads       int    `json:"threads"`
	Backend       string `json:"backend"`
	Encoder       string `json:"encoder"`
}

// check is the picture check; camera.Quality explains the measures.
type check struct {
	Good       bool     `json:"good"`
	Problems   []string `json:"problems"` // the worst first
	Brightness *float64 `json:"brightness"`
	Contrast   *float64 `json:"contrast"`
	Sharpness  *float64 `json:"sharpness"`
	Detail     *float64 `json:"detail"`
	White      *float64 `json:"white"`
	Skin       *float64 `json:"skin"`
}

// timings are in milliseconds. First token counts from the moment that the frame
// is ready and the model loaded, or that a glance was told, whose own first token is
// glance; total is all that the person waited.
type timings struct {
	Load       float64 `json:"load_ms"`
	Prepare    float64 `json:"prepare_ms"`
	Encode     float64 `json:"encode_ms"`
	Prefill    float64 `json:"prefill_ms"`
	Glance     float64 `json:"glance_ms,omitempty"`
	FirstToken float64 `json:"first_token_ms"`
	Decode     float64 `json:"decode_ms"`
	Total      float64 `json:"total_ms"`
	Open       float64 `json:"camera_open_ms,omitempty"`   // of a camera that was off: to its first frame
	Settle     float64 `json:"camera_settle_ms,omitempty"` // and until its exposure was stable
}

type counts struct {
	PromptTokens int `json:"prompt_tokens"`
	ReusedTokens int `json:"reused_tokens"`
	NewTokens    int `json:"new_tokens"`
	Tiles        int `json:"tiles"`
	TilesEncoded int `json:"tiles_encoded"`
}

// alternative is a token that could have come; its logprob is null where the
// probability is zero.
type alternative struct {
	ID      int      `json:"id"`
	Text    string   `json:"text"`
	Logprob *float64 `json:"logprob"`
}

type tokenValue struct {
	alternative
	Top []alternative `json:"top"`
}

// failure is printed in place of a result.
type failure struct {
	Picture  string `json:"picture,omitempty"`
	Question string `json:"question,omitempty"`
	Error    struct {
		Code    string `json:"code"` // the same in every language
		Message string `json:"message"`
	} `json:"error"`
}

// report is what the doctor found.
type report struct {
	Good     bool      `json:"good"`
	Findings []finding `json:"findings"`
}

type finding struct {
	Name string `json:"name"`
	Text string `json:"text"`
	Good bool   `json:"good"`
}

// jsonPrinter prints one object a result, on one line. The sentences of problems
// go to standard error too.
type jsonPrinter struct {
	*session
	host      Host // nil where there is none
	in        assistant.Input
	asked     int // questions answered: 0 before that of the input, then Then's
	typed     string
	sentences []sentence
	asks      bool             // the command asks a model
	animated  bool             // the frame is the first of several
	waited    [2]time.Duration // for a camera: to open, to settle
	report    *report
	pulling   pulling
	loaded    bool // the loading was told of in a result
}

func (p *jsonPrinter) begin(in assistant.Input) {
	p.in, p.asked, p.typed, p.sentences, p.animated, p.waited = in, 0, "", nil, false, [2]time.Duration{}
}

func (p *jsonPrinter) event(e assistant.Event, started time.Time) {
	switch e := e.(type) {
	case assistant.Captured:
		p.animated, p.waited = e.Animated, [2]time.Duration{e.Waited.Open, e.Waited.Settle}
		for _, sentence := range p.remarks(e, p.asks) {
			p.problem(sentence)
		}
	case assistant.Asked:
		p.typed = e.Question
	case assistant.Sentence:
		p.sentences = append(p.sentences, sentence{e.Text, e.Level.String()})
	case assistant.Answered:
		p.print(p.result(e, time.Since(started)))
		p.asked++
		p.sentences, p.waited = nil, [2]time.Duration{} // a later question has the frame already
	case assistant.Listed, assistant.Managed, assistant.Sighted:
		p.print(e)
	case assistant.Aimed:
		if !e.Again {
			p.print(aimed{p.in.Picture, string(e.Hint), e.Text, checked(assistant.Answered{Quality: &e.Quality})})
		}
	case assistant.Progress:
		p.pulling.report(p.session, e)
	case assistant.Finding:
		if p.report == nil {
			p.report = &report{Good: true}
		}
		p.report.Good = p.report.Good && e.Good
		p.report.Findings = append(p.report.Findings, finding{e.Name, e.Text, e.Good})
	case assistant.Timed:
		p.print(newTimed(e))
	}
}

func (p *jsonPrinter) fail(err error, sentence string) {
	f := failure{Picture: p.in.Picture, Question: p.question()}
	f.Error.Code, f.Error.Message = messages.Code(err), sentence
	p.print(f)
	p.problem(sentence)
	p.asked++
	p.sentences = nil
}

func (p *jsonPrinter) end() {
	if p.report != nil {
		p.print(p.report)
	}
}

// question is the one that is being answered.
func (p *jsonPrinter) question() string {
	if p.in.Typed {
		return p.typed
	}
	if p.asked > 0 && p.asked <= len(p.in.Then) {
		return p.in.Then[p.asked-1]
	}
	return p.in.Question
}

func (p *jsonPrinter) result(a assistant.Answered, total time.Duration) result {
	r := result{
		Picture: p.in.Picture, Question: p.question(),
		Answer: a.Answer, Raw: a.Raw, Level: a.Level.String(), Refused: a.Refused, Measured: a.Measured,
		Sentences: p.sentences, Animated: p.animated,
		Timings: timings{Total: ms(total), Open: ms(p.waited[0]), Settle: ms(p.waited[1])}, Check: checked(a),
	}
	if r.Sentences == nil {
		r.Sentences = []sentence{}
	}
	if s := a.Stats; s != nil {
		r.Stop = string(s.Stop)
		r.Counts = &counts{s.PromptTokens, s.ReusedTokens, s.NewTokens, s.Tiles, s.TilesEncoded}
		r.Timings.Prepare, r.Timings.Encode, r.Timings.Prefill = ms(s.Prepare), ms(s.Encode), ms(s.Prefill)
		r.Timings.FirstToken, r.Timings.Decode = ms(s.FirstToken), ms(s.Decode)
	}
	if s := a.Glance; s != nil {
		r.Timings.Glance = ms(s.FirstToken)
	}
	if m := a.Model; m.Name != "" {
		text, projector, took := p.host.Loaded()
		r.Model = &model{m.Name, m.Family, text, projector, m.Context, m.Threads, m.Backend, m.Encoder}
		if !p.loaded {
			r.Timings.Load, p.loaded = ms(took), true
		}
	}
	for _, t := range a.Tokens {
		if t.ID < 0 { // the last one, which only carries the figures
			continue
		}
		v := tokenValue{alternative{t.ID, t.Text, finite(float64(t.Logprob))}, []alternative{}}
		for _, alt := range t.Top {
			v.Top = append(v.Top, alternative{alt.ID, alt.Text, finite(float64(alt.Logprob))})
		}
		r.Tokens = append(r.Tokens, v)
	}
	return r
}

// ms is a duration in milliseconds, to the microsecond.
func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// finite is nil for what JSON has no number for.
func finite(x float64) *float64 {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return nil
	}
	return &x
}

// print writes a value as one line.
func (p *jsonPrinter) print(v any) {
	var line bytes.Buffer
	e := json.NewEncoder(&line)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil { // the types above have nothing that can't be encoded
		panic(fmt.Sprintf("cli: encode %T: %v", v, err))
	}
	// An error is kept by the output.
	_, _ = p.out.Write(escapeHidden(bytes.TrimSuffix(line.Bytes(), []byte("\n"))))
	_, _ = p.out.Write([]byte("\n"))
}

// escapeHidden escapes what encoding/json lets through but a terminal may obey:
// DEL, the C1 controls, and the characters that reorder or hide text. In JSON they
// can stand only in strings.
func escapeHidden(line []byte) []byte {
	out := make([]byte, 0, len(line))
	for _, r := range string(line) {
		switch {
		case !unicode.In(r, unicode.Cc, unicode.Cf):
			out = append(out, string(r)...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}
