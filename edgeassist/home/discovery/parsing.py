"""JSON as strangers send it: nothing here raises, and what is no use comes back empty."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

MAX_PAYLOAD = 2_000_000
"""Bytes of a message; the list of a bridge with 200 devices has about one million."""


def json_of(payload: bytes) -> Any:
    """Return the JSON that a payload is; None where it is none, too large, or nested without end.

    >>> json_of(b'{"name": "Lamp"}'), json_of(b"{"), json_of(b"[" * 100_000)
    ({'name': 'Lamp'}, None, None)
    """
    if len(payload) > MAX_PAYLOAD:
        return None
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return None


def object_in(value: object) -> Mapping[str, Any]:
    """Return a JSON object, empty where `value` is none."""
    return value if isinstance(value, dict) else {}


def list_in(value: object) -> list[Any]:
    """Return a JSON list, empty where `value` is none."""
    return value if isinstance(value, list) else []


def objects_in(value: object) -> list[Mapping[str, Any]]:
    """Return the objects of a JSON list; what else it holds is left out."""
    return [item for item in list_in(value) if isinstance(item, dict)]


def number_in(value: object) -> float | None:
    """Return a number that JSON gave; None where it is none, a truth value, or without end.

    >>> number_in(254), number_in(True), number_in(float("inf")), number_in("7")
    (254, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return value if math.isfinite(value) else None
    except OverflowError:
        return None
