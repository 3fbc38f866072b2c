"""Whether anything may be said unasked: "do not disturb", the quiet hours, and what was held back meanwhile."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from edgeassist.errors import AudioError, StateError
from edgeassist.skills.quiet_store import QuietStore
from edgeassist.text import WEEKDAYS
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

_LOOK_S = 15.0
"""How often the clock is looked at, which may have been set."""
_MOST_TOLD = 5
_DAY = timedelta(days=1)
_LATELY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Hours:
    """Quiet hours, on the clock of the house; `days` ("mon") are those on which they begin, none: all."""

    begins: time
    ends: time
    days: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return them as they are kept."""
        return {"begins": f"{self.begins:%H:%M}", "ends": f"{self.ends:%H:%M}", "days": list(self.days)}

    def on(self, day: date, zone: tzinfo | None) -> tuple[datetime, datetime] | None:
        """Return when those begin and end that begin on a day; None: on this one none do."""
        if self.days and WEEKDAYS[day.weekday()][:3] not in self.days:
            return None
        last = day if self.ends > self.begins else day + _DAY
        return datetime.combine(day, self.begins, zone), datetime.combine(last, self.ends, zone)

    def end(self, now: datetime) -> datetime | None:
        """Return when they end; None: now it is not one of them.

        >>> night = Hours(time(22), time(7), ("fri",))
        >>> night.end(datetime(2026, 11, 21, 6, 59)), night.end(datetime(2026, 11, 21, 22, 30))
        (datetime.datetime(2026, 11, 21, 7, 0), None)
        """
        both = (self.on(day, now.tzinfo) for day in (now.date(), now.date() - _DAY))
        return next((times[1] for times in both if times and times[0] <= now < times[1]), None)

    def next_end(self, now: datetime) -> datetime | None:
        """Return when those end that it is now, or that begin within a day; None: none do."""
        each = (self.on(now.date() + days * _DAY, now.tzinfo) for days in (-1, 0, 1))
        return next((times[1] for times in each if times and times[0] - now <= _DAY and now < times[1]), None)


@dataclass(frozen=True, slots=True)
class Silence:
    """That nothing is said unasked now."""

    until: datetime | None
    """None: until somebody lifts it."""
    asked: bool
    """Whether somebody asked for it; else these are the hours of the settings."""


