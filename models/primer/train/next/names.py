"""The words the primer knows: nouns, shapes, places, numbers and fixed sentences."""
import os

from colour import COLOUR_LIST, COLOURS
from pictograms import PICTOGRAMS
from sprites import table

SIZE, PATCH = 192, 16
GRID = SIZE // PATCH
CACHE = os.environ.get("PRIMER_CACHE", os.path.expanduser("~/.cache/descry/primer"))
FONT_DIR = CACHE + "/root/usr/share/fonts/truetype"
HELD_OUT = 10**9  # seeds from here on are never trained on

ABSTAIN = "I can't tell."
DARK = "The picture is too dark to see."
BLURRED = "The picture is too blurred to see."
UNREADABLE = "There is text in the picture, but I can't read it."
NO_TEXT = "There is no text."
UNKNOWN = "?"  # the noun of what the primer must call something it can't name

SHAPES = ["circle", "square", "rectangle", "triangle", "star", "heart", "diamond", "cross", "ring"]
THINGS = [noun for name in ("cutouts.txt", "furniture.txt") for noun, _ in table(name) if noun not in ("?", "-")]
NOUNS = sorted(set(THINGS) | set(PICTOGRAMS))
KINDS = ["", *SHAPES, *NOUNS, UNKNOWN, "text"]  # dense label 0 is background
COLOUR_LABELS = ["", *COLOUR_LIST]
MEDIA = ["", "shape", "cutout", "model", "glyph", "text", "photograph"]
# What is asked about but is in no scene: the answer is "No.", or ABSTAIN beside something unknown.
NEVER = """bridge road fence mirror pillow curtain brush newspaper coin wallet pot candlestick tractor helicopter
rocket statue fountain snake turtle spider crocodile tunnel castle church skyscraper mountain river
lake beach crane shop restaurant sandwich soup salad fishbowl toothbrush comb needle rope chain envelope stamp calendar map
flag tie belt boot necklace crown mask sword gun""".split()
NEVER = [n for n in NEVER if n not in NOUNS]
PEOPLE = ["person", "man", "woman", "child", "boy", "girl"]
ANIMALS = [n for n in NOUNS if n in set("""frog parrot bird seagull duck goose chicken rooster heron penguin ostrich owl peacock pelican
flamingo toucan turkey vulture fish lobster seahorse shrimp slug bee fly grasshopper wasp moth lizard chimpanzee gorilla dolphin whale
otter seal badger bear bison bull cow goat sheep camel lion tiger deer dog fox elephant donkey horse zebra ferret giraffe hippopotamus
pig rabbit rhinoceros beaver mouse rat squirrel kangaroo koala cat butterfly""".split())]
FOOD = [n for n in NOUNS if n in set("""apple apricot cherry strawberry avocado banana kiwi lemon orange mango pear pineapple pomegranate
raspberry almond pecan walnut broccoli carrot chilli eggplant lettuce mushroom onion pepper potato pumpkin tomato pie bread pizza cake
egg hamburger""".split()) | {"bunch of grapes", "corn cob", "garlic bulb", "sweet potato", "roast chicken", "candy cane"}]
INDOORS = [n for n in NOUNS if n in set("""chair armchair sofa table desk bed lamp wardrobe bookcase stool bench door window radiator sink
toilet bath fridge oven microwave television laptop computer phone plant vase fireplace piano box cabinet staircase ladder
fan clock""".split()) | {"washing machine", "ceiling lamp"}]
VEHICLES = [n for n in NOUNS if n in "bicycle car bus truck motorbike tricycle airplane boat tank train".split() or n in ("fire engine", "hot air balloon")]
ALIKE = [SHAPES, ANIMALS, FOOD, INDOORS, VEHICLES]
BIRDS = ["parrot", "seagull", "duck", "goose", "chicken", "rooster", "heron", "penguin", "ostrich", "owl", "peacock", "pelican",
         "flamingo", "toucan", "turkey", "vulture"]
