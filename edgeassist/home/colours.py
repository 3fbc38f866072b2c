"""Names of colours and of whites."""

from __future__ import annotations

import re

_CSS = frozenset(
    [
        *("aliceblue", "antiquewhite", "aqua", "aquamarine", "azure", "beige", "bisque", "black", "blanchedalmond"),
        *("blue", "blueviolet", "brown", "burlywood", "cadetblue", "chartreuse", "chocolate", "coral"),
        *("cornflowerblue", "cornsilk", "crimson", "cyan", "darkblue", "darkcyan", "darkgoldenrod", "darkgray"),
        *("darkgreen", "darkkhaki", "darkmagenta", "darkolivegreen", "darkorange", "darkorchid", "darkred"),
        *("darksalmon", "darkseagreen", "darkslateblue", "darkslategray", "darkturquoise", "darkviolet", "deeppink"),
        *("deepskyblue", "dimgray", "dodgerblue", "firebrick", "floralwhite", "forestgreen", "fuchsia", "gainsboro"),
        *("ghostwhite", "gold", "goldenrod", "gray", "green", "greenyellow", "honeydew", "hotpink", "indianred"),
        *("indigo", "ivory", "khaki", "lavender", "lavenderblush", "lawngreen", "lemonchiffon", "lightblue"),
        *("lightcoral", "lightcyan", "lightgoldenrodyellow", "lightgray", "lightgreen", "lightpink", "lightsalmon"),
        *("lightseagreen", "lightskyblue", "lightslategray", "lightsteelblue", "lightyellow", "lime", "limegreen"),
        *("linen", "magenta", "maroon", "mediumaquamarine", "mediumblue", "mediumorchid", "mediumpurple"),
        *("mediumseagreen", "mediumslateblue", "mediumspringgreen", "mediumturquoise", "mediumvioletred"),
        *("midnightblue", "mintcream", "mistyrose", "moccasin", "navajowhite", "navy", "oldlace", "olive"),
        *("olivedrab", "orange", "orangered", "orchid", "palegoldenrod", "palegreen", "paleturquoise"),
        *("palevioletred", "papayawhip", "peachpuff", "peru", "pink", "plum", "powderblue", "purple"),
        *("rebeccapurple", "red", "rosybrown", "royalblue", "saddlebrown", "salmon", "sandybrown", "seagreen"),
        *("seashell", "sienna", "silver", "skyblue", "slateblue", "slategray", "snow", "springgreen", "steelblue"),
        *("tan", "teal", "thistle", "tomato", "turquoise", "violet", "wheat", "white", "whitesmoke", "yellow"),
        "yellowgreen",
    ]
)
_ALSO_CALLED = {
    "aquamarine": "seafoam",
    "blue": "oceanblue",
    "coral": "sunset",
    "cornflowerblue": "cornflower",
    "cornsilk": "vanilla",
    "crimson": "ruby scarlet cherry raspberry strawberry",
    "darkcyan": "petrol",
    "darkgreen": "bottlegreen",
    "darkolivegreen": "mossgreen",
    "darkorange": "pumpkin tangerine",
    "darkred": "bloodred",
    "darkseagreen": "sagegreen",
    "darkslategray": "charcoal",
    "deeppink": "darkpink",
    "dodgerblue": "electricblue",
    "forestgreen": "forest",
    "gold": "buttercup sunflower",
    "goldenrod": "mustard honey ochre",
    "green": "grassgreen",
    "hotpink": "flamingo bubblegum candyfloss",
    "indigo": "darkpurple grape aubergine eggplant",
    "ivory": "cream",
    "lemonchiffon": "butter",
    "lightblue": "babyblue iceblue icyblue",
    "lightcoral": "lightred",
    "lightpink": "babypink",
    "maroon": "burgundy wine",
    "mediumblue": "sapphire cobalt",
    "mediumpurple": "lightpurple",
    "mediumseagreen": "emerald",
    "midnightblue": "midnight",
    "mintcream": "mint",
    "mistyrose": "rose blush",
    "moccasin": "champagne",
    "navy": "navyblue",
    "olive": "olivegreen",
    "orange": "amber marigold",
    "orangered": "bloodorange",
    "palegreen": "mintgreen",
    "peachpuff": "peach apricot",
    "peru": "copper bronze",
    "plum": "lilac mauve",
    "sandybrown": "sand",
    "seagreen": "jade",
    "sienna": "rust terracotta",
    "skyblue": "sky",
    "yellow": "lemon",
    "yellowgreen": "applegreen",
}
"""Colour → its other names, written in one word."""
_OTHER_NAMES = {other: name for name, others in _ALSO_CALLED.items() for other in others.split()}
_MOOD = frozenset(
    {"a", "an", "the", "nice", "lovely", "really", "very", "romantic", "rich", "gentle", "mellow", "cosy", "cozy"}
) | frozenset(
    {"moody", "spooky", "christmassy", "festive", "sort", "kind", "of", "kinda", "proper", "intense", "pretty", "cool"}
    | {"calm", "subtle", "faint"}
)
"""What is said of a colour and changes nothing of it."""
_LONGEST = 3
"""Words of a shade that only its last word tells."""
_TURNING = frozenset({"not", "no", "than", "from", "to", "and", "or", "then", "without", "but", "less", "more", "wait"})
"""Words of which none stands in a colour."""
_SHADES = (
    *(("", ""), ("bright", ""), ("pure", ""), ("pale", "light"), ("deep", "dark"), ("soft", "light")),
    *(("pastel", "light"), ("vivid", ""), ("neon", ""), ("warm", ""), ("soft", ""), ("pastel", "")),
)
"""How a shade is said, and what CSS calls it."""
_SHADING = frozenset({"dark", "light"}.union(said for said, _ in _SHADES if said))

