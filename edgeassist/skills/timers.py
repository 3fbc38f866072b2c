"""Timers: started, paused, asked for, made longer and shorter, by name or by length."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from edgeassist.home.figures import duration, listed
from edgeassist.home.spoken import sentence
from edgeassist.messages import Action, Context, Step
from edgeassist.skills.agenda import Agenda, Does, Told
from edgeassist.skills.dues import Due
from edgeassist.skills.ledger import Ledger
from edgeassist.skills.picking import all_others, pointed_at, spared, words
from edgeassist.skills.words import either, moment_said, named, rung, status_said
from edgeassist.text import normalise

_RINGS = re.compile(r"\b(?:ring|beep|buzz|going off|noise|sound)")
_HOW_MANY = re.compile(r"\bhow many\b")
_NEGATIVE = re.compile(r"\b(?:minus|negative) (?:\d|an?\b)")
SNOOZE_S = 540.0
_LONGEST_S = 366 * 86_400.0
_MOST_SAID = 6
_ANY = frozenset({"a", "an", "any", "some", "one", "1", "it", "that", "this"})
_NO_TIMER = "There is no timer running."


class Timers:
    """The skill that keeps timers, and has what rings ring again."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda
        self.intents = frozenset(_DOES)

    async def run(self, action: Action, context: Context) -> tuple[Step, ...]:
        """Carry out one of its intents."""
        return await self._agenda.carry_out(_DOES[action.intent], action, context)


def _start(ledger: Ledger, action: Action, context: Context) -> Told:
    length, command = action.params.get("duration_s"), action.params.get("command")
    if _NEGATIVE.search(context.said):
        return Told("A timer needs a length of more than nothing.", "refused")
    if not isinstance(length, int | float):
        return _at_the_end(ledger, action, context)
    if not 0 < length <= _LONGEST_S:
        return Told("A timer runs for a second at least and a year at most.", "refused")
    name, area = str(action.params.get("name") or ""), action.params.get("area") or context.area
    payload = {
        "name": None if name in _ANY | {""} else name,
        "length_s": length,
        "command": command,
        "area": area,
        "source": context.source,
    }
    kept = {key: value for key, value in payload.items() if value is not None}
    ledger.add(Due("timer", ledger.now + length, kept, boot=ledger.boot))
    if command:
        called = "" if name in _ANY | {""} else f"{name} "
        return Told(f"Your {called}timer for {duration(length)} has started. When it ends: {command}.")
    return Told(f"Your timer for {duration(length)} has started." if name in _ANY else None)


def _at_the_end(ledger: Ledger, action: Action, context: Context) -> Told:
    """Have the timer that is named, or was started last, do something when it ends."""
    if "until" in context.said.split():
        return Told("I can do that when a timer ends, not until then.", "refused")
    timers = [due for due in _meant(ledger, action, context) if due.state != "begun"]
    if not timers:
        return Told(_NO_TIMER, "refused")
    last = max(timers, key=lambda due: due.number)
    command = action.params["command"]
    ledger.put(replace(last, payload={**last.payload, "command": command}))
    return Told(f"Okay, when the {named(last)} ends: {command}.")


def _cancel(ledger: Ledger, action: Action, context: Context) -> Told:
    if not _says_which(action) and ledger.hush():
        return Told("Okay.")
    found = _any_of(_meant(ledger, action, context), context)
    if not (len(found) > 1 and all_others(context)) and (trouble := _trouble(found, action)) is not None:
        return trouble
    ledger.remove(found)
    ends = f"The {named(found[0])} is cancelled"
    return Told("Okay." if found[0].state == "begun" else _so_many(found, ends, "are cancelled"))


def _cancel_all(ledger: Ledger, action: Action, context: Context) -> Told:
    found = _meant(ledger, action, context)
    if (staying := spared(found, context, named)) is not None:
        found = [due for due in found if due not in staying]
        if not staying:
            return Told("I don't know which one is to stay, so all of them do.", "refused")
    if not found:
        return Told(_NO_TIMER, "refused")
    ledger.remove(found)
    one = f"The {named(found[0])} is cancelled" if staying else "The timer is cancelled"
    return Told(_so_many(found, one, "are cancelled"))


