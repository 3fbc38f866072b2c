"""What people, keyboards and recognisers do to a sentence; what fills a slot stays, or its value changes with it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

from edgeassist.intent.schema import SPAN, Frame
from edgeassist.lab.gaps import Gaps
from edgeassist.lab.hesitations import Hesitations
from edgeassist.lab.said import Said, Speech, find, inside
from edgeassist.lab.typing_errors import TypingErrors

_MISHEARD = Path(__file__).parent / "data" / "misheard.tsv"
_DROPPED = frozenset({"the", "a", "an", "my", "our", "please", "to", "of", "at", "is", "are", "that", "some"})
_NAME = re.compile(r"(?:except_)?(?:name|area|floor|item)\d?")
_TRIES = 4
_OFTEN_TYPED = 0.06
_OFTEN_MISHEARD = 0.08
_OFTEN_TORN = 0.05
_OFTEN_HESITATING = 0.07
_OFTEN_JOINED = 0.15
"""Of what is typed wrongly."""


class Noise:
    """Changes sentences; each change has its own small chance."""

    def __init__(self, chance: Random, speech: Speech, *, protected: frozenset[str] = frozenset()) -> None:
        self._chance = chance
        self._speech = speech
        self._kept = speech.turning | protected
        self._errors = TypingErrors(chance, speech, self._kept)
        self._hesitations = Hesitations(chance, speech)
        self._gaps = Gaps(chance, self._kept)
        self._misheard: dict[str, list[tuple[str, int]]] = defaultdict(list)
        if _MISHEARD.is_file():
            for line in _MISHEARD.read_text(encoding="utf-8").splitlines():
                said, heard, count = line.split("\t")
                self._misheard[said].append((heard, int(count)))

    def noisy(self, said: Said) -> Said:
        """Return `said` as it may arrive."""
        chance = self._chance
        if chance.random() < 0.2 and said.frames:  # of half a sentence the small words are what tells
            said = self.without_small_words(said)
        if chance.random() < _OFTEN_HESITATING:
            said = self.hesitating(said)
        if chance.random() < _OFTEN_TORN:
            said = self._gaps.torn(said)
        lot = chance.random()
        errs = lot < _OFTEN_TYPED + _OFTEN_MISHEARD
        changed = self.typed(said) if lot < _OFTEN_TYPED else self.misheard(said) if errs else said
        return changed if changed.text and changed.is_whole() else said

    def without_small_words(self, said: Said) -> Said:
        """Drop small words, as people in a hurry do and recognisers that miss them."""
        words = said.text.split()
        belongs = inside(words, said.spans)
        stays = [belongs[n] or _stays(words, n) or self._chance.random() < 0.4 for n in range(len(words))]
        return replace(said, text=" ".join(word for word, stay in zip(words, stays, strict=True) if stay))

    def hesitating(self, said: Said) -> Said:
        """Return `said` by somebody who is still thinking; what fills a slot stays."""
        return self._hesitations.hesitating(said)

    def typed(self, said: Said) -> Said:
        """Write it as in a chat: short forms, letters swapped, lost or doubled, words run together, in names too."""
        for _ in range(self._chance.choice((1, 1, 2, 2, 3))):
            if self._chance.random() < _OFTEN_JOINED:
                said = self._changed(said, 2, self._errors.run_together, names=0.3)
            else:
                said = self._changed(said, 1, self._errors.mistyped, names=0.3)
        return said

    def misheard(self, said: Said) -> Said:
        """Exchange words for what a recogniser hears for them, in names too."""
        for _ in range(self._chance.choice((1, 1, 2))):
            alike = self._chance.random() < 0.4
            change = self._errors.sounding_alike if alike else self._heard
            said = self._changed(said, 1 if alike else self._chance.choice((1, 1, 2)), change, names=0.5)
        return said

    def _changed(self, said: Said, length: int, change: Callable[[str], str], *, names: float) -> Said:
        """Change `length` words somewhere; with the chance `names` within a name, whose value changes with it."""
        slots = [slot for frame in said.frames for slot in frame.slots if _NAME.fullmatch(slot)]
        if slots and self._chance.random() < names:
            return self._renamed(said, change)
        words = said.text.split()
        belongs = inside(words, said.spans)
        starts = [n for n in range(len(words) - length + 1) if not any(belongs[n : n + length])]
        self._chance.shuffle(starts)
        for start in starts[:_TRIES]:
            if other := change(" ".join(words[start : start + length])):
                return replace(said, text=" ".join([*words[:start], other, *words[start + length :]]))
        return said

    def _renamed(self, said: Said, change: Callable[[str], str]) -> Said:
        values = [v.strip() for f in said.frames for s, v in f.slots.items() if _NAME.fullmatch(s) and v[:1] == SPAN]
        if not values:
            return said
        name = self._chance.choice(values)
        other, words = self._other_name(name, change), said.text.split()
        at = find(words, name)
        if not other or said.text.count(name) > 1 or at < 0 or sum(name in value for value in said.spans) > 1:
            return said
        text = " ".join([*words[:at], other, *words[at + len(name.split()) :]])
        return replace(said, text=text, frames=tuple(_with_value(frame, name, other) for frame in said.frames))

    def _other_name(self, name: str, change: Callable[[str], str]) -> str:
        """Return `name` with one or two words changed; "" where that cannot be."""
        words = name.split()
        starts = [(n, length) for length in (1, 2) for n in range(len(words) - length + 1)]
        self._chance.shuffle(starts)
        for at, length in starts:
            if other := change(" ".join(words[at : at + length])):
                return " ".join([*words[:at], other, *words[at + length :]])
        return ""

    def _heard(self, words: str) -> str:
        """Return what a recogniser hears for these words; "" where it hears them, or they must not be taken wrongly."""
        choices = self._misheard.get(words, [])
        if not choices or not self._kept.isdisjoint(words.split()):
            return ""
        (heard,) = self._chance.choices([heard for heard, _ in choices], [count for _, count in choices])
        is_past = heard.endswith("ed") and heard.startswith(words)  # which would be a report
        if is_past or not self._kept.isdisjoint(heard.split()) or any(letter.isdigit() for letter in words + heard):
            return ""
        return heard


def _stays(words: list[str], at: int) -> bool:
    """Return whether the word there is more than a small one; "after that" without its end would say when."""
    return words[at] not in _DROPPED or words[at - 1 : at] == ["after"]


def _with_value(frame: Frame, name: str, other: str) -> Frame:
    slots = {slot: SPAN + other if value == SPAN + name else value for slot, value in frame.slots.items()}
    return Frame(frame.intent, slots)
