"""Quiet times: asked for, by the clock, over a restart; what is held back, and when it is told."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.errors import AudioError
from edgeassist.messages import Action, Context, Step
from edgeassist.skills.almanac import Almanac
from edgeassist.skills.quiet import Hours, Quiet, while_quiet
from edgeassist.skills.quiet_store import MOST_HELD, QuietStore
from edgeassist.skills.quiet_talk import BadQuietError, QuietSkill, QuietTopic
from edgeassist.state import State
from edgeassist.worker import Worker
from tests.skills.timing import BERLIN, NOON

NIGHT = Hours(time(22), time(7))


@dataclass
class House:
    """A quiet of its own, with a clock that is set by hand."""

    quiet: Quiet
    clock: list[datetime]
    said: list[str] = field(default_factory=list)
    deaf: bool = False

    async def say(self, text: str) -> None:
        if self.deaf:
            raise AudioError("no loudspeaker")
        self.said.append(text)

    async def do(self, state: str, **told: Any) -> Step:
        skill = QuietSkill(self.quiet, Almanac(52.5, 13.4))
        times = {key: told.pop(key) for key in ("when", "until", "repeat") if key in told}
        [step] = await skill.run(
            Action("do_not_disturb", (), {"state": state, **told}, **times), Context(self.clock[0])
        )
        return step

    async def tell(self, state: str, **times: Any) -> str:
        return (await self.do(state, **times)).said or ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.quiet.run(self.say))
        await asyncio.sleep(0.03)
        try:
            yield
            await asyncio.sleep(0.1)
        finally:
            task.cancel()
            await asyncio.wait({task})


@asynccontextmanager
async def house(folder: Path | None, *hours: Hours, at: datetime = NOON) -> AsyncIterator[House]:
    clock = [at]
    with State(folder) as state, Worker("quiet", "quiet") as worker:
        yield House(Quiet(worker, QuietStore(state), hours, lambda: clock[0]), clock)


async def test_do_not_disturb_lasts_its_time_and_survives_a_restart(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        assert await here.tell("asked") == "No, I may talk."
        assert await here.tell("on", until={"after_s": 7200}) == "Okay, I won't disturb you until 2 PM."
    async with house(tmp_path, at=NOON + timedelta(minutes=119)) as here:
        assert await here.tell("asked") == "Yes, I say nothing unasked until 2 PM."
        here.clock[0] += timedelta(minutes=1)
        assert here.quiet.silence() is None


async def test_without_an_end_it_lasts_until_somebody_lifts_it(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        assert await here.tell("on") == "Okay, I won't disturb you until you say that I can talk again."
        here.clock[0] += timedelta(days=300)
        assert await here.tell("asked") == "Yes, I say nothing unasked until you say that I can talk again."
        await here.quiet.hold("The washer is done.")
        assert await here.tell("off") == "Okay. While it was quiet: The washer is done."
        assert await here.tell("off") == "I may talk already."
        assert here.quiet.held == 0


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ({"at": "2026-11-20T19:00:00+01:00"}, "until 7 PM."),
        ({"at": "2026-11-21T07:00:00+01:00"}, "until tomorrow at 7 AM."),
        ({"sun": "sunset", "offset_s": 0}, "until 4:06 PM."),
        ({"after_s": 40 * 86_400}, "I can be quiet for a month at most."),
    ],
)
async def test_every_kind_of_end_can_be_said(until: dict[str, Any], said: str) -> None:
    async with house(None) as here:
        assert (await here.tell("on", until=until)).endswith(said)


async def test_it_is_asked_for_now_and_not_for_later() -> None:
    async with house(None) as here:
        step = await here.do("on", when={"after_s": 60})
        assert (step.result, step.reason) == ("refused", "cannot")
        assert here.quiet.silence() is None


async def test_hours_of_the_settings_can_be_lifted_for_once() -> None:
    async with house(None, NIGHT, at=NOON.replace(hour=23)) as here:
        assert await here.tell("asked") == "Yes, I say nothing unasked until tomorrow at 7 AM."
        assert await here.tell("off") == "Okay."
        assert here.quiet.silence() is None
        here.clock[0] = NOON.replace(hour=6) + timedelta(days=1)
        assert here.quiet.silence() is None
        here.clock[0] = NOON.replace(hour=23) + timedelta(days=1)
        assert here.quiet.silence() is not None


async def test_what_was_held_back_is_told_once_at_the_end(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        await here.quiet.ask(here.clock[0] + timedelta(hours=1))
        for text in ("The washer is done.", "Dinner is ready", "The washer is done."):
            await here.quiet.hold(text)
    async with house(tmp_path, at=NOON + timedelta(minutes=30)) as here:
        async with here.running():
            assert (here.said, here.quiet.held) == ([], 3)
        here.clock[0] += timedelta(minutes=31)
        async with here.running():
            pass
        async with here.running():
            pass
        assert here.said == ["While it was quiet: The washer is done. Dinner is ready."]


async def test_somebody_who_turns_it_off_elsewhere_hears_it_aloud() -> None:
    async with house(None) as here, here.running():
        await here.quiet.ask(None)
        await here.quiet.hold("The washer is done.")
        await here.quiet.lift(answering=False)
        await asyncio.sleep(0.05)
        assert here.said == ["While it was quiet: The washer is done."]


async def test_a_missing_loudspeaker_ends_nothing() -> None:
    async with house(None) as here, here.running():
        here.deaf = True
        await here.quiet.hold("The washer is done.")
        await here.quiet.lift(answering=False)
        await asyncio.sleep(0.05)
        here.deaf = False
        await here.quiet.hold("The dryer is done.")
        await here.quiet.lift(answering=False)
    assert here.said == ["While it was quiet: The dryer is done."]


def test_only_so_much_is_held_and_read_out() -> None:
    with State(None) as state:
        store = QuietStore(state)
        for number in range(MOST_HELD + 10):
            store.hold(f"Text {number}." + "x" * 1_000, 0.0)
        held = store.take()
        assert (len(held), store.count()) == (MOST_HELD, 0)
        assert held[0].startswith("Text 10.")
        assert while_quiet([f"Text {number}" for number in range(7)]).endswith("Text 4. And 2 more.")


class Sent:
    """Keeps what would be published."""

    def __init__(self) -> None:
        self.kept: list[Any] = []

    def remember(self, topic: str, payload: str) -> None:
        self.kept.append((topic, json.loads(payload)))

    async def keep(self, topic: str, payload: str) -> None:
        self.remember(topic, payload)


async def test_others_see_it_and_can_turn_it() -> None:
    async with house(None) as here:
        sent = Sent()
        topic = QuietTopic(sent, here.quiet)  # type: ignore[arg-type]
        await topic.turn({"text": "ON"}, here.clock[0])
        await here.quiet.hold("x")
        await topic.turn({"quiet": True, "for_s": 3600}, here.clock[0])
        await topic.turn({"text": "off"}, here.clock[0])
        end = "2026-11-20T13:00:00+01:00"
        assert [(each["quiet"], each["until"], each["why"], each["held"]) for _, each in sent.kept] == [
            (False, None, None, 0), (True, None, "asked", 0), (True, None, "asked", 1), (True, end, "asked", 1),
            (False, None, None, 1),
        ]  # fmt: skip
        for wrong in ({"text": "perhaps"}, {"quiet": True, "for_s": -1}, {"quiet": True, "for_s": 1e12}, {}):
            with pytest.raises(BadQuietError, match="quiet takes"):
                await topic.turn(wrong, here.clock[0])


TIMES = st.times(min_value=time(0), max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))
DAYS = st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), unique=True).map(tuple)


@given(TIMES, TIMES, DAYS, st.integers(0, 14 * 24 * 60))
def test_hours_are_those_that_began_on_one_of_their_days(
    begins: time, ends: time, days: tuple[str, ...], minutes: int
) -> None:
    """Compared with a count of the minutes since the last time that they can have begun."""
    now = datetime(2026, 10, 19, tzinfo=BERLIN) + timedelta(minutes=minutes)
    length = (ends.hour * 60 + ends.minute - begins.hour * 60 - begins.minute) % 1440 or 1440
    expected = False
    for back in range(2):
        start = datetime.combine(now.date() - timedelta(days=back), begins, BERLIN)
        passed = (now.replace(tzinfo=None) - start.replace(tzinfo=None)) / timedelta(minutes=1)
        if 0 <= passed < length and (not days or f"{start:%a}".lower() in days):
            expected = True
    end = Hours(begins, ends, days).end(now)
    assert (end is not None) is expected
    assert end is None or (now < end and end.time() == ends)


async def test_hours_that_were_asked_for_go_before_the_settings_and_survive_a_restart(tmp_path: Path) -> None:
    at = NOON.replace(hour=22, minute=30)
    async with house(tmp_path, NIGHT, at=at) as here:
        assert await here.tell("hours", text="from 11 to 6") == "Quiet hours are from 11 PM to 6 AM every day."
        assert here.quiet.silence() is None
    async with house(tmp_path, NIGHT, at=at + timedelta(hours=1)) as here:
        assert here.quiet.silence() is not None
        assert await here.tell("unset") == "Okay, there are no quiet hours any more."
    async with house(tmp_path, NIGHT, at=at) as here:
        assert here.quiet.silence() is None
        assert await here.tell("usual") == "Okay. Quiet hours are from 10 PM to 7 AM every day."
    async with house(tmp_path, NIGHT, at=at) as here:
        assert here.quiet.silence() is not None


async def test_a_night_without_quiet_hours_is_one_night(tmp_path: Path) -> None:
    async with house(tmp_path, NIGHT) as here:
        assert await here.tell("skipped") == "Okay, no quiet hours until tomorrow at 7 AM."
    async with house(tmp_path, NIGHT, at=NOON.replace(hour=23)) as here:
        assert here.quiet.silence() is None
        here.clock[0] += timedelta(days=1)
        assert here.quiet.silence() is not None
    async with house(None) as here:
        assert await here.tell("skipped") == "There are no quiet hours in the next day."


async def test_hours_that_cannot_be_read_are_those_of_the_settings(tmp_path: Path) -> None:
    with State(tmp_path) as state, state.change() as database:
        database.execute("""INSERT INTO wishes VALUES ('quiet hours', '[{"begins": "late"}]')""")
    async with house(tmp_path, NIGHT) as here:
        assert here.quiet.hours == (NIGHT,)


@given(
    st.builds(Hours, st.times(), st.times(), st.sets(st.sampled_from(["mon", "wed", "sun"])).map(tuple)),
    st.integers(0, 14 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes)),
)
def test_the_next_end_is_that_of_now_or_of_what_begins_within_a_day(hours: Hours, now: datetime) -> None:
    end, coming = hours.end(now), hours.next_end(now)
    assert coming is None or now < coming <= now + timedelta(days=2)
    if end is not None:
        assert coming == end
    elif coming is not None:
        assert hours.end(coming - timedelta(microseconds=1)) == coming


async def test_what_was_missed_is_what_was_held_back_else_what_was_told_lately() -> None:
    async with house(None) as here:
        assert await here.tell("missed") == "Nothing that I know of."
        here.quiet.tells("The washer is done.")
        here.clock[0] += timedelta(hours=1)
        assert await here.tell("missed") == "At 12 noon: The washer is done."
        await here.quiet.hold("The dryer is done.")
        assert await here.tell("missed") == "While it was quiet: The dryer is done."
        here.clock[0] += timedelta(hours=12)
        assert await here.tell("missed") == "Nothing that I know of."
