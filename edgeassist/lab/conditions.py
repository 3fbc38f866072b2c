"""Commands, notices and reminders for when something happens: any drawn command with any drawn condition around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from edgeassist.home.errands import is_device_intent
from edgeassist.intent.schema import SPAN, Frame
from edgeassist.lab.drawing import Drawing, Sentence
from edgeassist.lab.manners import polite, with_time
from edgeassist.lab.said import Said
from edgeassist.text import normalise

_TRIES = 40
_MOST_WORDS = 30
_OFTEN_STANDING = 0.3
_OFTEN_LOOSE = 0.3
_OFTEN_ODD = 0.08
_OFTEN_UNLESS = 0.08
_OFTEN_EACH_TIME = 0.18
_OFTEN_TIMED = 0.16
_OFTEN_ABOUT_IT = 0.14
_OFTEN_TIME_BETWEEN = 0.4
_COMMANDS, _NOTICES = 0.58, 0.84
"""Up to where of a draw it is a command, and a notice; what is left are reminders."""

_ALWAYS = {"repeat": "always"}
_TIMES = frozenset({"when", "repeat"})
_BEFORE_ORDERS = frozenset({"you", "to", "can", "should", "ahead", "just", "always"})
"""Words that only a verb can follow."""


@dataclass(frozen=True, slots=True)
class _Condition:
    """What is waited for."""

    text: str
    standing: bool = False
    """Whether it may be so already."""
    sentence: Sentence | None = None


class Conditions:
    """Draws them."""

    def __init__(self, drawing: Drawing, part: Callable[[], Sentence | None]) -> None:
        """`part` draws a command that may be a part of a sentence."""
        self._drawing = drawing
        self._part = part
        self._chance = drawing.chance

    def drawn(self) -> Said | None:
        """Return what is to be done, told or remembered when something happens."""
        lot = self._chance.random()
        for _ in range(_TRIES):
            drawn = self._command() if lot < _COMMANDS else self._notice() if lot < _NOTICES else self._reminder()
            said = polite(drawn, self._drawing, form="request") if drawn else None
            if said and said.is_whole() and len(said.text.split()) <= _MOST_WORDS:
                return said
        return None

    def condition(self) -> _Condition:
        """Return what is waited for; mostly what a house can know."""
        lot = self._chance.random()
        if lot < _OFTEN_ODD + _OFTEN_LOOSE:
            self._drawing.names.of((), self._chance)
            loose = self._drawing.phrase("{odd_event}" if lot < _OFTEN_ODD else "{loose_event}")
            return _Condition(normalise(loose.text))
        standing = self._chance.random() < _OFTEN_STANDING
        templates = self._drawing.conditions["standing" if standing else "event"]
        while (drawn := self._drawing.like(self._chance.choice(templates), "plain")) is None:
            pass
        return _Condition(drawn.text, standing, drawn)

    def _command(self) -> Said | None:
        condition = self.condition()
        about_it = condition.sentence and self._chance.random() < _OFTEN_ABOUT_IT
        command = self._about_it(condition.sentence) if about_it and condition.sentence else self._part()
        if command is None or not _can_wait(command):
            return None
        command, between = self._timed(command)
        waits: dict[str, str] = {}
        if self._chance.random() < _OFTEN_UNLESS:
            way, condition = "not_unless", replace(condition, text=f"unless {condition.text}")
        elif self._chance.random() < _OFTEN_EACH_TIME and _TIMES.isdisjoint(command.frame.slots):
            way, waits = "each_time_so", _ALWAYS
        else:
            way = "on_standing" if condition.standing or self._chance.random() < _OFTEN_STANDING else "on_event"
        is_order = self._drawing.speech.is_order(command.text)
        slots = {**command.frame.slots, **waits}
        return self._around(way, condition, Frame(command.frame.intent, slots), (command.text, between), plain=is_order)

    def _notice(self) -> Said | None:
        each_time = self._chance.random() < _OFTEN_EACH_TIME
        frame = Frame("notify", _ALWAYS if each_time else {})
        return self._around("told_each_time" if each_time else "told_once", self.condition(), frame, ("", ""))

    def _reminder(self) -> Said | None:
        each_time = self._chance.random() < _OFTEN_EACH_TIME
        text = normalise(self._drawing.phrase("{reminder}").text)
        frame = Frame("reminder_set", {"text": SPAN + text, **(_ALWAYS if each_time else {})})
        return self._around("reminded_each_time" if each_time else "reminded", self.condition(), frame, (text, ""))

    def _around(
        self, way: str, condition: _Condition, frame: Frame, said: tuple[str, str], *, plain: bool = True
    ) -> Said | None:
        """Return what is wanted with what is waited for before it or after it, and a time between the two."""
        wanted, between = said
        parts = self._drawing.phrase(f"{{{way}}}").text.split()
        if between:
            parts.insert(parts.index("CONDITION") + 1, between)
        if not plain and parts[parts.index("COMMAND") - 1] in _BEFORE_ORDERS:
            return None
        words = {"CONDITION": condition.text, "COMMAND": wanted, "TEXT": wanted}
        filled = [words.get(part, part) for part in parts]
        if any(one[-1:].isdigit() and two[:1].isdigit() for one, two in pairwise(filled)):
            return None
        slots = {**frame.slots, "condition": SPAN + condition.text}
        return Said(normalise(" ".join(filled)), (Frame(frame.intent, slots),))

    def _timed(self, command: Sentence) -> tuple[Sentence, str]:
        """Return the command at some time, and the time apart where it is to stand beside the condition."""
        if self._chance.random() >= _OFTEN_TIMED:
            return command, ""
        untimed = command.form == "action" and _TIMES.isdisjoint(command.frame.slots)
        if untimed and self._chance.random() < _OFTEN_TIME_BETWEEN:
            when = self._drawing.value("when")
            slots = {**command.frame.slots, "when": SPAN + when}
            return replace(command, frame=Frame(command.frame.intent, slots)), when
        return with_time(command, self._drawing), ""

    def _about_it(self, condition: Sentence) -> Sentence | None:
        """Return a command to what the condition is about: "if the garage is open close it"."""
        return self._drawing.about_it(condition) if "name" in condition.frame.slots else None


def _can_wait(command: Sentence) -> bool:
    return is_device_intent(command.frame.intent) and not command.is_question and command.form != "plain"
