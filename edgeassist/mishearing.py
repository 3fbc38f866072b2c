"""Words that are taken for one another where all around them was heard: fifteen and fifty, on and off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edgeassist.text import in_words, normalise

DIRECTIONS = frozenset({"on", "off", "up", "down"})
"""Short words that are often misheard, and turn a command into another."""

_LOCKS = {"lock": "unlock", "unlock": "lock"}
_TENS = {
    "thirteen": "thirty",
    "fourteen": "forty",
    "fifteen": "fifty",
    "sixteen": "sixty",
    "seventeen": "seventy",
    "eighteen": "eighty",
    "nineteen": "ninety",
}
_TWINS = _TENS | {ten: teen for teen, ten in _TENS.items()} | _LOCKS
_TWIN = re.compile(rf"\b({'|'.join(_TWINS)})\b(?! (?:one|two|three|four|five|six|seven|eight|nine)\b)")

_RARE = re.compile(rf"\b(?:{'|'.join(_TENS.keys() - {'fifteen'})}|fifteen(?! minutes?\b)|fifty minutes?)\b")


def twins(text: str) -> Iterator[str]:
    """Yield the texts that differ from a spoken one in a number that sounds like it, or in whether something is locked.

    >>> list(twins("lock the garage in fifteen minutes"))
    ['unlock the garage in fifteen minutes', 'lock the garage in fifty minutes']
    >>> list(twins("lamp to fifty five"))
    []
    """
    for match in _TWIN.finditer(text):
        yield text[: match.start()] + _TWINS[match[0]] + text[match.end() :]


def turned(text: str) -> Iterator[str]:
    """Yield the texts that differ from one in a direction.

    >>> list(turned("radio off"))
    ['radio down', 'radio on', 'radio up']
    """
    words = text.split()
    for at, word in enumerate(words):
        for other in sorted(DIRECTIONS - {word}) if word in DIRECTIONS else ():
            yield " ".join([*words[:at], other, *words[at + 1 :]])


def teens(text: str) -> int:
    """Return how many words of a spoken text are numbers that sound like tens.

    >>> teens("fifteen to fifty")
    1
    """
    return sum(word in _TENS for word in text.split())


def rare(text: str) -> int:
    """Return how many numbers of a spoken text are rarely said, of two that sound alike: fifteen, but of minutes fifty.

    >>> rare("lamp to fifteen"), rare("timer for fifteen minutes"), rare("timer for fifty minutes")
    (1, 0, 1)
    """
    return len(_RARE.findall(text))


def told_apart(text: str, other: str) -> tuple[str, str] | None:
    """Return the word of each of two texts that tells them apart, as it is spoken; None: it is more than such a word.

    >>> told_apart("set a timer for fifteen minutes", "set a timer for fifty minutes")
    ('fifteen', 'fifty')
    >>> told_apart("turn the hall light on", "turn the wall light on")
    """
    words, others = normalise(text).split(), normalise(other).split()
    different = [pair for pair in zip(words, others, strict=False) if pair[0] != pair[1]]
    if len(words) != len(others) or len(different) != 1:
        return None
    mine, its = different[0]
    are_alike = {mine, its} <= DIRECTIONS or (mine.isdecimal() and its.isdecimal()) or _LOCKS.get(mine) == its
    return (in_words(mine), in_words(its)) if are_alike else None