def _pause(ledger: Ledger, action: Action, context: Context) -> Told:
    found = _meant(ledger, action, context, "waiting")
    if not _all_of_them(found, context) and (trouble := _trouble(found, action)) is not None:
        return trouble
    now = ledger.now
    for timer in found:
        payload = {**timer.payload, "left_s": max(timer.due - now, 1.0)}
        ledger.put(replace(timer, state="paused", boot="", due=now, payload=payload))
    return Told(_so_many(found, f"The {named(found[0])} is paused", "are paused"))


def _all_of_them(found: Sequence[Due], context: Context) -> bool:
    """Return whether several are meant, and not one of them."""
    said = {*context.said.split()}
    them = not {"them", "those"}.isdisjoint(said) and {"one", "1", "any", "either"}.isdisjoint(said)
    several = them or not {"all", "both", "every", "timers"}.isdisjoint(said) or all_others(context)
    return len(found) > 1 and several


def _so_many(found: Sequence[Due], one: str, several: str) -> str:
    """Return what is said of one timer, or of all: "Both timers are paused."."""
    both = "Both" if len(found) == 2 else f"All {len(found)}"
    return f"{one}." if len(found) == 1 else f"{both} timers {several}."


def _resume(ledger: Ledger, action: Action, context: Context) -> Told:
    found = _meant(ledger, action, context, "paused")
    if not found:
        return Told("No such timer is paused." if _says_which(action) else "No timer is paused.", "refused")
    if not _all_of_them(found, context) and (trouble := _trouble(found, action)) is not None:
        return trouble
    now = ledger.now
    for timer in found:
        ledger.put(replace(timer, state="waiting", boot=ledger.boot, due=now + timer.left_s(now)))
    return Told(_so_many(found, f"The {named(found[0])} goes on", "go on"))


def _status(ledger: Ledger, action: Action, context: Context) -> Told:
    if _RINGS.search(context.said) and not _says_which(action):
        ringing = [due for due in ledger.all("alarm", "timer", "reminder") if due.state == "begun"]
        return Told(" ".join(rung(due, context.now) for due in ringing) or "Nothing is ringing.")
    found = _meant(ledger, action, context)
    if not found:
        return Told("There is no such timer." if _says_which(action) else _NO_TIMER)
    more = f"; and {len(found) - _MOST_SAID} more" if len(found) > _MOST_SAID else ""
    said = listed([status_said(due, ledger.now) for due in found[:_MOST_SAID]])
    counted = f"There are {len(found)}: " if len(found) > 1 and _HOW_MANY.search(context.said) else ""
    return Told(sentence(f"{counted}{said}{more}"))


def _add(ledger: Ledger, action: Action, context: Context) -> Told:
    return _longer(ledger, action, context, 1)


def _subtract(ledger: Ledger, action: Action, context: Context) -> Told:
    return _longer(ledger, action, context, -1)


def _longer(ledger: Ledger, action: Action, context: Context, sign: int) -> Told:
    found = _any_of(_meant(ledger, action, context), context)
    if _NEGATIVE.search(context.said):
        return Told("Say how much to add, or how much to take off.", "refused")
    if len(found) > 1 and _all_of_them(found, context):
        told = [_longer_one(ledger, each, action.params["duration_s"], sign).text or "" for each in found]
        return Told(" ".join(told))
    if (trouble := _trouble(found, action)) is not None:
        return trouble
    return _longer_one(ledger, found[0], action.params["duration_s"], sign)


def _longer_one(ledger: Ledger, timer: Due, seconds: float, sign: int) -> Told:
    now = ledger.now
    left_s = (0.0 if timer.state == "begun" else timer.left_s(now)) + sign * seconds
    if left_s <= 0:
        return Told(f"The {named(timer)} has less than {duration(seconds)} left.", "refused")
    if left_s > _LONGEST_S:
        return Told("A timer runs for a year at most.", "refused")
    if timer.state == "paused":
        ledger.put(replace(timer, payload={**timer.payload, "left_s": left_s}))
    else:
        ledger.put(replace(timer, state="waiting", due=now + left_s, boot=ledger.boot))
    return Told(f"The {named(timer)} has {duration(left_s)} left now.")


