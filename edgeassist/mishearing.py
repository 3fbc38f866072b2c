"""Words that are taken for one another where all around them was heard: fifteen and fifty, on and off."""

from __future__ import annotations

from edgeassist.text import in_words, normalise

DIRECTIONS = frozenset({"on", "off", "up", "down"})
"""Short words that are often misheard, and turn a command into another."""


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
    are_alike = {mine, its} <= DIRECTIONS or (mine.isdecimal() and its.isdecimal())
    return (in_words(mine), in_words(its)) if are_alike else None
