"""What is said short in one sentence, since its noun stands before: "left lamp off and the right one on"."""

from __future__ import annotations

import re

_APART = r"(?:left|right|front|back|rear|upper|lower|top|bottom|middle|inner|outer)"
_KIND = "door|gate|lamp|light|blind|curtain|shutter|shade|window|fan|speaker|radiator|heater|sprinklers|lock|panel"
_ONE = re.compile(
    rf"\b(?P<first>{_APART})(?:[ -]hand)? (?P<noun>(?!one\b|{_APART}\b)[a-z]+(?: (?:{_KIND})\b)?)\b(?P<between>.*?)"
    rf"\b(?P<other>{_APART})(?:[ -]hand)? one\b",
    re.IGNORECASE,
)
_MODE_AND_DEGREES = re.compile(
    r"(?P<asks>(?:(?:please|can you|could you|would you) )*)"
    r"(?P<do>(?:(?:set|put|switch|turn|get|have|run|stick) )?(?P<thing>(?:the |my |our )?(?:[\w'-]+ ){1,4}?))"
    r"(?:to|on|in|into) (?P<mode>heat|heating|cool|cooling|auto|dry)(?: mode)?,? "
    r"(?:(?:at|and|to|at around|and to) )?(?P<degrees>\d\d(?:\.5)?|[a-z]+ty(?:[ -][a-z]+)?|[a-z]+teen)"
    r"(?: degrees)?(?: please)?[.!]?",
    re.IGNORECASE,
)


def in_nouns(text: str) -> str:
    """Return a text with the noun in place of a "one" beside which stands the counterpart of its first word.

    What is to be in a mode and at a temperature is named for each.

    >>> in_nouns("left curtain closed, right one open")
    'left curtain closed, right curtain open'
    >>> in_nouns("right garage door shut and the left one open")
    'right garage door shut and the left garage door open'
    >>> in_nouns("turn right one off"), in_nouns("left lamp off and the blue one on")
    ('turn right one off', 'left lamp off and the blue one on')
    >>> in_nouns("set the AC to cool at 24")
    'set the AC to cool and set the AC to 24 degrees'
    """
    if both := _MODE_AND_DEGREES.fullmatch(text):
        return "{asks}{do}to {mode} and {do}to {degrees} degrees".format(**both.groupdict())
    return _ONE.sub(lambda match: f"{match[0].removesuffix(match[0][-3:])}{match['noun']}", text)
