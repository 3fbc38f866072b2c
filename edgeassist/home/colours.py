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
    "gold": "buttercup sunflower",
    "goldenrod": "mustard honey",
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
    "yellow": "lemon",
    "yellowgreen": "applegreen",
}
"""Colour → its other names, written in one word."""
_OTHER_NAMES = {other: name for name, others in _ALSO_CALLED.items() for other in others.split()}
_MOOD = frozenset(
    {"a", "an", "nice", "lovely", "really", "very", "romantic", "rich", "gentle", "mellow", "cosy", "cozy", "moody"}
) | {
    *("spooky", "christmassy", "festive", "sort", "kind", "of", "kinda", "proper", "intense", "pretty", "cool", "calm")
}
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

_BASIC = frozenset({"red", "orange", "yellow", "green", "blue", "purple", "pink", "white"})
_TINGED = {"reddish": "red", "greenish": "green", "orangey": "orange", "orangish": "orange", "yellowish": "yellow"}
_TINGED |= {"yellowy": "yellow", "greeny": "green", "bluish": "blue", "bluey": "blue", "blueish": "blue"}
_TINGED |= {"purply": "purple", "purplish": "purple", "pinky": "pink", "pinkish": "pink", "whitish": "white"}
"""Colours of which a thing has a touch."""
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
}
_SOMEWHAT = re.compile(r"^(?:a (?:bit|little|touch|tad)|slightly|much|some) (?=warmer$|cooler$)")
_WHITES |= {"warmest": 2200, "coolest": 6500, "coldest": 6500, "as warm": 2200, "as cool": 6500, "as cold": 6500}
_UTMOST = re.compile(
    r"(?: setting| (?:as )?(?:possible|it (?:goes|gets|can|will).*|it'll.*|you(?:'ve got| have| can)))$"
)
_LEAST_K, _MOST_K = 1000, 12000


def read_colour(span: str) -> str | None:
    """Return the CSS name of a colour, or None where it is none.

    >>> read_colour("sky blue"), read_colour("light grey"), read_colour("plaid")
    ('skyblue', 'lightgray', None)
    >>> read_colour("deep red"), read_colour("bright green"), read_colour("a romantic red"), read_colour("no red")
    ('darkred', 'green', 'red', None)
    """
    words = [_TINGED.get(word, word) for word in re.sub(r"\b(?:colou?r|shade of|hue of)\b", "", span).split()]
    while words[:-1] and words[0] in _MOOD:
        del words[0]
    if words[:-1] and words[-1] in _BASIC and all(word in _BASIC for word in words):
        words = [_BETWEEN.get(frozenset(words), words[-1])]  # "greeny blue"
    known = _in_css("".join(words))
    is_kind_of = words[-1:] and words[-1] in _BASIC and len(words) <= _LONGEST and _TURNING.isdisjoint(words)
    is_kind_of = is_kind_of and not any(map(str.isdecimal, words))
    is_kind_of = is_kind_of and (len(words) < _LONGEST or _CSS.isdisjoint(words[:-1]))
    return words[-1] if known is None and is_kind_of else known  # "fire engine red"


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
    joined = re.sub(r"\b(candle|day|sun) light\b", r"\1light", plain)
    return _WHITES.get(re.sub(r"(?: (?:white|light|tone|tones))+$", "", joined))
