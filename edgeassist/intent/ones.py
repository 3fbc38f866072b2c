"""What "one" stands for where two things that are called alike are told apart: "left lamp off and the right one on"."""

from __future__ import annotations

import re

_APART = r"(?:left|right|front|back|rear|upper|lower|top|bottom|middle|inner|outer)"
_ONE = re.compile(
    rf"\b(?P<first>{_APART})(?:[ -]hand)? (?P<noun>(?!one\b|{_APART}\b)[a-z]+)\b(?P<between>.*?)"
    rf"\b(?P<other>{_APART})(?:[ -]hand)? one\b",
    re.IGNORECASE,
)


def in_nouns(text: str) -> str:
    """Return a text with the noun in place of a "one" beside which stands the counterpart of its first word.

    >>> in_nouns("left curtain closed, right one open")
    'left curtain closed, right curtain open'
    >>> in_nouns("turn right one off"), in_nouns("left lamp off and the blue one on")
    ('turn right one off', 'left lamp off and the blue one on')
    """
    return _ONE.sub(lambda match: f"{match[0].removesuffix(match[0][-3:])}{match['noun']}", text)
