package speechtest_test

import (
	"testing"

	"descry/speech"
	"descry/speech/speechtest"
)

// The fakes are held to what real parts are held to.

func TestBeeper(t *testing.T) {
	speechtest.TestSynthesizer(t, func(*testing.T) speech.Synthesizer { return speechtest.Beeper{} })
}

func TestJoinedVoice(t *testing.T) {
	speechtest.TestVoice(t, func(t *testing.T) speech.Voice {
		v := speech.NewVoice(speechtest.Beeper{}, speechtest.Silent{})
		t.Cleanup(func() { _ = v.Close() })
		return v
	})
}
