package cli

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"descry/app/assistant"
	"descry/inference"
)

// answered is what a jsonPrinter prints of events about in.
func answered(t *testing.T, in assistant.Input, events ...assistant.Event) []map[string]any {
	t.Helper()
	var out bytes.Buffer
	p := &jsonPrinter{session: &session{out: &output{w: &out}, err: &output{w: &bytes.Buffer{}}}}
	p.begin(in)
	for _, e := range events {
		p.event(e, time.Now())
	}
	p.end()
	var objects []map[string]any
	for line := range strings.Lines(out.String()) {
		var o map[string]any
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		objects = append(objects, o)
	}
	return objects
}

func TestTokensAsJSON(t *testing.T) {
	tokens := []inference.Token{
		{ID: 7, Text: "caf\xc3", Logprob: -0.5, Top: []inference.Alternative{
			{ID: 7, Text: "caf\xc3", Logprob: -0.5},
			{ID: 8, Text: "\xff\x1b[2J", Logprob: float32(math.Inf(-1))},
		}},
		{ID: 2, Text: "", Logprob: -0.25}, // the end of the answer is a step too
		{ID: -1, Text: "", Stats: &inference.Stats{}},
	}
	objects := answered(t, assistant.Input{Picture: "-"}, assistant.Answered{Tokens: tokens})
	if len(objects) != 1 {
		t.Fatalf("%d objects", len(objects))
	}
	list, ok := objects[0]["tokens"].([]any)
	if !ok || len(list) != 2 {
		t.Fatalf("tokens are %v", objects[0]["tokens"])
	}
	first := list[0].(map[string]any)
	if first["id"] != 7.0 || first["text"] != "caf\ufffd" || first["logprob"] != -0.5 {
		t.Errorf("first token %v", first)
	}
	top := first["top"].([]any)
	if second := top[1].(map[string]any); second["text"] != "\ufffd\x1b[2J" || second["logprob"] != nil {
		t.Errorf("impossible token %v", second)
	}
	if last := list[1].(map[string]any); len(last["top"].([]any)) != 0 {
		t.Errorf("a token without alternatives has %v", last["top"])
	}
}

func TestQuestionsAsJSON(t *testing.T) {
	in := assistant.Input{Picture: "a.png", Question: "What?", Then: []string{"Which colour?"}}
	objects := answered(t, in,
		assistant.Sentence{Text: "A cup.", Level: assistant.Plain},
		assistant.Answered{Answer: "A cup."},
		assistant.Sentence{Text: "I can't tell.", Level: assistant.Declined},
		assistant.Answered{Answer: "I can't tell.", Level: assistant.Declined},
	)
	if len(objects) != 2 {
		t.Fatalf("%d objects", len(objects))
	}
	for i, want := range []struct{ question, level string }{{"What?", "plain"}, {"Which colour?", "declined"}} {
		o := objects[i]
		if o["question"] != want.question || o["level"] != want.level || len(o["sentences"].([]any)) != 1 {
			t.Errorf("object %d is %v", i, o)
		}
		if _, there := o["tokens"]; there {
			t.Errorf("object %d has tokens that nobody asked for", i)
		}
	}
}

func TestDoctorAsJSON(t *testing.T) {
	objects := answered(t, assistant.Input{},
		assistant.Finding{Name: "a", Text: "A.", Good: true}, assistant.Finding{Name: "b", Text: "B."})
	if len(objects) != 1 || objects[0]["good"] != false || len(objects[0]["findings"].([]any)) != 2 {
		t.Errorf("got %v", objects)
	}
}

func TestEscapeHidden(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"plain", `{"a":"grüße 🙂"}`, `{"a":"grüße 🙂"}`},
		{"DEL", "\"\x7f\"", `"\u007f"`},
		{"C1 control", "\"\u009b31m\"", `"\u009b31m"`},
		{"bidirectional override", "\"\u202e\"", `"\u202e"`},
		{"tag", "\"\U000e0041\"", `"\udb40\udc41"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := string(escapeHidden([]byte(c.text)))
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			var before, after string
			if json.Unmarshal([]byte(c.text), &before) == nil &&
				(json.Unmarshal([]byte(got), &after) != nil || before != after) {
				t.Errorf("%q became %q", before, after)
			}
		})
	}
}

func FuzzEscapeHidden(f *testing.F) {
	f.Add("a\x1b[2J\u009b\u202e\U000e0041\xff")
	f.Fuzz(func(t *testing.T, text string) {
		line, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		var before, after string
		if err := json.Unmarshal(line, &before); err != nil {
			t.Fatal(err)
		}
		out := escapeHidden(line)
		if err := json.Unmarshal(out, &after); err != nil || before != after {
			t.Errorf("%q became %q (%v)", before, after, err)
		}
		for _, r := range string(out) {
			if r < 0x20 || r >= 0x7f && r < 0xa0 {
				t.Errorf("%q has a control character", out)
			}
		}
	})
}
