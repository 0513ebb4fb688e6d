"""Questions about a scene, in many phrasings and both spellings, with the one right answer to each.

Shards hold what is in a scene, not its questions: these are asked anew each time a scene is trained on.
"""
from colour import COLOUR_LIST
from names import (ABSTAIN, ALIKE, ALSO, ANIMALS, BIRDS, BLURRED, COVERS, DARK, NEVER, NO_TEXT, NOUNS, NUMBERS, PEOPLE, SHAPES, UNKNOWN,
                   UNREADABLE, Thing, article, joined, plural, sentence)

DESCRIBE = ["Describe this image.", "Describe this image in one sentence.", "What is in front of me?", "What is in this picture?",
            "Describe the picture.", "What do you see?", "What is this?", "What is in the picture?", "Describe the scene.",
            "What can you see?", "What is it?", "What's this?", "What's in front of me?", "Tell me what you see.", "What is here?",
            "What is there?", "What do I hold in my hand?", "What is on the table in front of me?", "What am I looking at?"]
DETAIL = ["Describe this image in detail.", "Describe the picture in detail.", "Describe everything you see."]
COLOURS_SEEN = ["What colors do you see?", "What colours do you see?", "What colours are in the picture?", "What colors are there?"]
READ = ["What does the text say?", "Read the text.", "What is written here?", "What does it say?", "What does the sign say?",
        "Read this.", "Can you read this?", "What does the label say?"]
IS_TEXT = ["Is there any text?", "Is there text in the picture?", "Is there any writing?", "Is anything written here?"]
PEOPLE_ASKED = ["Are there any people in this picture?", "Are there any people?", "Is there a person?", "Do you see anybody?",
                "Is anyone there?", "Is somebody in the picture?"]
ANIMALS_ASKED = ["What animals do you see?", "Which animals are there?", "Are there any animals?", "Is there an animal?"]
DARK_ASKED = ["Is it dark?", "Is the picture dark?", "Is it too dark?", "Is there enough light?"]
UNANSWERABLE = """Who is this?|What time is it?|Is it safe to cross?|How much money is this?|What is the weather like?
How old is the person?|What is the person doing?|Why is it here?|Is this food still good?|What brand is it?
How far away is it?|What will happen next?|Where am I?|Is it dangerous?|Can I take this medicine?|Hello
Tell me a joke.|What is the date today?|How does it smell?|Who made this?|Is the light on?|What is behind me?
How heavy is it?|Is it alive?|What is the price?|Whose is it?|Is the door locked?|What is her name?|What is it for?
Does he look happy?|Is it expensive?|Help me.|What should I do?|How are you?|Is it warm outside?""".replace("\n", "|").split("|")
UNANSWERABLE_HELD_OUT = ["Is anything dangerous here?", "What is his name?", "Can I eat this?", "How tall is it?",
                         "Who painted this?", "Is it raining?", "Sing a song.", "What day is it?"]


def pick(rng, options):
    return options[rng.integers(len(options))]


def asked(rng, noun):
    """The noun as a person may call it."""
    if noun in ALSO and rng.random() < .3:
        return pick(rng, ALSO[noun])
    return noun.replace("grey", "gray") if rng.random() < .5 else noun


def presence(rng, noun):
    noun = asked(rng, noun)
    a, many = article(noun), plural(noun)
    return pick(rng, [f"Is there {a}?", f"Is there {a}?", f"Is there {a} in the picture?", f"Do you see {a}?", f"Can you see {a}?",
                      f"Are there any {many}?", f"Is there {a} in this image?", f"Is there {a} here?", f"Is {a} in front of me?",
                      f"Does the picture show {a}?", f"Is {a} there?"])


def absence(rng, noun):
    noun = asked(rng, noun)
    return pick(rng, [f"Is there no {noun}?", f"Is there no {noun} in the picture?", f"Are there no {plural(noun)}?", f"Is the {noun} missing?"])


def general(rng):
    """A question about nothing in particular, of any type."""
    noun = pick(rng, SHAPES if rng.random() < .15 else NOUNS)
    colour, word = pick(rng, COLOUR_LIST), pick(rng, ["colour", "color"])
    return pick(rng, [
        pick(rng, DESCRIBE), pick(rng, DESCRIBE), pick(rng, DETAIL), pick(rng, COLOURS_SEEN), pick(rng, READ), pick(rng, IS_TEXT),
        pick(rng, PEOPLE_ASKED), pick(rng, ANIMALS_ASKED), f"What {word} is the {asked(rng, noun)}?", f"How many {plural(noun)} are there?",
        presence(rng, noun), presence(rng, noun), presence(rng, noun), absence(rng, noun), presence(rng, pick(rng, PEOPLE + NEVER)),
        presence(rng, f"{colour} {pick(rng, SHAPES)}"), f"Where is the {asked(rng, noun)}?", "How many things are there?",
        f"What {word} is the background?", "What is on the left?", "What is in the middle?", f"What is next to the {noun}?",
        f"What {word} is it?", pick(rng, UNANSWERABLE)])


