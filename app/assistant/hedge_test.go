package assistant

import "testing"

func TestHedge(t *testing.T) {
	x := &run{Assistant: New(Options{})}
	tests := []struct{ name, sentence, want string }{
		{"article", "The lamp is on.", "I think the lamp is on, but I'm not sure."},
		{"a clause after an article", "A man is sitting on a bench.", "I think a man is sitting on a bench, but I'm not sure."},
		{"a thing", "A red cup.", "I think it's a red cup, but I'm not sure."},
		{"an apple", "An apple", "I think it's an apple, but I'm not sure."},
		{"a thing ending in ss", "A glass.", "I think it's a glass, but I'm not sure."},
		{"perhaps a verb", "A dog barks.", "I think a dog barks, but I'm not sure."},
		{"a long thing", "A red cup on a wooden table near a window.", "I think a red cup on a wooden table near a window, but I'm not sure."},
		{"several things", "Two cups.", "I think two cups, but I'm not sure."},
		{"there", "There is a cup.", "I think there is a cup, but I'm not sure."},
		{"it's", "It's a cup.", "I think it's a cup, but I'm not sure."},
		{"curly apostrophe", "It’s a cup.", "I think it’s a cup, but I'm not sure."},
		{"yes", "Yes.", "I think yes, but I'm not sure."},
		{"yes and more", "Yes, the lamp is on.", "I think yes, the lamp is on, but I'm not sure."},
		{"no", "No", "I think no, but I'm not sure."},
		{"colour", "Red.", "I think red, but I'm not sure."},
		{"name", "Paris is shown.", "I think Paris is shown, but I'm not sure."},
		{"I", "I see a cup.", "I think I see a cup, but I'm not sure."},
		{"I with an apostrophe", "I've found a cup.", "I think I've found a cup, but I'm not sure."},
		{"acronym", "TV sets are on sale.", "I think TV sets are on sale, but I'm not sure."},
		{"acronym that is a word", "IT is written there.", "I think IT is written there, but I'm not sure."},
		{"letter A", "A B C is written there.", "I think A B C is written there, but I'm not sure."},
		{"number", "3 cups are there.", "I think 3 cups are there, but I'm not sure."},
		{"preposition", "On the left is a cup!", "I think on the left is a cup, but I'm not sure."},
		{"percent sign", "The battery is at 50%.", "I think the battery is at 50%, but I'm not sure."},
		{"lower case already", "a cup", "I think it's a cup, but I'm not sure."},
		{"question", "Is it a cup?", "I think this is right, but I'm not sure: Is it a cup?"},
		{"already thinking", "I think it is a cup.", "I think this is right, but I'm not sure: I think it is a cup."},
		{"but", "It is a cup, but it is broken.", "I think this is right, but I'm not sure: It is a cup, but it is broken."},
		{"quoted", "\"Stop\" is written there.", "I think this is right, but I'm not sure: \"Stop\" is written there."},
		{"list", "1. A cup", "I think this is right, but I'm not sure: 1. A cup"},
		{"cut off", "A cup on…", "I think this is right, but I'm not sure: A cup on…"},
		{"bullet", "- A cup", "I think this is right, but I'm not sure: - A cup"},
		{"abbreviation inside", "Dr. Smith's sign is there.", "I think this is right, but I'm not sure: Dr. Smith's sign is there."},
		{"only marks", "...", "I think this is right, but I'm not sure: ..."},
		{"other script", "这是一个杯子。", "I think 这是一个杯子。, but I'm not sure."},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			if got := x.hedge(c.sentence, false); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestHedgeLooks(t *testing.T) {
	x := &run{Assistant: New(Options{})}
	tests := []struct{ sentence, want string }{
		{"He is 30 years old.", "Going by looks alone, I think he is 30 years old, but I'm not sure."},
		{"A sad man.", "Going by looks alone, I think a sad man, but I'm not sure."},
		{"Is he ill?", "I can only go by looks, so I'm not sure of this: Is he ill?"},
	}
	for _, c := range tests {
		t.Run(c.sentence, func(t *testing.T) {
			if got := x.hedge(c.sentence, true); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
