package app

import (
	"cmp"
	"context"
	"errors"
	"time"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/speech"
	"descry/speech/audio"
	"descry/speech/espeak"
)

// trying is how long the voice may take to be ready.
const trying = 20 * time.Second

// examineSound goes the whole way from the voice to the device, without a sound.
func (a *App) examineSound(ctx context.Context) assistant.Finding {
	ctx, cancel := context.WithTimeout(ctx, trying)
	defer cancel()
	how := a.manner(speech.Settings{})
	gone := ""
	err := a.tryVoice(ctx, speech.Settings{Voice: how.Voice})
	if errors.Is(err, speech.ErrNoVoice) && how.Voice != "" {
		gone, how.Voice = how.Voice, ""
		err = a.tryVoice(ctx, how)
	}
	name := a.voiceName(ctx, cmp.Or(how.Voice, espeak.Usual))
	switch {
	case errors.Is(err, speech.ErrNoDevice), errors.Is(err, speech.ErrLost):
		return a.ill("sound", messages.DoctorSoundNoDevice, name)
	case err != nil:
		return a.failed("sound", err)
	case gone != "":
		return a.ill("sound", messages.DoctorSoundGone, messages.Clean(gone), name)
	}
	device := messages.Clean(audio.Name(ctx))
	if device == "" {
		device = a.say(messages.DoctorSoundUsual)
	}
	return a.well("sound", messages.DoctorSound, name, device)
}

// voiceName is a voice's name for a person, or its ID.
func (a *App) voiceName(ctx context.Context, id string) string {
	if v, err := (shelf{a}).find(ctx, id); err == nil {
		return messages.Clean(v.Name)
	}
	return messages.Clean(id)
}
