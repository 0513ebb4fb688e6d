package need

import (
	"fmt"
	"testing"
)

// recorder notes how a test would have ended.
type recorder struct{ ended string }

func (r *recorder) Helper() {}

func (r *recorder) Skipf(format string, args ...any) {
	r.ended = "skip: " + fmt.Sprintf(format, args...)
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.ended = "fail: " + fmt.Sprintf(format, args...)
}

func TestThat(t *testing.T) {
	for name, test := range map[string]struct {
		ok   bool
		ci   string
		want string
	}{
		"there":               {true, "", ""},
		"there on CI":         {true, "true", ""},
		"missing":             {false, "", "skip: skipped, this machine lacks: a tree"},
		"missing, CI is off":  {false, "false", "skip: skipped, this machine lacks: a tree"},
		"missing on CI":       {false, "true", "fail: CI is set, so this must be there: a tree"},
		"missing on other CI": {false, "1", "fail: CI is set, so this must be there: a tree"},
	} {
		t.Run(name, func(t *testing.T) {
			var r recorder
			that(&r, test.ok, "a tree", test.ci)
			if r.ended != test.want {
				t.Errorf("ended with %q, want %q", r.ended, test.want)
			}
		})
	}
}

// TestEnvironment: That asks the variable CI.
func TestEnvironment(t *testing.T) {
	for ci, want := range map[string]string{"": "skip", "true": "fail"} {
		t.Setenv("CI", ci)
		var r recorder
		That(&r, false, "a tree")
		if r.ended[:4] != want {
			t.Errorf("CI=%q ended with %q, want %s", ci, r.ended, want)
		}
	}
}
