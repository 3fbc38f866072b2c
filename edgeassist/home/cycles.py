"""What comes round every so many days or weeks: the last part of a repetition, as in ("mon", "2 weeks")."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CYCLE = re.compile(r"(?P<count>\d+) (?P<unit>days|weeks)")


def cycle_of(often: Iterable[str]) -> int:
    """Return every how many days something comes round that leaves some out; 1: it leaves none out.

    >>> cycle_of(("mon", "2 weeks")), cycle_of(("mon", "tue"))
    (14, 1)
    """
    match = next(filter(None, map(_CYCLE.fullmatch, often)), None)
    return int(match["count"]) * (7 if match["unit"] == "weeks" else 1) if match else 1
