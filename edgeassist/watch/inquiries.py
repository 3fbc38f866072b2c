"""What people ask of the sensors by a command, and tell about them: the running daemon, or what it has left."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from edgeassist.errors import EdgeAssistError
from edgeassist.messages import Home
from edgeassist.sensors.picture import Picture
from edgeassist.sensors.summary import moment
from edgeassist.watch.sights import Sight, about, found, picture, rows
from edgeassist.watch.watching import Watching

P = ParamSpec("P")
T = TypeVar("T")

_MOST_HOURS = 24.0 * 8
_MOST_STEP = 5.0
_FOR_GOOD_H = 24.0 * 365 * 10
_DAY_H = 24.0
_LONGEST_NAME = 200


class BadInquiryError(EdgeAssistError):
    """What was asked for cannot be; the text says what can."""


@dataclass(frozen=True, slots=True)
class Inquiries:
    """Answers about the sensors of one house."""

    watching: Watching
    home: Callable[[], Home]
    time_zone: str | None = None
    """None: the system's."""
    with_text: bool = True
    """Whether names and reasons may be told."""

    async def answer(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return what `asked["do"]` gives: list, show, plot, accept, sensitivity, mute; raises EdgeAssistError."""
        does: Mapping[str, Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]] = {
            "list": self._list,
            "show": self._show,
            "plot": self._plot,
            "accept": self._accept,
            "sensitivity": self._sensitivity,
            "mute": self._mute,
        }
        what = str(asked.get("do"))
        if what not in does:
            raise BadInquiryError(f"there is no {what!r} of sensors, only {', '.join(does)}")
        return {"ok": True, **await does[what](asked)}

    async def drawn(self, entity: str, hours: float) -> Picture:
        """Return the picture of a sensor that is known."""
        return await self._look(picture, entity, hours, self.time_zone)

    async def _list(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return {"sensors": await self._look(rows)}

    async def _show(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        return {"sensor": await self._look(about, await self._found(asked))}

    async def _plot(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        hours = _number(asked, "hours", _DAY_H, lowest=0.1, highest=_MOST_HOURS)
        return {"picture": (await self.drawn(await self._found(asked), hours)).as_json()}

    async def _accept(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        entity = await self._found(asked)
        ended = [alert.kind for alert in self.watching.desk.of(entity)]
        await self.watching.accept(entity)
        return {"entity": entity, "ended": ended}

    async def _sensitivity(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        entity = await self._found(asked)
        step = _number(asked, "step", math.nan, lowest=-_MOST_STEP, highest=_MOST_STEP)
        await self.watching.sensitivity(entity, step)
        learned = (await self._look(about, entity))["learned"]
        return {"entity": entity, "sooner": learned.get("sooner", 0.0)}

    async def _mute(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        entity = await self._found(asked)
        hours = _number(asked, "hours", _FOR_GOOD_H, lowest=0.0, highest=_FOR_GOOD_H)
        until = self.watching.now() + 3600 * hours
        await self.watching.mute(entity, until if hours else 0.0)
        return {"entity": entity, "until": moment(until, self._sight().zone) if 0 < hours < _FOR_GOOD_H else None}

    async def _found(self, asked: Mapping[str, Any]) -> str:
        words = asked.get("entity")
        if not isinstance(words, str) or not 0 < len(words.strip()) <= _LONGEST_NAME:
            raise BadInquiryError(f"{asked['do']} needs a sensor: its id or its name as entity")
        return await self._look(found, words.strip())

    async def _look(self, function: Callable[Concatenate[Sight, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a function sees in the monitor's thread, so that nothing changes meanwhile."""
        return await self.watching.monitor.call(partial(function, self._sight(), *args, **kwargs))

    def _sight(self) -> Sight:
        watching = self.watching
        return Sight(
            monitor=watching.monitor.engine,
            history=watching.history,
            home=self.home(),
            alerts=watching.desk.since(0.0),
            mutes=watching.desk.mutes,
            now=watching.now(),
            zone=None if self.time_zone is None else ZoneInfo(self.time_zone),
            with_text=self.with_text,
        )


def _number(asked: Mapping[str, Any], key: str, default: float, *, lowest: float, highest: float) -> float:
    value = asked.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= highest:
        raise BadInquiryError(f"{key} is a number from {lowest:g} to {highest:g}, not {value!r}")
    return float(value)
