"""The house as lines: devices as they changed last, what is wrong with sensors, and timers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rich.text import Text

from edgeassist.console.lines import cut, joined, number, pair
from edgeassist.console.picture import Message, Picture

_DEVICES = {"on": "green", "open": "yellow", "unlocked": "yellow", "unavailable": "red"}
_TIMERS = {"ringing": "bold yellow", "paused": "bright_black"}
_GRAVITIES = {"danger": "bold red", "urgent": "red"}


def devices(picture: Picture, width: int, height: int) -> Text:
    """Return the devices that changed last."""
    return joined([_device(row, width) for row in picture.devices[:height]], "none is known")


def _device(row: Message, width: int) -> Text:
    unit = str(row.get("unit") or "")
    state = "?" if row.get("state") is None else f"{row['state']}{' ' if unit else ''}{unit}"
    return pair(str(row.get("name") or row.get("id")), state, width, _DEVICES.get(state, ""))


def timers_and_alerts(picture: Picture, width: int, height: int) -> Text:
    """Return what is wrong, then what rings or runs, the soonest first."""
    found = [*_alerts(picture, width), *_timers(picture, width)]
    shown: list[Text] = []
    for place, each in enumerate(found):
        still = len(found) - place
        if len(shown) + len(each) + (still > 1) > height:
            shown = [*shown[: max(0, height - 1)], Text(f"and {still} more", "bright_black")]
            break
        shown += each
    return joined(shown, "no alert, no timer")


def _alerts(picture: Picture, width: int) -> Iterator[list[Text]]:
    """Yield one line an alert, or two where one is too short for it."""
    names = {row.get("id"): row.get("name") for row in picture.devices}
    rows = sorted(picture.alerts.items(), key=lambda each: str(each[1].get("gravity")) not in _GRAVITIES)
    for key, alert in rows:
        name = f"! {alert.get('name') or names.get(alert.get('entity')) or alert.get('entity') or key}"
        value = "" if alert.get("value") is None else f" {alert['value']}{alert.get('unit') or ''}"
        what = f"{str(alert.get('kind')).replace('_', ' ')}{value}"
        style = _GRAVITIES.get(str(alert.get("gravity")), "yellow")
        if len(name) + 2 + len(what) <= width:
            yield [cut(f"{name}: {what}", width, style)]
        else:
            yield [cut(name, width, style), cut(f"  {what}", width, style)]


def _timers(picture: Picture, width: int) -> list[list[Text]]:
    rows = sorted(picture.timers.values(), key=lambda timer: (timer.get("state") == "paused", _left_s(timer)))
    return [[_timer(row, width)] for row in rows]


def _timer(timer: Message, width: int) -> Text:
    state, left = str(timer.get("state")), _countdown(_left_s(timer))
    told = {"ringing": "rings", "paused": f"paused {left}"}.get(state, left)
    return pair(str(timer.get("name") or "timer"), told, width, _TIMERS.get(state, "green"))


def _left_s(timer: Message) -> float:
    try:
        return (datetime.fromisoformat(str(timer["ends"])) - datetime.now().astimezone()).total_seconds()
    except (KeyError, TypeError, ValueError):  # it is paused
        return number(timer, "remaining_s")


def _countdown(seconds: float) -> str:
    """Return what is left, as clocks show it.

    >>> _countdown(61), _countdown(3723), _countdown(-3)
    ('1:01', '1:02:03', '0:00')
    """
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
