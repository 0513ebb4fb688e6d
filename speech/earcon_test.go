package speech

import (
	"slices"
	"testing"
)

func TestEarcons(t *testing.T) {
	var seen [][]int16
	for _, e := range Earcons() {
		s := e.Samples()
		most := slices.Max(s)
		switch {
		case !e.Known() || len(s) == 0 || len(s) > EarconRate*120/1000:
			t.Errorf("%s: %d samples", e, len(s))
		case most < 2000 || most > 12000:
			t.Errorf("%s: the loudest is %d", e, most)
		case max(s[0], -s[0]) > 50 || max(s[len(s)-1], -s[len(s)-1]) > 50:
			t.Errorf("%s: begins with %d, ends with %d", e, s[0], s[len(s)-1])
		case slices.ContainsFunc(seen, func(o []int16) bool { return slices.Equal(o, s) }):
			t.Errorf("%s sounds like another", e)
		}
		seen = append(seen, s)
	}
	if e := Earcon("tada"); e.Known() || e.Samples() != nil {
		t.Error("an unknown one has samples")
	}
}
