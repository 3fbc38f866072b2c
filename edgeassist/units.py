"""What units of measurement are called: one of them, and several."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_WHOLE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "%": ("percent", "percent"),
        "°": ("degree", "degrees"),
        "°C": ("degree Celsius", "degrees Celsius"),
        "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
        "K": ("kelvin", "kelvin"),
        "min": ("minute", "minutes"),
        "mins": ("minute", "minutes"),
        "h": ("hour", "hours"),
        "hr": ("hour", "hours"),
        "hrs": ("hour", "hours"),
        "d": ("day", "days"),
        "wk": ("week", "weeks"),
        "mo": ("month", "months"),
        "yr": ("year", "years"),
        "sec": ("second", "seconds"),
        "secs": ("second", "seconds"),
        "lx": ("lux", "lux"),
        "lm": ("lumen", "lumens"),
        "ppm": ("part per million", "parts per million"),
        "ppb": ("part per billion", "parts per billion"),
        "rpm": ("revolution per minute", "revolutions per minute"),
        "bpm": ("beat per minute", "beats per minute"),
        "mph": ("mile per hour", "miles per hour"),
        "kph": ("kilometre per hour", "kilometres per hour"),
        "kmh": ("kilometre per hour", "kilometres per hour"),
        "psi": ("pound per square inch", "pounds per square inch"),
        "dB": ("decibel", "decibels"),
        "dBA": ("decibel", "decibels"),
        "dBm": ("decibel milliwatt", "decibel milliwatts"),
        "ft": ("foot", "feet"),
        "yd": ("yard", "yards"),
        "mi": ("mile", "miles"),
        "lb": ("pound", "pounds"),
        "lbs": ("pound", "pounds"),
        "oz": ("ounce", "ounces"),
        "gal": ("gallon", "gallons"),
        "kg": ("kilo", "kilos"),
        "m²": ("square metre", "square metres"),
        "km²": ("square kilometre", "square kilometres"),
        "ft²": ("square foot", "square feet"),
        "m³": ("cubic metre", "cubic metres"),
        "ft³": ("cubic foot", "cubic feet"),
        "€": ("euro", "euros"),
        "EUR": ("euro", "euros"),
        "$": ("dollar", "dollars"),
        "USD": ("dollar", "dollars"),
        "£": ("pound", "pounds"),
        "GBP": ("pound", "pounds"),
        "CHF": ("franc", "francs"),
    }
)
_BASES: Mapping[str, str] = MappingProxyType(
    {
        "W": "watt",
        "Wh": "watt hour",
        "V": "volt",
        "VA": "volt amp",
        "A": "amp",
        "Ah": "amp hour",
        "Hz": "hertz",
        "Pa": "pascal",
        "bar": "bar",
        "m": "metre",
        "g": "gram",
        "L": "litre",
        "l": "litre",
        "s": "second",
        "bit": "bit",
        "J": "joule",
        "N": "newton",
        "Ω": "ohm",
    }
)
"""What prefixes go with."""
_PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "G": "giga",
        "M": "mega",
        "k": "kilo",
        "h": "hecto",
        "d": "deci",
        "c": "centi",
        "m": "milli",
        "µ": "micro",
        "u": "micro",
        "n": "nano",
    }
)
_UNCHANGED = frozenset({"hertz"})


def unit_said(unit: str, *, one: bool = False) -> str | None:
    """Return a unit in words, for one of it or for several; None: it is none that is known.

    >>> unit_said("kWh"), unit_said("km/h", one=True), unit_said("µg/m³")
    ('kilowatt hours', 'kilometre per hour', 'micrograms per cubic metre')
    >>> unit_said("hPa"), unit_said("ct/kWh"), unit_said("barn")
    ('hectopascals', None, None)
    """
    unit = unit.replace("μ", "µ")
    above, slash, below = unit.partition("/")
    words = _simple(above)
    if words is None or not slash:
        return None if words is None else words[0 if one else 1]
    each = _simple(below)
    return None if each is None else f"{words[0 if one else 1]} per {each[0]}"


def _simple(unit: str) -> tuple[str, str] | None:
    if (whole := _WHOLE.get(unit)) is not None:
        return whole
    if (base := _BASES.get(unit)) is not None:
        return base, _several(base)
    prefix, base = _PREFIXES.get(unit[:1]), "byte" if unit[1:] == "B" else _BASES.get(unit[1:])
    return None if prefix is None or base is None else (prefix + base, prefix + _several(base))


def _several(base: str) -> str:
    return base if base in _UNCHANGED else f"{base}s"
