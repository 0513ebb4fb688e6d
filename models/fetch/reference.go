package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"descry/models"
)

// Errors of models that the catalogue doesn't have.
var (
	// ErrBlind: it has no image encoder in a file of its own, so it can't see, or is in the
	// format of Ollama's own engine.
	ErrBlind = errors.New("fetch: no image encoder")
	// ErrParts: its text model is split into several files.
	ErrParts = errors.New("fetch: model in parts")
)

// TagError says that a model has no such tag.
type TagError struct {
	Tag  string
	Have []string // those that there are; may be empty
}

// Error implements error.
func (e *TagError) Error() string { return fmt.Sprintf("fetch: no tag %q", e.Tag) }

// Reference names a model that the catalogue doesn't have.
type Reference struct {
	// Repo is OWNER/NAME at the hub, or in the registry of Ollama.
	Repo string
	// Tag is the quantization at the hub, empty for the usual one, or the registry's tag.
	Tag    string
	Ollama bool
}

var (
	hubName      = regexp.MustCompile(`^(?:https://)?(?:hf\.co|huggingface\.co)/([A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)(?::([\w.-]+))?$`)
	registryName = regexp.MustCompile(`^(?:https://)?(?:ollama\.com|registry\.ollama\.ai)/(?:([A-Za-z0-9][\w.-]*)/)?([A-Za-z0-9][\w.-]*)(?::([\w.-]+))?$`)
	libraryName  = regexp.MustCompile(`^([a-z0-9][a-z0-9.-]*):([\w.-]+)$`)
)

// ParseReference reads hf.co/OWNER/NAME:QUANTIZATION, ollama.com/NAME:TAG, the same with an
// owner, and NAME:TAG, which is one of Ollama's library.
func ParseReference(name string) (Reference, bool) {
	if m := hubName.FindStringSubmatch(name); m != nil {
		return Reference{Repo: m[1], Tag: m[2]}, true
	}
	r := Reference{Ollama: true}
	if m := registryName.FindStringSubmatch(name); m != nil {
		owner := m[1]
		if owner == "" {
			owner = "library"
		}
		r.Repo, r.Tag = owner+"/"+m[2], m[3]
	} else if m := libraryName.FindStringSubmatch(name); m != nil {
		r.Repo, r.Tag = "library/"+m[1], m[2]
	} else {
		return Reference{}, false
	}
	if r.Tag == "" {
		r.Tag = "latest"
	}
	return r, true
}

// Resolve asks the hub or the registry which files a reference means. Their digests are what
// it says at this moment: none is pinned. Errors are those of this package; with ErrBlind the
// registry's text model may come all the same, whose header says more.
func (c *Client) Resolve(ctx context.Context, r Reference) (models.Model, error) {
	if c.options.Offline {
		return models.Model{}, ErrOffline
	}
	if r.Ollama {
		return c.resolveRegistry(ctx, r)
	}
	return c.resolveHub(ctx, r)
}

// foreign is what both make.
func foreign(prefix string, r Reference, licence string, text, projector models.File) models.Model {
	_, name, _ := strings.Cut(r.Repo, "/")
	id := strings.Map(func(x rune) rune {
		if x >= 'a' && x <= 'z' || x >= '0' && x <= '9' || x == '.' || x == '-' || x == '_' {
			return x
		}
		return '-'
	}, strings.ToLower(prefix+strings.TrimPrefix(r.Repo, "library/")+"-"+r.Tag))
	text.Role, projector.Role = models.RoleText, models.RoleProjector
	m := models.Model{
		ID: id[:min(len(id), longestID)], Kind: models.Vision, Name: strings.TrimSpace(name + " " + r.Tag), Licence: licence,
		Files: []models.File{text, projector},
	}
	for i := range m.Files {
		m.Files[i].Repo, m.Files[i].Unpinned, m.Files[i].Stated = r.Repo, true, true
	}
	return m
}

// longestID is how long the name of a folder in the store may be.
const longestID = 100

// sibling is a file as the hub lists it with a model.
type sibling struct {
	Name string `json:"rfilename"`
	Size int64  `json:"size"`
	LFS  struct {
		SHA256 string `json:"sha256"`
		Size   int64  `json:"size"`
	} `json:"lfs"`
}

func (c *Client) resolveHub(ctx context.Context, r Reference) (models.Model, error) {
	text, _, err := c.page(ctx, c.options.Endpoint+"/api/models/"+r.Repo+"?blobs=true", "application/json", false)
	if err != nil {
		return models.Model{}, err
	}
	var listing struct {
		SHA      string    `json:"sha"`
		Siblings []sibling `json:"siblings"`
		Card     struct {
			Licence any `json:"license"` // a text, or a list of them
		} `json:"cardData"`
	}
	if err := json.Unmarshal(text, &listing); err != nil || !hex40.MatchString(listing.SHA) {
		return models.Model{}, errors.Join(fmt.Errorf("%w: no listing of a model", ErrAnswer), err)
	}
	words, eye, tag, err := pick(listing.Siblings, r.Tag)
	if err != nil {
		return models.Model{}, err
	}
	r.Tag = tag
	file := func(s sibling) models.File {
		return models.File{Name: s.Name, Revision: listing.SHA, Bytes: s.LFS.Size, SHA256: s.LFS.SHA256}
	}
	licence, ok := listing.Card.Licence.(string)
	if !ok {
		licence = ""
	}
	return foreign("hf-", r, licence, file(words), file(eye)), nil
}

