package helper

import (
	"context"
	"errors"
	"fmt"

	"descry/internal/child"
	"descry/speech"
)

// persist has an order done, by another child where one dies, and once more where the
// device is lost. A voice on which all die is given up, and the text said by the usual one.
func (v *Voice) persist(ctx context.Context, o order) error {
	if v.deadly[o.Settings.Voice] {
		o.Settings = o.Settings.Usual()
	}
	err := v.again(ctx, o)
	if errors.Is(err, speech.ErrDied) && o.Settings.Voice != "" && ctx.Err() == nil {
		v.o.Log.Warn("a voice is given up", "err", err)
		v.deadly[o.Settings.Voice] = true
		o.Settings = o.Settings.Usual()
		err = v.again(ctx, o)
	}
	return err
}

func (v *Voice) again(ctx context.Context, o order) error {
	r := child.Restart{Most: mostDeaths, Wait: pause, Died: func(times int, exit *child.ExitError) {
		v.o.Log.Warn("the speaking process died", "times", times, "err", exit)
	}}
	err := r.Do(ctx, func() error { return v.request(ctx, o) })
	if errors.Is(err, speech.ErrLost) && ctx.Err() == nil {
		v.o.Log.Warn("the sound device was lost", "err", err)
		err = r.Do(ctx, func() error { return v.request(ctx, o) })
	}
	if errors.Is(err, child.ErrKeepsDying) {
		return fmt.Errorf("helper: %w: %w", speech.ErrDied, err)
	}
	return err
}
