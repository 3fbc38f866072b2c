"""What was set or planned just now, so much later or earlier: "half an hour later", "earlier by ten minutes"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from edgeassist.home.capabilities import INTENT_DOMAINS
from edgeassist.home.clock_words import as_said, told
from edgeassist.home.moments import Clock, read_duration
from edgeassist.home.timing import times_of
from edgeassist.messages import Context, ParsedAction

_BY_CLOCK = frozenset({"alarm_set", "reminder_set", "alarm_move"})
_ASIDE = (
    r"(?:(?:no|oh|um|uh|er|well|wait|sorry|okay|hmm?|so|or|but|please|maybe|perhaps|actually|can you|could you|and|now"
    r"|on second thoughts?|i think|rather|let's|just) )*"
)
_IT = r"(?:(?:make|do|have|set|move|push|put|bring|shift|say) (?:(?:it|that|this|them) )?)?"
_END = r"(?: (?:please|then|instead|rather|though|after all|thanks))*"
_SHIFTS = tuple(
    re.compile(rf"{_ASIDE}{_IT}{shift}{_END}")
    for shift in (
        r"(?P<by>.+) (?P<way>later|earlier|sooner)",
        r"(?P<way>later|earlier|sooner) by (?P<by>.+)",
        r"(?P<way>back|forward|forwards|up)(?: by)? (?P<by>.+)",
    )
)
_LATER = frozenset({"later", "back"})
_LITTLE = re.compile(r"(?:just )?(?:a )?(?:little bit|little|bit)")
_A_LITTLE_S = 900


def shifted(text: str, base: ParsedAction, context: Context) -> ParsedAction | None:
    """Return an alarm moved, or what is planned at another time; None: `text`, normalised, says no such thing.

    >>> from datetime import UTC
    >>> base = ParsedAction("turn_on", when="30 minutes before sunset")
    >>> shifted("make it 10 minutes earlier", base, Context(datetime.now(UTC))).when
    '2400 seconds before sunset'
    """
    shift = next(filter(None, (pattern.fullmatch(text) for pattern in _SHIFTS)), None)
    seconds = _seconds(shift["by"]) if shift else None
    if shift is None or seconds is None:
        return None
    later = shift["way"] in _LATER
    if base.intent in _BY_CLOCK:
        return ParsedAction("alarm_move", values={"later_s" if later else "earlier_s": f"{seconds} seconds"})
    by, span = seconds if later else -seconds, "when" if base.when else "until"
    times = times_of(replace(base, until=None if base.when else base.until), context)
    time = times.get(span) if isinstance(times, dict) else None
    if not time or base.intent not in INTENT_DOMAINS:
        return None
    moved = _moved(time, by, once=base.repeat is None)
    return replace(base, when=moved) if base.when else replace(base, until=_as_end(moved))


def time_alone(when: Mapping[str, Any]) -> str | None:
    """Return the time of day at which something is done, in words that are sure; None: it has none."""
    return f"at {_clock(datetime.fromisoformat(when['at']))}" if "at" in when else None


def _seconds(by: str) -> int | None:
    return _A_LITTLE_S if _LITTLE.fullmatch(by) else read_duration(by)


def _moved(time: Mapping[str, Any], by: int, *, once: bool) -> str:
    """Return a time so many seconds later, in words."""
    if "sun" in time:
        offset = time["offset_s"] + by
        return f"{abs(offset)} seconds {'before' if offset < 0 else 'after'} {time['sun']}" if offset else time["sun"]
    if "after_s" in time:
        return f"in {max(time['after_s'] + by, 1):g} seconds"
    at = datetime.fromisoformat(time["at"]) + timedelta(seconds=by)
    day = f"{as_said(at)} " if once else ""
    return f"{day}at {_clock(at)}"


def _as_end(time: str) -> str:
    return f"for {time.removeprefix('in ')}" if time.startswith("in ") else f"until {time}"


def _clock(at: datetime) -> str:
    return told(Clock(at.hour, at.minute), None)
