"""When something was measured, where a device's message says so."""

from __future__ import annotations

import json
import math
from datetime import datetime

_MARKS = (b'"last_seen"', b'"ts"')
_FIRST = 1_577_836_800.0
"""The year 2020: a clock that shows less was never set."""
_MILLISECONDS = 1e11
"""Epoch numbers above count milliseconds."""


def measured_at(payload: bytes, arrived: float) -> float:
    """Return when the readings of a message were taken, seconds since the epoch; `arrived` where it does not tell.

    Times are believed where they cannot be misread: with a zone, or since the epoch; Zigbee2MQTT sends `last_seen`,
    Shelly devices `ts`. A clock that is ahead, or was never set, tells nothing.

    >>> measured_at(b'{"temperature": 4, "last_seen": "2026-11-20T17:00:00+01:00"}', 1795190405.0)
    1795190400.0
    >>> measured_at(b'{"temperature": 4, "ts": 3.5}', 1795190405.0), measured_at(b"21.5", 1795190405.0)
    (1795190405.0, 1795190405.0)
    """
    if not any(mark in payload for mark in _MARKS):
        return arrived
    try:
        message = json.loads(payload)
    except (ValueError, RecursionError):
        return arrived
    told = _told(message)
    return told if told is not None and _FIRST <= told <= arrived else arrived


def _told(message: object) -> float | None:
    if not isinstance(message, dict):
        return None
    inner = message.get("params")
    value = message.get("last_seen", message.get("ts", inner.get("ts") if isinstance(inner, dict) else None))
    if isinstance(value, str):
        return _spelled(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return value / 1000 if value > _MILLISECONDS else float(value)


def _spelled(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.timestamp() if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
