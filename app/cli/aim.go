package cli

import "descry/app/assistant"

// aimed is printed when what is to be done to aim a camera changes.
type aimed struct {
	Picture string `json:"picture"`
	Hint    string `json:"hint"` // the same in every language
	Text    string `json:"text"`
	Check   *check `json:"check"`
}

// checked is the picture check of an answer for programs; nil where there was none.
func checked(a assistant.Answered) *check {
	q := a.Quality
	if q == nil {
		return nil
	}
	c := &check{
		Good: q.Good(), Problems: []string{},
		Brightness: finite(q.Brightness), Contrast: finite(q.Contrast), Sharpness: finite(q.Sharpness),
		Detail: finite(q.Detail), White: finite(q.White), Skin: finite(q.Skin),
	}
	for _, problem := range q.Problems {
		c.Problems = append(c.Problems, string(problem))
	}
	return c
}
