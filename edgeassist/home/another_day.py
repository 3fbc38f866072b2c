"""A day or a time put right in what was noted or put on a list: "the plumber comes on Monday", "no, on Tuesday"."""

from __future__ import annotations

import re
from dataclasses import replace

from edgeassist.messages import Context, ParsedAction
from edgeassist.moments import read_clock, read_date
from edgeassist.text import WEEKDAY, WEEKDAYS, normalise

_PUT_RIGHT = re.compile(
    r"(?:(?:no|sorry|actually|oh|oops|wait|well|rather|i (?:mean|meant|said)) )+(?:make it |(?:it's|it is|that's) )?"
    r"(?P<span>(?:(?:on|at|by|for|in) )?\S+(?: \S+){0,3}?)(?: please)?"
)
_DAY = re.compile(rf"\b(?:(?:on|next|this|by) )?(?:{WEEKDAY}|today|tomorrow|tonight)\b", re.IGNORECASE)
_TIME = re.compile(
    r"\bat (?:half past |quarter (?:past|to) )?(?:\d{1,2}(?:[: ]\d\d)?|[a-z]+)(?: ?(?:am|pm|o'clock))?\b", re.IGNORECASE
)
_DAY_AND_TIME = re.compile(rf"({_DAY.pattern}) (at .+)")
_SLOTS = {"note_take": "text", "list_add": "item"}


def on_another_day(text: str, context: Context) -> ParsedAction | None:
    """Return the note, or the item, of before with another day or time in it; None: no such thing is put right.

    >>> from datetime import UTC, datetime
    >>> before = ParsedAction("note_take", values={"text": "the plumber comes on monday"})
    >>> on_another_day("actually on Tuesday", Context(datetime.now(UTC), before=(before,))).values
    {'text': 'the plumber comes on tuesday'}
    """
    before = context.before[-1] if context.before else ParsedAction("")
    slot = _SLOTS.get(before.intent, "")
    match, told = _PUT_RIGHT.fullmatch(normalise(text)), before.values.get(slot, "")
    if match is None or not told:
        return None
    both = _DAY_AND_TIME.fullmatch(match["span"])
    for span in both.groups() if both else (match["span"],):
        told = _replaced(told, span, context, adds=slot == "text")
    return replace(before, values={**before.values, slot: told}) if told else None


def _replaced(told: str, span: str, context: Context, *, adds: bool) -> str:
    """Return a text with another day or time; where it has none, with it at the end if it `adds`; else an empty one."""
    bare = re.sub(r"^(?:on|at|by|for|in) ", "", span)
    day, rest = read_date(bare, context.now) or (None, bare)
    is_day = day is not None and not rest
    if not is_day and (read_clock(bare) is None or (span == bare and bare.isdecimal())):
        return ""
    old = [*(_DAY if is_day else _TIME).finditer(told)]
    if not old:
        return f"{told} {span if span != bare else _with_word(bare)}" if adds and told else ""
    word = "" if span != bare else _first_word(old[-1][0], bare)
    return f"{told[: old[-1].start()]}{word}{span}{told[old[-1].end() :]}"


def _with_word(bare: str) -> str:
    return f"on {bare}" if bare in WEEKDAYS else bare


def _first_word(old: str, bare: str) -> str:
    """Return the "on" or "at" of the span that is replaced, where the new one has none."""
    first, _, rest = old.partition(" ")
    return f"{first} " if rest and first.lower() in {"on", "at", "by"} and bare not in {"today", "tomorrow"} else ""
