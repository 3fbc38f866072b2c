"""Names joined by "and", taken apart before a sentence is matched: no template need list several of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from edgeassist.intent.phrases import Phrases
from edgeassist.messages import Vocabulary
from edgeassist.templates import HOME_LISTS

_LONGEST_NAME = 8
"""Words."""
_LONGEST_PLACE = 6
"""Words: "in the main guest bathroom"."""
_MOST_LEFT_OUT = 8
"""Of a longer list the last ones stand together, and are no name."""


class Joining:
    """Splits texts at the words that join names, and at those that leave something out."""

    def __init__(self, phrases: Phrases) -> None:
        self._joint = between(phrases.rule("joined_names"))
        self._listed = between(phrases.rule("listed_names"))
        """Between the first ones of a list: "the fan the lamp and the tv"."""
        self._except = between(phrases.rule("except_words"))
        self._place = phrases.capturing("place")
        self._place_pattern = re.compile(self._place.pattern if self._place else r"(?!)")
        self._names: dict[str, frozenset[str]] = {}

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Use the names of `vocabulary`."""
        said = (vocabulary.names, vocabulary.areas, vocabulary.floors)
        self._names = {kind: frozenset(names) for kind, names in zip(HOME_LISTS, said, strict=True)}

    def leaves_out(self, text: str) -> bool:
        """Return whether something is left out: what is joined after that is left out as well."""
        return self._except.search(text) is not None

    def left_out(self, text: str) -> tuple[str, str, tuple[str, ...]]:
        """Return the text before what is left out, the word for it, and each thing that is left out.

        A name may hold an "and", so the things are what stands between the joints; who reads them joins them again.
        """
        match = self._except.search(text)
        if match is None:
            return text, "", ()
        return text[: match.start()], match[0], tuple(self._joint.split(text[match.end() :], _MOST_LEFT_OUT))

    def places(self, text: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield a text without the place that it begins or ends with, and the slots of the place."""
        words = text.split()
        for at in range(1, min(len(words), _LONGEST_PLACE + 1)):
            for place, rest in ((words[:at], words[at:]), (words[-at:], words[:-at])):
                slots = self._place_slots(" ".join(place))
                if slots:
                    yield " ".join(rest), slots

    def _place_slots(self, text: str) -> dict[str, str]:
        match = self._place_pattern.fullmatch(text)
        slots = self._place.slots(match.groupdict()) if match and self._place else {}
        return slots if all(said in self._names[slot] for slot, said in slots.items()) else {}

    def without_joined(self, text: str) -> tuple[str, dict[str, str]]:
        """Return the text with the first of names that are joined, and the slots of the others: "lamp and fan"."""
        text, slots = self._without(self._filled_in(text), self._joint, {})
        return self._without(text, self._listed, slots) if slots else (text, slots)

    def _filled_in(self, text: str) -> str:
        """Return the text with the noun that several names share said with each: "the front and (the) back door(s)"."""
        names = self._names.get("name", frozenset())
        for joint in self._joint.finditer(text):
            first, rest = text[: joint.start()], text[joint.end() :].split()
            for length in range(2, min(_LONGEST_NAME, len(rest)) + 1):
                *own, noun = rest[:length]
                shared = next((each for each in (noun, *_singulars(noun)) if " ".join([*own, each]) in names), None)
                if shared and not _name_at_end(first, names) and _name_at_end(f"{first} {shared}", names):
                    return " ".join([first, shared + joint[0].rstrip(), *own, shared, *rest[length:]])
        return text

    def _without(self, text: str, joints: re.Pattern[str], slots: dict[str, str]) -> tuple[str, dict[str, str]]:
        at = 0
        while found := joints.search(text, at):
            left, right = text[: found.start()], text[found.end() :]
            at = found.end()
            for kind, names in self._names.items():
                if _name_at_end(left, names) and (name := _name_at_start(right, names)):
                    slots[f"{kind}{sum(slot.startswith(kind) for slot in slots) + 2}"] = name
                    text, at = left + right[len(name) :], len(left)
                    break
        return text, slots


def between(pattern: str | None) -> re.Pattern[str]:
    """Return what stands between two parts of a text, with the spaces around it; without a pattern: nothing does."""
    return re.compile(rf"\s+{pattern}\s+" if pattern else r"(?!)")


def _singulars(noun: str) -> tuple[str, ...]:
    """Return what a noun in the plural may be in the singular; nothing where it is none."""
    return tuple(noun.removesuffix(ending) for ending in ("s", "es") if noun.endswith(ending))


def _name_at_end(text: str, names: Collection[str]) -> str:
    words = text.split()
    ends = (" ".join(words[-length:]) for length in range(min(_LONGEST_NAME, len(words)), 0, -1))
    return next((end for end in ends if end in names), "")


def _name_at_start(text: str, names: Collection[str]) -> str:
    words = text.split()
    starts = (" ".join(words[:length]) for length in range(min(_LONGEST_NAME, len(words)), 0, -1))
    return next((start for start in starts if start in names), "")
