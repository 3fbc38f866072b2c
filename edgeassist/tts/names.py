"""Names and abbreviations as people say them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from edgeassist.tts.numbers import letter

ABBREVIATIONS: Mapping[str, str] = MappingProxyType(
    {
        "Mr": "mister",
        "Mrs": "missus",
        "Ms": "miz",
        "Dr": "doctor",
        "Prof": "professor",
        "St": "saint",
        "vs": "versus",
        "etc": "et cetera",
        "e.g": "for example",
        "E.g": "for example",
        "Tel": "telephone",
        "i.e": "that is",
        "a.m": "AM",
        "p.m": "PM",
        "approx": "about",
        "ca": "about",
        "incl": "including",
        "excl": "excluding",
        "temp": "temperature",
        "max": "maximum",
        "min": "minimum",
        "avg": "average",
        "dept": "department",
        "Ave": "avenue",
        "Apt": "apartment",
        "Rd": "road",
    }
)
"""What is written with a full stop after it."""

_ABBREVIATED = re.compile(rf"\b({'|'.join(map(re.escape, ABBREVIATIONS))})\.(?!\w)")
_ALWAYS = frozenset(
    {"ac", "cd", "dc", "diy", "dvd", "ev", "gps", "id", "ip", "pc", "rgbw", "tv", "uk", "usb", "uv", "voc", "wc"}
)
"""Said letter by letter, however they are written; so is what has no vowel, in capitals."""
_IN_CAPITALS = frozenset(
    {"AI", "API", "AV", "CO", "EU", "IO", "IOT", "IR", "IT", "LED", "OLED", "OS", "PIR", "UPS", "US", "USA", "UTC"}
)
"""Said so where they are written in capitals; else they may be words."""
_AS_WORDS = frozenset({"AM", "PM", "HVAC", "HVACS", "LAN", "WLAN"})
"""What a voice knows by itself."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z]{2})")
_CO2 = re.compile(r"\bCO(?=2\b)", re.IGNORECASE)
_WORD = re.compile(r"(?<![\w'])([A-Za-z]{2,5}?)(s?)(?![\w])")
_VOWEL = re.compile(r"[AEIOUY]")


def names_said(text: str) -> str:
    """Return `text` with its abbreviations in words, and what is said letter by letter as letters.

    >>> names_said("LED strips, wc_2, kitchenLight, 2 PCs, e.g. Dr. Smith's TV")
    "L E D strips, W C 2, kitchen Light, 2 P Cs, for example doctor Smith's T V"
    >>> names_said("the AC is ON"), names_said("STOP NOW, TV")
    ('the eh C is ON', 'stop now, T V')
    """
    text = _ABBREVIATED.sub(lambda match: ABBREVIATIONS[match[1]], text).replace("_", " ")
    text = _CO2.sub("C O ", _CAMEL.sub(" ", text))
    shouted = text.isupper() and " " in text.strip()
    text = _WORD.sub(_word, text)
    return re.sub(r"[A-Z]{2,}", lambda match: match[0].lower(), text) if shouted else text


def _word(match: re.Match[str]) -> str:
    word, several = match[1], match[2]
    spelled = word.lower() in _ALWAYS or word in _IN_CAPITALS or (word.isupper() and not _VOWEL.search(word))
    if not spelled or word in _AS_WORDS:
        return match[0]
    return " ".join(map(letter, word)) + several
