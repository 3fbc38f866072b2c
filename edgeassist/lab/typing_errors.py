"""What hands make of words on a keyboard, and ears on the way: one word changes, or two run together."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from edgeassist.lab.said import Speech
from edgeassist.text import normalise

_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHORTEST_TYPED = 4
_SHORTEST_SPLIT = 5
_LONGEST_JOINED = 14

_STAY = frozenset({"don't", "unlock", "lock", "open", "close", "stop", "start", "mute", "unmute", "never", "nothing"})
"""Words in which a slip of the finger could make the opposite."""


class TypingErrors:
    """Changes words; no word becomes one of `kept`, which must be understood as they are."""

    def __init__(self, chance: Random, speech: Speech, kept: frozenset[str]) -> None:
        self._chance = chance
        self._speech = speech
        self._kept = kept

    def mistyped(self, word: str) -> str:
        """Return a word as typed in a hurry; "" where it stays as it is."""
        if word in self._speech.chat and self._chance.random() < 0.8:
            return self._chance.choice(self._speech.chat[word])
        if len(word) < _SHORTEST_TYPED or not (word.isascii() and word.isalpha()) or word in _STAY:
            return ""
        ways: dict[Callable[[str], str], int] = {
            self._swapped: 3,
            self._dropped: 3,
            self._doubled: 2,
            self._beside: 2,
            self._by_ear: 3,
            self._split: 1,
        }
        (way,) = self._chance.choices(list(ways), list(ways.values()))
        return self._checked(way(word), word)

    def run_together(self, words: str) -> str:
        """Return two words as one: "turnon"; "" where they stay two."""
        joined = words.replace(" ", "")
        is_typed = joined.isascii() and joined.isalpha() and len(joined) <= _LONGEST_JOINED
        return self._checked(joined, words) if is_typed else ""

    def sounding_alike(self, words: str) -> str:
        """Return another word that sounds like this one, or its letters as they sound; "" where nothing does."""
        if words in self._speech.homophones:
            return self._chance.choice(self._speech.homophones[words])
        return self._checked(self._by_ear(words), words) if len(words) > _SHORTEST_TYPED and words not in _STAY else ""

    def _checked(self, typed: str, word: str) -> str:
        """Return what was typed; "" where it is another word that matters, or the same."""
        is_other = typed != word and normalise(typed) == typed
        return typed if is_other and self._kept.isdisjoint(typed.split()) else ""

    def _swapped(self, word: str) -> str:
        at = self._place(word)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    def _dropped(self, word: str) -> str:
        at = self._place(word)
        return word[:at] + word[at + 1 :]

    def _doubled(self, word: str) -> str:
        at = self._place(word)
        return word[:at] + word[at] + word[at:]

    def _beside(self, word: str) -> str:
        """Hit the key beside the right one; for a vowel, which makes another word, hit it twice."""
        at = self._place(word)
        row = next((row for row in _KEYS if word[at] in row), word[at])
        key = row.index(word[at])
        other = word[at] * 2 if word[at] in "aeiou" else self._chance.choice((row * 3)[len(row) + key - 1 :: 2][:2])
        return word[:at] + other + word[at + 1 :]

    def _by_ear(self, word: str) -> str:
        """Write some letters as they sound: "lite", "kichen"."""
        sounds = self._speech.sounds
        letters = [each for each in sounds if each in word]
        if not letters:
            return ""
        longest = sorted(letters, key=len)[-2:]
        each = self._chance.choice(longest)
        return word.replace(each, self._chance.choice(sounds[each]), 1)

    def _split(self, word: str) -> str:
        at = self._chance.randrange(2, len(word) - 1) if len(word) >= _SHORTEST_SPLIT else 0
        return f"{word[:at]} {word[at:]}" if at and word not in self._kept else word

    def _place(self, word: str) -> int:
        """Return which letter, neither the first nor the last."""
        return self._chance.randrange(1, len(word) - 1)
