"""What stands around a sentence: politeness and times, taken off before it is matched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import get_args

from edgeassist.intent.phrases import Capturing, Phrases
from edgeassist.templates import Form

EVERY_FORM: frozenset[Form] = frozenset(get_args(Form))
_COMMANDS: frozenset[Form] = frozenset({"action", "repeating", "request", "waiting"})
_TIMED: frozenset[Form] = frozenset({"action", "waiting"})
_REPEATED: frozenset[Form] = frozenset({"action", "repeating"})
_MOST_PEELED = 3
"""Polite phrases on one side: "please can you just"."""

Bare = tuple[str, frozenset[Form], Mapping[str, str]]
"""A text without what stood around it, the forms that a sentence in it may have, the slots of the time taken off."""


class Around:
    """Takes politeness and times off a text."""

    def __init__(self, phrases: Phrases) -> None:
        self._command = _Edges(phrases, "command")
        self._question = _Edges(phrases, "question")
        self._times = [
            _Timing(phrases.capturing("timing"), r"(?P<core>\S+(?:\s+\S+)*?)\s+{}", _TIMED),
            _Timing(phrases.capturing("repeating"), r"(?P<core>\S+(?:\s+\S+)*?)\s+{}", _REPEATED),
            _Timing(phrases.capturing("timing_first"), r"{}\s+(?P<core>\S+(?:\s+\S+)*)", _TIMED),
        ]

    def warm(self, most: int | None = None) -> bool:
        """Make the patterns of times that the first text would wait for, or one; returns whether some were missing."""
        missing = [each for each in self._times if not each.is_made]
        for each in missing[: None if most is None else min(most, 1)]:
            each.make()
        return bool(missing)

    def variants(self, text: str) -> Iterator[Bare]:
        """Yield the text as it is, then without what could be politeness or a time."""
        yield text, EVERY_FORM, {}
        command = self._command.off(text)
        if command != text:
            yield command, _COMMANDS, {}
        question = self._question.off(text)
        if question != text:
            yield question, frozenset({"question"}), {}
        for timing, said in product(self._times, dict.fromkeys((command, text))):
            if (peeled := timing.off(said)) is not None:
                core, slots = peeled
                yield self._command.off(core), timing.forms, slots


@lru_cache(maxsize=2)  # the sentences in use, and those before them while they are read anew
def around_of(phrases: Phrases) -> Around:
    """Return what takes off what these phrases say; the same for the same, whose patterns take a fifth of a second."""
    return Around(phrases)


class _Timing:
    """A time before or after a command."""

    def __init__(self, times: Capturing | None, frame: str, forms: frozenset[Form]) -> None:
        self.forms = forms
        self._times = times
        self._frame = frame
        self._pattern: re.Pattern[str] | None = None

    @property
    def is_made(self) -> bool:
        """Whether there is no pattern to wait for."""
        return self._times is None or self._pattern is not None

    def make(self) -> None:
        """Make the pattern."""
        if self._times is not None:
            self._pattern = re.compile(self._frame.replace("{}", self._times.pattern))

    def off(self, text: str) -> tuple[str, Mapping[str, str]] | None:
        """Return the text without the time, and the slots of the time; None where there is no time."""
        if not self.is_made:
            self.make()
        match = self._pattern.fullmatch(text) if self._pattern else None
        return (match["core"], self._times.slots(match.groupdict())) if match and self._times else None


class _Edges:
    """The polite phrases before and after one kind of sentence."""

    def __init__(self, phrases: Phrases, kind: str) -> None:
        before, after = phrases.rule(f"before_{kind}"), phrases.rule(f"after_{kind}")
        self._before = re.compile(rf"{before}\s+(?=\S)") if before else None
        self._after = re.compile(rf"\s+{after}$") if after else None

    def off(self, text: str) -> str:
        """Return the text without them."""
        for _ in range(_MOST_PEELED):
            if self._before and (match := self._before.match(text)):
                text = text[match.end() :]
            if self._after and (match := self._after.search(text)):
                text = text[: match.start()]
        return text
