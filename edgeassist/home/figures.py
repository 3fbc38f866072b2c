"""Numbers, units, lengths of time, dates and lists in the words that a voice says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "%": "percent",
        "K": "kelvin",
        "W": "watts",
        "kW": "kilowatts",
        "Wh": "watt hours",
        "kWh": "kilowatt hours",
        "V": "volts",
        "A": "amps",
        "mA": "milliamps",
        "lx": "lux",
        "hPa": "hectopascals",
        "mbar": "millibars",
        "ppm": "parts per million",
        "ppb": "parts per billion",
        "µg/m³": "micrograms per cubic metre",
        "km/h": "kilometres per hour",
        "mph": "miles per hour",
        "m/s": "metres per second",
        "mm": "millimetres",
        "cm": "centimetres",
        "m": "metres",
        "km": "kilometres",
        "L": "litres",
        "m³": "cubic metres",
        "dB": "decibels",
        "dBm": "decibel milliwatts",
        "s": "seconds",
        "min": "minutes",
        "h": "hours",
        "d": "days",
        "€": "euros",
        "EUR": "euros",
        "$": "dollars",
        "USD": "dollars",
        "GBP": "pounds",
    }
)
_LENGTHS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def number(value: float) -> str:
    """Return a number as it is said, with at most two decimals.

    >>> number(-18.4), number(21.0), number(0.333)
    ('minus 18.4', '21', '0.33')
    """
    digits = f"{abs(value):.2f}".rstrip("0").rstrip(".")
    return f"minus {digits}" if value < 0 and digits != "0" else digits


def measured(value: float, unit: str | None, units: str) -> str:
    """Return a value with its unit; temperatures in the scale that `units` (metric or imperial) goes with.

    >>> measured(-18.4, "°C", "metric"), measured(20, "°C", "imperial"), measured(1.0, "kWh", "metric")
    ('minus 18.4 degrees', '68 degrees', '1 kilowatt hour')
    """
    if unit in {"°C", "C", "°F", "F"}:
        return degrees(value, "F" if unit.endswith("F") else "C", units)
    if not unit:
        return number(value)
    word = _UNITS.get(unit, unit)
    return f"{number(value)} {word.removesuffix('s') if value == 1 and unit in _UNITS and unit != 'lx' else word}"


def degrees(value: float, scale: str, units: str) -> str:
    """Return a temperature of scale "C" or "F" in the scale of `units`."""
    if scale == "C" and units == "imperial":
        value = round(value * 9 / 5 + 32, 1)
    elif scale == "F" and units == "metric":
        value = round((value - 32) * 5 / 9, 1)
    return f"{number(value)} degree{'' if abs(value) == 1 else 's'}"


def duration(seconds: float) -> str:
    """Return a length of time, its two largest parts.

    >>> duration(5400), duration(1), duration(300)
    ('1 hour and 30 minutes', '1 second', '5 minutes')
    """
    left, parts = round(seconds), []
    for length, word in _LENGTHS:
        count, left = divmod(left, length)
        if count:
            parts.append(f"{count} {word}{'s' if count > 1 else ''}")
    return " and ".join(parts[:2]) or "0 seconds"


def clock(moment: datetime) -> str:
    """Return the time of day.

    >>> clock(datetime(2026, 11, 20, 19, 5)), clock(datetime(2026, 11, 20, 7)), clock(datetime(2026, 11, 20, 12))
    ('7:05 PM', '7 AM', '12 noon')
    """
    if moment.minute == 0 and moment.hour % 12 == 0:
        return "12 noon" if moment.hour else "midnight"
    hour, half = (moment.hour % 12) or 12, "PM" if moment.hour >= 12 else "AM"
    return f"{hour}:{moment.minute:02d} {half}" if moment.minute else f"{hour} {half}"


def day(moment: datetime) -> str:
    """Return the date.

    >>> day(datetime(2026, 11, 3))
    'Tuesday, the 3rd of November 2026'
    """
    ending = "th" if 11 <= moment.day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(moment.day % 10, "th")
    return f"{moment:%A}, the {moment.day}{ending} of {moment:%B %Y}"


def listed(words: Sequence[str], joint: str = "and") -> str:
    """Return words in a row.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    *front, last = words
    return f"{', '.join(front)} {joint} {last}" if front else last
