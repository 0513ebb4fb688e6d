package assistant

import "descry/inference"

// asked is what the model is asked for a description. The words are those that
// SmolVLM and its like were tuned with; no system prompt goes with them, since
// models this small do worse with one than with their family's default.
var asked = map[Detail]string{
	Brief:  "Describe this image in one sentence.",
	Normal: "Describe this image.",
	Full:   "Describe this image in detail.",
}

// maxTokens bounds an answer: a sentence, a paragraph, a page. What is cut off by
// it is a model that rambles; at 10 tokens a second Full takes 40 seconds.
var maxTokens = map[Detail]int{Brief: 60, Normal: 160, Full: 400}

// first is the view of s that is needed before all others: where something is said about it
// for the first time, a closer look begins with a glance. q.view was chosen.
func (q query) first(s *Scene) inference.View {
	if len(s.Turns) > 0 || s.closer || q.request.Verbatim {
		return q.view
	}
	switch q.view {
	case inference.AllTiles:
		return inference.Glance
	case inference.Part:
		return inference.PartGlance
	}
	return q.view
}

// choose says how much of the picture the model sees: all tiles for the closest look,
// for small print, and where it has seen them before.
func (q query) choose(s *Scene) inference.View {
	switch {
	case q.request.Detail != Full && !s.closer && (q.about != reading || q.request.Detail == Brief):
		return inference.Overview
	case s.whole != nil:
		return inference.Part
	}
	return inference.AllTiles
}
