"""How alike two words sound or are written: for names that were misheard or mistyped."""

from __future__ import annotations

import re
from functools import lru_cache

_RULES = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"^[kg]n", "n"),
        (r"^wr", "r"),
        (r"^x", "s"),
        (r"tch|sch|sh|ch(?=[aeiou])", "x"),
        (r"ph|v", "f"),
        (r"gh", ""),
        (r"th", "0"),
        (r"ck|q|c(?![eiy])|ch", "k"),
        (r"c|z", "s"),
        (r"dg|g(?=[eiy])", "j"),
        (r"x(?=.)", "x"),
        (r"^[aeiou]+", "a"),
        (r"(?<=.)[aeiouyhw]+", ""),
        (r"(.)\1+", r"\1"),
    )
)

SAME_SOUND = 0.9
"""The likeness of words that differ in spelling alone."""

_SLIP = 0.85
"""The likeness of words of which one is how fingers stumble over the other."""
_ENDINGS = ("ing", "er", "ed", "e")
_SHORTEST_STEM = 4
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=20_000)
def sound_of(word: str) -> str:
    """Return a code that words of the same consonants share.

    >>> sound_of("ceiling") == sound_of("sealing"), sound_of("garden") == sound_of("garage")
    (True, False)
    """
    for pattern, code in _RULES:
        word = pattern.sub(code, word)
    return word


def starts_of(word: str) -> frozenset[str]:
    """Return how a word begins, in letters and in sound: words that share neither are never alike."""
    return frozenset({word[:1], sound_of(word)[:1]})


def likeness(said: str, known: str) -> float:
    """Return 0-1, how likely `said` is `known` misheard or mistyped; short words may differ by a slip alone.

    >>> likeness("sealing", "ceiling"), likeness("bathroom", "bedroom"), likeness("hell", "hall")
    (0.9, 0.0, 0.0)
    >>> likeness("mian", "main"), likeness("hal", "hall")
    (0.85, 0.85)
    """
    if said == known:
        return 1.0
    if not (said.isalpha() and known.isalpha()):
        return 0.0
    if _is_slip(said, known) or (len(said) > _SHORTEST_STEM and _stem(said) == _stem(known)):
        return _SLIP
    return _likeness_of_longer(said, known) if min(len(said), len(known)) >= 4 else 0.0


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """Return a word without the ending of a verb or of who does it: charging and charge, drying and dryer."""
    return next(
        (short for end in _ENDINGS if (short := word.removesuffix(end)) != word and len(short) >= _SHORTEST_STEM), word
    )


def _likeness_of_longer(said: str, known: str) -> float:
    code = sound_of(said)
    if len(code) >= 3 and code == sound_of(known):
        return SAME_SOUND
    allowed = 1 if min(len(said), len(known)) < 8 else 2
    if len(known) < 5 or abs(len(said) - len(known)) > allowed or not starts_of(said) & starts_of(known):
        return 0.0
    distance = _distance(said, known, allowed)
    return 1.0 - distance / max(len(said), len(known)) if distance <= allowed else 0.0


def _is_slip(said: str, known: str) -> bool:
    """Return whether two neighbours have changed places, or a letter is doubled in one of them alone."""
    if min(len(said), len(known)) < 3:
        return False
    if len(said) != len(known):
        return _DOUBLED.sub(r"\1", said) == _DOUBLED.sub(r"\1", known)
    other = [n for n, (a, b) in enumerate(zip(said, known, strict=True)) if a != b]
    if len(said) < 4 or len(other) != 2 or other[1] != other[0] + 1:
        return False
    return said[other[0]] == known[other[1]] and said[other[1]] == known[other[0]]


def _distance(left: str, right: str, most: int) -> int:
    """Return the least number of letters to insert, leave out or replace, or of neighbours to exchange.

    Where that is more than `most`, some number above that is returned.
    """
    before, row = [0] * (len(right) + 1), list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        above, row = row, [i]
        for j, b in enumerate(right, start=1):
            least = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and b == left[i - 2]:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
        before = above
    return row[-1]
