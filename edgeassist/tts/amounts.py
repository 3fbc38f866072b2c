"""Numbers, and what there is so much of, in words: money, measures, shares, places in a row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import gcd
from types import MappingProxyType

from edgeassist.tts.numbers import letter, number, ordinal, whole
from edgeassist.units import unit_said

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:[.,][0-9]+)?"
_MANY: Mapping[str, str] = MappingProxyType(
    {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "bn": "billion"}
)
_CENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"pound": ("penny", "pence"), "franc": ("centime", "centimes")}
)
_CENT = ("cent", "cents")
_SHARES: Mapping[int, str] = MappingProxyType({2: "half", 4: "quarter"})

_ROOM = re.compile(
    r"\b([Rr]oom|[Ff]lat|[Aa]partment|[Uu]nit|[Gg]ate|[Pp]latform|[Zz]one|[Bb]lock|[Bb]us|[Ss]eat|[Hh]ouse)"
    r"\s([0-9]{1,4})([A-Z])\b"
)
_RANGE = re.compile(rf"([€$£])\s?({_NUMBER}) to ({_NUMBER})(?![\w.,])")
_THOUSANDS = re.compile(r"(?<=[0-9])k\b(?!/)")
_DEGREES = re.compile(r"(?<=[0-9])\s?°\s?(?=[CF]\b)|(?<=[0-9])(?=[CF]\b)")
_PER = r"(?:/(?P<per>[A-Za-z]{1,4})\b)?"
_MONEY = re.compile(rf"(?P<sign>-?)(?P<symbol>[€$£])\s?(?P<amount>{_NUMBER})(?:\s?(?P<many>k|K|M|m|bn)\b)?{_PER}")
_MONEY_AFTER = re.compile(
    rf"(?<![\w.,])(?P<sign>-?)(?P<amount>{_NUMBER})\s?(?P<symbol>[€$£](?!\w)|(?:EUR|USD|GBP|CHF)\b){_PER}"
)
_MEASURE = re.compile(
    rf"(\b[Aa]n?\s(?:[0-9.]{{1,6}} by )?)?(?<![\w.,/])([-+]?(?:{_NUMBER}))[\s-]?"
    r"((?:°[CF]?|%|[A-Za-zµμΩ]{1,4}[²³]?)(?:/[A-Za-zµμ]{1,4}[²³]?)?)(?![\w²³/])(?:\.(?=\s[a-z]))?(?=(\s[A-Za-z])?)"
)
_BARE_UNIT = re.compile(r"(?<![\w/°])(k?Wh|kW|hPa|mbar|ppm|km/h|m/s|[µμ]g/m³|°[CF]|kWh/d)(?![\w/])")
_VERSION = re.compile(r"(?<![\w.])[vV]?([0-9]+(?:\.[0-9]+){2,6})(?![\w])")
_VERSION_SHORT = re.compile(r"(?<![\w.])[vV]([0-9]+(?:\.[0-9]+)?)(?!\w)")
_ORDINAL = re.compile(r"\b([0-9]{1,6})(?:st|nd|rd|th)\b")
_FRACTION = re.compile(r"(?<![\w./,])(?:([0-9]{1,3})\s)?([1-9])\s?[/\u2044]\s?([2-9]|10)(?![\w/]|[.,][0-9])")
_PLACE = re.compile(r"(?:\b(No|Nr|no|nr|p|pp|ch|fig|vol|Ch|Fig|Vol|ca)\.\s?|№\s?|(?<!\w)#)(?=[0-9])")
_PLACES: Mapping[str, str] = MappingProxyType(
    {"p": "page", "pp": "pages", "ch": "chapter", "fig": "figure", "vol": "volume", "ca": "about"}
)
_MINUS = re.compile(r"(?<![\w.,])-(?=[0-9])")
_TIMES = re.compile(r"(?<=[0-9])\s?[x\u00d7]\s?(?=[0-9])")
_POINT = re.compile(r"(?<![\w.])\.(?=[0-9])")
_BETWEEN = re.compile(r"(?<=[0-9])[/-](?=[0-9])")
_MODEL = re.compile(r"(?<![A-Za-z])[A-Z]{1,3}(?=[0-9])")
_BESIDE_LETTERS = re.compile(r"(?<=[^\W\d_])(?=[0-9])|(?<=[0-9])(?=[^\W\d_])")
_WITH_CENTS = re.compile(r"[.,][0-9]{2}$")
_PLAIN = re.compile(_NUMBER)


def amounts_said(text: str) -> str:
    """Return `text` with all numbers in words, and the units behind them.

    >>> amounts_said("20 to 25°, 3.2 kW at €0.30/kWh")
    'twenty to twenty five degrees, three point two kilowatts at thirty cents per kilowatt hour'
    >>> amounts_said("the 21st, #3, 1/2 of a 60 W bulb, version 2.10.1")
    'the twenty first, number three, one half of a sixty watt bulb, version two point ten point one'
    """
    text = _ROOM.sub(lambda match: f"{match[1]} {whole(match[2])} {letter(match[3])}", text)
    text = _RANGE.sub(r"\2 to \3 \1", _TIMES.sub(" by ", text))
    text = _DEGREES.sub(" °", text)
    text = _MONEY_AFTER.sub(_money, _MONEY.sub(_money, text))
    text = _MEASURE.sub(_measure, text)
    text = _BARE_UNIT.sub(lambda match: unit_said(match[1]) or match[1], text)
    text = _ORDINAL.sub(lambda match: ordinal(int(match[1])), text)
    text = _FRACTION.sub(_fraction, text)
    text = _PLACE.sub(lambda match: f"{_PLACES.get((match[1] or '').lower(), 'number')} ", text)
    text = _VERSION.sub(lambda match: " point ".join(map(whole, match[1].split("."))), text)
    text = _VERSION_SHORT.sub(lambda match: f"version {number(match[1])}", text)
    text = _THOUSANDS.sub(" thousand", text)
    text = _MINUS.sub("minus ", text)
    text = _MODEL.sub(lambda match: " ".join(map(letter, match[0])), text)
    text = _BESIDE_LETTERS.sub(" ", _BETWEEN.sub(" ", _POINT.sub("0.", text)))
    return _PLAIN.sub(lambda match: number(match[0]), text)


def _money(match: re.Match[str]) -> str:
    symbol, amount, per = match["symbol"], match["amount"], match["per"]
    many = match.groupdict().get("many")
    said = f"{number(amount)} {_MANY[many]} {unit_said(symbol)}" if many else _sum(symbol, amount)
    minus = "minus " if match["sign"] else ""
    return f"{minus}{said} per {unit_said(per, one=True) or per}" if per else f"{minus}{said}"


def _sum(symbol: str, amount: str) -> str:
    """Return a sum; cents alone where there is nothing else."""
    one = unit_said(symbol, one=True) or ""
    units, cents = (amount[:-3], amount[-2:]) if _WITH_CENTS.search(amount) else (amount, "")
    if not cents or cents == "00":
        return f"{number(units)} {one if units == '1' else unit_said(symbol)}"
    parts = _CENTS.get(one, _CENT)
    small = f"{whole(str(int(cents)))} {parts[0] if int(cents) == 1 else parts[1]}"
    units = units.replace(",", "")
    return small if not int(units) else f"{whole(units)} {one if units == '1' else unit_said(symbol)} and {small}"


def _measure(match: re.Match[str]) -> str:
    article, amount, unit, noun = match[1] or "", match[2], match[3], match[4]
    of_something = bool(article and noun)  # "a 60 watt bulb"
    said = unit_said(unit, one=of_something or amount.lstrip("+-") == "1")
    return match[0] if said is None else f"{article}{number(amount)} {said}"


def _fraction(match: re.Match[str]) -> str:
    before, above, below = match[1], int(match[2]), int(match[3])
    if above >= below:
        return f"{f'{match[1]} ' if before else ''}{above} over {below}"
    if gcd(above, below) > 1:
        return f"{before or ''} {above} of {below}".strip()
    name = _SHARES.get(below) or ordinal(below)
    share = f"{whole(str(above))} {name if above == 1 else f'{name}s'}"
    if not before:
        return share
    return f"{whole(before)} and {'a' + share.removeprefix('one') if above == 1 else share}"