_BASIC = frozenset({"red", "orange", "yellow", "green", "blue", "purple", "pink", "white"})
_TINGED = re.compile(r"(?P<of>\w{3,}?)(?:ey|y|ish|en)")
_BLUISH = {"bluish": "blue", "orangish": "orange", "purplish": "purple", "reddish": "red", "purply": "purple"}
"""Words for a touch of a colour whose own word is not their beginning."""
_NO_MORE = re.compile(r"\b(?:(?:colou?r|shade of|hue of|tint of|tinge of)(?:ed)?|toned|tinted|tinged|ish|y)\b")
"""What is said with a colour and tells nothing more of it."""
_GLOW = re.compile(r"(?<=\w) (?:glow|tint|tinge|tone|tones|hue|shade)$")
_BETWEEN = {frozenset({"green", "blue"}): "turquoise", frozenset({"blue", "purple"}): "blueviolet"}
_BETWEEN |= {frozenset({"red", "orange"}): "orangered", frozenset({"yellow", "green"}): "yellowgreen"}
_BETWEEN |= {frozenset({"purple", "pink"}): "orchid", frozenset({"orange", "yellow"}): "gold"}
_BETWEEN |= {frozenset({"red", "pink"}): "deeppink", frozenset({"pink", "orange"}): "coral"}

_WHITES = {
    "candlelight": 2000,
    "candle": 2000,
    "warm": 2700,
    "warmer": 2700,
    "soft": 3000,
    "neutral": 4000,
    "natural": 4000,
    "bright": 5000,
    "cool": 5000,
    "cooler": 5000,
    "daylight": 5500,
    "cold": 6500,
    "ice": 6500,
    "icy": 6500,
    "cosy": 2700,
    "cozy": 2700,
    "incandescent": 2700,
    "sunlight": 5500,
    "firelight": 2000,
    "moonlight": 4000,
    "crisp": 5000,
}
_SOMEWHAT = re.compile(r"^(?:a (?:bit|little|touch|tad)|slightly|much|some) (?=warmer$|cooler$)")
_WHITES |= {"warmest": 2200, "coolest": 6500, "coldest": 6500, "as warm": 2200, "as cool": 6500, "as cold": 6500}
_UTMOST = re.compile(
    r"(?: setting| (?:as )?(?:possible|it (?:goes|gets|can|will).*|it'll.*|you(?:'ve got| have| can)))$"
)
_LIKED = re.compile(
    r"^(?:(?:an?|nice|lovely|gentle|really|very|soft|cosy|cozy|bright|properly|proper) (?:and )?)+(?=\w)"
)
"""What is said of a white and changes nothing of it."""
_LEAST_K, _MOST_K = 1000, 12000


