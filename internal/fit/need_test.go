package fit

import "testing"

func TestNeed(t *testing.T) {
	const mb = 1 << 20
	smol := Model{
		Files: 237 * mb, KeysValues: 30 * 3 * 128, Context: 4096, Batch: 512, Width: 576, Heads: 9, Vocabulary: 49280,
		Patches: 1024, EyeWidth: 768 + 3072, EyeHeads: 12,
	}
	long := smol
	long.Context *= 8
	for _, c := range []struct {
		name        string
		model       Model
		least, most int64 // of the total
	}{
		{"nothing but the program", Model{}, Program, Program},
		{"SmolVLM-256M, measured 605 MB", smol, 600 * mb, 700 * mb},
		{"with eight times the context", long, 2300 * mb, 2800 * mb},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := c.model.Need()
			if got := n.Total(); got < c.least || got > c.most {
				t.Errorf("%d MB, want %d to %d: %+v", got/mb, c.least/mb, c.most/mb, n)
			}
		})
	}
}
