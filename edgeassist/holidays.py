"""Days of the year that have names of their own and the same date every year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

HOLIDAYS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "new year's day": (1, 1),
        "new year": (1, 1),
        "valentine's day": (2, 14),
        "valentine's": (2, 14),
        "saint patrick's day": (3, 17),
        "april fool's day": (4, 1),
        "independence day": (7, 4),
        "halloween": (10, 31),
        "bonfire night": (11, 5),
        "christmas eve": (12, 24),
        "christmas day": (12, 25),
        "christmas": (12, 25),
        "boxing day": (12, 26),
        "new year's eve": (12, 31),
    }
)
"""Name → month and day."""

_SPELLINGS = (
    (re.compile(r"\bxmas\b"), "christmas"),
    (re.compile(r"\bst patrick"), "saint patrick"),
    (re.compile(r"\b(new year|valentine|patrick|april fool)(?:s'|s)(?= |$)"), r"\1's"),
    (re.compile(r"\bnew year's(?! (?:day|eve))"), "new year"),
)
_NAMES = "|".join(sorted(HOLIDAYS, key=len, reverse=True))
NAMED = re.compile(rf"\b(?:on |at |for )?(?:the )?(?P<holiday>{_NAMES})(?= |$)")
"""Such a day in a text whose names are `spelled` as here."""


def spelled(text: str) -> str:
    """Return a text (normalised) with the names of these days as they stand in `HOLIDAYS`.

    >>> spelled("wake me at 7 on new years day"), spelled("on xmas day")
    ("wake me at 7 on new year's day", 'on christmas day')
    """
    for pattern, name in _SPELLINGS:
        text = pattern.sub(name, text)
    return text
