"""What is said aloud, when, and how often."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from edgeassist.errors import AudioError
from edgeassist.messages import Anomaly
from edgeassist.sensors.gravity import Gravity
from edgeassist.watch.announcing import Announcer
from edgeassist.watch.desk import Desk
from edgeassist.watch.words import Telling
from tests.watch.facts import FIVE, HOME, NOW, THAWING, anomaly

SMOKE = anomaly("binary_sensor.smoke", "hazard", "on")
SILENT = anomaly("sensor.hall", "dropout", since=FIVE)


@dataclass
class Room:
    """Where alerts are said, with clocks of its own."""

    now: datetime = NOW
    seconds: float = 0.0
    muted: bool = False
    deaf: bool = False
    said: list[str] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    desk: Desk = field(default_factory=Desk)

    async def say(self, text: str, gravity: Gravity) -> bool:
        if self.deaf:
            raise AudioError("no speaker")
        if self.muted and gravity != "danger":
            return False
        self.said.append(text)
        return True

    async def report(self, event: Any) -> None:
        self.events.append(dict(event))

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.now += timedelta(seconds=seconds)

    def announcer(self, **more: Any) -> Announcer:
        return Announcer(
            self.desk, lambda: HOME, lambda: Telling(self.now), self.say, self.report, sleep=self.wait,
            seconds=lambda: self.seconds, **more,
        )  # fmt: skip

    async def hear(self, announcer: Announcer, *anomalies: Anomaly) -> None:
        announcer.news(self.desk.take(anomalies))
        for _ in range(10):
            await asyncio.sleep(0)


@asynccontextmanager
async def announcing(room: Room, **more: Any) -> AsyncIterator[Announcer]:
    announcer = room.announcer(**more)
    task = asyncio.create_task(announcer.run())
    yield announcer
    task.cancel()
    await asyncio.wait({task})


async def test_what_is_grave_is_said_at_once_and_once() -> None:
    room = Room()
    async with announcing(room) as announcer:
        await room.hear(announcer, THAWING, SILENT)
        assert len(room.said) == 1
        assert room.said[0].startswith("Warning: the freezer temperature has been drifting")
        assert room.desk.spoken_of == "sensor.freezer"
        await room.hear(announcer, replace(THAWING, until=FIVE + 60))
        await room.hear(announcer, replace(THAWING, since=FIVE + 90))
        assert len(room.said) == 1  # half an hour has not passed
        room.seconds = 1801
        await room.hear(announcer, replace(THAWING, until=FIVE + 100))
        await room.hear(announcer, replace(THAWING, since=FIVE + 1900))
        assert len(room.said) == 2
    assert [event["event_type"] for event in room.events] == ["urgent", "urgent"]


async def test_what_is_over_before_it_is_said_is_not_said() -> None:
    room = Room()
    async with announcing(room) as announcer:
        await room.hear(announcer, THAWING, replace(THAWING, until=FIVE + 1))
    assert room.said == []


async def test_while_muted_only_danger_to_life_is_said() -> None:
    room = Room(muted=True)
    async with announcing(room) as announcer:
        await room.hear(announcer, THAWING)
        await room.hear(announcer, SMOKE)
    assert [text.split(":")[0] for text in room.said] == ["Alarm"]
    assert len(room.events) == 2


async def test_the_rest_is_said_at_its_time_with_what_could_not_be_heard() -> None:
    room = Room(deaf=True)
    async with announcing(room, digest=time(20)) as announcer:
        await room.hear(announcer, THAWING, SILENT)
        room.deaf = False
        while not room.said:  # noqa: ASYNC110
            await asyncio.sleep(0)
        assert (20, 0) <= (room.now.hour, room.now.minute) < (20, 1)
        assert "freezer temperature" in room.said[0]
        assert "The hall temperature has stopped reporting" in room.said[0]
        while room.now < NOW + timedelta(days=1, hours=2):  # noqa: ASYNC110
            await asyncio.sleep(0)
    assert len(room.said) == 1  # the next digest has nothing new
    assert [event["event_type"] for event in room.events] == ["urgent", "urgent"]


async def test_nothing_is_said_where_nobody_wants_it() -> None:
    room = Room()
    async with announcing(room, aloud=False, with_text=False) as announcer:
        await room.hear(announcer, SMOKE)
    assert room.said == []
    assert room.events == [{"event_type": "danger", "count": 1, "entities": ["binary_sensor.smoke"]}]
