package assistant

import (
	"iter"
	"slices"
	"strings"

	"descry/app/messages"
	"descry/inference"
	"descry/speech"
)

// generation is one answer of a model while it is made.
type generation struct {
	*run
	scene  *Scene
	query  query
	tokens []inference.Token
	starts []int // of each token's text in raw
	raw    strings.Builder
	stats  *inference.Stats
	judge  judge
	// glanced are the figures of the glance before.
	glanced *inference.Stats
	// behind is where in raw the last sentence ended.
	behind int
}

func newGeneration(x *run, s *Scene, q query) *generation {
	g := &generation{run: x, scene: s, query: q}
	g.judge = judge{run: x, scene: s, query: q, thresholds: x.options.Thresholds}
	return g
}

// generate has the engine answer, and says each sentence as soon as it is known.
func (g *generation) generate(engine inference.Engine, p inference.Prompt) error {
	for c, err := range speech.Chunks(g.pieces(engine, p)) {
		switch {
		case err != nil:
			return ctxErr(g.ctx, err)
		case c.Early:
			err = g.begin(c.Text)
		default:
			err = g.say(g.judge.sentence(g.place(c.Text)))
		}
		if err != nil {
			return err
		}
	}
	return g.say(g.judge.rest())
}

// begin tells how the first sentence begins, if that is to be known and sure enough.
func (g *generation) begin(text string) error {
	if !g.query.request.Early {
		return nil
	}
	behind := g.behind
	u := g.place(text)
	g.behind = behind // the sentence is yet to come
	if text, ok := g.judge.beginning(u); ok {
		return g.emit(Began{text})
	}
	return nil
}

// glance says what the overview shows, in a sentence, for the closer look takes long: the
// tiles are encoded while it is heard. A model that isn't sure enough says nothing yet.
func (x *run) glance(engine inference.Engine, s *Scene, q query, view inference.View) (*generation, error) {
	r := q.request
	r.Detail, r.Top = Brief, 0
	g := newGeneration(x, s, query{text: asked[Brief], about: describing, request: r, view: view})
	for sentence, err := range speech.Sentences(g.pieces(engine, g.query.prompt(s, nil))) {
		if err != nil {
			return nil, ctxErr(g.ctx, err)
		}
		said := g.judge.sentence(g.place(sentence))
		if g.judge.declined {
			g.judge.said = nil
			continue
		}
		if err := g.say(said); err != nil {
			return nil, err
		}
	}
	return g, g.emit(Text{"\n"})
}

// follow makes g go on after a glance, if there was one.
func (g *generation) follow(before *generation) {
	if before != nil {
		g.judge.before, g.glanced = before.judge.said, before.stats
		g.judge.repeated = before.judge.heard
	}
}

// pieces passes the tokens on as text, and as events.
func (g *generation) pieces(engine inference.Engine, p inference.Prompt) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for tok, err := range engine.Generate(g.ctx, p) {
			if err != nil {
				yield("", err)
				return
			}
			g.starts = append(g.starts, g.raw.Len())
			g.tokens = append(g.tokens, tok)
			g.raw.WriteString(tok.Text)
			g.stats = tok.Stats
			if tok.Text == "" {
				continue
			}
			if err := g.emit(Text{tok.Text}); err != nil {
				yield("", err)
				return
			}
			if !yield(tok.Text, nil) {
				return
			}
		}
	}
}

// uttered is a sentence of the model with all that its level depends on.
type uttered struct {
	text   string
	tokens []inference.Token
	// cut: the answer ended before the sentence did.
	cut  bool
	stop inference.Stop
}

// place finds the tokens of a sentence. Sentences are parts of the raw text, in order.
func (g *generation) place(sentence string) uttered {
	raw := g.raw.String()
	from := g.behind + max(0, strings.Index(raw[g.behind:], sentence))
	g.behind = from + len(sentence)
	u := uttered{text: sentence}
	for i, tok := range g.tokens {
		if g.starts[i] < g.behind && g.starts[i]+len(tok.Text) > from {
			u.tokens = append(u.tokens, tok)
		}
	}
	if g.stats != nil {
		u.stop = g.stats.Stop
		last := strings.TrimSpace(raw[g.behind:]) == ""
		u.cut = last && u.stop != inference.StopEnd && !strings.ContainsAny(sentence[len(sentence)-1:], `.!?"')`)
	}
	return u
}

func (g *generation) say(sentences []Sentence) error {
	for _, s := range sentences {
		if err := g.emit(s); err != nil {
			return err
		}
	}
	return nil
}

// answered sums up.
func (g *generation) answered() Answered {
	a := Answered{Raw: g.raw.String(), Stats: g.stats, Glance: g.glanced}
	a.Answer, a.Level = together(slices.Concat(g.query.lead, g.judge.before, g.judge.said))
	if g.query.request.Verbatim {
		a.Answer, a.Level = strings.TrimSpace(messages.CleanText(a.Raw)), Plain
	}
	if top := g.query.request.Top; top > 0 {
		a.Tokens = slices.Clone(g.tokens)
		for i := range a.Tokens {
			t := &a.Tokens[i]
			t.Top = t.Top[:min(len(t.Top), top)]
		}
	}
	return a
}

// together is an answer made of sentences; its level is that of the least sure.
func together(said []Sentence) (answer string, level Level) {
	var parts []string
	for _, s := range said {
		parts = append(parts, s.Text)
		level = max(level, s.Level)
	}
	return strings.Join(parts, " "), level
}
