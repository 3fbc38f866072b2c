"""Names of the house that were misheard as other words: "row bow rock" is the Roborock, "sofa lap" the sofa lamp."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from math import inf
from typing import NamedTuple

from edgeassist.intent.likeness import SLIP, consonants, kind_of, least_unlike, unlikeness
from edgeassist.messages import Vocabulary

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_GAP = re.compile(r"[ -]+")
_MOST_WORDS = 4
_MOST_LONGER = 3
"""Letters."""
_SHORTEST = 4
_MOST_UNLIKE = ((12, 2.0), (9, 1.5), (6, 1.0), (_SHORTEST, 0.5))
"""Letters of a name → how unlike it the words may be."""
_NO_PART = re.compile(
    r"the|my|our|an?|to|in|on|off|at|of|for|and|or|but|up|down|out|all|it|is|are|was|this|that|these|those|"
    r"please|turn|"
    r"switch|put|set|open|close|shut|lock|unlock|start|stop|dim|make|play|pause|raise|lower|what|which|how|if|"
    r"when|not|no|half|halfway|way|"
    r"too|by|from|with|can|could|would|will|you|i|we|me|let's|there|here|now|then|its|it's|his|her|their"
)
"""What is no part of a name that was misheard."""
_MEANT = re.compile(
    r"hall\w*|bath\w*|bed\w*|kitchen|lounge|den|loft|porch|deck|patio|garden|yard|study|office|gym|nursery|"
    r"landing|stairs?|"
    r"garage|shed|barn|pool|spare|guest|main|master|desk|gate|door|wall|floor|ceiling|table|front|back|rear|"
    r"left|right|side|"
    r"top|bottom|upper|lower|middle|north|south|east|west|inner|outer|big|small|red|green|blue|white|black|pink|"
    r"yellow|"
    r"(?:light|lamp|bulb|plug|socket|fan|blind|curtain|shutter|shade|cover|window|valve|lock|heater|thermostat|radiator|tv|"
    r"speaker|robot|mower|siren|alarm|sensor|timer|list)s?|kids?|boys?|girls?|mum's|dad's|mom's|his|her|their"
)
"""What stands for itself, whatever it is like."""


class _Name(NamedTuple):
    """A name of the house."""

    name: str
    letters: str
    consonants: int
    words: frozenset[str]
    length: int
    """How many words it has."""
    most: float
    """How unlike it the words may be."""

    @classmethod
    def of(cls, name: str) -> _Name:
        """Return a name with what tells early that words are not like it."""
        letters, words = _letters(name), name.split()
        most = next(most for length, most in _MOST_UNLIKE if len(letters) >= length)
        return cls(name, letters, consonants(letters), frozenset(words), len(words), most)


class Misnaming:
    """Puts names of one house in the place of words that sound like them."""

    def __init__(self, vocabulary: Vocabulary, knows: Callable[[str], bool]) -> None:
        """`knows` tells whether a word is one that can be said in a house at all."""
        self._knows = knows
        self._names: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for name in (*vocabulary.names, *vocabulary.areas):
            letters = _letters(name)
            if name.isascii() and letters.isalpha() and len(letters) >= _SHORTEST:
                self._names[kind_of(letters), len(letters)].append(name)
        self._known: dict[tuple[str, int], list[_Name]] = {}
        self._all = frozenset((*vocabulary.names, *vocabulary.areas))
        self._house = frozenset(word for name in vocabulary.names for word in name.split())

    def right(self, text: str, *, only_unknown: bool) -> str:
        """Return `text` with the one name that words of it are most like; `only_unknown`: where one is no word."""
        words = list(_WORD.finditer(text))
        said = [word[0].casefold().replace("\u2019", "'") for word in words]
        if only_unknown and all(map(self._knows, said)):
            return text
        found = [
            (cost, start - end, start, end, name)
            for start, end in _spans(text, words, said)
            if not (only_unknown and all(map(self._knows, said[start:end])))
            for cost, name in [self._nearest(said[start:end])]
            if name is not None
        ]
        if not found:
            return text
        _, _, start, end, name = min(found)
        return f"{text[: words[start].start()]}{name}{text[words[end - 1].end() :]}"

    def _nearest(self, said: Sequence[str]) -> tuple[float, str | None]:
        """Return how unlike a row of words is to the one name that it is most like, and this; None: there is none."""
        if " ".join(said) in self._all:
            return 0.0, None
        letters = _letters("".join(_SPELT.get(word, word) for word in said))
        meant = {word for word in said if self._stands(word)}
        in_pieces = len(said) > 1 and not all(map(self._knows, said))
        has, best = consonants(letters), inf
        near: list[tuple[float, str]] = []
        for known in self._as_long(letters):
            if least_unlike(has, known.consonants) > min(known.most, best):
                continue
            if not (meant <= known.words or (in_pieces and known.name == known.letters)) or not _is_like(said, known):
                continue
            cost = unlikeness(letters, known.letters, min(known.most, best + SLIP))
            if cost <= known.most:
                near.append((cost, known.name))
                best = min(best, cost)
        near.sort()
        if not near or (len(near) > 1 and near[0][0] == near[1][0]):
            return 0.0, None
        return near[0]

    def _as_long(self, letters: str) -> Iterator[_Name]:
        """Yield the names that begin like these letters and have about as many."""
        for length in range(len(letters) - _MOST_LONGER, len(letters) + _MOST_LONGER + 1):
            key = kind_of(letters), length
            if key not in self._known:
                self._known[key] = [*map(_Name.of, self._names.get(key, ()))]
            yield from self._known[key]

    def _stands(self, word: str) -> bool:
        return _MEANT.fullmatch(word) is not None or word in self._house


def _spans(text: str, words: Sequence[re.Match[str]], said: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where rows of words begin and end that may be a name."""
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + _MOST_WORDS) + 1):
            if _NO_PART.fullmatch(said[end - 1]):
                break
            if end - 1 > start and not _GAP.fullmatch(text, words[end - 2].end(), words[end - 1].start()):
                break
            yield start, end


def _is_like(said: Sequence[str], known: _Name) -> bool:
    """Return whether words are cut as those of a name, one of which was said, or are its pieces; not it and more."""
    return not known.words.issubset(said) and (not known.words.isdisjoint(said) or len(said) != known.length)


_SPELT = {"l": "el", "m": "em", "n": "en", "d": "de", "b": "be", "t": "te", "s": "es", "ex": "x"}
"""Letters by their names, and what a letter was heard as."""


def _letters(name: str) -> str:
    return name.replace(" ", "").replace("'", "")
