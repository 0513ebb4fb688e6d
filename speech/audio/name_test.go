package audio

import "testing"

func TestSink(t *testing.T) {
	const sinks = "Sink #0\n\tState: IDLE\n\tName: hdmi\n\tDescription: Screen\nSink #1\n\tName: usb.out\n\tDescription: Headphones of Ann\n\tDriver: x\n"
	for _, c := range []struct{ name, info, sinks, want string }{
		{"found", "Server Name: pulseaudio\nDefault Sink: usb.out\nDefault Source: x\n", sinks, "Headphones of Ann"},
		{"first", "Default Sink: hdmi\n", sinks, "Screen"},
		{"not listed", "Default Sink: other\n", sinks, "other"},
		{"no sink", "Default Sink: \n", sinks, ""},
		{"no server", "", "", ""},
	} {
		if got := sink(c.info, c.sinks); got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestCard(t *testing.T) {
	for _, c := range []struct{ name, cards, want string }{
		{"one", " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n                      HDA Intel PCH at 0xb1218000 irq 127\n", "HDA Intel PCH"},
		{"none", "--- no soundcards ---\n", ""},
		{"no file", "", ""},
	} {
		if got := card(c.cards); got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}
