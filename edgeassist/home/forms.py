"""One form for words that are the same inside a name: plurals, synonyms, spellings, accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

_SAME: Mapping[str, str] = MappingProxyType(
    {
        # kinds of things
        **dict.fromkeys(("lamp", "bulb", "lighting", "lightbulb", "lite"), "light"),
        **dict.fromkeys(("telly", "television", "tele"), "tv"),
        **dict.fromkeys(("socket", "outlet"), "plug"),
        **dict.fromkeys(("hoover", "vac"), "vacuum"),
        "drape": "curtain",
        "aircon": "ac",
        "temp": "temperature",
        "stereo": "speaker",
        "faucet": "tap",
        "dryer": "drier",
        "exhaust": "extractor",
        "cam": "camera",
        "maker": "machine",
        "washing": "washer",
        # rooms and places
        **dict.fromkeys(("lounge", "sitting"), "living"),
        **dict.fromkeys(("washroom", "toilet", "bath", "loo", "wc", "lavatory", "restroom"), "bathroom"),
        "hallway": "hall",
        "corridor": "hall",
        "veranda": "porch",
        "yard": "garden",
        "backyard": "garden",
        **dict.fromkeys(("entry", "entrance", "entryway", "foyer", "lobby"), "entrance"),
        **dict.fromkeys(("staircase", "stairway", "stairwell"), "stair"),
        **dict.fromkeys(("outside", "outdoors", "exterior"), "outdoor"),
        "cellar": "basement",
        "loft": "attic",
        "laundry": "utility",
        "storage": "store",
        "larder": "pantry",
        "master": "main",
        "study": "office",
        "rear": "back",
        "inside": "indoor",
        "indoors": "indoor",
        # furniture and people
        "sofa": "couch",
        "settee": "couch",
        "fridge": "refrigerator",
        "worktop": "counter",
        "countertop": "counter",
        "cupboard": "cabinet",
        "closet": "wardrobe",
        "shelve": "shelf",
        **dict.fromkeys(("child", "children", "kiddy"), "kid"),
        **dict.fromkeys(("mom", "mommy", "mummy", "mother"), "mum"),
        **dict.fromkeys(("daddy", "father"), "dad"),
        "mister": "mr",
        "missus": "mrs",
        "doctor": "dr",
        "saint": "st",
        "xmas": "christmas",
        # spellings
        "colour": "color",
        "center": "centre",
        "grey": "gray",
        "cozy": "cosy",
        "theatre": "theater",
        "programme": "program",
        # the number of a thing
        "first": "1",
        "second": "2",
        "third": "3",
        "fourth": "4",
        "fifth": "5",
        "sixth": "6",
        "seventh": "7",
        "eighth": "8",
        "ninth": "9",
        "tenth": "10",
    }
)
"""Word, in the singular and without accents → the one that stands for it."""

WITH_SYNONYMS = frozenset(_SAME) | frozenset(_SAME.values())
"""Words for which others are said as well."""

_PHRASES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("air conditioning", "air conditioner", "air con"), "ac"),
        **dict.fromkeys(("tumble dryer", "tumble drier"), "drier"),
        "light bulb": "light",
        "washing machine": "washer",
        "fish tank": "aquarium",
        "vacuum cleaner": "vacuum",
        "lawn mower": "mower",
        "lawnmower": "mower",
    }
)
"""Things of several words → one word for them."""

_PHRASE = re.compile(rf"\b(?:{'|'.join(_PHRASES)})(?=s?\b)")
_NUMBERED = re.compile(r"\b(?:number|no|nr) (?=\d)|(?<=[a-z]{3})(?=\d)|(?<=\d)(?=[a-z]{3})")
"""What is said before the number of a thing, or where its number is written to the word."""

_SINGULARS = frozenset(
    {"upstairs", "downstairs", "christmas", "xmas", "canvas", "atlas", "sonos", "lens", "news", "series", "outdoors"}
    | {"indoors", "texas", "mars"}
)
"""Words that end like plurals and are none."""

_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h"})
_SPELT_OUT = (("ae", "a"), ("oe", "o"), ("ue", "u"))


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Return `text` without accents.

    >>> plain("küche"), plain("salle à manger"), plain("fløjl")
    ('kuche', 'salle a manger', 'flojl')
    """
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFKD", text.translate(_STROKES))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def spelt_out(word: str) -> str:
    """Return a word with the two letters that stand for an umlaut in one, as `plain` leaves it.

    >>> spelt_out("kueche"), spelt_out("tuer"), spelt_out("hall")
    ('kuche', 'tur', 'hall')
    """
    for letters, letter in _SPELT_OUT:
        word = word.replace(letters, letter)
    return word


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """Return an English word without the ending of its plural; the same for one already singular.

    >>> [singular(word) for word in ("lights", "switches", "batteries", "glass", "upstairs")]
    ['light', 'switch', 'battery', 'glass', 'upstairs']
    """
    if word in _SINGULARS:
        return word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")):
        return word[:-1]
    return word


@lru_cache(maxsize=20_000)
def canonical(word: str) -> str:
    """Return the one form that stands for `word`, its plural and its synonyms.

    >>> canonical("lamps"), canonical("telly"), canonical("ceiling"), canonical("second")
    ('light', 'tv', 'ceiling', '2')
    """
    stem = singular(plain(word))
    return _SAME.get(stem, stem)


def joined(text: str) -> str:
    """Return `text` with things of several words in one, and with numbers that stand alone.

    >>> joined("office air conditioning"), joined("lamp number 2"), joined("lamp2")
    ('office ac', 'lamp 2', 'lamp 2')
    """
    text = _NUMBERED.sub(lambda match: "" if match[0] else " ", text)
    return _PHRASE.sub(lambda match: _PHRASES[match[0]], text)
