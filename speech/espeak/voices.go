package espeak

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"

	"descry/speech"
)

// usualRate is espeak-ng's own, in words a minute, middlePitch the middle of its range of
// 0 to 99, usualVolume its own of 0 to 200 (espeak-ng(1)).
const (
	usualRate   = 175
	middlePitch = 50
	usualVolume = 100
)

// prefix begins the IDs of its voices.
const prefix = "espeak-"

// Usual is the voice that speaks where none was chosen.
const Usual = prefix + "en-us"

// Variants are those of espeak-ng's timbres that are well apart from each other: a plus and
// one of them after a voice's ID make another voice.
func Variants() []string { return []string{"f2", "f3", "f5", "m3", "m7", "croak", "whisper"} }

// tag is what is accepted as a language, voice as a voice: letters, digits and dashes, so
// that nothing can be taken for an option or a path.
var (
	tag   = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]{1,8})*$`)
	voice = regexp.MustCompile(`^([a-z]{2,3}(?:-[a-z0-9]{1,8})*)(\+[A-Za-z0-9]{1,20})?$`)
)

// arguments are espeak-ng's. --stdin makes all of the input one text, and -b 1 says
// that it is UTF-8, whatever the locale.
func arguments(s speech.Settings) ([]string, error) {
	name, err := chosen(s)
	if err != nil {
		return nil, err
	}
	rate, volume := s.Rate, s.Volume
	if rate == 0 {
		rate = usualRate
	}
	if volume == 0 {
		volume = usualVolume
	}
	rate = min(max(rate, speech.MinRate), speech.MaxRate)
	volume = min(max(volume, speech.MinVolume), speech.MaxVolume)
	pitch := min(max(middlePitch+s.Pitch, 0), 99)
	return []string{
		"--stdin", "--stdout", "-b", "1",
		"-v", name, "-s", strconv.Itoa(rate), "-p", strconv.Itoa(pitch), "-a", strconv.Itoa(volume),
	}, nil
}

// chosen is espeak-ng's name for what speaks: the voice that was asked for, if it speaks the
// language of the text; else the language's own, in the timbre of the voice.
func chosen(s speech.Settings) (string, error) {
	language := strings.ToLower(strings.ReplaceAll(s.Language, "_", "-"))
	if language != "" && !tag.MatchString(language) {
		language = "en"
	}
	if s.Voice == "" {
		return own(language), nil
	}
	id, is := strings.CutPrefix(s.Voice, prefix)
	parts := voice.FindStringSubmatch(id)
	if !is || parts == nil {
		return "", fmt.Errorf("espeak: %w: %q", speech.ErrNoVoice, s.Voice)
	}
	speaks, timbre := parts[1], parts[2]
	if language != "" && speaks != language && !strings.HasPrefix(speaks, language+"-") {
		return own(language) + timbre, nil
	}
	return speaks + timbre, nil
}

// own is the voice of a language: "en" alone would be the British one.
func own(language string) string {
	if language == "" || language == "en" {
		return "en-us"
	}
	return language
}

// Voices implements speech.Lister. Those that need MBROLA, another program, are left out.
func (s *Synthesizer) Voices(ctx context.Context) ([]speech.VoiceInfo, error) {
	out, err := exec.CommandContext(ctx, s.path, "--voices").Output()
	if err != nil {
		return nil, fmt.Errorf("espeak: voices: %w", err)
	}
	return parse(string(out)), nil
}

// parse reads the table of voices: priority, language, age and gender, name with underscores
// for spaces, file, other languages.
func parse(table string) []speech.VoiceInfo {
	var all []speech.VoiceInfo
	seen := map[string]bool{}
	for line := range strings.Lines(table) {
		f := strings.Fields(line)
		if len(f) < 5 || !tag.MatchString(strings.ToLower(f[1])) || strings.HasPrefix(f[4], "mb/") {
			continue
		}
		language := strings.ToLower(f[1])
		if !seen[language] {
			seen[language] = true
			all = append(all, speech.VoiceInfo{ID: prefix + language, Name: strings.ReplaceAll(f[3], "_", " "), Language: language})
		}
	}
	return all
}
