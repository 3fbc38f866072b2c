"""How unlike two words are, by their letters and by what sounds alike."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

_VOWELS = frozenset("aeiouy")
_FAINT = _VOWELS | {"h", "w"}
"""Letters that are hardly heard."""
_LIKE = ("bp", "dt", "gkcqj", "fvw", "szcx", "mn")
_CLASS = {letter: group[0] for group in _LIKE for letter in group} | dict.fromkeys(_VOWELS, "a") | {"c": "g"}
"""What a word may begin with and be taken for another."""
_BITS = {letter: 1 << ord(_CLASS.get(letter, letter)) - ord("a") for letter in "bcdfgjklmnpqrstvwxz"}
"""Consonants that are heard, those that sound alike as one."""
_MOST_COST = (0.0, 0.0, 0.0, 0.0, 0.5, 1.0, 1.5, 1.5, 2.0)
"""How much two words may differ, by the letters of the shorter one."""
SLIP = 0.5
"""What a vowel counts, or a consonant that sounds alike."""


def kind_of(word: str) -> str:
    """Return what stands for the first letter of a word and all that sound like it."""
    return _CLASS.get(word[0], word[0])


def most_unlike(word: str) -> float:
    """Return how unlike another word may be that is taken for this one."""
    return _MOST_COST[min(len(word.replace("'", "")), len(_MOST_COST) - 1)]


def consonants(word: str) -> int:
    """Return which consonants a word has, those that sound alike as one, as bits, another where one comes again.

    >>> consonants("robber") == consonants("rober") != consonants("robe")
    True
    """
    found, last = 0, ""
    for letter in word:
        bit = _BITS.get(letter, 0) if letter != last else 0
        found |= bit << _AGAIN if found & bit & ~_MAY_BE_FAINT else bit
        last = letter
    return found


_AGAIN = 26
"""Bits between that of a consonant and that of the same again."""
_MAY_BE_FAINT = _BITS["w"]


def least_unlike(some: int, others: int) -> float:
    """Return how unlike two words with these consonants are at least.

    >>> said = consonants("wardrobe")
    >>> [least_unlike(said, consonants(known)) for known in ("wardrobe", "ardrobe", "robe")]
    [0.0, 0.5, 2.5]
    """
    left, right = some & ~others, others & ~some
    most = max(left.bit_count(), right.bit_count())
    return most - SLIP if (left | right) & _MAY_BE_FAINT else float(most)


def unlikeness(said: str, known: str, most: float = 9.0) -> float:
    """Return how much two words differ, or more than `most`; vowels, and consonants that sound alike, count half.

    >>> [unlikeness(*words.split()) for words in ("plind blind", "curtins curtains", "gage cage", "ped red")]
    [0.5, 0.5, 0.5, 1.0]
    """
    letters, last, before, row = _letters(known), "", list[float](), [0.0]
    for _, _, inserted in letters:
        row.append(row[-1] + inserted)
    for a, like, left_out in _letters(said):
        above, least = row, row[0] + left_out
        row, lowest, previous = [least], least, ""
        for j, (b, alike, inserted) in enumerate(letters):
            least += inserted
            if (other := above[j + 1] + left_out) < least:
                least = other
            if (other := above[j] + (0.0 if a == b else SLIP if like == alike else 1.0)) < least:
                least = other
            if a == previous and b == last and (other := before[j - 1] + SLIP) < least:
                least = other
            row.append(least)
            lowest, previous = min(lowest, least), b
        if lowest > most:
            return most + 1.0
        before, last = above, a
    return row[-1]


@lru_cache(maxsize=2_000)
def _letters(word: str) -> tuple[tuple[str, str, float], ...]:
    """Return the letters of a word with what stands for each, and what it counts where it stands in one word alone."""
    return tuple((letter, _CLASS.get(letter, letter), _alone(letter, last)) for last, letter in pairwise(f" {word}"))


def _alone(letter: str, last: str) -> float:
    """Return what a letter counts that stands in one of two words."""
    return 0.25 if letter == last else 0.5 if letter in _FAINT else 1.0