COVERS = {  # what is also called by the wider word; beside each other neither is said to be absent
    "bird": BIRDS, "chicken": ["rooster"], "tree": ["palm tree", "Christmas tree", "plant"], "plant": ["flower", "palm tree", "Christmas tree"],
    "chair": ["armchair", "stool"], "sofa": ["armchair", "bench"], "table": ["desk"], "lamp": ["ceiling lamp", "light bulb"],
    "truck": ["fire engine", "bus", "tank"], "hat": ["cap", "helmet"], "pepper": ["chilli"], "bottle": ["jug"], "cabinet": ["wardrobe", "bookcase"],
    "bag": ["suitcase"], "glass": ["cup"], "cup": ["jug"], "computer": ["laptop", "television", "keyboard"], "rat": ["mouse"], "cow": ["bull"],
    "violin": ["guitar"], "drum kit": ["drum"], "bear": ["teddy bear"], "kettle": ["teapot"], "bicycle": ["tricycle"], "ball": ["planet", "moon"],
    "box": ["mailbox", "toolbox"], "orange": ["apricot"], "shirt": ["jacket", "dress"], "oven": ["microwave"], "wasp": ["bee", "fly"],
    "potato": ["sweet potato"], "hammer": ["wrench"], "dog": ["fox"], "duck": ["rubber duck", "goose"], "person": ["astronaut", "doll", "face", "snowman"],
    "book": ["box"], "house": ["tent"], "seal": ["otter"], "gorilla": ["chimpanzee"], "bed": ["sofa"], "door": ["window", "wardrobe"],
    "square": ["rectangle", "diamond"], "circle": ["ring"],
}
ALSO = {  # other words for the same thing, heard in questions only
    "television": ["TV"], "airplane": ["plane", "aeroplane"], "sofa": ["couch"], "fridge": ["refrigerator"],
    "bin": ["trash can", "rubbish bin"], "bath": ["bathtub"], "phone": ["mobile phone", "telephone"], "bicycle": ["bike"],
    "truck": ["lorry"], "cup": ["mug"], "spade": ["shovel"], "wrench": ["spanner"], "pair of trousers": ["pair of pants"],
    "eggplant": ["aubergine"], "mailbox": ["post box", "letter box"], "chilli": ["chili pepper"], "motorbike": ["motorcycle"],
    "clothes peg": ["clothespin"], "flame": ["fire"], "person": ["human being"], "gravestone": ["tombstone"],
}

NUMBERS = ["None", "One", "Two", "Three", "Four", "Five", "Six"]
PLURALS = {"fish": "fish", "sheep": "sheep", "deer": "deer", "shrimp": "shrimp", "bison": "bison", "mouse": "mice", "goose": "geese",
           "person": "people", "man": "men", "woman": "women", "child": "children", "knife": "knives", "bread": "loaves of bread"}
CELLS = [["at the top left", "at the top", "at the top right"],
         ["on the left", "in the middle", "on the right"],
         ["at the bottom left", "at the bottom", "at the bottom right"]]


def article(noun):
    if noun == "bread":
        return "bread"
    return ("an " if noun[0] in "aeiou" else "a ") + noun


def plural(noun):
    first, of, rest = noun.partition(" of ")
    if of:
        return plural(first) + of + rest
    head, _, last = noun.rpartition(" ")
    if last in PLURALS:
        last = PLURALS[last]
    elif last.endswith(("s", "x", "ch", "sh", "tomato", "potato")):
        last += "es"
    elif last.endswith("y") and last[-2] not in "aeiou":
        last = last[:-1] + "ies"
    else:
        last += "s"
    return (head + " " if head else "") + last


def joined(parts):
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def sentence(text):
    return text[0].upper() + text[1:] + "."


class Thing:
    """Something in a scene. Only a shape's colour is part of its name."""

    def __init__(self, kind, medium, colour, x, y, size=0):
        self.kind, self.medium, self.colour, self.x, self.y, self.size = kind, medium, colour, x, y, size
        self.cell = (min(2, int(y * 3)), min(2, int(x * 3)))

    def row(self):
        return [self.kind, self.medium, self.colour, round(self.x, 3), round(self.y, 3), round(self.size, 3)]

    @property
    def noun(self):
        return f"{self.colour} {self.kind}" if self.medium == "shape" else self.kind

    @property
    def called(self):
        """With its article; a pictogram is only a picture of what it shows."""
        if self.kind == UNKNOWN:
            return "something I can't name"
        return f"a picture of {article(self.noun)}" if self.medium == "glyph" else article(self.noun)

    def several(self, n):
        if self.kind == UNKNOWN:
            return f"{NUMBERS[n].lower()} things I can't name"
        return f"{NUMBERS[n].lower()} {'pictures of ' if self.medium == 'glyph' else ''}{plural(self.noun)}"

    @property
    def place(self):
        return CELLS[self.cell[0]][self.cell[1]]
