"""Names of devices, rooms and floors for the corpus: real ones, foreign ones and words that do not exist."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import yaml

from edgeassist.text import normalise

_DATA = Path(__file__).parent / "data" / "names.yaml"


_OTHER_KINDS = {"scene": "scenes", "script": "scripts", "button": "buttons", "todo": "lists", "person": "persons"}
"""Domains whose names are no names of devices."""


_OFTEN_UNTOLD = frozenset({"light", "switch", "scene", ""})
"""Domains of things whose name often does not tell what they are: of a name alone, "to 40 percent" means a light."""

_SHARED = frozenset(
    {"syllables", "endings", "modifiers", "floors", "owners", "spots", "endings_of_names", "model_words", "owned_rooms"}
)
"""Words that seen and unseen names have in common."""


class Names:
    """Gives names at random; `unseen` gives other ones, which share only floors, syllables, and words like "left"."""

    def __init__(self, *, unseen: bool = False) -> None:
        self._domain = ""
        self._unseen = unseen
        content = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
        things, self._kinds = content.pop("things"), content.pop("kinds")
        ours = {domain: [normalise(word) for word in things[domain] if self._is_ours(word)] for domain in things}
        self._things: dict[str, list[str]] = {domain: words for domain, words in ours.items() if words}
        self._words: dict[str, list[str]] = {
            kind: [normalise(word) for word in words if kind in _SHARED or self._is_ours(word)]
            for kind, words in content.items()
        }

    def of(self, domains: str | Sequence[str], chance: Random) -> None:
        """Give names that fit one of `domains` (none: of any) from now on."""
        choices = [domains] if isinstance(domains, str) else list(domains)
        self._domain = chance.choice(choices or sorted(self._things))

    def fill(self, kind: str, chance: Random) -> str:
        """Return a phrase for the list `kind` (name, area or floor), normalised."""
        if kind == "floor":
            return self._one("floors", chance)
        if kind == "area":
            return self._room(chance)
        other = _OTHER_KINDS.get(self._domain)
        return self._one(other, chance) if other and chance.random() < 0.95 else self._name(chance)

    def _is_ours(self, word: str) -> bool:
        return (zlib.crc32(word.encode()) % 6 == 0) == self._unseen

    def _one(self, kind: str, chance: Random) -> str:
        return chance.choice(self._words[kind])

    def _name(self, chance: Random) -> str:
        telling: dict[Callable[[Random], str], int] = {
            self._specific: 22,
            lambda c: f"{self._one('modifiers', c)} {self._thing(c)}": 15,
            lambda c: f"{self._room(c)} {self._specific(c)}": 13,
            lambda c: f"{self._room(c)} {self._one('modifiers', c)} {self._thing(c)}": 3,
            lambda c: f"{self._owner(c)} {self._thing(c)}": 6,
            lambda c: f"{self._thing(c)} {c.randrange(1, 13)}": 6,
            lambda c: f"{self._specific(c)} {self._one('endings_of_names', c)}": 3,
            lambda c: f"{self._thing(c)} {self._one('spots', c)}": 3,
            lambda c: f"{self._words_of(c)} {self._thing(c)}": 7,
            lambda c: f"{self._one('scenes', c)} {self._thing(c)}": 2,
            lambda c: f"{self._one('nicknames', c)} the {self._thing(c)}": 1,
        }
        dark: dict[Callable[[Random], str], int] = {
            self._branded: 6,
            lambda c: self._one("nicknames", c): 6,
            lambda c: self._one("foreign", c): 7,
            lambda c: f"{self._one('foreign', c)} {self._one('foreign_rooms', c)}": 3,
            lambda c: f"{self._invented(c)} {self._one('foreign', c)}": 2,
            self._words_of: 6,
            lambda c: self._one("command_like", c): 4,
        }
        says_nothing = chance.random() < (0.3 if self._domain in _OFTEN_UNTOLD else 0.15)
        patterns = dark if says_nothing else telling
        (pattern,) = chance.choices(list(patterns), list(patterns.values()))
        return pattern(chance)

    def _owner(self, chance: Random) -> str:
        return self._one("owners", chance) if chance.random() < 0.1 else f"{self._one('people', chance)}'s"

    def _branded(self, chance: Random) -> str:
        brand, lot = self._one("brands", chance), chance.random()
        if lot < 0.5:
            return f"{brand} {self._thing(chance)}"
        return f"{brand} {self._one('model_words', chance)}" if lot < 0.8 else brand

    def _specific(self, chance: Random) -> str:
        """Return what is no mere kind of device, mostly one that fits the domain."""
        fits = self._domain in self._things and chance.random() < 0.92
        domain = self._domain if fits else chance.choice(sorted(self._things))
        return chance.choice(self._things[domain])

    def _thing(self, chance: Random) -> str:
        kinds = self._kinds.get(self._domain)
        return str(chance.choice(kinds)) if kinds and chance.random() < 0.4 else self._specific(chance)

    def _words_of(self, chance: Random) -> str:
        return " ".join(self._invented(chance) for _ in range(chance.choice((1, 1, 1, 2))))

    def _room(self, chance: Random) -> str:
        pattern = chance.random()
        if pattern < 0.66:
            return self._one("rooms", chance)
        if pattern < 0.79:
            owned = f"{self._one('people', chance)}'s {self._one('owned_rooms', chance)}"
            return owned if chance.random() < 0.9 else self._one("room_owners", chance)
        if pattern < 0.91:
            return self._one("foreign_rooms", chance)
        if pattern < 0.94:
            return f"{self._one('modifiers', chance)} {self._one('rooms', chance)}"
        if pattern < 0.96:
            return f"{self._one('rooms', chance)} {chance.choice((1, 2, 3, 4))}"
        return self._invented(chance) + chance.choice(("", " room", " room", " house", "'s room"))

    def _invented(self, chance: Random) -> str:
        while True:
            syllables = [self._one("syllables", chance) for _ in range(chance.choice((1, 2, 2, 3)))]
            word = "".join(syllables) + self._one("endings", chance)
            if len(word) > 2 and self._is_ours(word):
                return word
