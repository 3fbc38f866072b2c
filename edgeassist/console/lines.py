"""Lines of text that fit in a panel: cut off where they are too long, what counts at their right end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rich.text import Text


def number(message: dict[str, Any], key: str) -> float:
    """Return a number of a message; 0: there is none."""
    value = message.get(key)
    return float(value) if isinstance(value, int | float) else 0.0


def cut(text: str, width: int, style: str = "") -> Text:
    """Return a text in exactly so many columns.

    >>> cut("kitchen", 5).plain, cut("den", 5).plain
    ('kitc…', 'den  ')
    """
    line = Text(text.replace("\n", " "), no_wrap=True)
    line.truncate(max(1, width), overflow="ellipsis", pad=True)
    return Text(line.plain, style, no_wrap=True)


def pair(name: str, value: str, width: int, style: str = "") -> Text:
    """Return a name with a value at the right end, which has at least half of the room where it needs that.

    >>> pair("kitchen light", "on", 12).plain
    'kitchen … on'
    >>> pair("text", "much too long for it", 12).plain
    'text much t…'
    """
    room = min(Text(value).cell_len, max(width // 2, width - Text(name).cell_len - 1))
    return cut(name, width - room - 1).append(" ").append_text(cut(value, room, style))


def joined(lines: list[Text], otherwise: str) -> Text:
    """Return lines one below the other, or what is said where there are none."""
    return Text("\n").join(lines) if lines else Text(otherwise, "bright_black")


def lasting(seconds: float) -> str:
    """Return a length of time in its two largest units.

    >>> lasting(59), lasting(3700), lasting(200_000)
    ('59 s', '1 h 1 m', '2 d 7 h')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} m" if hours else f"{minutes} m" if minutes else f"{rest} s"


def clock(moment: object, form: str = "%H:%M:%S") -> str:
    """Return the time of day of a moment in ISO form, here.

    >>> clock("nonsense")
    '??:??:??'
    """
    try:
        return f"{datetime.fromisoformat(str(moment)).astimezone():{form}}"
    except (ValueError, OverflowError):
        return "??:??:??"
