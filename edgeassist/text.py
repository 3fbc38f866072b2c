"""One normal form for everything that is said, typed or used as a name: it runs before every tier."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 400
"""Longer text is no spoken command."""

_UNITS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * (n + 2)
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
}


def normalise(text: str) -> str:
    """Return `text` in lower case, with numbers in digits, no punctuation and single spaces.

    >>> normalise("Set the Kitchen-Light to fifty five percent, please!")
    'set the kitchen light to 55 percent please'
    """
    text = unicodedata.normalize("NFKC", text[: 4 * MAX_CHARACTERS]).casefold().replace("’", "'")
    text = re.sub(r"(?<=\d)\s*(%|°\s*[cf]\b|°)", lambda m: {"%": " percent"}.get(m[1], " degrees"), text)
    text = re.sub(r"(?<=\d)\.(?=\d)", "\0", text)
    text = re.sub(r"[^\w\s'\0]|_", " ", text).replace("\0", ".")
    return " ".join(_digits(text.split()))


def _digits(words: list[str]) -> list[str]:
    out: list[str] = []
    for word in words:
        unit = _UNITS.get(word)
        if unit is not None and 0 < unit < 10 and out and out[-1] in {str(n) for n in _TENS.values()}:
            out[-1] = str(int(out[-1]) + unit)
        elif unit is not None:
            out.append(str(unit))
        elif word in _TENS:
            out.append(str(_TENS[word]))
        else:
            out.append(word)
    return out


def in_words(text: str) -> str:
    """Return normalised text with its numbers in words, as a recogniser of words hears them.

    >>> in_words("set it to 55 percent")
    'set it to fifty five percent'
    """
    raise NotImplementedError
