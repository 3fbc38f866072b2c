"""Where a reply may be cut, so that its first sentence is heard while the second is made."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LONGEST = 240
"""Characters; what is longer is cut at a comma or a space, or it would be long until it is heard."""

_LONGEST_WRITTEN = 4_000
"""Characters of what has no end and is to be read as one sentence all the same."""

_ABBREVIATED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|[Ee]\.g|i\.e|a\.m|p\.m|approx|(?<!°)[A-Z])\.$")
_SOMETIMES = re.compile(
    r"\b(?:[Nn]o|[Nn]r|p|pp|[Cc]h|[Ff]ig|[Vv]ol|ca|max|min|temp|avg|incl|excl|etc|mo"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\.$"
)
"""What is an abbreviation where a number or a small letter comes after it."""
_END = re.compile(r"""(?<![.!?…])[.!?…]++["'”\u2019)\]]*+(?=\s)|\n+""")
_UNSPEAKABLE = re.compile(r"[\x00-\x09\x0b-\x1a\x1c-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but the line's end, and halves of characters: engines take them for commands, or fail."""


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of `text` as they are written, without surrounding space and control characters.

    >>> list(sentences("It is 21.5 degrees. The hall light is on! Mr. Smith left at 6 p.m. today"))
    ['It is 21.5 degrees.', 'The hall light is on!', 'Mr. Smith left at 6 p.m. today']
    """
    text = _UNSPEAKABLE.sub(" ", text)
    start = 0
    for end in _END.finditer(text):
        last, following = text[max(start, end.end() - 12) : end.end()], text[end.end() : end.end() + 2].strip()[:1]
        goes_on = following.isdigit() or following.islower()
        if _ABBREVIATED.search(last) or (goes_on and _SOMETIMES.search(last)):
            continue
        yield from _cut(text[start : end.end()].strip(), _LONGEST_WRITTEN)
        start = end.end()
    yield from _cut(text[start:].strip(), _LONGEST_WRITTEN)


def breaths(sentence: str) -> Iterator[str]:
    """Yield a sentence, in parts that are short enough to be made at once.

    >>> [len(part) for part in breaths("the window in the bathroom, " * 20)]
    [223, 223, 111]
    """
    return _cut(sentence, _LONGEST)


def _cut(sentence: str, longest: int) -> Iterator[str]:
    while len(sentence) > longest:
        head = sentence[:longest]
        cut = max(head.rfind(", "), head.rfind("; ")) + 1 or head.rfind(" ") + 1 or longest
        yield sentence[:cut].strip()
        sentence = sentence[cut:].strip()
    if sentence:
        yield sentence
