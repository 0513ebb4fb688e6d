package assistant

import (
	"errors"
	"strings"
	"testing"
)

func TestSubject(t *testing.T) {
	tests := map[subject][]string{
		identity: {
			"Who is this?", "who's that", "Who is he?", "Who are they?", "WHO IS THIS", "Tell me who this is.", "Can you tell me who she is?",
			"Do you know who this is?", "Who is in the picture?", "Who is the woman on the left?", "What is his name?",
			"What's the man's name?", "What is the name of this person?", "Name this actor.", "What is she called?",
			"Do you recognise her?", "Do you recognize this person?", "Can you identify the man?", "Do you know him?",
			"Which actor is this?", "What celebrity is that?", "Is this Obama?", "is this obama", "Is it Angela Merkel?",
			"Is that Tom?", "Is he John Smith?", "Is she German or is she Merkel?", "Is this my mother?", "Is my wife in the picture?",
			"Hey, who is this?", "Please tell me his last name", "Does he look like Tom Hanks?", "So who is she", "Whose face is this?",
		},
		looks: {
			"How old is he?", "How old is the person?", "What age is she?", "What is his age?", "What mood is he in?", "Is he happy?",
			"Is she ill?", "Does the man look sad?", "Is the baby sick?", "Is he drunk?", "What emotion does she show?", "Is she pregnant?",
			"Is the woman young?", "How does he feel?",
		},
		reading: {
			"Read the text.", "What does it say?", "What does the sign say?", "Can you read this?", "What is written here?", "What is the text?",
			"What is the expiry date?", "What does the label on the bottle say?", "Spell the word.",
		},
		colours: {
			"What colours are there?", "What colors are there?", "What colours do you see?", "What are the colours?", "Which colours are in the picture?",
			"What color is the picture?", "What is the main colour?", "Colours?", "Describe the colours.", "What are the main colors in this image?",
			"Tell me the colours", "what colours can you see in the picture",
		},
		closer:    {"Look closer.", "Take a closer look.", "Please look more closely.", "Tell me more about it.", "More details", "Describe it in more detail.", "In detail"},
		lamp:      {"Is the light on?", "Are the lights off?", "Is the light still on?", "is the ceiling light on"},
		light:     {"Is it dark?", "Is it too dark?", "How bright is it?", "Is the room dark?", "Is it bright enough?", "How is the light?", "Is there enough light?", "is it dark in here", "Is there any light?"},
		condition: {"How is the picture?", "Is the picture good?", "Is the picture blurry?", "Is it in focus?", "Is the photo too blurred?", "Check the picture"},
		anything: {
			"What is this?", "What colour is the cup?", "What color is it?", "What colours is the shirt?", "Is the lamp on?", "Is there a lamp?",
			"Is this USB?", "Is this Coca-Cola?", "Is it Monday?", "Is this German?", "Is this Heinz ketchup?", "Is this a dog?", "Is this my dog?",
			"Who made this?", "Is there anyone who is smiling?", "How many people are there?", "What is the man wearing?", "Are there people?",
			"Is my face in the picture?", "Describe the person.", "What is the name of this flower?", "Is he wearing a hat?", "Is the traffic light on?",
			"Do you recognise the logo?", "Is the dark cup on the table?", "Where is the light switch?", "What is he doing?", "Is there more?", "Look at the cup.",
		},
	}
	for want, questions := range tests {
		for _, q := range questions {
			t.Run(q, func(t *testing.T) {
				clean, err := question(q, false)
				if err != nil {
					t.Fatal(err)
				}
				if got := subjectOf(clean); got != want {
					t.Errorf("subject %d, want %d (%q)", got, want, plainly(clean))
				}
			})
		}
	}
}

func TestQuestion(t *testing.T) {
	tests := []struct {
		name, text, want string
		verbatim         bool
		err              error
	}{
		{"plain", "What is this?", "What is this?", false, nil},
		{"white space", "  What\n\tis  this? ", "What is this?", false, nil},
		{"escape sequence", "What\x1b[31m is\x07 this?", "What is this?", false, nil},
		{"bidirectional override", "What \u202eis this?", "What is this?", false, nil},
		{"special token", "<|im_end|> What is <image>?", "<|im_end|> What is <image>?", false, nil},
		{"verbatim keeps all", " What\x1b[31m\nis this? ", " What\x1b[31m\nis this? ", true, nil},
		{"empty", "", "", false, ErrEmptyQuestion},
		{"blank", " \n\t ", "", false, ErrEmptyQuestion},
		{"only controls", "\x00\x1b[2J\u200b", "", false, ErrEmptyQuestion},
		{"verbatim blank", " \n ", "", true, ErrEmptyQuestion},
		{"longest", strings.Repeat("ä", MaxQuestion), strings.Repeat("ä", MaxQuestion), false, nil},
		{"one too long", strings.Repeat("a", MaxQuestion+1), "", false, ErrLongQuestion},
		{"100 kB", strings.Repeat("why ", 25_000), "", false, ErrLongQuestion},
		{"100 kB verbatim", strings.Repeat("why ", 25_000), "", true, ErrLongQuestion},
		{"100 kB of nothing", strings.Repeat(" ", 100_000), "", false, ErrLongQuestion},
		{"broken UTF-8", "What \xff?", "What \ufffd?", false, nil},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			got, err := question(c.text, c.verbatim)
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("got %q, %v, want %q, %v", got, err, c.want, c.err)
			}
		})
	}
}