def _snooze(ledger: Ledger, action: Action, context: Context) -> Told:
    """Have what rings ring again later; where nothing does, "5 more minutes" are meant for the only timer."""
    ringing = [due for due in ledger.all("alarm", "timer") if due.state == "begun"]
    later, timers = action.params.get("duration_s"), ledger.all("timer")
    if not ringing and later and len(timers) == 1 and "snooze" not in context.said:
        return _longer_one(ledger, timers[0], later, 1)
    if not ringing:
        return Told("Nothing is ringing.", "refused")
    again = ledger.now + (later or SNOOZE_S)
    put_off = [replace(due, payload={**due.payload, "snoozed": True}) for due in ringing]
    ledger.put(*(replace(due, state="waiting", due=again, boot=ledger.boot) for due in put_off))
    return Told(f"Okay, I ring again {moment_said(again, context.now)}.")


def _rename(ledger: Ledger, action: Action, context: Context) -> Told:
    found = _any_of(_meant(ledger, action, context), context)
    if (trouble := _trouble(found, action)) is not None:
        return trouble
    [timer], name = found, str(action.params["new_name"])
    ledger.put(replace(timer, payload={**timer.payload, "name": name}))
    return Told(f"The {named(timer)} is the {name} timer now.")


def _meant(ledger: Ledger, action: Action, context: Context, *states: str) -> list[Due]:
    """Return the timers that a request can mean; a name that is part of theirs counts where none is the same."""
    name = normalise(str(action.params.get("name") or "")).removeprefix("that").removeprefix("this").strip()
    length, area = action.params.get("start_duration_s"), action.params.get("area")
    fitting = [
        due
        for due in ledger.all("timer")
        if (not states or due.state in states)
        and (length is None or due.payload.get("length_s") == length)
        and (area is None or due.payload.get("area") == area)
    ]
    pointed = pointed_at(name, fitting, context, named) if name not in _ANY and length is None else None
    if not name or name in _ANY:
        return pointed or fitting
    same = [due for due in fitting if normalise(due.name) == name]
    wanted = words([name])
    found = same or [due for due in fitting if wanted and wanted <= words([due.name])]
    return found or pointed or []


def _any_of(found: list[Due], context: Context) -> list[Due]:
    """Return the first of several that are called the same, where not all are meant."""
    alike = len({named(due) for due in found}) == 1 and not _all_of_them(found, context)
    return found[:1] if alike else found


def _says_which(action: Action) -> bool:
    return not {"name", "start_duration_s", "area"}.isdisjoint(action.params)


def _trouble(found: Sequence[Due], action: Action) -> Told | None:
    """Return what is said where not exactly one timer is meant; None: it is."""
    if not found:
        return Told("There is no such timer." if _says_which(action) else _NO_TIMER, "refused")
    return Told(either(found), "refused", _choices(found)) if len(found) > 1 else None


def _choices(found: Sequence[Due]) -> dict[str, dict[str, str]]:
    """Return what tells each timer from the others."""
    named_so = {due.name: due for due in found if due.name}
    by_length = {due.payload.get("length_s"): due for due in found if not due.name}
    choices = {named(due): {"name": name} for name, due in named_so.items()}
    return choices | {
        named(due): {"start_duration_s": duration(length)}
        for length, due in by_length.items()
        if isinstance(length, int | float)
    }


_DOES: Mapping[str, Does] = MappingProxyType(
    {
        "timer_start": _start,
        "timer_cancel": _cancel,
        "timer_cancel_all": _cancel_all,
        "timer_pause": _pause,
        "timer_resume": _resume,
        "timer_status": _status,
        "timer_add": _add,
        "timer_subtract": _subtract,
        "alarm_snooze": _snooze,
        "timer_rename": _rename,
    }
)
