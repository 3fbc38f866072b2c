"""Answers to what concerns no device: the time, the date, timers, lists, notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from edgeassist.home.clock_answers import answer_clock
from edgeassist.home.figures import duration
from edgeassist.home.spoken import called, sentence
from edgeassist.home.waited_words import clause
from edgeassist.messages import Action, Context, Home, Step

_CANNOT_YET: Mapping[str, str] = MappingProxyType(
    {
        "timer": "set timers",
        "alarm": "set alarms",
        "list": "keep lists",
        "note": "take notes",
        "reminder": "set reminders",
        "undo": "undo things",
        "notify": "wait for things to happen",
        "schedule": "keep plans",
        "anomaly": "watch the sensors",
    }
)

_WHILE_RUNNING = frozenset({"announce", "voice_volume"})
"""What a process that answers one sentence cannot do."""

_DONE: Mapping[str, str] = MappingProxyType(
    {
        "list_add": "I added {item} to {list}",
        "list_remove": "I removed {item} from {list}",
        "list_complete_item": "I checked off {item} on {list}",
        "list_query": "I can't read {list}",
        "timer_start": "your {name}timer for {duration_s} has started",
        "timer_cancel": "the {name}timer is cancelled",
        "timer_cancel_all": "all timers are cancelled",
        "timer_pause": "the {name}timer is paused",
        "timer_resume": "the {name}timer goes on",
        "timer_status": "I don't know the {name}timer",
        "timer_add": "I added {duration_s} to the {name}timer",
        "timer_subtract": "I took {duration_s} off the {name}timer",
        "timer_rename": "the {name}timer is called {new_name} now",
        "alarm_set": "your {name}alarm is set for {time}",
        "alarm_cancel": "the {name}alarm is cancelled",
        "alarm_move": "the {name}alarm is moved",
        "alarm_query": "I don't know your alarms",
        "alarm_snooze": "nothing is ringing",
        "reminder_set": "I will remind you: {text}",
        "note_take": "noted: {text}",
        "note_end": "I was not taking anything down",
        "note_query": "I have no notes",
        "note_delete": "the note is deleted",
        "announce": "announced: {text}",
        "notify": "I'll tell you",
        "schedule_query": "nothing is planned",
        "schedule_cancel": "nothing like that is planned",
        "nevermind": "okay",
        "undo": "undone",
        "anomaly_query": "I am not watching the sensors now",
    }
)


def answer_errand(action: Action, steps: Sequence[Step] | None, home: Home, context: Context) -> str:
    """Return what is said about an action without devices; `steps` None: as if it had been done."""
    if action.intent in {"get_time", "get_date"}:
        return answer_clock(action, context)
    if said := [step.said for step in steps or () if step.said]:
        return " ".join(said)
    bad = next((step for step in steps or () if step.result != "confirmed"), None)
    if bad is None:
        dictated = action.intent == "note_take" and not action.params.get("text")
        done = "I am taking it down" if dictated else _DONE.get(action.intent, "okay")
        return sentence(done.format_map(_words(action, home)) + _waits(action, home, context))
    if bad.reason == "not_available_yet":
        return _not_yet(action.intent)
    if bad.reason and " " in bad.reason:
        return sentence(bad.reason)
    return "I have no connection." if bad.reason == "no_connection" else "That did not work."


def _not_yet(intent: str) -> str:
    if intent in _WHILE_RUNNING:
        return "I can only do that while the assistant is running: edgeassist run."
    return f"I can't {_CANNOT_YET.get(intent.partition('_')[0], 'do that')} yet."


def _waits(action: Action, home: Home, context: Context) -> str:
    """Return what an action waits for, after what will be done then; nothing, where it waits for nothing."""
    if not action.condition:
        return ""
    return f" {clause(action.condition, home, context.units, at_a_time=action.when is not None)}"


class _Said(dict[str, str]):
    """Fills what nobody said with nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def _words(action: Action, home: Home) -> _Said:
    words = _Said({key: str(value) for key, value in action.params.items()})
    if isinstance(seconds := action.params.get("duration_s"), int | float):
        words["duration_s"] = duration(seconds)
    if name := words.get("name"):
        words["name"] = f"{name} "
    entity = home.entities.get(action.targets[0]) if action.targets else None
    words["list"] = called(entity) if entity else f"your {action.named or ''} list".replace("  ", " ")
    return words
