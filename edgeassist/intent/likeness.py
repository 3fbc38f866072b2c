"""How unlike two words are, by their letters and by what sounds alike."""

from __future__ import annotations

from itertools import pairwise

_VOWELS = frozenset("aeiouy")
_FAINT = _VOWELS | {"h", "w"}
"""Letters that are hardly heard."""
_LIKE = ("bp", "dt", "gkcqj", "fvw", "szcx", "mn")
_CLASS = {letter: group[0] for group in _LIKE for letter in group} | dict.fromkeys(_VOWELS, "a") | {"c": "g"}
"""What a word may begin with and be taken for another."""
_A = ord("a")
_MOST_COST = (0.0, 0.0, 0.0, 0.0, 0.5, 1.0, 1.5, 1.5, 2.0)
"""How much two words may differ, by the letters of the shorter one."""
_SLIP = 0.5
"""What a vowel counts, or a consonant that sounds alike."""


def kind_of(word: str) -> str:
    """Return what stands for the first letter of a word and all that sound like it."""
    return _CLASS.get(word[0], word[0])


def most_unlike(word: str) -> float:
    """Return how unlike another word may be that is taken for this one."""
    return _MOST_COST[min(len(word.replace("'", "")), len(_MOST_COST) - 1)]


def consonants(word: str) -> int:
    """Return which consonants a word has, those that sound alike as one, as bits."""
    return sum(1 << ord(letter) - _A for letter in {kind_of(each) for each in word} - {"a", "h"} if "a" < letter <= "z")


def unlikeness(said: str, known: str, most: float = 9.0) -> float:
    """Return how much two words differ, or more than `most`; vowels, and consonants that sound alike, count half.

    >>> [unlikeness(*words.split()) for words in ("plind blind", "curtins curtains", "gage cage", "ped red")]
    [0.5, 0.5, 0.5, 1.0]
    """
    before, row = [0.0] * (len(known) + 1), [0.0]
    letters = [(b, _CLASS.get(b, b), _alone(b, last)) for last, b in pairwise(f" {known}")]
    for _, _, inserted in letters:
        row.append(row[-1] + inserted)
    for i, (last, a) in enumerate(pairwise(f" {said}")):
        left_out, like = _alone(a, last), _CLASS.get(a, a)
        above, row = row, [row[0] + left_out]
        for j, (b, alike, inserted) in enumerate(letters):
            instead = 0.0 if a == b else _SLIP if like == alike else 1.0
            least = min(above[j] + instead, row[j] + inserted, above[j + 1] + left_out)
            if i and j and a == known[j - 1] and b == last:
                least = min(least, before[j - 1] + _SLIP)
            row.append(least)
        if min(row) > most:
            return most + 1.0
        before = above
    return row[-1]


def _alone(letter: str, last: str) -> float:
    """Return what a letter counts that stands in one of two words."""
    return 0.25 if letter == last else 0.5 if letter in _FAINT else 1.0
