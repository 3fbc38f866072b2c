"""When something is to be done, or until when, as it is said → the form of the contract."""

from __future__ import annotations

import re
from typing import Any

from edgeassist.home.measures import plainly
from edgeassist.messages import Context
from edgeassist.moments import read_duration, read_moment, read_sun, with_hour
from edgeassist.text import normalise

Params = dict[str, Any]
_SUN_IS_UP = 9
"""The hour after which the next sunrise is that of tomorrow."""
_SUN_TOMORROW = re.compile(r"(?:tomorrow(?: morning)? at (?:sunrise|dawn)|at (?:sunrise|dawn) tomorrow(?: morning)?)")

_AROUND_LENGTH = re.compile(
    r"^(?:in|after|for(?: the)?(?: next)?(?: another(?= \d))?)\b ?(?:(?:about|around|roughly) )?"
    r"|(?: from now| later| or so|(?:'s)? time)$"
)


def read_time(span: str, context: Context) -> Params | None:
    """Return when something is to be done, or until when, in the form of the contract; None: it cannot be read.

    >>> from datetime import UTC, datetime
    >>> read_time("10 minutes before sunset", Context(datetime.now(UTC)))
    {'sun': 'sunset', 'offset_s': -600}
    """
    text = plainly(normalise(span))
    if sun := read_sun(text):
        return {"sun": sun[0], "offset_s": sun[1]}
    if _SUN_TOMORROW.fullmatch(text) and context.now.hour >= _SUN_IS_UP:
        return {"sun": "sunrise", "offset_s": 0}
    text = re.sub(r"^til\b", "until", re.sub(r"^for the next (?=(?:minute|hour|day|week)$)", "for a ", text))
    text = re.sub(r"^(?:in|for) [1-9]\d{0,2}$", r"\g<0> minutes", with_hour(text, context.now))
    if (seconds := read_duration(_AROUND_LENGTH.sub("", text))) is not None:
        return {"after_s": seconds}
    moment = read_moment(re.sub(r"^(?:at|around|by|until|till|to|from|for)\b ?", "", text), context.now)
    return None if moment is None else {"at": moment.isoformat(timespec="seconds")}
