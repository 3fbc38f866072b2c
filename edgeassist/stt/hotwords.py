"""Which names of a home an open recogniser is told of, where there is no room for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from edgeassist.messages import Vocabulary

_LONGEST = 600
"""Characters: more of them cost time and push out what was said."""

_ALIKE = 0.7
_MOST_COMPARED = 300
"""Words: every pair of them is compared."""


def ranked(vocabulary: Vocabulary, *, longest: int = _LONGEST) -> tuple[str, ...]:
    """Return rooms and names, `longest` characters of them, each time the one that brings most that is new.

    New are words that no name before has; those that are easily taken for one another count twice.

    >>> home = Vocabulary(names=("desk lamp", "desk light", "hall light", "wall light"), areas=("attic",))
    >>> ranked(home, longest=32)
    ('hall light', 'desk lamp', 'wall light')
    """
    waiting = list(dict.fromkeys((*vocabulary.areas, *vocabulary.names, *vocabulary.floors)))
    doubles = _doubles({word for name in waiting for word in name.split()})
    known: set[str] = set()

    def _worth(name: str) -> int:
        new = set(name.split()) - known
        return len(new) + len(new & doubles)

    chosen: list[str] = []
    left = longest
    while waiting and left > 0:
        best = max(waiting, key=_worth)
        waiting.remove(best)
        if len(best) <= left:
            chosen.append(best)
            left -= len(best)
            known.update(best.split())
    return tuple(chosen)


def hotwords(
    hints: Sequence[str], names: Sequence[str], heard: Mapping[str, int], *, longest: int = _LONGEST
) -> str | None:
    """Return what goes into the recogniser's prompt: hints, the names `heard` most often, then the others in order.

    >>> hotwords(["yes"], ["attic", "desk lamp", "hall light"], {"desk lamp": 3}, longest=21)
    'yes, desk lamp, attic'
    """
    chosen, length = [], 0
    usual = sorted(heard, key=lambda name: -heard[name])
    for phrase in dict.fromkeys((*hints, *usual, *names)):
        if phrase and length + len(phrase) <= longest:
            chosen.append(phrase)
            length += len(phrase) + 2
    return ", ".join(chosen) or None


def mentioned(text: str, names: Iterable[str]) -> list[str]:
    """Return the names that stand in a normalised text as whole words.

    >>> mentioned("turn on the desk lamp", ["lamp", "desk lamp", "amp"])
    ['lamp', 'desk lamp']
    """
    return [name for name in names if f" {name} " in f" {text} "]


def _doubles(words: set[str]) -> set[str]:
    """Return the words that are written much like another one.

    >>> sorted(_doubles({"hall", "wall", "kitchen"}))
    ['hall', 'wall']
    """
    ordered = sorted(words)[:_MOST_COMPARED]
    found = set()
    matcher = SequenceMatcher(autojunk=False)
    for at, word in enumerate(ordered):
        matcher.set_seq2(word)
        for other in ordered[at + 1 :]:
            matcher.set_seq1(other)
            if matcher.real_quick_ratio() > _ALIKE and matcher.quick_ratio() > _ALIKE and matcher.ratio() > _ALIKE:
                found |= {word, other}
    return found