def read_colour(span: str) -> str | None:
    """Return the CSS name of a colour, or None where it is none.

    >>> read_colour("sky blue"), read_colour("light grey"), read_colour("plaid")
    ('skyblue', 'lightgray', None)
    >>> read_colour("pink ish"), read_colour("golden"), read_colour("a peachy glow"), read_colour("dark teal")
    ('pink', 'gold', 'peachpuff', 'teal')
    >>> read_colour("deep red"), read_colour("bright green"), read_colour("a romantic red"), read_colour("no red")
    ('darkred', 'green', 'red', None)
    """
    words = _GLOW.sub("", " ".join(_NO_MORE.sub(" ", span).split())).split()
    while words[:-1] and words[0] in _MOOD:
        del words[0]
    if (whole := _in_css("".join(words))) is not None:
        return whole
    words = [_tinged(word) for word in words]
    if words[:-1] and words[-1] in _BASIC and all(word in _BASIC for word in words):
        return _BETWEEN.get(frozenset(words), words[-1])  # "greeny blue"
    if (known := _in_css("".join(words))) is not None or len(words) > _LONGEST or not _TURNING.isdisjoint(words):
        return known
    if words[:-1] and words[0] in _SHADING and len(words) <= _LONGEST:
        return read_colour(" ".join(words[1:]))  # "dark teal"
    is_kind_of = words[-1:] and words[-1] in _BASIC and not any(map(str.isdecimal, words))
    is_kind_of = is_kind_of and (len(words) < _LONGEST or _CSS.isdisjoint(words[:-1]))
    return words[-1] if is_kind_of else None  # "fire engine red"


def _tinged(word: str) -> str:
    """Return the colour of which a word says that a thing has a touch: "pinkish", "golden"; else the word."""
    match = _TINGED.fullmatch(word)
    stems = (match["of"], f"{match['of']}e") if match else ()
    return _BLUISH.get(word) or next((stem for stem in stems if _in_css(stem)), word)


def _in_css(name: str) -> str | None:
    name = name.replace("grey", "gray")
    names = (shade + name.removeprefix(said) for said, shade in _SHADES if name.startswith(said))
    return next((css for each in names if (css := _OTHER_NAMES.get(each, each)) in _CSS), None)


def read_warmth(span: str) -> int | None:
    """Return the colour temperature of a white in kelvin, or None where it is none.

    >>> read_warmth("as warm as possible"), read_warmth("the coldest white")
    (2200, 6500)
    >>> read_warmth("warm white"), read_warmth("2700 kelvin"), read_warmth("a bit cooler"), read_warmth("white")
    (2700, 2700, 5000, None)
    """
    if match := re.fullmatch(r"(?:a )?(\d{4,5})(?: kelvin| k)?(?: white)?", span):
        kelvin = int(match[1])
        return kelvin if _LEAST_K <= kelvin <= _MOST_K else None
    plain = _UTMOST.sub("", _SOMEWHAT.sub("", span).removeprefix("the "))
    joined = re.sub(r"\b(candle|day|sun|fire|moon) light\b", r"\1light", plain)
    bare = re.sub(r"(?: (?:white|light|tone|tones|glow))+$", "", joined)
    return _WHITES.get(bare, _WHITES.get(_LIKED.sub("", bare)))
