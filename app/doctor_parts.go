package app

import (
	"context"
	"strings"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/internal/fit"
)

// examineGraphics looks for backends of graphics cards and for the cards' device files.
func (a *App) examineGraphics(context.Context) assistant.Finding {
	backends, devices := graphics(a.options.Layout.Library)
	switch {
	case len(backends) == 0:
		return a.well("graphics", messages.DoctorGraphicsNone)
	case len(devices) == 0:
		return a.ill("graphics", messages.DoctorGraphicsNoDevice, messages.Clean(strings.Join(backends, ", ")))
	}
	return a.well("graphics", messages.DoctorGraphics, messages.Clean(strings.Join(backends, ", ")), messages.Clean(strings.Join(devices, ", ")))
}

// examineMemory compares what the model needs with what is free now, or was when it
// was loaded into it.
func (a *App) examineMemory(context.Context) assistant.Finding {
	free, ok := fit.Available()
	if !ok {
		return a.well("memory", messages.DoctorMemoryUnknown)
	}
	text, projector, err := a.files()
	if err != nil {
		return a.well("memory", messages.DoctorMemory, a.size(free))
	}
	p, err := inspect(text, projector, a.options.Settings.Context)
	if err != nil {
		return a.well("memory", messages.DoctorMemory, a.size(free))
	}
	if need := p.need.Total(); free < need {
		return a.ill("memory", messages.DoctorMemoryLow, a.size(free), a.size(need), suggestion(a.options.Settings.Language, free, need))
	}
	if e, err := a.plan(projector, p.need.Instead(0).Total()); err == nil && e.folder != "" {
		need := p.need.Instead(e.need.Total()).Total()
		return a.well("memory", messages.DoctorMemoryCopy, a.size(free), a.size(need), a.size(e.need.Mapped), messages.Clean(e.copies()))
	}
	return a.well("memory", messages.DoctorMemoryEnough, a.size(free), a.size(p.need.Total()))
}

// examineLockup asks the process that runs the model what it has given away.
func (a *App) examineLockup(context.Context) assistant.Finding {
	r := a.lockup()
	switch {
	case r.Whole():
		return a.well("lockup", messages.DoctorLockup)
	case r.Network && r.Private:
		return a.well("lockup", messages.DoctorLockupNoFiles)
	}
	return a.well("lockup", messages.DoctorLockupNone, a.yes(r.Network), a.yes(r.Files), a.yes(r.Private))
}

func (a *App) yes(b bool) string {
	if b {
		return a.say(messages.DoctorYes)
	}
	return a.say(messages.DoctorNo)
}
