"""Whether what is said takes the place of what was done before, so that this is taken back; and what is to wait."""

from __future__ import annotations

import re
from dataclasses import replace

from edgeassist.messages import Context, ParsedAction

_SET_ANEW = frozenset({"alarm_set", "reminder_set"})
_PUTS_RIGHT = re.compile(r"(?:(?:oh|wait|actually) )*(?:no|sorry|i (?:meant|mean|said))\b")
_ONE_MORE = re.compile(r"\b(?:too|also|as well|another|second)\b")


def takes_place(parsed: ParsedAction, context: Context) -> bool:
    """Return whether an action takes the place of the one before; so does a reminder that is said anew after a "no"."""
    said_anew = parsed.intent in _SET_ANEW and [each.intent for each in context.before[-1:]] == [parsed.intent]
    if said_anew and _PUTS_RIGHT.match(context.said) and not _ONE_MORE.search(context.said):
        return True
    if [each.intent for each in context.before[-1:]] == ["alarm_move"] or _asked_last(context):
        return False  # what was moved goes on from where it is now, and a question had done nothing
    return parsed.intent == "correct" or (parsed.intent == "also" and "instead" in context.said.split())


def _asked_last(context: Context) -> bool:
    return bool(context.before) and context.before[-1].intent.startswith("get_")


def then_too(other: ParsedAction, parsed: ParsedAction) -> ParsedAction:
    """Return what is meant instead at the time, or on the condition, of what was said: nothing of that is done now."""
    if not (parsed.condition or parsed.when):
        return other
    return replace(
        other,
        when=other.when or parsed.when,
        until=other.until or parsed.until,
        repeat=other.repeat or parsed.repeat,
        condition=other.condition or parsed.condition,
        about=other.about or parsed.about,
    )
