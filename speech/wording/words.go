package wording

import (
	"regexp"
	"strings"
	"unicode"
)

// longest is the longest word, in bytes, that is looked at as more than letters and symbols.
const longest = 400

// readings are what a word may be, the first that matches counts. Each gives what to say for
// the core of a word and for how many of the words after it too.
var readings = []func(w *parts, rest []string) (spoken string, used int, ok bool){
	abbreviation, address, money, clock, date, feet, span, quantity, digits, file,
}

// core says the inner part of a word.
func (r *reader) core(w *parts, rest []string) (spoken string, used int) {
	if len(w.core) > longest {
		return r.symbols(w.core), 0
	}
	if w.trail != "" { // a mark ends what a word can belong to
		if w.trail != "." || !short[strings.ToLower(w.core)] {
			rest = nil
		}
	}
	for _, read := range readings {
		if s, n, ok := read(w, rest); ok {
			return s, n
		}
	}
	if s, ok := signed(w.core); ok {
		inner, n := r.core(&parts{core: s.rest, trail: w.trail}, rest)
		return s.words + " " + inner, n
	}
	return r.symbols(w.core), 0
}

// short are abbreviations with a dot that the next word belongs to.
var short = map[string]bool{"no": true, "nos": true, "fig": true}

// abbreviations are those that voices spell or stumble over.
var abbreviations = map[string]string{
	"e.g": "for example", "i.e": "that is", "etc": "et cetera", "approx": "approximately", "vs": "versus",
	"w/": "with", "w/o": "without", "no": "number", "nos": "numbers", "fig": "figure", "a.m": "a m", "p.m": "p m",
}

// abbreviation reads the words of the table. Its dot stays where it may end the sentence too.
func abbreviation(w *parts, rest []string) (string, int, bool) {
	word := strings.ToLower(w.core)
	said, ok := abbreviations[word]
	if !ok {
		return "", 0, false
	}
	behind, dot := strings.CutPrefix(w.trail, ".")
	switch {
	case short[word]:
		if !dot || len(rest) == 0 || !numeral.MatchString(split(rest[0]).core) {
			return "", 0, false // the answer "No.", or a fig
		}
		n := split(rest[0])
		return said + " " + n.core, 1, n.lead == ""
	case dot && (behind != "" || w.next != "" && !unicode.IsUpper([]rune(w.next)[0])):
		w.trail = behind
	}
	return said, 0, dot || strings.HasPrefix(word, "w/") || word == "vs"
}

// sign is what stands before a number.
type sign struct{ words, rest string }

var (
	signs = map[string]string{
		"-": "minus", "−": "minus", "–": "minus", "+": "plus", "~": "about", "≈": "about", "±": "plus or minus", "#": "number",
		"<": "less than", ">": "more than", "≤": "at most", "≥": "at least", "№": "number",
	}
	before = regexp.MustCompile(`^([-−–+~≈±#<>≤≥№])([$€£¥]?[0-9].*)$`)
)

func signed(core string) (sign, bool) {
	m := before.FindStringSubmatch(core)
	if m == nil {
		return sign{}, false
	}
	return sign{signs[m[1]], m[2]}, true
}

const domains = `com|org|net|edu|gov|io|dev|info|app|ai|eu|de|at|ch|fr|es|it|nl|be|uk|us|ca|au|nz|in|jp|br`

var (
	// url is an address with a scheme, one that begins with www, or a domain with a usual end.
	url   = regexp.MustCompile(`^(?i:[a-z][a-z0-9+.-]{1,10}://(?:[^/@\s]*@)?)?(?i:www\.)?([^/?#\s]+)([^?#]*)(.*)$`)
	known = regexp.MustCompile(`^(?i)(?:[a-z][a-z0-9+.-]{1,10}://.|www\..|(?:[a-z0-9-]+\.)+(?:` + domains + `)(?:/|$))`)
	mail  = regexp.MustCompile(`^(?:mailto:)?([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)$`)
)

// address reads what is typed into a browser, shortened to what can be remembered.
func address(w *parts, _ []string) (string, int, bool) {
	core := strings.Trim(w.core, "<>")
	if !strings.Contains(core, ".") && !strings.Contains(core, "://") {
		return "", 0, false
	}
	if m := mail.FindStringSubmatch(core); m != nil {
		return dotted(m[1]) + " at " + dotted(m[2]), 0, true
	}
	if !known.MatchString(core) {
		return "", 0, false
	}
	m := url.FindStringSubmatch(core)
	if m == nil {
		return "", 0, false
	}
	said, more := dotted(m[1]), m[3] != ""
	n := 0
	for part := range strings.SplitSeq(m[2], "/") {
		if part == "" {
			continue
		}
		if n++; n > 3 || len(part) > 40 || strings.Contains(part, "%") {
			more = true
			break
		}
		said += " slash " + dotted(part)
	}
	if more {
		said += ", and more"
	}
	return said, 0, true
}

// dotted is a name with its dots said, and its dashes and underscores as spaces.
func dotted(name string) string {
	return squeeze(strings.NewReplacer(".", " dot ", "-", " ", "_", " ", ":", " colon ", "+", " plus ", "&", " and ",
		"~", " tilde ", "=", " equals ", "@", " at ", "%", " percent ").Replace(name))
}

// squeeze leaves one space between words.
func squeeze(words string) string { return strings.Join(strings.Fields(words), " ") }

const endings = `jpe?g|png|gif|bmp|tiff?|webp|hei[cf]|avif|svg|txt|md|pdf|docx?|xlsx?|pptx?|odt|ods|csv|json|ya?ml|xml|html?|` +
	`css|js|ts|py|go|c|h|cpp|java|rs|sh|exe|dll|so|zip|tar|gz|xz|mp3|mp4|wav|ogg|flac|mov|avi|mkv|gguf|onnx|log|ini|toml|conf`

var (
	fileName = regexp.MustCompile(`^(?i)[\w~+@-][\w~+@.-]*\.(?:` + endings + `)$`)
	path     = regexp.MustCompile(`^(?:~|\.{1,2})?/[\w~+@.-]*(?:/[\w~+@.-]*)*$|^[\w+@.-]+(?:/[\w+@.-]+)+\.(?:` + endings + `)$`)
	drive    = regexp.MustCompile(`^(?:[A-Za-z]:)?(?:\\[\w~+@. -]+)+\\?$`)
)

// file reads the names and paths of files.
func file(w *parts, _ []string) (string, int, bool) {
	core := w.core
	switch {
	case fileName.MatchString(core):
		return dotted(core), 0, true
	case drive.MatchString(core):
		return squeeze(strings.ReplaceAll(dotted(core), `\`, " backslash ")), 0, true
	case len(core) > 1 && path.MatchString(core):
		if rest, ok := strings.CutPrefix(core, "~/"); ok {
			core = "home/" + rest
		}
		core = strings.TrimPrefix(core, "./")
		return squeeze(strings.ReplaceAll(dotted(core), "/", " slash ")), 0, true
	}
	return "", 0, false
}
