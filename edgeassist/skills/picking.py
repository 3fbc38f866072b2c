"""Which of the things that are kept is meant: by its place among them, by its time, or by words of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from edgeassist.home.forms import canonical, singular
from edgeassist.home.kept_plans import clocks_said, without_days_off
from edgeassist.messages import Context
from edgeassist.skills.dues import Due, Kind, local
from edgeassist.skills.recurrence import DAYS
from edgeassist.text import ORDINALS, normalise

PLANS: tuple[Kind, ...] = ("command", "notice", "reminder")
_PLACES = {word: place for place, word in enumerate(ORDINALS)} | {"next": 0, "last": -1}
_SMALL = frozenset({"the", "a", "my", "about", "for", "when", "is", "are", "to", "of", "in", "on", "at", "1", "one"})
_OF_TIME = re.compile(r"timer|alarm|remind|\bi will\b")
_LATELY = 3
"""Turns in which it may have been told of what something is said."""
IT = frozenset({"it", "that", "this"})
PARTS: Mapping[str, range] = MappingProxyType(
    {"morning": range(12), "afternoon": range(12, 18), "evening": range(17, 24), "night": range(20, 24)}
)
"""Part of the day → its hours."""
_OTHERS = frozenset({"other", "others", "rest", "remaining"})
_CALLED: Mapping[tuple[str, ...], str] = MappingProxyType({DAYS: "daily", DAYS[:5]: "weekday", DAYS[5:]: "weekend"})
_SPARED = re.compile(
    r"\b(?:except|but|apart from|other than|besides|bar|excluding)(?: for)?(?: not)?(?: (?:the|my|that))?"
    r"(?: (?:one|1|alarm|timer|reminder) (?:at|for|on|about|to))? (?P<which>.+?)"
    r"(?: (?:ones?|1|alarms?|timers?|reminders?))?$"
)
_SETS = frozenset({"timer_start", "alarm_set", "reminder_set"})


def placed(said: str, dues: Sequence[Due], now: float) -> Due | None:
    """Return the first, the last, the shortest ... of what is kept, which stands in its order; None: said otherwise.

    >>> dues = [Due("timer", 60.0, number=2), Due("timer", 90.0, number=1)]
    >>> [placed(word, dues, 0.0).number for word in ("first", "last", "longest", "newest")]
    [2, 1, 1, 2]
    """
    word = said.removesuffix(" one").removesuffix(" 1")
    if not dues:
        return None
    if word in _PLACES or (word == "middle" and len(dues) % 2):
        at = _PLACES.get(word, len(dues) // 2)
        return dues[at] if at < len(dues) else None
    match word:
        case "short" | "shorter" | "shortest" | "early" | "earlier" | "earliest" | "sooner":
            return min(dues, key=lambda due: due.left_s(now))
        case "long" | "longer" | "longest" | "late" | "later":
            return max(dues, key=lambda due: due.left_s(now))
        case "new" | "newer" | "newest" | "latest":
            return max(dues, key=lambda due: due.number)
        case _:
            return None


def is_place(said: str) -> bool:
    """Return whether a text names a place among several."""
    return placed(said, [Due("timer", 0.0)] * len(_PLACES), 0.0) is not None


def family(context: Context) -> tuple[Kind, ...]:
    """Return the kinds of things that were spoken of last."""
    said = next((said for said in _said_lately(context) if _OF_TIME.search(said)), "")
    if "timer" in said:
        return ("timer",)
    if "alarm" in said:
        return ("alarm",)
    return ("reminder",) if "remind" in said and "i will" not in said else PLANS


def _said_lately(context: Context) -> Iterator[str]:
    """Yield what was said and answered in the last turns, the last first."""
    return (normalise(" ".join(turn)) for turn in reversed(context.history[-_LATELY:]))


def picked(about: str, dues: Sequence[Due], words_of: Callable[[Due], str], context: Context) -> list[Due]:
    """Return what has a time, or all the words, that were said."""
    clocks = clocks_said(about)
    if clocks:
        times = [(due, f"{local(due.due, context.now):%H:%M}") for due in dues if due.state != "watching"]
        return [due for due, at in times if at in clocks]
    wanted = words([about])
    return [due for due in dues if wanted and wanted <= words([without_days_off(words_of(due)), due.kind])]


def spoken_of(dues: Sequence[Due], context: Context, said_of: Callable[[Due], str]) -> Due | None:
    """Return what the last answer was about, by what is said of each; None: nothing, or several.

    Where the answer names none, it is what was only just set.
    """
    if not context.before or not dues:
        return None
    answer = f" {normalise(context.history[-1][1])} " if context.history else ""
    found = [due for due in dues if f" {normalise(said_of(due))} " in answer]
    if not found and context.before[-1].intent in _SETS:
        return max(dues, key=lambda due: due.number)
    return found[0] if len(found) == 1 else None


def as_told(dues: Sequence[Due], context: Context, said_of: Callable[[Due], str]) -> list[Due]:
    """Return what is kept in the order in which it was told of lately; as it was set, where that was only just now."""
    for _, answer in reversed(context.history[-_LATELY:]):
        told = f" {normalise(answer)} "
        places = {due.number: told.find(f" {normalise(said_of(due))} ") for due in dues}
        if sum(at >= 0 for at in places.values()) > 1:
            return sorted(dues, key=lambda due: (places[due.number] < 0, places[due.number]))
    before = context.before[-1:]
    just_set = any(each.intent in _SETS or each.when for each in before)
    return sorted(dues, key=lambda due: due.number) if just_set else [*dues]


def pointed_at(name: str, dues: Sequence[Due], context: Context, said_of: Callable[[Due], str]) -> list[Due] | None:
    """Return what "it", "the other one" and "the first one" are among several; None: something else is said.

    `name` is what stands for one of them, empty where nothing does.
    """
    last = spoken_of(dues, context, said_of)
    if not name:
        return [last] if last and not IT.isdisjoint(context.said.split()) else None
    if name in _OTHERS:
        return [due for due in dues if due != last]
    if (hours := PARTS.get(name)) is not None:
        return [due for due in dues if due.state == "waiting" and local(due.due, context.now).hour in hours] or None
    told = dues if name == "next" else as_told(dues, context, said_of)
    meant = placed(name, told, context.now.timestamp())
    return [meant] if meant else None


def spared(dues: Sequence[Due], context: Context, said_of: Callable[[Due], str]) -> list[Due] | None:
    """Return what is to stay of all that is cancelled: "all alarms except the early one"; None: nothing is.

    Empty: it is not known what.
    """
    match = _SPARED.search(context.said)
    if match is None:
        return None
    which = match["which"]
    meant = picked(which, dues, said_of, context) or pointed_at(which, dues, context, said_of) or []
    return meant if len(meant) < len(dues) else []


def often_called(due: Due) -> str:
    """Return what something is called for how often it comes round: "the weekday alarm"; empty: not so."""
    return _CALLED.get(due.often, "")


def all_others(context: Context) -> bool:
    """Return whether all the others are meant, and not one of them."""
    return not {"others", "rest", "ones"}.isdisjoint(context.said.split())


def words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that count, each in one form."""
    said = (word for text in texts for word in normalise(text).split() if word not in _SMALL)
    return frozenset(canonical(singular(word.removesuffix("'s"))) for word in said)
