package app

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/app/settings"
	"descry/models"
	"descry/speech"
	"descry/speech/espeak"
	"descry/speech/ssip"
)

// usualVoice is the name by which Descry speaks as at first.
const usualVoice = "usual"

// spoken yields the voices that can speak now; without all, those of one language. False:
// nobody listens any more. Without espeak-ng there are none, which is told where one has
// to speak.
func (s shelf) spoken(ctx context.Context, language string, all bool, say func(assistant.Event) bool) bool {
	found := false
	voices := able(ctx)
	used := s.voiceInUse()
	if used == speechdVoice && !say(s.speechd(used)) {
		return false
	}
	if i := slices.IndexFunc(voices, func(v speech.VoiceInfo) bool { return v.ID == used }); i > 0 {
		v := voices[i]
		voices = slices.Insert(slices.Delete(voices, i, i+1), 0, v) // it is heard first
	}
	for _, v := range voices {
		l := s.voice(v, used)
		if !all && !l.InUse && (speech.Settings{Voice: v.ID}).Speaks() != language {
			continue
		}
		if found = true; !say(l) {
			return false
		}
	}
	if used != speechdVoice && ssip.Available() && !say(s.speechd(used)) {
		return false
	}
	return !found || say(assistant.Notice{Text: s.app.say(messages.VoiceVariants, strings.Join(espeak.Variants(), ", "), espeak.Usual+"+f3")})
}

// able are the voices that can speak.
func able(ctx context.Context) []speech.VoiceInfo {
	s, err := espeak.Open()
	if err != nil {
		return nil
	}
	all, _ := s.Voices(ctx) // none, where it can't tell
	return all
}

// speechd tells of speech-dispatcher.
func (s shelf) speechd(used string) assistant.Listed {
	l := assistant.Listed{
		ID: speechdVoice, Name: s.app.say(messages.VoiceSpeechdName), Kind: string(models.Voice), Family: "speech-dispatcher",
		Licence: "GPL-2.0-or-later", Pinned: true, Installed: true, Fits: true, InUse: used == speechdVoice,
	}
	l.Text = s.app.say(messages.VoiceSpeechd, speechdVoice)
	if l.InUse {
		l.Text += " " + s.app.say(messages.ModelInUse)
	}
	return l
}

// voice tells of one that can speak, beside the one that is used. It comes with a program, so that it has no size here.
func (s shelf) voice(v speech.VoiceInfo, used string) assistant.Listed {
	l := assistant.Listed{
		ID: v.ID, Name: v.Name, Kind: string(models.Voice), Family: "espeak-ng", Licence: "GPL-3.0-or-later",
		Pinned: true, Installed: true, Fits: true, Recommended: v.ID == espeak.Usual,
		InUse: v.ID == used,
	}
	l.Text = s.app.say(messages.VoiceLine, messages.Clean(v.Name), v.ID)
	if l.InUse {
		l.Text += " " + s.app.say(messages.ModelInUse)
	}
	return l
}

// voiceInUse is the ID, without a timbre, of the voice that the person's settings name.
func (s shelf) voiceInUse() string {
	return plain(cmp.Or(s.app.manner(speech.Settings{}).Voice, espeak.Usual))
}

// plain is a voice's ID without its timbre.
func plain(id string) string {
	id, _, _ = strings.Cut(id, "+")
	return id
}

// find gives the voice of an ID, which may have a timbre, and its name for a person.
func (s shelf) find(ctx context.Context, id string) (speech.VoiceInfo, error) {
	if id == speechdVoice {
		if !ssip.Available() {
			return speech.VoiceInfo{}, &told{err: speech.ErrNoVoice, id: messages.VoiceNoSpeechd}
		}
		return speech.VoiceInfo{ID: id, Name: s.app.say(messages.VoiceSpeechdName)}, nil
	}
	if v, is, err := s.neural(plain(id)); is || err != nil {
		return chosen(v, id), err
	}
	all := able(ctx)
	i := slices.IndexFunc(all, func(v speech.VoiceInfo) bool { return v.ID == plain(id) })
	switch {
	case ctx.Err() != nil:
		return speech.VoiceInfo{}, ctx.Err()
	case len(all) == 0:
		return speech.VoiceInfo{}, fmt.Errorf("app: %w", speech.ErrNoVoice)
	case i < 0 || !speech.IsVoice(id) || strings.Count(id, "+") > 1:
		return speech.VoiceInfo{}, &told{err: fmt.Errorf("%w: voice %q", models.ErrUnknown, id), id: messages.VoiceUnknown}
	}
	return chosen(all[i], id), nil
}

// chosen is a voice in the timbre of an ID, or by the speaker that it names.
func chosen(v speech.VoiceInfo, id string) speech.VoiceInfo {
	if _, timbre, ok := strings.Cut(id, "+"); ok {
		v.ID, v.Name = id, v.Name+", "+timbre
	}
	return v
}

// UseVoice implements assistant.Models: what is said next is said so, in this process too.
func (s shelf) UseVoice(ctx context.Context, how speech.Settings) iter.Seq2[assistant.Event, error] {
	return work(ctx, func(ctx context.Context, say func(assistant.Event) bool) error {
		id, usual := how.Voice, how.Voice == usualVoice
		if usual {
			id = espeak.Usual
		}
		v, err := s.find(ctx, id)
		if err != nil {
			return err
		}
		var kept settings.Settings
		err = s.app.keep(func(c *settings.Settings) {
			if c.Voice = id; usual {
				c.Voice, c.Rate, c.Pitch, c.Volume, c.Punctuation = "", 0, 0, 0, ""
			}
			c.Rate, c.Pitch, c.Volume = cmp.Or(how.Rate, c.Rate), cmp.Or(how.Pitch, c.Pitch), cmp.Or(how.Volume, c.Volume)
			c.Punctuation = cmp.Or(how.Punctuation, c.Punctuation)
			kept = *c
		})
		if err != nil {
			return err
		}
		s.app.speaker.settle(kept)
		text := s.app.say(messages.VoiceUsed, messages.Clean(v.Name))
		if usual {
			text = s.app.say(messages.VoiceUsual, messages.Clean(v.Name))
		}
		if (speech.Settings{Voice: v.ID}).Speaks() != cmp.Or(s.app.options.Settings.Language, messages.English) {
			text += " " + s.app.say(messages.VoiceOther, v.ID)
		}
		say(assistant.Managed{ID: v.ID, Done: "used", Text: text})
		return nil
	})
}

// TryVoice implements assistant.Models.
func (s shelf) TryVoice(ctx context.Context, id string) (sample, voice string, err error) {
	if id == usualVoice {
		id = espeak.Usual
	}
	v, err := s.find(ctx, id)
	if err != nil {
		return "", "", err
	}
	return messages.VoiceSample((speech.Settings{Voice: v.ID}).Speaks()), v.ID, nil
}
