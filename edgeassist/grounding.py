"""Whether what a model wrote stands in the passages that it was given."""

from __future__ import annotations

import re

from edgeassist.stems import Stems, searchable

_LEAST = 0.75
"""Part of the words of an answer that must stand in the passages or in the question."""

_NUMBER_WORDS = frozenset(
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand half quarter twice once first second
    third every daily weekly monthly monday tuesday wednesday thursday friday saturday sunday january february march
    april may june july august september october november december""".split()  # noqa: SIM905
)
_NOT = frozenset({"not", "no", "never", "none", "nothing", "without", "cannot", "nor", "neither", "forbidden", "don"})
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w-]*|\b[A-Z]{2,}\b|\b[A-Z][a-z]+[A-Z]\w*")
_UNKNOWN = re.compile(
    r"\b(?:unknown|not (?:stated|mentioned|given|in the passages?)|i (?:do not|don't) know)\b", re.IGNORECASE
)


def is_borne_out(answer: str, passages: str, read: str, question: str, stems: Stems) -> bool:
    """Return whether every number and name of an answer stands in the passages, and nearly all of its words.

    Where what would be `read` in its place says "not", it must too, and the other way round.
    """
    if not answer.strip() or _UNKNOWN.search(answer):
        return False
    known, asked = _words(passages), _words(question)
    said = _words(answer)
    exact = {word for word in said if word in _NUMBER_WORDS or any(c.isdigit() for c in word)}
    exact |= {word for name in _NAME.findall(answer) for word in _words(name)}
    if not exact <= known or bool(said & _NOT) != bool(_words(read) & _NOT):
        return False
    heard = stems.of(answer)
    there = set(stems.of(f"{passages} {' '.join(asked)}")) | _PLAIN
    return sum(stem in there for stem in heard) >= _LEAST * len(heard)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", searchable(text)))


_PLAIN = frozenset("a an the is are be it its of to in on at for and or you your should must can with by from".split())  # noqa: SIM905
"""Words that any sentence may have."""