def fixed(rng, answer, kind, n=6):
    """The same answer whatever is asked: for pictures nothing can be said about."""
    return [(kind, pick(rng, DESCRIBE), answer)] + [(kind, general(rng), answer) for _ in range(n)]


def printed(rng):
    """A page of print: that there is text is all that is said."""
    rows = [("page", pick(rng, DESCRIBE + DETAIL), UNREADABLE), ("page", pick(rng, READ), UNREADABLE), ("page", pick(rng, IS_TEXT), "Yes.")]
    other = (general(rng) for _ in range(4))
    return rows + [("page", q, ABSTAIN) for q in other if q not in DESCRIBE + DETAIL + READ + IS_TEXT]


def dark(rng):
    return fixed(rng, DARK, "dark") + [("dark", pick(rng, DARK_ASKED[:3]), "Yes.")]


def caption(things, text):
    """Reading order; equal things are counted together, without a place."""
    parts, seen = [], {}
    for t in sorted(things, key=lambda t: (t.cell, t.x)):
        seen.setdefault((t.noun, t.medium == "glyph"), []).append(t)
    for ts in seen.values():
        parts.append(f"{ts[0].called} {ts[0].place}" if len(ts) == 1 else ts[0].several(len(ts)))
    return sentence(joined(parts + ["some text"] * text))


