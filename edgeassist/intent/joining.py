"""Names joined by "and", taken apart before a sentence is matched: no template need list several of them."""

from __future__ import annotations

import re
from collections.abc import Collection

from edgeassist.intent.phrases import Phrases
from edgeassist.messages import Vocabulary
from edgeassist.templates import HOME_LISTS

_LONGEST_NAME = 8
"""Words."""
_MOST_LEFT_OUT = 8
"""Of a longer list the last ones stand together, and are no name."""


class Joining:
    """Splits texts at the words that join names, and at those that leave something out."""

    def __init__(self, phrases: Phrases) -> None:
        self._joint = between(phrases.rule("joined_names"))
        self._except = between(phrases.rule("except_words"))
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

    def without_joined(self, text: str) -> tuple[str, dict[str, str]]:
        """Return the text with the first of names that are joined, and the slots of the others: "lamp and fan"."""
        slots: dict[str, str] = {}
        at = 0
        while found := self._joint.search(text, at):
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


def _name_at_end(text: str, names: Collection[str]) -> str:
    words = text.split()
    ends = (" ".join(words[-length:]) for length in range(min(_LONGEST_NAME, len(words)), 0, -1))
    return next((end for end in ends if end in names), "")


def _name_at_start(text: str, names: Collection[str]) -> str:
    words = text.split()
    starts = (" ".join(words[:length]) for length in range(min(_LONGEST_NAME, len(words)), 0, -1))
    return next((start for start in starts if start in names), "")
