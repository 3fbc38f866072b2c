"""Where the marks of a picture's axes stand, and what is written beside them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

_HOUR = 3_600
_DAY = 24 * _HOUR
_STEPS_S = (300, 600, 900, 1_800, _HOUR, 2 * _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 7 * _DAY)


def value_marks(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """Return round values within a range, at most so many, with their text.

    >>> value_marks(-19.3, -14.2, 4)
    [(-18.0, '-18'), (-16.0, '-16')]
    >>> [text for _, text in value_marks(20.96, 21.33, 5)]
    ['21.0', '21.1', '21.2', '21.3']
    """
    step = _round_step((high - low) / most)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    count = math.floor(high / step + 1e-9) - (first := math.ceil(low / step - 1e-9)) + 1
    values = [(first + place) * step + 0.0 for place in range(min(count, most + 1))]
    large = max(abs(low), abs(high)) >= 1e6
    return [(value, f"{value:.4g}" if large else f"{value:.{digits}f}") for value in values]


def _round_step(least: float) -> float:
    """Return the smallest of 1, 2, 5, 10 … that is as large.

    >>> _round_step(0.13), _round_step(24.0), _round_step(60.0)
    (0.2, 50.0, 100.0)
    """
    unit = 10.0 ** math.floor(math.log10(least)) if 0 < least < math.inf else 1.0
    return next(factor * unit for factor in (1.0, 2.0, 5.0, 10.0, 20.0) if factor * unit >= least * 0.999999)


def time_marks(since: float, until: float, zone: tzinfo | None, most: int) -> list[tuple[float, str]]:
    """Return round times of the local clock, at most about so many, with their text: the hour, at midnight the day.

    >>> from datetime import UTC
    >>> [text for _, text in time_marks(1795190400, 1795190400 + 86400, UTC, 5)]
    ['18:00', 'Sat 21', '06:00', '12:00']
    """
    step_s = next((step for step in _STEPS_S if (until - since) / step <= most), _STEPS_S[-1])
    marks: list[tuple[float, str]] = []
    for local in _round_times(datetime.fromtimestamp(since, zone), step_s):
        at = local.replace(tzinfo=zone).timestamp()
        if at > until:
            break
        if at >= since and (not marks or at > marks[-1][0]):
            is_midnight = not (local.hour or local.minute)
            marks.append((at, f"{local:%a} {local.day}" if is_midnight else f"{local:%H:%M}"))
    return marks


def _round_times(start: datetime, step_s: int) -> Iterator[datetime]:
    """Yield times on the clock from the midnight before `start` on, as they would be without a change of the clock."""
    local = start.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    while True:
        yield local
        local += timedelta(seconds=step_s)


def moment(at: float, zone: tzinfo | None, now: float) -> str:
    """Return a time for people: the hour, and the day where it is not today.

    >>> from datetime import UTC
    >>> moment(1795190400, UTC, 1795190400 + 60), moment(1795190400, UTC, 1795190400 + 86400)
    ('16:00', 'Fri 20 Nov 16:00')
    """
    then, today = datetime.fromtimestamp(at, zone), datetime.fromtimestamp(now, zone)
    return f"{then:%H:%M}" if then.date() == today.date() else f"{then:%a} {then.day} {then:%b %H:%M}"


def length(seconds: float) -> str:
    """Return a length of time in its two largest units.

    >>> length(42), length(3725), length(200000), length(0.4)
    ('42 s', '1 h 2 min', '2 d 7 h', '0 s')
    """
    parts = []
    rest = round(seconds)
    for size, unit in ((_DAY, "d"), (_HOUR, "h"), (60, "min"), (1, "s")):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {unit}")
        if parts and (len(parts) == 2 or not rest or size <= 60):
            break
    return " ".join(parts) or "0 s"
