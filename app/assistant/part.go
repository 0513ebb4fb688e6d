package assistant

import (
	"image"
	"regexp"
	"strings"

	"descry/app/messages"
	"descry/camera"
)

// part is a place in the picture: -1, 0 or 1 from left to right and from top to bottom.
// The middle is 0, 0; across and upright say that a place has the whole width or height.
type part struct {
	x, y            int
	across, upright bool
}

// share is how much of an edge a part has: more than half, so that what lies across the
// picture's middle is whole in one of two.
const share = 0.6

// words for places, which stand in the middle of a question.
const (
	vertical   = `top|upper|bottom|lower`
	horizontal = `left|right`
	middle     = `middle|cent(?:er|re)`
)

// partWords find where in the picture a question means: with a preposition ("on the left"),
// or with a word for the place itself ("the left side").
var partWords = regexp.MustCompile(`(?i)\b(?:(in|at|on) )?(the )((` + vertical + `)?[- ]?(` + horizontal + `)|(` + vertical + `)|(` + middle + `))(?:[- ]hand)?( side| half| part| area| corner| edge)?( of ` + picture + `)?( |[?.!,;]|$)`)

// onward are the words that may follow a place: others belong to it, as in "on the left shelf"
// or "at the top of the page".
var onward = regexp.MustCompile(`(?i)^(?:$|[?.!,;]|(?:says?|reads?|means?|is|are|was|do|does|now|please|look|looks|made|called|[a-z]+ing)\b)`)

// abroad are words of questions that the part alone can't answer, or that name two places.
var abroad = regexp.MustCompile(`(?i)\b(?:left|right|top|upper|bottom|lower|middle|cent(?:er|re)|sides?|corners?|or|than|most|least|which|how many|how much of|between|beside|next to|behind|above|below|under|near|nearest|closest|other|others|rest|everything|whole|entire|where|far|frame|framed|cut off)\b`)

// partOf finds the part of the picture that a question is about, and the question about a
// picture of that part alone.
func partOf(q string) (p part, rest string, ok bool) {
	m := partWords.FindStringSubmatchIndex(q)
	if m == nil {
		return part{}, q, false
	}
	group := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return strings.ToLower(q[m[2*i]:m[2*i+1]])
	}
	before, after := q[:m[0]], q[m[len(m)-2]:]
	bare := group(1) == ""
	if bare && group(8) == "" || !onward.MatchString(strings.TrimSpace(after)) || abroad.MatchString(before+" "+after) {
		return part{}, q, false // "is that the right bus"
	}
	p.x = map[string]int{"left": -1, "right": 1}[group(5)]
	p.y = map[string]int{"top": -1, "upper": -1, "bottom": 1, "lower": 1}[group(4)+group(6)]
	p.across, p.upright = group(6) != "", group(5) != "" && group(4) == ""
	instead := "in this image"
	if bare || group(1) == "at" && strings.HasSuffix(strings.ToLower(before), "look ") {
		instead = strings.TrimSpace(group(1) + " this image")
	}
	return p, strings.TrimSpace(before + instead + after), true
}

// crop is where the part lies in a picture with bounds b.
func (p part) crop(b image.Rectangle) image.Rectangle {
	span := func(low, high, where int, whole bool) (int, int) {
		size := max(1, int(share*float64(high-low)))
		switch {
		case whole:
			return low, high
		case where < 0:
			return low, low + size
		case where > 0:
			return high - size, high
		}
		low += (high - low - size) / 2
		return low, low + size
	}
	var r image.Rectangle
	r.Min.X, r.Max.X = span(b.Min.X, b.Max.X, p.x, p.across)
	r.Min.Y, r.Max.Y = span(b.Min.Y, b.Max.Y, p.y, p.upright)
	return r
}

// leads tell which part an answer is about.
var leads = map[part]messages.ID{
	{x: -1, upright: true}: messages.PartLeft, {x: 1, upright: true}: messages.PartRight,
	{y: -1, across: true}: messages.PartTop, {y: 1, across: true}: messages.PartBottom,
	{x: -1, y: -1}: messages.PartTopLeft, {x: 1, y: -1}: messages.PartTopRight,
	{x: -1, y: 1}: messages.PartBottomLeft, {x: 1, y: 1}: messages.PartBottomRight,
	{}: messages.PartMiddle,
}

// place finds the part that the question is about.
func (q *query) place() {
	if p, rest, ok := partOf(q.text); ok {
		q.part, q.text = &p, rest
	}
}

// turnTo gives the scene that q is about: s, or where q names a part of the picture a scene
// of its own for that part, which is kept with s. The model then sees it as a picture, in its own
// words for tiles, and more closely than in the whole. The answer begins with the place,
// so that a person can tell that Descry took the question so.
func (x *run) turnTo(s *Scene, q *query) (*Scene, error) {
	if q.part == nil {
		return s, nil
	}
	img, ok := s.Frame.Image.(interface {
		SubImage(r image.Rectangle) image.Image
	})
	if !ok { // no picture of package image
		q.part, q.text = nil, q.asked
		return s, nil
	}
	of := &Scene{Frame: s.Frame, whole: s}
	of.Frame.Image = img.SubImage(q.part.crop(s.Frame.Image.Bounds()))
	of.Quality = camera.Assess(of.Frame.Image)
	err := x.commit(func() {
		if s.parts == nil {
			s.parts = map[part]*Scene{}
		}
		if s.parts[*q.part] == nil {
			s.parts[*q.part] = of
		}
		of = s.parts[*q.part]
	})
	if err != nil {
		return nil, err
	}
	q.lead = []Sentence{{x.text(leads[*q.part]), Plain}}
	return of, nil
}
