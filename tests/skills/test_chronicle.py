"""What was asked and done: written down, forgotten in time, and told."""

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.messages import Action, Area, Context, Entity, Home, Plan, Reply, Step, TurnRecord
from edgeassist.skills.chronicle import Chronicle, Chronicler
from edgeassist.skills.chronicle_talk import BadHistoryError, ChronicleSkill, about_history
from edgeassist.skills.periods import read_period
from edgeassist.state import State
from edgeassist.worker import Worker
from tests.skills.timing import NOON

LAMP = Entity("light.hall", "Hall Lamp", "light", area="hall")
DOOR = Entity("lock.front", "Front Door", "lock", area="hall")
HOME = Home("home", {}, {"hall": Area("hall", "Hall")}, {each.id: each for each in (LAMP, DOOR)})
MINUTE = timedelta(minutes=1)


def turn(text: str, at: datetime = NOON, *, reply: str = "Done.", **more: Any) -> TurnRecord:
    entity = more.pop("entity", LAMP.id)
    step = Step(more.pop("intent", "turn_on"), entity, more.pop("params", {}), "confirmed", "topic/set", "ON")
    record = TurnRecord("t", at, "den", "voice", text, Plan(), (step,), Reply(reply, "done"), {}, "hall")
    return replace(record, **more)


@dataclass
class Memory:
    """A chronicle with what is told of it."""

    chronicler: Chronicler

    async def asked(self, text: str = "", *targets: str, now: datetime = NOON + 5 * MINUTE) -> str:
        action = Action("history_query", targets, {"text": text} if text else {})
        [step] = await ChronicleSkill(self.chronicler, lambda: HOME).run(action, Context(now))
        return step.said or ""


@asynccontextmanager
async def memory(folder: Path | None = None, *, days: float = 30.0, words: bool = True) -> AsyncIterator[Memory]:
    with State(folder) as state, Worker("turns", "turns") as worker:
        yield Memory(Chronicler(worker, Chronicle(state, days=days, words=words)))


async def test_what_was_done_last_is_told_after_a_restart(tmp_path: Path) -> None:
    async with memory(tmp_path) as mind:
        assert await mind.asked() == "I did nothing that I remember."
        await mind.chronicler.turn(turn("turn on the hall lamp", reply="The hall lamp is on."))
    async with memory(tmp_path) as mind:
        told = "At 12 noon somebody in the hall said: turn on the hall lamp. The hall lamp is on."
        assert await mind.asked() == told
        assert await mind.asked("", LAMP.id) == told
        assert await mind.asked("", DOOR.id) == "I did nothing with the front door that I remember."
        assert await mind.asked("yesterday") == "I did nothing yesterday."
        assert await mind.asked("in the last hour", now=NOON + 90 * MINUTE) == "I did nothing in the last hour."
        assert await mind.asked("when the moon was blue") == (
            "I don't know when that was. Say for example today, since 9, or in the last hour."
        )


async def test_questions_are_no_deeds() -> None:
    async with memory() as mind:
        await mind.chronicler.turn(turn("turn on the hall lamp"))
        await mind.chronicler.turn(turn("what did you do", NOON + MINUTE, intent="history_query", entity=None))
        await mind.chronicler.turn(turn("is the hall lamp on", NOON + 2 * MINUTE, steps=()))
        assert (await mind.asked()).startswith("At 12 noon somebody in the hall said: turn on the hall lamp.")


async def test_of_many_only_the_last_are_told() -> None:
    async with memory() as mind:
        for number in range(5):
            at = NOON + timedelta(minutes=number)
            await mind.chronicler.turn(turn(f"command {number}", at, source="mqtt" if number == 4 else "voice"))
        assert await mind.asked("today") == (
            "There were 5 commands today, the last 3: At 12:02 PM in the hall: command 2."
            " At 12:03 PM in the hall: command 3. At 12:04 PM over MQTT: command 4."
        )


async def test_what_was_done_because_it_was_time_is_told_too() -> None:
    async with memory() as mind:
        context = Context(NOON, area="hall", turn="due-1")
        good = Step("turn_off", LAMP.id, {}, "confirmed")
        await mind.chronicler.planned(context, [good])
        assert await mind.asked() == "At 12 noon it was time to turn off the hall lamp."
        bad = [good, replace(good, entity=DOOR.id, intent="lock", result="failed", reason="no_connection")]
        await mind.chronicler.planned(replace(context, now=NOON + MINUTE), bad[1:])
        assert await mind.asked() == "At 12:01 PM it was time to lock the front door, which did not work."


