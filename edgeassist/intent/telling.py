"""Names that do not tell what they name, with the word that does: "percy" is the "percy mower"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from edgeassist.intent.naming import COLOURS, KINDS, names_in
from edgeassist.messages import Vocabulary

_TOLD_OF = re.compile(r"\b(?:was|were|had|has|called|named|bought|used to|didn't|wasn't|weren't)\b")
"""Where one of these stands, somebody tells of something, and may name it by chance: "supper was delicious"."""
_LIGHT_COLOUR = re.compile(rf"\blight(?= (?:{COLOURS}|brown|grey)\b)")
"""What would make another colour of the one after it."""
_SOMEBODY = ("he's", "she's", "they're", "we're", "i'm", "you're", "who's", "he was", "she was", "they were")
_NOT_DONE = r"(?<!\S)" + "".join(rf"(?<!\b{who} )" for who in _SOMEBODY)
"""What stands before a name where that is no verb: "she's reading" is no scene."""
_TELLING = re.compile(rf"(?P<name>.+?) (?:{KINDS.pattern}|media player)")


def with_kinds(said: str, vocabulary: Vocabulary) -> str:
    """Return a normalised text in which each name that does not tell what it names is followed by the word for it.

    >>> home = Vocabulary(("hall", "hall lamp", "percy", "percy mower", "play bar", "play bar light"), ("hall",))
    >>> with_kinds("play bar to blue and bring percy in from the hall", home)
    'play bar light to blue and bring percy mower in from the hall'
    >>> with_kinds("percy's mower, play bar light", home)
    "percy's mower, play bar light"
    >>> with_kinds("she's reading", Vocabulary(("reading", "reading scene")))
    "she's reading"
    >>> with_kinds("percy was late", home)
    'percy was late'
    """
    if _TOLD_OF.search(said):
        return said
    fuller = _fuller(vocabulary)
    told = said
    for name in names_in(said, vocabulary):
        if name in fuller:
            told = _untold(name).sub(fuller[name], told)
    return said if told == said else _LIGHT_COLOUR.sub("lamp", told)


@lru_cache(maxsize=1_000)
def _untold(name: str) -> re.Pattern[str]:
    """Return how a name stands that is followed by no word for a kind; to make it takes two milliseconds."""
    return re.compile(rf"{_NOT_DONE}{re.escape(name)}(?!\S)(?! (?:{KINDS.pattern})\b)")


@lru_cache(maxsize=32)
def _fuller(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Return name → the same with the word for its kind, where it has none and only one kind of things bears it."""
    known, found = frozenset(vocabulary.names), defaultdict[str, set[str]](set)
    for name in vocabulary.names:
        if (match := _TELLING.fullmatch(name)) and match["name"] in known:
            found[match["name"]].add(name)
    return {
        name: next(iter(names))
        for name, names in found.items()
        if len(names) == 1 and name not in vocabulary.areas and not KINDS.fullmatch(name.rsplit(" ", 1)[-1])
    }
