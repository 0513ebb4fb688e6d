package models

import (
	"bytes"
	"encoding/json"
	"errors"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	hex64 = regexp.MustCompile(`^[0-9a-f]{64}$`)
	hex40 = regexp.MustCompile(`^[0-9a-f]{40}$`)
	// One sentence: no full stop before a space but its own, which is the last.
	sentence = regexp.MustCompile(`^[A-Z]([^.]|\.[^ ]){30,160}\.$`)
	ids      = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
)

func TestCatalogText(t *testing.T) {
	d := json.NewDecoder(bytes.NewReader(catalogText))
	d.DisallowUnknownFields()
	var all []Model
	if err := d.Decode(&all); err != nil {
		t.Fatal(err)
	}
	kinds, seen := map[Kind]int{}, map[string]bool{}
	for _, m := range all {
		kinds[m.Kind]++
		if seen[m.ID] || !ids.MatchString(m.ID) {
			t.Errorf("ID %q is there twice or no name of a folder", m.ID)
		}
		seen[m.ID] = true
	}
	for _, k := range []Kind{Vision, Voice, Recogniser, Activity} {
		if kinds[k] == 0 {
			t.Errorf("no model of kind %q", k)
		}
	}
}

func TestCatalogIsComplete(t *testing.T) {
	for _, m := range Catalog() {
		t.Run(m.ID, func(t *testing.T) {
			if m.Name == "" || m.Family == "" || m.Licence == "" || m.Memory < m.Size()/2 {
				t.Errorf("it lacks a name, a family, a licence or its memory: %+v", m)
			}
			if !sentence.MatchString(m.Says) {
				t.Errorf("not one spoken sentence: %q", m.Says)
			}
			if m.NonCommercial && !m.Accept {
				t.Error("non-commercial, but nobody is asked")
			}
			want := []string{RoleText, RoleProjector}
			if m.Kind != Vision {
				want = []string{m.Files[0].Role}
			}
			if len(m.Files) != len(want) {
				t.Fatalf("%d files", len(m.Files))
			}
			for i, f := range m.Files {
				if f.Role != want[i] {
					t.Errorf("role %q, want %q", f.Role, want[i])
				}
				checkFile(t, f)
			}
		})
	}
}

func checkFile(t *testing.T, f File) {
	t.Helper()
	if f.Name == "" || filepath.Base(f.Name) != f.Name || strings.Count(f.Repo, "/") != 1 {
		t.Errorf("name %q, repository %q", f.Name, f.Repo)
	}
	if f.Size() <= 0 {
		t.Errorf("%s: no size", f.Name)
	}
	if !f.Unpinned && (f.Bytes <= 0 || !hex64.MatchString(f.SHA256)) {
		t.Errorf("%s is pinned without size or digest", f.Name)
	}
	if f.SHA256 != "" && !hex64.MatchString(f.SHA256) {
		t.Errorf("%s: digest %q", f.Name, f.SHA256)
	}
	// A pinned digest fixes the content wherever it lies; without one the place must be fixed,
	// or the person is told.
	if f.Release == "" && !hex40.MatchString(f.Revision) && (f.Revision != "" || !f.Unpinned && f.SHA256 == "") {
		t.Errorf("%s: revision %q", f.Name, f.Revision)
	}
}

func TestFind(t *testing.T) {
	m, err := Find("qwen2-vl-7b-instruct-q4_k_m")
	if err != nil || m.Pinned() || m.Size() < 5e9 {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err := Find("gpt"); !errors.Is(err, ErrUnknown) {
		t.Errorf("got %v", err)
	}
}

func TestFindShort(t *testing.T) {
	for _, c := range []struct {
		name, want string
		candidates []string
	}{
		{"smolvlm-256m-instruct-q8_0", "smolvlm-256m-instruct-q8_0", nil},
		{"smolvlm-256m", "smolvlm-256m-instruct-q8_0", nil},
		{"SmolVLM-256M", "smolvlm-256m-instruct-q8_0", nil},
		{"smolvlm2-2.2b", "smolvlm2-2.2b-instruct-q4_k_m", nil},
		{"qwen3-vl", "", []string{"qwen3-vl-4b-instruct-q4_k_m", "qwen3-vl-2b-instruct-q4_k_m"}},
		{"smolvlm-25", "", nil}, // ends within a word
		{"piper", "", nil},      // voices have names of their own
		{"", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, candidates, err := FindShort(c.name)
			if m.ID != c.want || !slices.Equal(candidates, c.candidates) || errors.Is(err, ErrUnknown) != (c.want == "") {
				t.Errorf("got %q, %q, %v", m.ID, candidates, err)
			}
		})
	}
}

func TestRecommend(t *testing.T) {
	for _, c := range []struct {
		name     string
		free     int64
		cores    int
		graphics bool
		want     string
	}{
		{"nothing fits", 500e6, 4, false, ""},
		{"phone", 1000e6, 4, false, "smolvlm-256m-instruct-q8_0"},
		{"two cores", 16e9, 2, false, "smolvlm-500m-instruct-q8_0"},
		{"laptop", 6e9, 4, false, "qwen3-vl-2b-instruct-q4_k_m"},
		{"large memory, no graphics", 64e9, 16, false, "qwen3-vl-2b-instruct-q4_k_m"},
		{"graphics", 16e9, 8, true, "qwen2.5-vl-7b-instruct-q4_k_m"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, ok := Recommend(c.free, c.cores, c.graphics)
			if m.ID != c.want || ok != (c.want != "") {
				t.Errorf("got %q, %v, want %q", m.ID, ok, c.want)
			}
			if m.Accept || m.NonCommercial {
				t.Error("terms that nobody accepted")
			}
		})
	}
}

func TestBetter(t *testing.T) {
	const best, good = "qwen2.5-vl-7b-instruct-q4_k_m", "smolvlm-256m-instruct-q8_0"
	for _, c := range []struct {
		name, id, than string
		want           bool
	}{
		{"better", best, good, true},
		{"worse", good, best, false},
		{"the same", good, good, false},
		{"than the built-in one", good, "", true},
		{"than an imported one", good, "own-words", false},
		{"than another kind", good, "silero_vad", false},
		{"unknown", "gpt", good, false},
		{"nothing", "", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Better(c.id, c.than); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