async def test_words_are_left_out_where_nobody_wants_them_kept(tmp_path: Path) -> None:
    async with memory(tmp_path, words=False) as mind:
        params = {"query": "my secret song"}
        await mind.chronicler.turn(turn("a secret", reply="The secret.", params=params))
        assert await mind.asked() == "At 12 noon somebody in the hall had me turn on the hall lamp."
    files = [*tmp_path.iterdir()]  # noqa: ASYNC240
    assert b"secret" not in b"".join(file.read_bytes() for file in files)


async def test_it_is_forgotten_after_its_days_or_never_kept() -> None:
    async with memory(days=1) as mind:
        await mind.chronicler.turn(turn("one"))
        await mind.chronicler.turn(turn("two", NOON + timedelta(hours=20)))
        await mind.chronicler.turn(turn("three", NOON + timedelta(hours=25)))
        kept = await mind.chronicler.between(0, 1e12)
        assert [past.text for past in kept] == ["three", "two"]
    async with memory(days=0) as mind:
        await mind.chronicler.turn(turn("one"))
        assert await mind.chronicler.between(0, 1e12) == []
        assert await mind.asked() == "I don't remember what was done: the setting history.days is 0."


async def test_a_disk_that_fails_ends_no_turn(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with State(tmp_path) as state, Worker("turns", "turns") as worker:
        chronicler = Chronicler(worker, Chronicle(state, days=1, words=True))
        with state.change() as database:
            database.execute("DROP TABLE turns")
        await chronicler.turn(turn("one"))
        assert "a turn is not remembered" in caplog.text
        [step] = await ChronicleSkill(chronicler, lambda: HOME).run(Action("history_query"), Context(NOON))
        assert (step.result, step.said) == ("refused", "I can't read that: my disk is full or broken.")


async def test_rows_for_commands() -> None:
    async with memory() as mind:
        now = datetime.now().astimezone()
        await mind.chronicler.turn(turn("old", now - timedelta(hours=3), entity=DOOR.id))
        await mind.chronicler.turn(turn("new", now - timedelta(seconds=3)))
        assert [row["text"] for row in (await about_history(mind.chronicler, {}))["turns"]] == ["new", "old"]
        [row] = (await about_history(mind.chronicler, {"since_s": 3600}))["turns"]
        assert row["steps"] == [
            {"entity": LAMP.id, "intent": "turn_on", "params": {}, "result": "confirmed", "reason": None}
        ]
        assert (row["text"], row["outcome"], row["area"], row["source"]) == ("new", "done", "hall", "voice")
        [row] = (await about_history(mind.chronicler, {"entity": DOOR.id, "most": 1}))["turns"]
        assert row["text"] == "old"
        for wrong in ({"since_s": "1h"}, {"most": 0}, {"most": 10_000}, {"entity": 5}):
            with pytest.raises(BadHistoryError):
                await about_history(mind.chronicler, wrong)


@pytest.mark.parametrize(
    ("said", "since", "until"),
    [
        ("today", "2026-11-20T00:00", "2026-11-20T12:00"),
        ("yesterday", "2026-11-19T00:00", "2026-11-20T00:00"),
        ("last night", "2026-11-19T21:00", "2026-11-20T07:00"),
        ("since 9", "2026-11-20T09:00", "2026-11-20T12:00"),
        ("since 2", "2026-11-20T02:00", "2026-11-20T12:00"),
        ("after 3 pm", "2026-11-19T15:00", "2026-11-20T12:00"),
        ("since half past 11", "2026-11-20T11:30", "2026-11-20T12:00"),
        ("since this morning", "2026-11-20T04:00", "2026-11-20T12:00"),
        ("since lunch", "2026-11-20T12:00", "2026-11-20T12:00"),
        ("since monday", "2026-11-16T00:00", "2026-11-20T12:00"),
        ("on tuesday", "2026-11-17T00:00", "2026-11-18T00:00"),
        ("last friday", "2026-11-13T00:00", "2026-11-14T00:00"),
        ("over the weekend", "2026-11-14T00:00", "2026-11-16T00:00"),
        ("in the last hour", "2026-11-20T11:00", "2026-11-20T12:00"),
        ("in the past 20 minutes", "2026-11-20T11:40", "2026-11-20T12:00"),
        ("while I was out", "2026-11-20T00:00", "2026-11-20T12:00"),
    ],
)
def test_periods(said: str, since: str, until: str) -> None:
    period = read_period(said, NOON)
    assert period is not None
    assert (f"{period.since:%Y-%m-%dT%H:%M}", f"{period.until:%Y-%m-%dT%H:%M}") == (since, until)


@given(st.text(max_size=30) | st.sampled_from(["since", "on", "last", "in the last", "since 99", "since 25 o'clock"]))
def test_no_words_break_it_and_a_period_is_never_ahead(text: str) -> None:
    with contextlib.suppress(OverflowError):
        period = read_period(text, NOON)
        assert period is None or period.since <= NOON
