package models

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed catalog.json
var catalogText []byte

// Kind says what a model is for.
type Kind string

// The kinds of models.
const (
	Vision     Kind = "vision"     // describes pictures: a text model and an image encoder
	Voice      Kind = "voice"      // speaks
	Recogniser Kind = "recogniser" // understands speech
	Activity   Kind = "vad"        // notices that somebody speaks
)

// Roles of the files of a Vision model.
const (
	RoleText      = "text"
	RoleProjector = "mmproj"
)

// Model is one entry of the catalogue. It is shared and not to be changed.
type Model struct {
	// ID names it in commands; it is also the name of its folder.
	ID   string `json:"id"`
	Kind Kind   `json:"kind"`
	Name string `json:"name"`
	// Family is the one of package inference that runs it, or the kind of voice.
	Family string `json:"family"`
	// Says is one spoken sentence, in English, on what it is good and bad at.
	Says    string `json:"says"`
	Licence string `json:"licence"`
	// Accept: the licence has terms that the person must accept before it is fetched.
	Accept bool `json:"accept,omitempty"`
	// NonCommercial models are never chosen for anybody. They have Accept too.
	NonCommercial bool `json:"non_commercial,omitempty"`
	// Memory is what running it takes, in bytes: for a Vision model its files, the cache
	// of 4096 tokens at 32 bits, and the largest step (internal/fit).
	Memory int64  `json:"memory"`
	Files  []File `json:"files"`
}

// File is one file of a model.
type File struct {
	Role string `json:"role"`
	// Repo is OWNER/NAME on the hub, or of the place of releases where Release is set.
	Repo string `json:"repo"`
	// Revision is the commit, 40 hex digits; empty: not known yet, so it is learned
	// at the first download.
	Revision string `json:"revision,omitempty"`
	Release  string `json:"release,omitempty"`
	Name     string `json:"name"`
	// Bytes is the exact size; 0: not known, and About is a guess.
	Bytes int64 `json:"bytes"`
	About int64 `json:"about,omitempty"`
	// SHA256 in hex digits; empty: not known.
	SHA256 string `json:"sha256"`
	// Unpinned: no two independent sources agree on the digest, or there is none. It is
	// filled at the first download from the hub's own header, and remembered.
	Unpinned bool `json:"unpinned,omitempty"`
	// Stated: the digest is the one that the place of the file stated a moment ago. No
	// catalogue has it, but what has it is what would be fetched.
	Stated bool `json:"-"`
	// Layer: the file is a layer of a model in Ollama's registry, addressed by its digest.
	Layer bool `json:"-"`
}

// Size is how long the file is, or about how long where that is not known.
func (f File) Size() int64 {
	if f.Bytes > 0 {
		return f.Bytes
	}
	return f.About
}

// Size is that of all files together, in bytes.
func (m Model) Size() int64 {
	n := int64(0)
	for _, f := range m.Files {
		n += f.Size()
	}
	return n
}

// Pinned says whether the digests of all files are sure.
func (m Model) Pinned() bool {
	return !slices.ContainsFunc(m.Files, func(f File) bool { return f.Unpinned })
}

// File finds the file of a role.
func (m Model) File(role string) (File, bool) {
	i := slices.IndexFunc(m.Files, func(f File) bool { return f.Role == role })
	if i < 0 {
		return File{}, false
	}
	return m.Files[i], true
}

// readCatalog decodes the embedded text once.
var readCatalog = sync.OnceValue(func() []Model {
	var all []Model
	if err := json.Unmarshal(catalogText, &all); err != nil {
		panic("models: catalog.json: " + err.Error()) // a test reads the same bytes
	}
	return all
})

// Catalog lists all models that Descry knows, of each kind the best first. The
// result is a copy, but its entries are shared. It may be called concurrently.
func Catalog() []Model { return slices.Clone(readCatalog()) }

// ErrUnknown: the catalogue has no model of that name.
var ErrUnknown = errors.New("models: no such model")

// Find gives the model of the catalogue with this ID, or ErrUnknown.
func Find(id string) (Model, error) {
	for _, m := range readCatalog() {
		if m.ID == id {
			return m, nil
		}
	}
	return Model{}, fmt.Errorf("%w: %q", ErrUnknown, id)
}

// FindShort gives the vision model that an ID, or the beginning of one up to a hyphen, stands for:
// "smolvlm-256m". Where it is none, candidates are the IDs of those that it could be; none: ErrUnknown.
func FindShort(name string) (m Model, candidates []string, err error) {
	if m, err := Find(name); err == nil {
		return m, nil, nil
	}
	for _, one := range readCatalog() {
		if name != "" && one.Kind == Vision && strings.HasPrefix(one.ID, strings.ToLower(name)+"-") {
			m, candidates = one, append(candidates, one.ID)
		}
	}
	if len(candidates) == 1 {
		return m, nil, nil
	}
	return Model{}, candidates, fmt.Errorf("%w: %q", ErrUnknown, name)
}

// Recommend is the best Vision model for a machine with so many bytes of free
// memory and physical cores, that anybody may use without accepting terms. Memory is
// to be left for others: it takes at most free/1.25. Without a graphics card, models over
// 3 GB answer too slowly, and with two cores those over 1.5 GB do.
func Recommend(free int64, cores int, graphics bool) (Model, bool) {
	limit := free * 4 / 5
	switch {
	case graphics:
	case cores <= 2:
		limit = min(limit, 1500e6)
	default:
		limit = min(limit, 3000e6)
	}
	return best(func(m Model) bool { return m.Memory <= limit })
}

// Smaller is the best Vision model that fits in free bytes and needs less than need.
func Smaller(free, need int64) (Model, bool) {
	return best(func(m Model) bool { return m.Memory <= free && m.Memory < need })
}

// Better says whether the catalogue puts the model id before the model than, of the same
// kind. Everything in it is better than the built-in one, whose ID is empty; nothing is
// known to be better than what is not in it.
func Better(id, than string) bool {
	m, err := Find(id)
	if err != nil || than == "" {
		return err == nil
	}
	other, err := Find(than)
	if err != nil || other.Kind != m.Kind {
		return false
	}
	for _, first := range readCatalog() {
		if first.ID == id || first.ID == than {
			return first.ID != than
		}
	}
	return false
}

// Twin is the Vision model of a family that is nearest in size to so many bytes.
func Twin(family string, bytes int64) (twin Model, ok bool) {
	away := func(m Model) int64 { return max(m.Size()-bytes, bytes-m.Size()) }
	for _, m := range readCatalog() {
		if m.Kind == Vision && m.Family == family && (!ok || away(m) < away(twin)) {
			twin, ok = m, true
		}
	}
	return twin, ok
}

func best(fits func(Model) bool) (Model, bool) {
	for _, m := range readCatalog() {
		if m.Kind == Vision && !m.Accept && m.Pinned() && fits(m) {
			return m, true
		}
	}
	return Model{}, false
}
