package assistant

import (
	"image"
	"testing"
)

func TestPartOf(t *testing.T) {
	left, right := part{x: -1, upright: true}, part{x: 1, upright: true}
	top, bottom := part{y: -1, across: true}, part{y: 1, across: true}
	for q, want := range map[string]struct {
		part part
		rest string
	}{
		"What is on the left?":                            {left, "What is in this image?"},
		"What's on the right side of the picture?":        {right, "What's in this image?"},
		"What is on the right-hand side?":                 {right, "What is in this image?"},
		"What does the sign on the left say?":             {left, "What does the sign in this image say?"},
		"What is the man on the right wearing?":           {right, "What is the man in this image wearing?"},
		"Read the text at the top left.":                  {part{x: -1, y: -1}, "Read the text in this image."},
		"What is written in the lower right-hand corner?": {part{x: 1, y: 1}, "What is written in this image?"},
		"Is there a dog in the top-right corner?":         {part{x: 1, y: -1}, "Is there a dog in this image?"},
		"Look closer at the bottom left.":                 {part{x: -1, y: 1}, "Look closer in this image."},
		"Look at the top of this photo.":                  {top, "Look at this image."},
		"What does it say at the bottom of the image":     {bottom, "What does it say in this image"},
		"What is in the middle of the picture?":           {part{}, "What is in this image?"},
		"What is in the centre?":                          {part{}, "What is in this image?"},
		"Describe the left half.":                         {left, "Describe this image."},
		"DESCRIBE THE TOP LEFT CORNER OF THE IMAGE":       {part{x: -1, y: -1}, "DESCRIBE this image"},
		"On the left, is there a door?":                   {left, "in this image, is there a door?"},
	} {
		got, rest, ok := partOf(q)
		if !ok || got != want.part || rest != want.rest {
			t.Errorf("%q: %v, %+v, %q", q, ok, got, rest)
		}
	}
	for _, q := range []string{
		"What is this?", "Is that right?", "Is this the right bus?", "What is on top of the table?", "What is left?", "Is the light on?",
		"Is the cup on the left or on the right?", "What is on the left of the dog?", "What does it say at the top of the page?",
		"What is on the bottom shelf?", "Which book on the left is larger?", "How many people are on the right?", "Turn right",
		"Is the man on the left taller than the woman?", "What is between the left and the right?", "Where is the left shoe?",
		"Is my face in the middle of the frame?", "What is in the middle drawer?", "Is the right one mine?", "Is the man in the middle next to a dog?",
		"What is on the left side of the road?", "What is on the left and what is on the right?", "Is everything on the left the same?",
	} {
		if p, rest, ok := partOf(q); ok {
			t.Errorf("%q: %+v, %q", q, p, rest)
		}
	}
}

func TestPartCrop(t *testing.T) {
	b := image.Rect(10, 20, 110, 70)
	for p, want := range map[part]image.Rectangle{
		{x: -1, upright: true}: image.Rect(10, 20, 70, 70),
		{y: 1, across: true}:   image.Rect(10, 40, 110, 70),
		{x: 1, y: -1}:          image.Rect(50, 20, 110, 50),
		{}:                     image.Rect(30, 30, 90, 60),
	} {
		if got := p.crop(b); got != want {
			t.Errorf("%+v: %v, want %v", p, got, want)
		}
	}
	for p := range leads {
		if got := p.crop(image.Rect(0, 0, 1, 1)); got != image.Rect(0, 0, 1, 1) {
			t.Errorf("one pixel, %+v: %v", p, got)
		}
	}
}
