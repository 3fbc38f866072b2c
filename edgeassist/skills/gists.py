"""What a note comes to: a summary, and what is to be done. By rules here; a model's words are checked against it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from edgeassist.text import WEEKDAY

SHORT = 100
"""Characters of a note that needs no summary."""
_LONGEST = 200
_MOST_ITEMS = 12

_DUTY = re.compile(
    r"\b(?:need(?:s)? to|must|ha(?:ve|s) to|'?ve got to|got to|should|ought to|remember to|don'?t forget to|make sure|"
    rf"want(?:s)? to|going to|to do|todo|by {WEEKDAY}|by tomorrow)\b",
    re.IGNORECASE,
)
"""What says that something is to be done."""
_ORDER = re.compile(
    r"(?:(?:and|then|also|please|first|next|so|oh|um|uh)[, ]+)*(?:ask|book|bring|buy|call|cancel|change|check|clean|"
    r"collect|contact|email|fetch|find|fix|get|hand in|install|invite|look (?:for|up|into)|mail|make|measure|meet|"
    r"order|paint|pay|phone|pick up|plan|post|prepare|print|remind|renew|repair|replace|reply|return|ring|sell|send|"
    r"sort out|talk to|tell|text|thank|tidy|visit|wash|water|write)\b",
    re.IGNORECASE,
)
"""How a sentence begins that is an errand."""
_LEAD = re.compile(
    r"^(?:(?:and|then|also|so|well|okay|oh|um|uh|first|next|please)[, ]+)*"
    r"(?:(?:(?:i|we|you)(?:'ve| have)? (?:really |still |also )?"
    r"(?:need to|must|have to|got to|should|ought to|want to)|remember to|don'?t forget to|"
    r"make sure (?:to|that (?:i|we))) +)?",
    re.IGNORECASE,
)
_DONE = re.compile(r"\b(?:already|did|was done|has been|no need to|needn't|don't (?:need|have) to)\b", re.IGNORECASE)
_SPLIT = re.compile(
    r"(?<=[.!?;])\s+|,? (?:and then|then|and also|and) (?=(?:i|we) (?:need|must|have|should)\b)|\n+", re.IGNORECASE
)
_COMMON = frozenset(
    """the a an and or but of to in on at for with from is are was were be been it its this that i we you he she they my
    our your his her their have has had do does did not so then there will would can could should must need as if about
    up out just also some any very""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Gist:
    """What a note comes to."""

    summary: str = ""
    items: tuple[str, ...] = ()
    """What is to be done, each as one can put it on a list."""


def gist_of(text: str) -> Gist:
    """Return what a note comes to by its own sentences: the most telling ones, and those that are errands.

    >>> gist_of("The roofer was here. We need to call the plumber by Friday. Buy a new tap.").items
    ('Call the plumber by Friday', 'Buy a new tap')
    """
    sentences = [part.strip() for part in _SPLIT.split(text) if part.strip()]
    return Gist(_summary(text, sentences), tuple(dict.fromkeys(_errands(sentences)))[:_MOST_ITEMS])


def _errands(sentences: Sequence[str]) -> Iterator[str]:
    for sentence in sentences:
        if (_DUTY.search(sentence) or _ORDER.match(sentence)) and not _DONE.search(sentence):
            errand = _LEAD.sub("", sentence, count=1).rstrip(" .!?;,")
            if errand:
                yield errand[0].upper() + errand[1:]


def _summary(text: str, sentences: Sequence[str]) -> str:
    """Return a short note as it is, and of a longer one the sentences whose words come most often."""
    if len(text) <= SHORT or not sentences:
        return text
    counts = Counter(word for word in _words(text) if word not in _COMMON)

    def _telling(sentence: str) -> float:
        words = [word for word in _words(sentence) if word not in _COMMON]
        return sum(counts[word] for word in words) / (len(words) + 3)

    best = sorted(range(len(sentences)), key=lambda at: (-_telling(sentences[at]), at))[:2]
    chosen = " ".join(sentences[at] for at in sorted(best))
    if len(chosen) > _LONGEST:
        chosen = sentences[best[0]]
    return chosen if len(chosen) <= _LONGEST else f"{chosen[: chosen.rfind(' ', 0, _LONGEST)]} …"


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())
