"""How people speak who are still thinking: fillers, words said twice, names that are looked for; words only come in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from edgeassist.lab.said import Said, Speech, find, inside

_ARTICLES = frozenset({"the", "my", "our", "a", "an"})
_SHORTEST_BROKEN_OFF = 4
_LONGEST_START = 3
"""Words that are said twice at the beginning."""


class Hesitations:
    """Puts words into sentences, never into what fills a slot."""

    def __init__(self, chance: Random, speech: Speech) -> None:
        self._chance = chance
        self._speech = speech

    def hesitating(self, said: Said) -> Said:
        """Return `said` with one hesitation, now and then with two or three."""
        ways: dict[Callable[[Said], str], int] = {
            self._filler: 8,
            self._twice: 6,
            self._begun_twice: 6,
            self._broken_off: 4,
            self._searching: 4,
            self._found: 2,
            self._trailing: 2,
        }
        for _ in range(self._chance.choice((1, 1, 1, 1, 2, 2, 3))):
            (way,) = self._chance.choices(list(ways), list(ways.values()))
            said = replace(said, text=way(said) or said.text)
        return said

    def _gaps(self, said: Said) -> list[int]:
        """Return where a word may come in: between words, and not within what fills a slot."""
        words = said.text.split()
        belongs = inside(words, said.spans)
        return [n for n in range(1, len(words)) if not (belongs[n - 1] and belongs[n])]

    def _filler(self, said: Said) -> str:
        """Return: "turn the uh lamp on"."""
        words, gaps = said.text.split(), self._gaps(said)
        if not gaps:
            return ""
        at = self._chance.choice(gaps)
        return " ".join([*words[:at], self._speech.one("fillers", self._chance), *words[at:]])

    def _twice(self, said: Said) -> str:
        """Return: "turn the the lamp on", or "turn it it um off"."""
        words = said.text.split()
        belongs = inside(words, said.spans)
        places = [n for n in self._gaps(said) if not belongs[n - 1] and not words[n - 1][-1].isdigit()]
        if not places:
            return ""
        at = self._chance.choice(places)
        um = [self._speech.one("fillers", self._chance)] if self._chance.random() < 0.15 else []
        return " ".join([*words[:at], *um, words[at - 1], *words[at:]])

    def _begun_twice(self, said: Said) -> str:
        """Return: "can you can you turn the lamp on"."""
        words = said.text.split()
        belongs = inside(words, said.spans)
        length = self._chance.randrange(1, _LONGEST_START + 1)
        begun = words[:length]
        if len(words) <= length or any(belongs[:length]) or any(word[-1].isdigit() for word in begun):
            return ""
        um = [self._speech.one("fillers", self._chance)] if self._chance.random() < 0.3 else []
        return " ".join([*begun, *um, *words])

    def _broken_off(self, said: Said) -> str:
        """Return: "turn on the kit the kitchen light"."""
        words = said.text.split()
        gaps = [n for n in self._gaps(said) if len(words[n]) >= _SHORTEST_BROKEN_OFF and words[n].isalpha()]
        if not gaps:
            return ""
        at = self._chance.choice(gaps)
        begun = words[at][: self._chance.randrange(2, len(words[at]) - 1)]
        if begun in self._speech.turning:
            return ""
        return " ".join([*words[:at], begun, *self._article(words, at), *words[at:]])

    def _searching(self, said: Said) -> str:
        """Return: "close the big er what's it called the big blind"."""
        words, name = said.text.split(), self._name(said)
        at = find(words, name) if name else -1
        if at < 1:
            return ""
        begun = name.split()[:-1][: self._chance.randrange(3)]
        if not self._speech.turning.isdisjoint(begun) or any(word[-1].isdigit() for word in begun):
            return ""
        search = self._speech.one("searching", self._chance)
        return " ".join([*words[:at], *begun, search, *self._article(words, at), *words[at:]])

    def _found(self, said: Said) -> str:
        """Return: "what was it the lamp yes turn the lamp off"."""
        name = self._name(said)
        if not name or said.is_question:
            return ""
        search = self._speech.one("searching", self._chance)
        article = self._chance.choice(("the", "the", "the the", "my", ""))
        found = self._speech.one("found", self._chance)
        return " ".join(f"{search} {article} {name} {found} {said.text}".split())

    def _trailing(self, said: Said) -> str:
        """Return: "close the big blind i think it's called"; only after a name, since a text would take it in."""
        name = self._name(said)
        if not name or not said.text.endswith(f" {name}"):
            return ""
        return f"{said.text} {self._speech.one('trailing', self._chance)}"

    def _article(self, words: list[str], at: int) -> list[str]:
        before = words[at - 1 : at]
        return before if before and before[0] in _ARTICLES and self._chance.random() < 0.7 else []

    def _name(self, said: Said) -> str:
        """Return the name of the one device that the sentence is about; "" where there is none."""
        name = said.frames[0].slots.get("name", "").strip() if len(said.frames) == 1 else ""
        return name if f" {said.text} ".count(f" {name} ") == 1 else ""
