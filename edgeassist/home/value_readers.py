"""How values of devices are read: brightness, colours, degrees, speeds, positions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from edgeassist.home.colours import read_colour, read_warmth
from edgeassist.home.measures import read_degrees, read_figure, read_number, read_position, read_share
from edgeassist.home.value_words import ATTRIBUTES, MODES, PRESETS, STATES, without_some
from edgeassist.messages import Context

Params = dict[str, Any]
Reader = Callable[[str, Context], Params | None]
"""Returns what was said as parameters of the contract; None: it cannot be read."""

_DIM = re.compile(r"^(?:an? )?(?:(?:very|nice|really|soft) )*(?:dim|dimmed|faint|low|muted|subdued) (?=\w)")
"""What is said before the colour of a light that is not to be bright."""
_SPEEDS = 3
"""How many a fan has whose speeds are counted: low, medium, high."""


def as_param(key: str, read: Callable[[str], Any]) -> Reader:
    """Return the reader of one parameter by what its words come to."""

    def _reader(span: str, _: Context) -> Params | None:
        value = read(span)
        return None if value is None else {key: value}

    return _reader


def as_word(key: str, words: Mapping[str, str] = MappingProxyType({})) -> Reader:
    """Return the reader of a parameter that is the words themselves, or what stands for them."""
    return as_param(key, lambda span: words.get(span, span) or None)


def _state(span: str) -> str | None:
    span = span.removeprefix("still ")
    return STATES.get(span, span) or None


def _step(key: str, read: Callable[[str], float | None]) -> Reader:
    return as_param(key, lambda span: span if span in {"up", "down"} else read(span))


def _temperature(span: str, _: Context) -> Params | None:
    match = re.fullmatch(r"(.*?)(?: degrees?)?(?: (c|celsius|f|fahrenheit))?", span)
    value = read_number(match[1]) if match else None
    if match is None or value is None:
        return None
    return {"temperature": value} | ({"unit": match[2][0].upper()} if match[2] else {})


def _light_colour(span: str, context: Context) -> Params | None:
    """Return a colour or a colour temperature, whichever the words are: "warm white" is one, "sky blue" the other.

    One that is "dim" has its brightness too.
    """
    if dim := _DIM.match(span):
        shade = _light_colour(span[dim.end() :], context)
        return shade and {**shade, "brightness_pct": read_share("dim")}
    if (kelvin := read_warmth(span)) is not None:
        return {"color_temp_kelvin": kelvin}
    return None if (colour := read_colour(span)) is None else {"color": colour}


def _position(span: str, context: Context) -> Params | None:
    """Return how far something is open, also where it was said how far it is closed: "3 quarters of the way down"."""
    value = read_position(span)
    closes = re.search(rf"\b{re.escape(span)} (?:of the way )?(?:down|closed|shut)\b", context.said)
    closes = closes or re.search(rf"\bdown {re.escape(span)}\b(?<!percent)", context.said)
    return None if value is None else {"position": 100 - value if closes else value}


def _fan_speed(span: str, context: Context) -> Params | None:
    if span in {"up", "down"}:
        return {"step": span}
    if re.fullmatch(r"[1-3]", span) and not re.search(rf"\b{span} ?percent\b", context.said):
        return {"percentage": 100 * int(span) // _SPEEDS}
    return as_param("percentage", read_share)(span, context)


def _query(span: str) -> str | None:
    return None if span.startswith("with ") else without_some(span)


DEVICE_READERS: Mapping[str, Mapping[str, Reader]] = MappingProxyType(
    {
        "set_light": {
            "brightness_pct": lambda said, now: (
                as_param("brightness_pct", read_share)(said, now) or _light_colour(said, now)
            ),
            "brightness_step_pct": _step("brightness_step_pct", read_share),
            "color": _light_colour,
            "color_temp_kelvin": _light_colour,
        },
        "set_position": {"position": _position},
        "set_temperature": {"temperature": _temperature},
        "adjust_temperature": {"step": _step("step", read_degrees)},
        "set_hvac_mode": {"mode": as_word("mode", MODES)},
        "set_preset": {"preset": as_word("preset", PRESETS)},
        "set_fan_speed": {"percentage": _fan_speed, "step": _step("step", read_share)},
        "set_humidity": {"humidity": as_param("humidity", read_share)},
        "set_volume": {"volume_pct": as_param("volume_pct", read_share)},
        **{f"volume_{way}": {"step_pct": as_param("step_pct", read_share)} for way in ("up", "down")},
        "play_media": {"query": as_param("query", _query)},
        "select_option": {"option": as_word("option")},
        "set_value": {"value": as_param("value", read_figure), "step": _step("step", read_degrees)},
        "get_state": {
            "state": as_param("state", _state),
            "attribute": as_param("attribute", lambda word: ATTRIBUTES.get(word, word.replace(" ", "_"))),
        },
        "voice_volume": {"volume_pct": as_param("volume_pct", read_share), "direction": as_word("direction")},
    }
)
"""Intent → how each of its values is read."""