class Asker:
    """Builds the questions of one scene; counts hold kinds and coloured kinds alike."""

    def __init__(self, rng, things, text, ground):
        self.rng, self.things, self.text, self.ground = rng, things, text, ground
        self.known = [t for t in things if t.kind != UNKNOWN]
        self.shapes = [t for t in self.known if t.medium == "shape"]
        self.strange = len(self.known) < len(things)
        self.count = {}
        for t in things:
            for n in {t.noun, t.kind}:
                self.count[n] = self.count.get(n, 0) + 1

    def absent(self):
        """A noun that is not there: half of them like one that is."""
        rng = self.rng
        pool = NOUNS if rng.random() < .85 else SHAPES
        if self.known and rng.random() < .5:
            t = pick(rng, self.known)
            pool = next((a for a in ALIKE if t.kind in a), pool)
        for _ in range(20):
            k = pick(rng, pool)
            if self.surely_absent(k):
                return k
        return next(k for k in NOUNS if self.surely_absent(k))

    def surely_absent(self, noun):
        """Neither it is there nor anything that could be called by its name."""
        return noun not in self.count and not any(k in COVERS.get(noun, ()) or noun in COVERS.get(k, ()) for k in self.count)

    def present(self):
        """Two in five are true; of the false ones about shapes, half are one attribute away from true."""
        rng, r = self.rng, self.rng.random()
        if self.known and r < .42:
            t = pick(rng, self.known)
            noun = t.noun if rng.random() < .5 else t.kind
            if t.kind in BIRDS and rng.random() < .3:
                return "presence", presence(rng, "bird"), "Yes."
        elif self.shapes and r < .6:
            t = pick(rng, self.shapes)
            noun = f"{pick(rng, COLOUR_LIST)} {t.kind}" if rng.random() < .5 else f"{t.colour} {pick(rng, SHAPES)}"
        elif r < .92:
            noun = self.absent()
        else:
            noun = pick(rng, NEVER)
            return "presence", presence(rng, noun), ABSTAIN if self.strange else "No."
        if rng.random() < .15:
            q = absence(rng, noun)
            # Answered with a sentence, because a yes to such a question can mean either.
            return "absence", q, sentence(f"there is {article(noun)}" if noun in self.count else f"there is no {noun}")
        return "presence", presence(rng, noun), "Yes." if noun in self.count else "No."

    def coloured_shape(self):
        rng = self.rng
        c = pick(rng, self.shapes).colour if self.shapes and rng.random() < .5 else pick(rng, COLOUR_LIST)
        return "presence", pick(rng, [f"Is there any {c} shape?", f"Do you see a {c} shape?"]), "Yes." if any(t.colour == c for t in self.shapes) else "No."

    def colour(self):
        rng, word = self.rng, pick(self.rng, ["colour", "color"])
        one = [t for t in self.known if t.colour and len({u.colour for u in self.things if u.kind == t.kind}) == 1]
        if not one or rng.random() < .06:
            k = self.absent()
            return "colour", f"What {word} is the {asked(rng, k)}?", f"There is no {k}."
        t = pick(rng, one)
        q = f"What {word} is the {asked(rng, t.kind)}?" if self.count[t.kind] == 1 else f"What {word} are the {plural(t.kind)}?"
        if len(self.things) == 1 and rng.random() < .4:
            q = pick(rng, [f"What {word} is it?", f"What {word} is this?", f"What {word} does it have?"])
        return "colour", q, sentence(t.colour)

    def colours_seen(self):
        seen = list(dict.fromkeys([t.colour for t in sorted(self.things, key=lambda t: t.cell) if t.colour] + ([self.ground] if self.ground else [])))
        return "colours", pick(self.rng, COLOURS_SEEN), sentence(joined(seen[-4:])) if seen else ABSTAIN

    def number(self):
        rng, r = self.rng, self.rng.random()
        if self.things and (r < .2 or not self.known):
            return "count", pick(rng, ["How many things are there?", "How many things do you see?"]), NUMBERS[len(self.things)] + "."
        if self.known and r < .88:
            t = max((pick(rng, self.known) for _ in range(2)), key=lambda t: self.count[t.kind])
            noun = t.noun if rng.random() < .4 else t.kind
        else:
            noun = self.absent()
        q = pick(rng, [f"How many {plural(noun)} are there?", f"How many {plural(noun)} do you see?", f"How many {plural(noun)} can you see?"])
        return "count", q, NUMBERS[self.count.get(noun, 0)] + "."

    def place(self):
        rng = self.rng
        single = [t for t in self.known if self.count[t.kind] == 1]
        if not single or rng.random() < .08:
            k = self.absent()
            return "place", f"Where is the {asked(rng, k)}?", f"There is no {k}."
        t = pick(rng, single)
        noun = asked(rng, t.kind if rng.random() < .6 else t.noun)
        return "place", pick(rng, [f"Where is the {noun}?", f"Where do you see the {noun}?", f"Where is the {noun} in the picture?"]), sentence(t.place)

    def name(self):
        rng = self.rng
        if len(self.shapes) == 1 and rng.random() < .3:
            return "name", pick(rng, ["What shape is it?", "What shape is this?", "What shape do you see?"]), sentence(article(self.shapes[0].kind))
        t = pick(rng, self.things)
        if len([u for u in self.things if u.cell == t.cell]) > 1:
            return self.present()
        return "name", pick(rng, [f"What is {t.place}?", f"What do you see {t.place}?"]), sentence(t.called)

    def beside(self):
        """The nearest other thing, where that is clear."""
        rng = self.rng
        single = [t for t in self.known if self.count[t.kind] == 1]
        if len(self.things) < 2 or not single:
            return self.present()
        t = pick(rng, single)
        far = sorted(((u.x - t.x) ** 2 + (u.y - t.y) ** 2, i) for i, u in enumerate(self.things) if u is not t)
        u = self.things[far[0][1]]
        if len(far) > 1 and far[1][0] < 1.5 * far[0][0] and self.things[far[1][1]].noun != u.noun:
            return self.present()
        return "beside", f"What is next to the {asked(rng, t.kind)}?", sentence(u.called)

    def animals(self):
        names = list(dict.fromkeys(t.called for t in sorted(self.things, key=lambda t: t.cell) if t.kind in ANIMALS))
        q = pick(self.rng, ANIMALS_ASKED)
        if not names and self.strange:
            return "animals", q, ABSTAIN
        if q.startswith(("Are", "Is")):
            return "animals", q, "Yes." if names else "No."
        return "animals", q, sentence(joined(names)) if names else "There are no animals."

    def people(self):
        if {"hand", "face", "astronaut", "doll", "snowman"} & set(self.count) or self.strange:
            return self.present()
        return "people", pick(self.rng, PEOPLE_ASKED), "Yes." if "person" in self.count else "No."

    def all(self):
        rng = self.rng
        text = caption(self.things, self.text) if self.things or self.text else "Nothing that I can name."
        detail = text + (f" The background is {self.ground}." if self.ground else "")
        rows = [("describe", pick(rng, DESCRIBE), text), self.present(), self.present(), self.number()]
        maybe = [(.25, lambda: ("detail", pick(rng, DETAIL), detail)), (.7, self.present), (.25 if self.shapes else .05, self.coloured_shape),
                 (.8, self.colour), (.25, self.colours_seen), (.12, self.animals), (.2, self.people), (.25, self.beside),
                 (.15 if self.ground else 0, lambda: ("background", f"What {pick(rng, ['colour', 'color'])} is the background?", sentence(self.ground))),
                 (.7, self.place), (.6 if self.things else 0, self.name), (.06, lambda: ("dark", pick(rng, DARK_ASKED[:3]), "No.")),
                 (.2, lambda: ("text", pick(rng, READ), UNREADABLE if self.text else NO_TEXT)),
                 (.15, lambda: ("text", pick(rng, IS_TEXT), "Yes." if self.text else "No.")),
                 (.15, lambda: ("unanswerable", pick(rng, UNANSWERABLE), ABSTAIN))]
        return rows + [f() for p, f in maybe if rng.random() < p]


def of(rng, scene):
    """The questions of a scene as a shard holds it: [(kind, question, answer)]."""
    state = scene["state"]
    if state in ("photo", "texture"):
        return fixed(rng, ABSTAIN, state)
    if state == "blank":
        return fixed(rng, f"The picture is blank. It is all {scene['ground']}.", state, 2)
    if state == "page":
        return printed(rng)
    if state == "dark":
        return dark(rng)
    if state == "blurred":
        return fixed(rng, BLURRED, state)
    return Asker(rng, [Thing(*row) for row in scene["things"]], scene["text"], scene["ground"]).all()
