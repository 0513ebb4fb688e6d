"""Questions about a scene, in several phrasings, with the one right answer to each."""
from names import (ABSTAIN, ANIMALS, COLOUR_LIST, NEVER_DRAWN, NO_TEXT, NUMBERS, PEOPLE, PICTOGRAM_LIST,
                   SHAPES, UNKNOWN, UNREADABLE, article, joined, plural, sentence)
from strokes import pick

DESCRIBE = ["Describe this image.", "Describe this image in one sentence.", "What is in front of me?",
            "What is in this picture?", "Describe the picture.", "What do you see?", "What is this?",
            "What is in the image?", "Describe the scene.", "What can you see?"]
DETAIL = ["Describe this image in detail.", "Describe the picture in detail."]
COLOURS_SEEN = ["What colors do you see?", "What colours do you see?", "What colours are in the picture?",
                "What colors are there?"]
READ = ["What does the text say?", "Read the text.", "What is written here?", "What does it say?",
        "What does the sign say?", "Read this.", "Can you read this?"]
IS_TEXT = ["Is there any text?", "Is there text in the picture?", "Is there any writing?"]
PEOPLE_ASKED = ["Are there any people in this picture?", "Are there any people?", "Is there a person?",
                "Do you see anybody?", "Is anyone there?"]
ANIMALS_ASKED = ["What animals do you see?", "Which animals are there?", "Are there any animals?"]
UNANSWERABLE = """Who is this?|What time is it?|Is it safe to cross?|How much money is this?|What is the weather like?
How old is the person?|What is the person doing?|Why is it here?|Is this food still good?|What brand is it?
How far away is it?|What will happen next?|Where am I?|Is it dangerous?|Can I take this medicine?|Hello
Tell me a joke.|What is the date today?|How does it smell?|Who made this?|Is the light on?|What is behind me?
How heavy is it?|Is it alive?|What is the price?|Whose is it?|Is the door locked?|What is her name?|What is it for?
Does he look happy?|Is it expensive?|Help me.|What should I do?|How are you?|Is it warm outside?""".replace("\n", "|").split("|")
UNANSWERABLE_HELD_OUT = ["Is anything dangerous here?", "What is his name?", "Can I eat this?", "How tall is it?",
                         "Who painted this?", "Is it raining?", "Sing a song.", "What day is it?"]


def general(rng):
    """A question about nothing in particular, of any type."""
    noun = pick(rng, SHAPES if rng.random() < .3 else PICTOGRAM_LIST)
    colour, word = pick(rng, COLOUR_LIST), pick(rng, ["colour", "color"])
    return pick(rng, [
        pick(rng, DESCRIBE), pick(rng, DETAIL), pick(rng, COLOURS_SEEN), pick(rng, READ), pick(rng, IS_TEXT),
        pick(rng, PEOPLE_ASKED), pick(rng, ANIMALS_ASKED), f"What {word} is the {noun}?", f"How many {plural(noun)} are there?",
        presence(rng, noun), presence(rng, noun), presence(rng, pick(rng, PEOPLE + NEVER_DRAWN)), presence(rng, f"{colour} {noun}"),
        f"Is there {article(colour)} shape?", f"Where is the {noun}?", "How many things are there?",
        f"What {word} is the background?", "What is on the left?", "What is in the middle?", pick(rng, UNANSWERABLE)])


def fixed(rng, answer, kind):
    """The same answer whatever is asked: for pictures nothing can be said about."""
    return [(kind, pick(rng, DESCRIBE), answer)] + [(kind, general(rng), answer) for _ in range(6)]


def printed(rng):
    """A page of print: that there is text is all that is said."""
    rows = [("page", pick(rng, DESCRIBE + DETAIL), UNREADABLE), ("page", pick(rng, READ), UNREADABLE),
            ("page", pick(rng, IS_TEXT), "Yes.")]
    other = (general(rng) for _ in range(3))
    return rows + [("page", q, ABSTAIN) for q in other if q not in DESCRIBE + DETAIL + READ + IS_TEXT]


def presence(rng, noun):
    a, many = article(noun), plural(noun)
    return pick(rng, [f"Is there {a}?", f"Is there {a}?", f"Is there {a} in the picture?", f"Do you see {a}?", f"Can you see {a}?",
                      f"Does the image contain {a}?", f"Are there any {many}?", f"Is there {a} in this image?"])


def caption(things, text):
    """Reading order; equal things are counted together, without a place."""
    parts, seen = [], {}
    for t in sorted(things, key=lambda t: t.cell):
        seen.setdefault(t.noun, []).append(t)
    for noun, ts in seen.items():
        if noun == UNKNOWN:
            parts.append(f"something I can't name {ts[0].place}" if len(ts) == 1 else f"{NUMBERS[len(ts)].lower()} things I can't name")
        else:
            parts.append(f"{ts[0].called} {ts[0].place}" if len(ts) == 1 else ts[0].several(len(ts)))
    return sentence(joined(parts + ["some text"] * text))


