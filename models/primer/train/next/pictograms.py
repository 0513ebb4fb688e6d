"""Which characters of Noto Color Emoji are drawn, and what they show; the last of several is held out of training."""

PICTOGRAMS = {
    "cat": "🐱🐈", "dog": "🐶🐕", "fish": "🐟🐠", "bird": "🐦", "horse": "🐴🐎", "cow": "🐮🐄", "rabbit": "🐰🐇",
    "butterfly": "🦋", "apple": "🍎🍏", "banana": "🍌", "pizza": "🍕", "cake": "🍰🎂", "egg": "🥚", "cup": "☕",
    "car": "🚗🚙", "bus": "🚌🚍", "bicycle": "🚲", "airplane": "✈", "boat": "⛵", "train": "🚆", "truck": "🚚",
    "house": "🏠🏡", "tree": "🌳🌲", "flower": "🌻🌷🌹", "sun": "🌞", "moon": "🌙", "cloud": "☁", "umbrella": "☔",
    "phone": "📱", "laptop": "💻", "clock": "⏰🕐", "book": "📕📖", "key": "🔑", "light bulb": "💡", "chair": "🪑",
    "bed": "🛏", "door": "🚪", "camera": "📷", "shoe": "👟👞", "shirt": "👕", "hat": "🎩👒", "ball": "⚽🏀",
    "gift": "🎁", "guitar": "🎸", "face": "😀🙂", "hand": "✋",
    "elephant": "🐘", "penguin": "🐧", "frog": "🐸", "lion": "🦁", "tiger": "🐯🐅", "bear": "🐻", "fox": "🦊", "pig": "🐷🐖",
    "sheep": "🐑", "goat": "🐐", "camel": "🐪", "duck": "🦆", "owl": "🦉", "chicken": "🐔", "rooster": "🐓", "turkey": "🦃",
    "whale": "🐳", "dolphin": "🐬", "zebra": "🦓", "giraffe": "🦒", "deer": "🦌", "gorilla": "🦍", "mouse": "🐭🐁", "rat": "🐀",
    "koala": "🐨", "kangaroo": "🦘", "rhinoceros": "🦏", "hippopotamus": "🦛", "bee": "🐝", "lobster": "🦞", "shrimp": "🦐",
    "shell": "🐚", "peacock": "🦚", "parrot": "🦜", "flamingo": "🦩", "strawberry": "🍓", "lemon": "🍋", "orange": "🍊",
    "pear": "🍐", "pineapple": "🍍", "mango": "🥭", "kiwi": "🥝", "cherry": "🍒", "bunch of grapes": "🍇", "avocado": "🥑",
    "broccoli": "🥦", "carrot": "🥕", "corn cob": "🌽", "eggplant": "🍆", "mushroom": "🍄", "onion": "🧅", "potato": "🥔",
    "tomato": "🍅", "bread": "🍞", "hamburger": "🍔", "trumpet": "🎺", "violin": "🎻", "drum": "🥁", "pair of scissors": "✂",
    "hammer": "🔨", "wrench": "🔧", "syringe": "💉", "palm tree": "🌴", "Christmas tree": "🎄", "candle": "🕯", "trophy": "🏆",
    "television": "📺", "bath": "🛁", "toilet": "🚽", "sofa": "🛋", "motorbike": "🏍", "snowman": "⛄", "pair of glasses": "👓",
    "dress": "👗", "sock": "🧦", "scarf": "🧣", "jacket": "🧥", "glove": "🧤", "bag": "🎒👜", "flame": "🔥", "teddy bear": "🧸",
    "knife": "🔪", "spoon": "🥄", "fire engine": "🚒", "tent": "⛺", "broom": "🧹", "fire extinguisher": "🧯",
    "pair of trousers": "👖", "cap": "🧢", "thermometer": "🌡",
}
# Glyphs too near a known pictogram or shape to be called unknown.
NEAR = set("🐒🐵🙉🙈🙊🐫🐋🐇🍱🎃🧺🍷🍸🍹🍺🍻🥂🥃🏺🛒🚿🏕🌶🍈🍑🥮🥐🥖🖊🖋✏🗡🔫🎻🏎🚑🛴🌱🌿🪴🦈🦀🐶👛💼🧳👟🧤🥾🧱🎀🎷🥊🏸🏓🎳🥌🥏"
           "😸😹😺😻😼😽😾😿🙀🐯🦁🐺🦊🚕🚓🚐🚎🚋🚇🚊🚉🚈🚝🚞🚃🚄🚅🛵🏍🎠🐂🐃🐏🏘🏚🌴🎄🌵🌸🌼🌺💐☎📞📲🖥⌚🕰📗📘📙📔📓📒📚🗝🔐📸🎥"
           "🎽👚👢👠👡🥿👒🏐⚾🥎🏈🎾🎱🐥🐤🐧🕊🦅🦆🦉🐡🦈🥐🍔🛋🛌🌛🌜🌝🌚🌓🌔🌕🌖🌗🌘🌑🌒☀🌤⛅🌥☂🌂🏖⛱🤚🖐👋🚢🛥🚤🛳🚛🚜🛫🛬🛩💝🎸🪕"
           "🍳🍵🥤🍼❤💛💚💙💜🖤⭐🌟⚪⚫🔴🔵🔶🔷🔸🔹🔺🔻💠🔘🔲🔳◼◻◾◽▪▫")
