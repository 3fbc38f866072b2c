"""What stands around a sentence: politeness and times, taken off before it is matched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import get_args

from edgeassist.intent.phrases import Capturing, Phrases
from edgeassist.templates import Form

EVERY_FORM: frozenset[Form] = frozenset(get_args(Form))
_COMMANDS: frozenset[Form] = frozenset({"action", "request"})
_MOST_PEELED = 3
"""Polite phrases on one side: "please can you just"."""

Bare = tuple[str, frozenset[Form], Mapping[str, str]]
"""A text without what stood around it, the forms that a sentence in it may have, the slots of the time taken off."""


class Around:
    """Takes politeness and times off a text."""

    def __init__(self, phrases: Phrases) -> None:
        self._command = _Edges(phrases, "command")
        self._question = _Edges(phrases, "question")
        self._timing = phrases.capturing("timing")
        self._timed = _compiled(self._timing, r"(?P<core>\S+(?:\s+\S+)*?)\s+{}")
        self._timing_first = phrases.capturing("timing_first")
        self._timed_first = _compiled(self._timing_first, r"{}\s+(?P<core>\S+(?:\s+\S+)*)")

    def variants(self, text: str) -> Iterator[Bare]:
        """Yield the text as it is, then without what could be politeness or a time."""
        yield text, EVERY_FORM, {}
        command = self._command.off(text)
        if command != text:
            yield command, _COMMANDS, {}
        question = self._question.off(text)
        if question != text:
            yield question, frozenset({"question"}), {}
        for pattern, timing in ((self._timed, self._timing), (self._timed_first, self._timing_first)):
            match = pattern.fullmatch(command) if pattern else None
            if match and timing:
                core = self._command.off(match["core"])
                yield core, frozenset({"action"}), timing.slots(match.groupdict())


class _Edges:
    """The polite phrases before and after one kind of sentence."""

    def __init__(self, phrases: Phrases, kind: str) -> None:
        before, after = phrases.rule(f"before_{kind}"), phrases.rule(f"after_{kind}")
        self._before = re.compile(rf"{before}\s+(?=\S)") if before else None
        self._after = re.compile(rf"\s+{after}$") if after else None

    def off(self, text: str) -> str:
        for _ in range(_MOST_PEELED):
            if self._before and (match := self._before.match(text)):
                text = text[match.end() :]
            if self._after and (match := self._after.search(text)):
                text = text[: match.start()]
        return text


def _compiled(timing: Capturing | None, frame: str) -> re.Pattern[str] | None:
    return re.compile(frame.replace("{}", timing.pattern)) if timing else None
