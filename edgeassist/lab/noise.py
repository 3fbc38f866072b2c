"""What people, keyboards and recognisers do to a sentence; what fills a slot stays, or its value changes with it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

from edgeassist.intent.schema import SPAN, Frame
from edgeassist.lab.said import Said, Speech, find, inside
from edgeassist.text import normalise

_MISHEARD = Path(__file__).parent / "data" / "misheard.tsv"
_DROPPED = frozenset({"the", "a", "an", "my", "our", "please", "to", "of", "at", "is", "are", "that", "some"})
_STARTS = re.compile(r"(?:can|could|would|will) you|turn|switch|set|put|what|i|is|open|close|the")
"""What is said twice by those who do not know yet how to go on."""

_NAME = re.compile(r"(?:except_)?(?:name|area|floor|item)\d?")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHORTEST_TYPED = 4


class Noise:
    """Changes sentences; each change has its own small chance."""

    def __init__(self, chance: Random, speech: Speech, *, protected: frozenset[str] = frozenset()) -> None:
        self._chance = chance
        self._speech = speech
        self._kept = speech.turning | protected
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
        if chance.random() < 0.07:
            said = self.hesitating(said)
        lot = chance.random()
        changed = self.typed(said) if lot < 0.05 else self.misheard(said) if lot < 0.12 else said
        return changed if changed.text and changed.is_whole() else said

    def without_small_words(self, said: Said) -> Said:
        """Drop small words, as people in a hurry do and recognisers that miss them."""
        words = said.text.split()
        belongs = inside(words, said.spans)
        stays = [belongs[n] or _stays(words, n) or self._chance.random() < 0.4 for n in range(len(words))]
        return replace(said, text=" ".join(word for word, stay in zip(words, stays, strict=True) if stay))

    def hesitating(self, said: Said) -> Said:
        """Put a filler between words, say one twice, or begin twice; never within what fills a slot."""
        words = said.text.split()
        belongs = inside(words, said.spans)
        lot = self._chance.random()
        start = _STARTS.match(said.text)
        if lot < 0.25 and start and not any(belongs[: len(start[0].split())]):
            begun = [*start[0].split(), *words[len(start[0].split()) :][: self._chance.randrange(2)]]
            begun = begun if not any(belongs[: len(begun)]) else start[0].split()
            um = [self._speech.one("fillers", self._chance)] if self._chance.random() < 0.3 else []
            return replace(said, text=" ".join([*begun, *um, *words]))
        gaps = [n for n in range(1, len(words)) if not (belongs[n - 1] and belongs[n])]
        if not gaps:
            return said
        at = self._chance.choice(gaps)
        word = words[at]
        if lot < 0.35 and len(word) > _SHORTEST_TYPED and word.isalpha():
            added = word[: self._chance.randrange(2, len(word) - 1)]
            added = added if added not in self._speech.turning else word
        else:
            repeats = not belongs[at - 1] and not words[at - 1][-1].isdigit() and lot < 0.6
            added = words[at - 1] if repeats else self._speech.one("fillers", self._chance)
        return replace(said, text=" ".join([*words[:at], added, *words[at:]]))

    def typed(self, said: Said) -> Said:
        """Write it as in a chat: short forms, letters swapped, lost or doubled, now and then in a name."""
        for _ in range(self._chance.choice((1, 1, 2, 2, 3))):
            said = self._changed(said, 1, self._mistyped, names=0.25)
        return said

    def misheard(self, said: Said) -> Said:
        """Exchange words for what a recogniser hears for them, in names too."""
        for _ in range(self._chance.choice((1, 1, 2))):
            said = self._changed(said, self._chance.choice((1, 1, 2)), self._heard, names=0.6)
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
        for start in starts[:3]:
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
        if not other or at < 0 or sum(name in value for value in said.spans) > 1:
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

    def _mistyped(self, word: str) -> str:
        """Return a word as typed in a hurry; "" where it stays as it is."""
        if word in self._speech.chat:
            return self._chance.choice(self._speech.chat[word])
        if len(word) < _SHORTEST_TYPED or not (word.isascii() and word.isalpha()) or word in _STAY:
            return ""
        at = self._chance.randrange(1, len(word) - 1)
        ways = (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + _neighbour(word[at], self._chance) + word[at + 1 :],
        )
        typed = self._chance.choice(ways)
        return typed if typed not in self._kept and normalise(typed) == typed and typed != word else ""

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


_STAY = frozenset({"don't", "unlock", "lock", "open", "close", "stop", "start", "mute", "unmute", "never", "nothing"})
"""Words in which a slip of the finger could make the opposite."""


def _stays(words: list[str], at: int) -> bool:
    """Return whether the word there is more than a small one; "after that" without its end would say when."""
    return words[at] not in _DROPPED or words[at - 1 : at] == ["after"]


def _with_value(frame: Frame, name: str, other: str) -> Frame:
    slots = {slot: SPAN + other if value == SPAN + name else value for slot, value in frame.slots.items()}
    return Frame(frame.intent, slots)


def _neighbour(letter: str, chance: Random) -> str:
    """Return the letter of a key beside that of `letter`."""
    if letter in "aeiou":  # another vowel is another word
        return letter + letter
    row = next((row for row in _KEYS if letter in row), letter)
    at = row.index(letter)
    return chance.choice(row[max(0, at - 1) : at] + row[at + 1 : at + 2] or letter)
