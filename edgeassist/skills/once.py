"""What comes round again, left out once: "skip the next one", "not this Saturday", "leave out the coffee on Friday"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from edgeassist.messages import Context
from edgeassist.skills.dues import Due, local

_ONCE = re.compile(
    r"\b(?:skip|miss)\b|\bleave\b.*\bout\b|\b(?:this|next) \w+day\b"
    r"|\bnot (?:this|next|on|for|\w+day)\b|\b(?:tomorrow|today|tonight)\b"
)


def day_left_out(found: Sequence[Due], day: str | None, context: Context) -> date | None:
    """Return the day on which what was found is left out, the next one where none is said; None: it is meant for good.

    `found` comes round again, each of it on some days of the week.
    """
    once = is_once(context.said)
    if day is None and once and len(found) == 1:
        day = f"{local(found[0].due, context.now).date()}"
    if day is None or not all(len(due.days) > (not once) for due in found):
        return None
    return date.fromisoformat(day)


def is_once(said: str) -> bool:
    """Return whether something is left out only once.

    >>> [is_once(said) for said in ("skip the next one", "not this week", "leave it on", "cancel the next one")]
    [True, True, False, False]
    """
    return _ONCE.search(said) is not None