class Quiet:
    """Knows whether it is quiet, keeps it over a restart, and holds back what is not to be said meanwhile."""

    def __init__(
        self, worker: Worker[Any], store: QuietStore, hours: Sequence[Hours], now: Callable[[], datetime]
    ) -> None:
        self._worker = worker
        self._store = store
        self._usual = tuple(hours)
        """Those of the settings."""
        self.hours = _read(store.wished(), self._usual)
        """Those in force."""
        self._now = now
        self._ends = store.ends()
        self._changed = asyncio.Event()
        self.held = store.count()
        """How many texts wait to be told."""
        self._told: deque[tuple[datetime, str]] = deque(maxlen=_MOST_TOLD)
        self.hearers: list[Callable[[], Awaitable[None]]] = []
        """Told of every change."""

    def silence(self) -> Silence | None:
        """Return what keeps the assistant from speaking unasked now; None: nothing."""
        now, end = self._now(), self._ends.get("asked")
        if self._lasts("asked", now):
            return Silence(None if end is None else datetime.fromtimestamp(end, now.tzinfo), asked=True)
        ends = [at for hours in self.hours if (at := hours.end(now)) is not None]
        return Silence(max(ends), asked=False) if ends and not self._lasts("lifted", now) else None

    async def ask(self, until: datetime | None) -> None:
        """Be quiet from now on, until then or until it is lifted."""
        self._ends = {"asked": None if until is None else until.timestamp()}
        await self._keep()
        await self._turned()

    async def lift(self, *, answering: bool = True) -> list[str]:
        """Speak again, also for the rest of quiet hours.

        Returns what was held back where somebody waits for an answer; else it is said aloud.
        """
        ends = [end for hours in self.hours if (end := hours.end(self._now())) is not None]
        self._ends = {"lifted": max(ends).timestamp()} if ends else {}
        await self._keep()
        held = await self.taken() if answering else []
        await self._turned()
        return held

    async def set_hours(self, hours: Sequence[Hours] | None) -> None:
        """Have these quiet hours from now on, also after a restart; None: those of the settings. Raises StateError."""
        wished = None if hours is None else [each.as_json() for each in hours]
        await self._worker.call(self._store.wish, wished)
        self.hours = self._usual if hours is None else tuple(hours)
        self._ends.pop("lifted", None)
        await self._keep()
        await self._turned()

    async def leave_out(self) -> datetime | None:
        """Have no quiet hours the next time, or for the rest of those now; returns until when, None: none come."""
        now = self._now()
        ends = [end for hours in self.hours if (end := hours.next_end(now)) is not None]
        if not ends:
            return None
        self._ends["lifted"] = max(ends).timestamp()
        await self._keep()
        await self._turned()
        return max(ends)

    async def look(self) -> None:
        """Look again at how it is written down. Raises StateError."""
        self._ends = await self._worker.call(self._store.ends)
        self.hours = _read(await self._worker.call(self._store.wished), self._usual)
        await self._turned()

    async def hold(self, text: str) -> None:
        """Keep a text for afterwards."""
        try:
            self.held = await self._worker.call(self._store.hold, text, self._now().timestamp())
        except StateError as error:
            logger.warning("not kept for afterwards: %s", error)
        await self._tell()

    def tells(self, text: str) -> None:
        """Remember what is told unasked, for somebody who did not hear it."""
        self._told.append((self._now(), text))

    def told_lately(self) -> list[tuple[datetime, str]]:
        """Return what was told unasked in the last hours, and when."""
        now = self._now()
        return [(at, text) for at, text in self._told if timedelta(0) <= now - at < _LATELY]

    async def taken(self) -> list[str]:
        """Return what was held back, which is then forgotten."""
        try:
            held = await self._worker.call(self._store.take)
        except StateError as error:
            logger.warning("what was held back cannot be read: %s", error)
            return []
        self.held = 0
        return held

    async def run(self, say: Callable[[str], Awaitable[object]]) -> None:
        """Tell at the end of every silence what was held back, until cancelled."""
        before: Silence | None = None
        while True:
            self._changed.clear()
            if (silence := self.silence()) != before:
                await self._tell()
            before = silence
            if silence is None and self.held and (held := await self.taken()):
                await self._tell()
                try:
                    await say(while_quiet(held))
                except AudioError as error:
                    logger.debug("what was held back is not said: %s", error)
            await self._wait(silence)

    async def _wait(self, silence: Silence | None) -> None:
        left_s = _LOOK_S
        if silence is not None and silence.until is not None:
            left_s = min(max((silence.until - self._now()).total_seconds(), 0.05), _LOOK_S)
        try:
            async with asyncio.timeout(left_s):
                await self._changed.wait()
        except TimeoutError:
            return

    def _lasts(self, what: str, now: datetime) -> bool:
        end = self._ends.get(what, 0.0)
        return end is None or now.timestamp() < end

    async def _keep(self) -> None:
        """Write down how it is now; where that cannot be, it is so until the next start."""
        try:
            await self._worker.call(self._store.keep, self._ends)
        except StateError as error:
            logger.warning("quiet times are not kept over a restart: %s", error)

    async def _turned(self) -> None:
        self._changed.set()
        await self._tell()

    async def _tell(self) -> None:
        for hear in self.hearers:
            await hear()


def _read(wished: Sequence[Any] | None, usual: tuple[Hours, ...]) -> tuple[Hours, ...]:
    """Return the hours that were kept, or the usual ones where there are none that can be read."""
    try:
        return (
            usual
            if wished is None
            else tuple(
                Hours(time.fromisoformat(each["begins"]), time.fromisoformat(each["ends"]), tuple(each["days"]))
                for each in wished
            )
        )
    except (KeyError, TypeError, ValueError):
        return usual


def while_quiet(held: Sequence[str]) -> str:
    """Return what is said of what was held back.

    >>> while_quiet(["The washer is done.", "Dinner is ready"])
    'While it was quiet: The washer is done. Dinner is ready.'
    """
    texts = list(dict.fromkeys(held))
    said = " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in texts[:_MOST_TOLD])
    more = f" And {len(texts) - _MOST_TOLD} more." if len(texts) > _MOST_TOLD else ""
    return f"While it was quiet: {said}{more}"
