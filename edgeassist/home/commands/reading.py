"""Readers of what devices report: a payload, after its value template, to a reading."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

Reading = Mapping[str, Any]
"""What a message says: "state" → the state, any other name → that attribute, in Home Assistant's names and ranges."""

_MAX_WORD = 255
"""Characters of a state, as in Home Assistant."""


def finite(text: str) -> float:
    """Return the number that a payload is; raises ValueError where it is none."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not a finite number")
    return value


def number_of(name: str) -> Callable[[str], Reading]:
    """Return a reader of payloads that are a number, reported as `name`."""
    return lambda text: {name: finite(text)}


def word_of(name: str) -> Callable[[str], Reading]:
    """Return a reader of payloads that are a word, reported as `name`; it raises ValueError for what none can say."""

    def _read(text: str) -> Reading:
        if len(text) > _MAX_WORD or not text.isprintable():
            raise ValueError(f"{text[:60]!r} is no state")
        return {name: text}

    return _read


def one_of(states: Mapping[str, str], name: str = "state") -> Callable[[str], Reading]:
    """Return a reader of payloads that stand for a state; it raises ValueError for any other payload."""

    def _read(text: str) -> Reading:
        if text not in states:
            raise ValueError(f"{text[:60]!r} is none of {', '.join(states)}")
        return {name: states[text]}

    return _read


def object_of(text: str) -> dict[str, Any]:
    """Return the JSON object that a payload is; raises ValueError where it is none, or holds a number without end."""
    try:
        value = json.loads(
            text, parse_float=finite, parse_int=lambda digits: int(finite(digits)), parse_constant=finite
        )
    except RecursionError as error:
        raise ValueError("JSON is nested too deeply") from error
    if not isinstance(value, dict):
        raise ValueError(f"{text[:60]!r} is no JSON object")  # noqa: TRY004
    return value