class Asker:
    """Builds the questions of one scene; counts hold kinds and coloured kinds alike."""

    def __init__(self, rng, things, text, ground):
        self.rng, self.things, self.text, self.ground = rng, things, text, ground
        self.known = [t for t in things if t.kind != UNKNOWN]
        self.shapes = [t for t in self.known if t.colour]
        self.strange = len(self.known) < len(things)
        self.count = {}
        for t in things:
            for n in {t.noun, t.kind}:
                self.count[n] = self.count.get(n, 0) + 1
        self.absent = [k for k in SHAPES + PICTOGRAM_LIST if k not in self.count]

    def present(self):
        """Two in five are true; half of the false ones are one attribute away from true."""
        rng, r = self.rng, self.rng.random()
        if self.known and r < .4:
            t = pick(rng, self.known)
            noun = t.noun if rng.random() < .5 else t.kind
        elif self.shapes and r < .7:
            t = pick(rng, self.shapes)
            noun = f"{pick(rng, COLOUR_LIST)} {t.kind}" if rng.random() < .5 else f"{t.colour} {pick(rng, SHAPES)}"
        elif r < .9:
            noun = pick(rng, self.absent)
        else:
            noun = pick(rng, NEVER_DRAWN)
            return "presence", presence(rng, noun), ABSTAIN if self.strange else "No."
        return "presence", presence(rng, noun), "Yes." if noun in self.count else "No."

    def coloured_shape(self):
        rng = self.rng
        c = pick(rng, self.shapes).colour if self.shapes and rng.random() < .5 else pick(rng, COLOUR_LIST)
        q = pick(rng, [f"Is there {article(c)} shape?", f"Is anything {c}?", f"Do you see something {c}?"][:1 if len(self.shapes) < len(self.things) else 3])
        return "presence", q, "Yes." if any(t.colour == c for t in self.shapes) or ("shape" not in q and c == self.ground) else "No."

    def colour(self):
        rng, word = self.rng, pick(self.rng, ["colour", "color"])
        one = [t for t in self.shapes if self.count[t.kind] == self.count[t.noun]]
        if not one or rng.random() < .08:
            k = pick(rng, self.absent)
            return "colour", f"What {word} is the {k}?", f"There is no {k}."
        t = pick(rng, one)
        q = f"What {word} is the {t.kind}?" if self.count[t.kind] == 1 else f"What {word} are the {plural(t.kind)}?"
        if len(self.shapes) == 1 and rng.random() < .3:
            q = pick(rng, [f"What {word} is the shape?", f"What {word} is it?"])
        return "colour", q, sentence(t.colour)

    def colours_seen(self):
        seen = list(dict.fromkeys([t.main for t in sorted(self.things, key=lambda t: t.cell)] + [self.ground]))
        return "colours", pick(self.rng, COLOURS_SEEN), sentence(joined(seen[-4:]))

    def number(self):
        rng, r = self.rng, self.rng.random()
        if self.things and (r < .2 or not self.known):
            return "count", pick(rng, ["How many things are there?", "How many things do you see?"]), NUMBERS[len(self.things)] + "."
        if self.known and r < .85:
            t = max((pick(rng, self.known) for _ in range(2)), key=lambda t: self.count[t.kind])
            noun = t.noun if rng.random() < .4 else t.kind
        else:
            noun = pick(rng, self.absent)
        q = pick(rng, [f"How many {plural(noun)} are there?", f"How many {plural(noun)} do you see?"])
        return "count", q, NUMBERS[self.count.get(noun, 0)] + "."

    def place(self):
        single = [t for t in self.known if self.count[t.kind] == 1]
        if not single or self.rng.random() < .1:
            k = pick(self.rng, self.absent)
            return "place", f"Where is the {k}?", f"There is no {k}."
        t = pick(self.rng, single)
        return "place", pick(self.rng, [f"Where is the {t.kind}?", f"Where is the {t.noun}?"]), sentence(t.place)

    def name(self):
        if len(self.shapes) == 1 and self.rng.random() < .3:
            return "name", pick(self.rng, ["What shape is it?", "What shape is in the image?", "What shape do you see?"]), sentence(article(self.shapes[0].kind))
        t = pick(self.rng, self.things)
        return "name", f"What is {t.place}?", "Something I can't name." if t.kind == UNKNOWN else sentence(t.called)

    def animals(self):
        names = list(dict.fromkeys(t.called for t in sorted(self.things, key=lambda t: t.cell) if t.kind in ANIMALS))
        q = pick(self.rng, ANIMALS_ASKED)
        if not names and self.strange:
            return "animals", q, ABSTAIN
        if q.startswith("Are"):
            return "animals", q, "Yes." if names else "No."
        return "animals", q, sentence(joined(names)) if names else "There are no animals."

    def people(self):
        if "hand" in self.count or self.strange:
            return self.present()
        q = pick(self.rng, PEOPLE_ASKED[:2] * 2 + PEOPLE_ASKED + [presence(self.rng, pick(self.rng, PEOPLE))])
        return "people", q, "There is a face." if "face" in self.count else "No."

    def all(self):
        rng = self.rng
        text = caption(self.things, self.text)
        detail = text + f" The background is {self.ground}."
        rows = [("describe", pick(rng, DESCRIBE), text), self.present(), self.present(), self.number()]
        maybe = [(.35, lambda: ("detail", pick(rng, DETAIL), detail)), (.6, self.present), (.35, self.coloured_shape),
                 (.9 if self.shapes else .2, self.colour), (.35, self.colours_seen), (.15, self.animals), (.25, self.people),
                 (.2, lambda: ("background", pick(rng, ["What colour is the background?", "What color is the background?"]), sentence(self.ground))),
                 (.8 if self.known else .2, self.place), (.5 if self.things else 0, self.name),
                 (.25, lambda: ("text", pick(rng, READ), UNREADABLE if self.text else NO_TEXT)),
                 (.15, lambda: ("text", pick(rng, IS_TEXT), "Yes." if self.text else "No.")),
                 (.2, lambda: ("unanswerable", pick(rng, UNANSWERABLE), ABSTAIN))]
        return rows + [f() for p, f in maybe if rng.random() < p]