// usual are the quantizations that are taken where none is asked for; eyes those of an
// image encoder: the first that is there.
var (
	usual = []string{"Q4_K_M", "Q8_0", "Q4_0", "F16", "BF16"}
	eyes  = []string{"Q8_0", "F16", "F32", "BF16"}
	part  = regexp.MustCompile(`-\d{5}-of-\d{5}$`)
	// quantization is what the name of a file ends with.
	quantization = regexp.MustCompile(`(?i)[-._]((?:UD-)?I?Q\d\w*|B?F16|F32|MXFP4\w*)$`)
)

// pick finds the pair of files among all.
func pick(all []sibling, tag string) (text, projector sibling, found string, err error) {
	texts, projectors, parts := map[string]sibling{}, map[string]sibling{}, false
	for _, s := range all {
		name, isModel := strings.CutSuffix(s.Name, ".gguf")
		if !isModel || strings.Contains(name, "/") || !hex64.MatchString(s.LFS.SHA256) || s.LFS.Size <= 0 {
			continue
		}
		quant := ""
		if m := quantization.FindStringSubmatch(part.ReplaceAllString(name, "")); m != nil {
			quant = strings.ToUpper(m[1])
		}
		switch {
		case strings.Contains(strings.ToLower(name), "mmproj"):
			projectors[quant] = s
		case part.MatchString(name):
			parts = parts || tag == "" || strings.EqualFold(tag, quant)
		default:
			texts[quant] = s
		}
	}
	text, found, ok := first(texts, usual, tag)
	switch {
	case ok:
	case parts:
		return text, projector, "", ErrParts
	case len(texts) == 0:
		return text, projector, "", fmt.Errorf("%w: no model file", ErrGone)
	default:
		return text, projector, "", &TagError{Tag: tag, Have: slices.Sorted(keys(texts))}
	}
	if projector, _, ok = first(projectors, eyes, ""); !ok {
		return text, projector, "", ErrBlind
	}
	return text, projector, found, nil
}

// first is the file of the tag or, where none is asked for, of the first in order, else of any.
func first(files map[string]sibling, order []string, tag string) (s sibling, found string, ok bool) {
	if tag != "" {
		order = []string{strings.ToUpper(tag)}
	} else {
		order = append(slices.Clip(order), slices.Sorted(keys(files))...)
	}
	for _, q := range order {
		if s, ok := files[q]; ok {
			return s, q, true
		}
	}
	return sibling{}, "", false
}

func keys(m map[string]sibling) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// The registry's types (ollama's server/images.go and the Docker registry's API).
const (
	manifestType   = "application/vnd.docker.distribution.manifest.v2+json"
	textLayer      = "application/vnd.ollama.image.model"
	projectorLayer = "application/vnd.ollama.image.projector"
)

// resolveRegistry reads a manifest. The addresses of its layers are their digests.
func (c *Client) resolveRegistry(ctx context.Context, r Reference) (models.Model, error) {
	text, _, err := c.page(ctx, c.options.Registry+"/v2/"+r.Repo+"/manifests/"+url.PathEscape(r.Tag), manifestType, false)
	if err != nil {
		return models.Model{}, err
	}
	var manifest struct {
		Layers []struct {
			Type   string `json:"mediaType"`
			Digest string `json:"digest"`
			Size   int64  `json:"size"`
		} `json:"layers"`
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		return models.Model{}, fmt.Errorf("%w: %w", ErrAnswer, err)
	}
	found := map[string]models.File{}
	for _, l := range manifest.Layers {
		digest, ok := strings.CutPrefix(l.Digest, "sha256:")
		if l.Type != textLayer && l.Type != projectorLayer {
			continue
		}
		if !ok || !hex64.MatchString(digest) || l.Size <= 0 {
			return models.Model{}, fmt.Errorf("%w: layer %.80q of %d bytes", ErrAnswer, l.Digest, l.Size)
		}
		if _, twice := found[l.Type]; twice {
			return models.Model{}, ErrParts
		}
		found[l.Type] = models.File{SHA256: digest, Bytes: l.Size, Layer: true}
	}
	words, some := found[textLayer]
	eye, sees := found[projectorLayer]
	switch {
	case !some:
		return models.Model{}, fmt.Errorf("%w: a manifest without a model", ErrAnswer)
	}
	words.Name, eye.Name = "text.gguf", "mmproj.gguf"
	m := foreign("ollama-", r, "", words, eye)
	if !sees {
		m.Files = m.Files[:1]
		return m, ErrBlind
	}
	return m, nil
}
