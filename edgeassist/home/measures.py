"""Numbers, shares and steps as they are said."""

from __future__ import annotations

import re
from types import MappingProxyType

_SHARES = MappingProxyType(
    {
        **dict.fromkeys(("half", "half way", "halfway", "half open", "half closed", "middle"), 50),
        **dict.fromkeys(("a quarter", "quarter", "1 quarter"), 25),
        **dict.fromkeys(("3 quarters", "three quarters"), 75),
        **dict.fromkeys(("a third", "1 third", "third"), 33),
        **dict.fromkeys(("2 thirds", "two thirds"), 67),
        **dict.fromkeys(("full", "max", "maximum", "highest", "brightest", "fastest", "fully", "high", "fast"), 100),
        **dict.fromkeys(("fully open", "all the way", "completely", "loudest", "open"), 100),
        **dict.fromkeys(("fully closed", "closed", "zero", "off"), 0),
        **dict.fromkeys(("min", "minimum", "lowest", "dimmest", "slowest", "quietest"), 1),
        **dict.fromkeys(("low", "slow"), 33),
        **dict.fromkeys(("medium", "mid"), 66),
    }
)
_NOISE = re.compile(r"\b(?:the|its|their|setting|level|brightness|speed|volume|power|degrees?|mode|preset)\b")


def read_number(text: str) -> float | None:
    """Return a number in digits, "minus" before it where it is negative, or None."""
    match = re.fullmatch(r"(minus )?(\d+(?:\.\d+)?)", text.strip())
    if match is None:
        return None
    value = float(match[2]) * (-1 if match[1] else 1)
    return int(value) if value.is_integer() else value


def read_share(text: str) -> float | None:
    """Return a percentage from 0 to 100, or None.

    >>> read_share("half"), read_share("55 percent"), read_share("maximum brightness"), read_share("120")
    (50, 55, 100, None)
    """
    text = " ".join(_NOISE.sub(" ", text).split())
    value: float | None = _SHARES.get(text)
    if value is None:
        value = read_number(text.removesuffix(" percent"))
    return value if value is not None and 0 <= value <= 100 else None


def read_degrees(span: str) -> float | None:
    """Return by how many degrees, or None.

    >>> read_degrees("a couple of degrees"), read_degrees("half a degree"), read_degrees("1.5")
    (2, 0.5, 1.5)
    """
    text = re.sub(r"\bdegrees?\b", "", span).strip()
    words = {"a": 1, "half a": 0.5, "a half": 0.5, "a couple of": 2, "a few": 3}
    value = words.get(text)
    return read_number(text) if value is None else value


def read_position(span: str) -> float | None:
    """Return how far something is open, in percent, or None.

    >>> read_position("30 percent closed"), read_position("half open"), read_position("fully closed")
    (70, 50, 0)
    """
    value = read_share(span) if span in _SHARES else read_share(re.sub(r" (?:open|closed)$", "", span))
    closed = span.endswith("percent closed") and value is not None
    return 100 - value if closed and value is not None else value
