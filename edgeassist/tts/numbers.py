"""Numbers in words, and letters by their names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from edgeassist.text import in_words

_GROUPS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_MOST_DIGITS = 15
"""Of a number that is said as one; what is longer is said digit by digit."""
_IRREGULAR: Mapping[str, str] = MappingProxyType(
    {
        "one": "first",
        "two": "second",
        "three": "third",
        "five": "fifth",
        "eight": "eighth",
        "nine": "ninth",
        "twelve": "twelfth",
    }
)


def whole(digits: str) -> str:
    """Return a whole number in words; one that begins with a zero, and a very long one, digit by digit.

    >>> whole("1013"), whole("007"), whole("2000017")
    ('one thousand thirteen', 'zero zero seven', 'two million seventeen')
    """
    if len(digits) > _MOST_DIGITS or (len(digits) > 1 and digits[0] == "0"):
        return each(digits)
    value, parts = int(digits), []
    for size, name in _GROUPS:
        count, value = divmod(value, size)
        if count:
            parts.append(f"{in_words(str(count))} {name}")
    return " ".join([*parts, *([in_words(str(value))] if value or not parts else [])])


def each(digits: str) -> str:
    """Return digits one by one.

    >>> each("4711")
    'four seven one one'
    """
    return " ".join(in_words(digit) for digit in digits)


def letter(character: str) -> str:
    """Return the name of a letter as a voice reads it: an A alone would be an article."""
    return "eh" if character in {"a", "A"} else character.upper()


def number(text: str) -> str:
    """Return a number in words: a sign before it, commas between thousands, a point or a comma before decimals.

    >>> number("-18.40"), number("1,200"), number("1,000.5"), number("3,5")
    ('minus eighteen point four zero', 'one thousand two hundred', 'one thousand point five', 'three point five')
    """
    sign = {"-": "minus ", "+": "plus "}.get(text[:1], "")
    digits = text.lstrip("+-")
    head, comma, tail = digits.rpartition(",")
    if comma and "." not in tail and (len(tail) != 3 or "." in head):  # of three digits after a comma: thousands
        digits = f"{head.replace('.', '').replace(',', '')}.{tail}"
    before, point, after = digits.replace(",", "").partition(".")
    return f"{sign}{whole(before or '0')}{f' point {each(after)}' if point and after else ''}"


def ordinal(count: int) -> str:
    """Return a place in a row.

    >>> ordinal(3), ordinal(21), ordinal(40), ordinal(112)
    ('third', 'twenty first', 'fortieth', 'one hundred twelfth')
    """
    *front, last = whole(str(count)).split()
    if last not in _IRREGULAR:
        last = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return " ".join([*front, _IRREGULAR.get(last, last)])


def year(count: int) -> str:
    """Return the number of a year.

    >>> year(2026), year(2005), year(1905), year(1900)
    ('twenty twenty six', 'two thousand five', 'nineteen oh five', 'nineteen hundred')
    """
    century, rest = divmod(count, 100)
    if not 11 <= century <= 99 or 2000 <= count < 2010:
        return whole(str(count))
    tail = "hundred" if not rest else in_words(f"{rest:02d}")
    return f"{in_words(str(century))} {tail}"
