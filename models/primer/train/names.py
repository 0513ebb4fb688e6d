"""The words the primer knows: colours, shapes, pictograms, places, numbers and fixed sentences."""

SIZE, PATCH = 192, 16
GRID = SIZE // PATCH
HELD_OUT = 10**9  # seeds from here on are never trained on
FONT_DIR = "/usr/share/fonts/truetype"

ABSTAIN = "I can't tell."
DARK = "The picture is too dark to see."
BLURRED = "The picture is too blurred to see."
UNREADABLE = "There is text in the picture, but I can't read it."
NO_TEXT = "There is no text."

COLOURS = {
    "red": (210, 30, 35), "green": (40, 150, 60), "blue": (40, 70, 210), "yellow": (240, 215, 40),
    "orange": (245, 140, 30), "purple": (130, 50, 170), "pink": (245, 130, 180), "brown": (120, 75, 40),
    "black": (20, 20, 20), "white": (245, 245, 245), "grey": (130, 130, 130), "teal": (0, 145, 145),
}
COLOUR_LIST = list(COLOURS)
SHAPES = ["circle", "square", "rectangle", "triangle", "star", "heart", "diamond", "cross", "ring"]
PICTOGRAMS = {
    "cat": "🐱🐈", "dog": "🐶🐕", "fish": "🐟🐠", "bird": "🐦", "horse": "🐴🐎", "cow": "🐮🐄", "rabbit": "🐰🐇",
    "butterfly": "🦋", "apple": "🍎🍏", "banana": "🍌", "pizza": "🍕", "cake": "🍰🎂", "egg": "🥚", "cup": "☕",
    "car": "🚗🚙", "bus": "🚌🚍", "bicycle": "🚲", "airplane": "✈", "boat": "⛵", "train": "🚆", "truck": "🚚",
    "house": "🏠🏡", "tree": "🌳🌲", "flower": "🌻🌷🌹", "sun": "🌞", "moon": "🌙", "cloud": "☁", "umbrella": "☔",
    "phone": "📱", "laptop": "💻", "clock": "⏰🕐", "book": "📕📖", "key": "🔑", "light bulb": "💡", "chair": "🪑",
    "bed": "🛏", "door": "🚪", "camera": "📷", "shoe": "👟👞", "shirt": "👕", "hat": "🎩👒", "ball": "⚽🏀",
    "gift": "🎁", "guitar": "🎸", "face": "😀🙂", "hand": "✋",
}
PICTOGRAM_LIST = list(PICTOGRAMS)
ANIMALS = {"cat", "dog", "fish", "bird", "horse", "cow", "rabbit", "butterfly"}
UNKNOWN = "thing"  # a drawn glyph outside PICTOGRAMS
KINDS = ["", *SHAPES, *PICTOGRAMS, UNKNOWN, "text"]  # dense label 0 is background
COLOUR_LABELS = ["", *COLOURS]
# Asked about but never drawn by name: the answer is "No.", or ABSTAIN beside an unknown glyph.
NEVER_DRAWN = """elephant table knife ladder bottle window road bridge sofa computer television spoon fork plate
bag box fence stairs bench wheelchair traffic light stop sign mouse snake tiger lion sheep pig duck frog spider
lamp desk sink toilet fridge oven mirror carpet pillow towel brush hammer scissors pen pencil newspaper coin
wallet glass pot pan candle motorcycle tractor helicopter""".replace("traffic light", "traffic_light").replace(
    "stop sign", "stop_sign").split()
NEVER_DRAWN = [n.replace("_", " ") for n in NEVER_DRAWN]
PEOPLE = ["person", "man", "woman", "child", "boy", "girl"]

NUMBERS = ["None", "One", "Two", "Three", "Four", "Five", "Six"]
PLURALS = {"fish": "fish", "bus": "buses", "butterfly": "butterflies", "cross": "crosses"}
CELLS = [["at the top left", "at the top", "at the top right"],
         ["on the left", "in the middle", "on the right"],
         ["at the bottom left", "at the bottom", "at the bottom right"]]


def article(noun):
    return ("an " if noun[0] in "aeiou" else "a ") + noun


def plural(noun):
    head, _, last = noun.rpartition(" ")
    return (head + " " if head else "") + PLURALS.get(last, last + "s")


def joined(parts):
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def sentence(text):
    return text[0].upper() + text[1:] + "."


class Thing:
    """Something drawn. Shapes have a colour that is part of their name; pictograms only a main colour."""

    def __init__(self, kind, colour, cell, main=None):
        self.kind, self.colour, self.cell, self.main = kind, colour, cell, main or colour

    @property
    def noun(self):
        return f"{self.colour} {self.kind}" if self.colour else self.kind

    @property
    def called(self):
        """With its article; a pictogram is only a picture of what it shows."""
        return article(self.noun) if self.colour else f"a picture of {article(self.noun)}"

    def several(self, n):
        """n of them, as a word for each number."""
        nouns = plural(self.noun)
        return f"{NUMBERS[n].lower()} {nouns if self.colour else 'pictures of ' + nouns}"

    @property
    def place(self):
        return CELLS[self.cell[0]][self.cell[1]]
