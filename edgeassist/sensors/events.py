"""Events as they stand in files: a row of JSON to a reading, an anomaly to a row."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from edgeassist.errors import EdgeAssistError
from edgeassist.messages import Anomaly, Reading

_EARLIEST, _LATEST = -62_135_510_400.0, 253_402_214_399.0
"""A day within the years 1 and 9999, so that a calendar of any time zone has them; no clock is further off."""

_WORDS = {"on": "on", "off": "off", "unavailable": "unavailable", "unknown": None, "": None}
_SHOWN = 60


class EventError(EdgeAssistError):
    """A row is no event."""


def parsed_event(line: bytes | str) -> Reading:
    """Return the reading that a line of JSON holds; raises EventError.

    >>> parsed_event('{"ts": 5, "entity": "sensor.a", "value": 21.5, "recv": "1970-01-01T00:00:09Z"}').received
    9.0
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise EventError(f"not valid JSON: {str(error)[:_SHOWN]}") from error
    if not isinstance(row, dict):
        raise EventError("not a JSON object")
    return reading_of(row)


def reading_of(row: Mapping[str, Any]) -> Reading:
    """Return the reading of a row {"ts", "entity", "device_class", "unit", "value", "recv"?, "retained"?}."""
    entity = row.get("entity")
    if not isinstance(entity, str) or not entity:
        raise EventError('"entity" is missing or no text')
    if "value" not in row:
        raise EventError('"value" is missing')
    at = moment_of(row.get("ts"), "ts")
    received = row.get("recv")
    return Reading(
        entity,
        _value(row["value"]),
        at,
        at if received is None else moment_of(received, "recv"),
        _text(row, "device_class"),
        _text(row, "unit"),
        retained=row.get("retained") is True,
    )


def moment_of(value: object, name: str) -> float:
    """Return seconds since the epoch: of a number as it is, of RFC 3339 in UTC where it says no zone.

    >>> moment_of("1970-01-01T01:00:00+01:00", "ts")
    0.0
    """
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError as error:
            raise EventError(f'"{name}" is no time: {value[:_SHOWN]!r}') from error
        value = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    if isinstance(value, bool) or not isinstance(value, int | float) or not _EARLIEST <= value <= _LATEST:
        raise EventError(f'"{name}" is missing or no time')
    return float(value)


def alert_row(anomaly: Anomaly, shown: Callable[[float], float | str]) -> dict[str, Any]:
    """Return the row of an alert; `shown` writes a moment as the events wrote theirs."""
    return {
        "entity": anomaly.entity,
        "kind": anomaly.kind,
        "since": shown(anomaly.since),
        "until": None if anomaly.until is None else shown(anomaly.until),
        "score": round(anomaly.score, 4),
        "value": anomaly.value,
        "expected": None if anomaly.expected is None else list(anomaly.expected),
        "reason": anomaly.reason,
    }


def _text(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise EventError(f'"{key}" is no text')
    return value


def _value(value: object) -> float | str | None:
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int):
        try:
            return float(value)
        except OverflowError:
            return math.inf
    if not isinstance(value, str):
        raise EventError(f'"value" is neither a number nor on, off, unavailable or null: {str(value)[:_SHOWN]}')
    word = value.strip().lower()
    if word in _WORDS:
        return _WORDS[word]
    try:
        return float(word)
    except ValueError as error:
        raise EventError(f'"value" is neither a number nor on, off, unavailable or null: {value[:_SHOWN]!r}') from error
