"""Numbers, units, lengths of time and names in the words that a voice says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from edgeassist.home.words import canonical, kinds_of, nouns_of, singular
from edgeassist.messages import Entity

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
_LIKE_PETS = frozenset({"vacuum", "lawn_mower"})
"""Kinds of things that people give names."""
_WITH_NOUN = frozenset({"scene", "script", "sensor"})
"""Kinds whose names say too little without a noun."""
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


def called(entity: Entity) -> str:
    """Return the name of a thing as it stands inside a sentence.

    >>> called(Entity("light.a", "Hall Light", "light")), called(Entity("media_player.b", "Bedroom TV", "media_player"))
    ('the hall light', 'the bedroom TV')
    >>> called(Entity("person.a", "Anna", "person")), called(Entity("light.b", "Anna's Lamp", "light"))
    ('Anna', "Anna's lamp")
    """
    nouns = nouns_of(entity.domain, entity.device_class)
    bare = not any(canonical(word) in map(canonical, nouns) for word in entity.name.lower().split())
    if entity.domain == "person" or (bare and entity.domain in _LIKE_PETS):
        return entity.name
    owned = "'s " in f"{entity.name} " or "\u2019s " in f"{entity.name} "
    words = [word.lower() if word[1:].islower() and "'" not in word else word for word in entity.name.split()]
    if bare and entity.domain in _WITH_NOUN:
        words += nouns[:1]
    name = " ".join(words).removeprefix("the ")
    return name if owned else f"the {name}"


def is_plural(entity: Entity) -> bool:
    """Return whether the name of one thing is a plural, as that of curtains.

    >>> is_plural(Entity("cover.a", "Bedroom Curtains", "cover")), is_plural(Entity("light.b", "Hall Light", "light"))
    (True, False)
    """
    last = entity.name.lower().split()[-1:]
    return any(singular(word) != word and bool(kinds_of(word)) for word in last)


def sentence(text: str) -> str:
    """Return `text` with a capital letter and a full stop.

    >>> sentence("the hall light is on")
    'The hall light is on.'
    """
    text = text.strip()
    return text if not text else f"{text[0].upper()}{text[1:]}{'' if text[-1] in '.?!' else '.'}"
