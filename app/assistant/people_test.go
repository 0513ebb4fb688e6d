package assistant

import "testing"

func TestStatesTrait(t *testing.T) {
	tests := map[bool][]string{
		true: {
			"He is 30 years old.", "A young woman is smiling.", "An old man sits there.", "The man looks happy.", "She is sad.",
			"The person is ill.", "An elderly couple walks.", "The boy seems to be tired.", "The woman is very old.", "A pregnant woman stands there.",
			"A middle-aged man.", "She appears to be in her twenties.",
		},
		false: {
			"An old house.", "A man stands in front of an old house.", "The house is 100 years old.", "A woman is smiling.",
			"A child wears a hat.", "A red cup.", "A man with grey hair.", "A happy dog.",
		},
	}
	for want, sentences := range tests {
		for _, s := range sentences {
			t.Run(s, func(t *testing.T) {
				if got := statesTrait(s); got != want {
					t.Errorf("got %v", got)
				}
			})
		}
	}
}

func TestNamesPerson(t *testing.T) {
	tests := map[bool][]string{
		true: {
			"This is Barack Obama.", "It looks like Tom Hanks.", "President Obama is speaking.", "Barack Obama is standing at a podium.",
			"The man is actor Brad Pitt.", "A woman named Anna.", "His name is John.", "The image shows Angela Merkel and Emmanuel Macron shaking hands.",
			"He is Messi.", "The man is Barack Obama.", "The person in the picture is Barack Obama.", "There is Tom Hanks.",
			"There is Tom Hanks on the left.", "The woman on the left is probably Emma Watson.", "The man looks like Tom Hanks.",
			"The two people are Barack Obama and Angela Merkel.", "There's Angela Merkel.",
		},
		false: {
			"This is the Eiffel Tower.", "The Golden Gate Bridge is red.", "A man is standing in New York City.", "A person stands near Times Square.",
			"The sign says Main Street.", "A man in a suit.", "This is a cup.", "He is German.", "A German Shepherd is sitting.", "It is Big Ben.",
			"There is a man in New York City.", "There is Coca Cola on the table.", "There is New York City.", "The person is German.",
			"The man is at Times Square.", "The child is holding a Teddy Bear.", "The woman is in front of Buckingham Palace.",
			"There are two people.", "The dog next to the man is a Golden Retriever.", "The king of hearts.", "Two men shake hands.", "A Coca Cola bottle is standing on a table.",
		},
	}
	for want, sentences := range tests {
		for _, s := range sentences {
			t.Run(s, func(t *testing.T) {
				if got := namesPerson(s); got != want {
					t.Errorf("got %v", got)
				}
			})
		}
	}
}
