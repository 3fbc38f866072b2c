"""Where a reply may be cut, so that its first sentence is heard while the second is made."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LONGEST = 240
"""Characters; what is longer is cut at a comma or a space, or it would be long until it is heard."""

_ABBREVIATIONS = r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|a\.m|p\.m|approx|[A-Z])\."
_END = re.compile(r"""(?<![.!?…])[.!?…]++["'”\u2019)\]]*+(?=\s)|\n+""")
_UNSPEAKABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but the line's end, and halves of characters: engines take them for commands, or fail."""


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of `text`, without surrounding space and control characters.

    >>> list(sentences("It is 21.5 degrees. The hall light is on! Mr. Smith left at 6 p.m. today"))
    ['It is 21.5 degrees.', 'The hall light is on!', 'Mr. Smith left at 6 p.m. today']
    """
    text = _UNSPEAKABLE.sub(" ", text)
    start = 0
    for end in _END.finditer(text):
        if not re.search(f"(?:{_ABBREVIATIONS})$", text[max(start, end.end() - 12) : end.end()]):
            yield from _shortened(text[start : end.end()].strip())
            start = end.end()
    yield from _shortened(text[start:].strip())


def _shortened(sentence: str) -> Iterator[str]:
    while len(sentence) > _LONGEST:
        head = sentence[:_LONGEST]
        cut = max(head.rfind(", "), head.rfind("; ")) + 1 or head.rfind(" ") + 1 or _LONGEST
        yield sentence[:cut].strip()
        sentence = sentence[cut:].strip()
    if sentence:
        yield sentence
