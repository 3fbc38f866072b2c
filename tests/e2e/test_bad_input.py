"""What nobody should say, and what should not happen to a disk: the whole assistant says so clearly, and goes on."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist import state
from edgeassist.skills.dues import Due
from edgeassist.skills.ledger import MOST, Ledger
from edgeassist.state import DAMAGED, FILE, State
from tests.brokers import Mosquitto, tap
from tests.houses import SILENT, answer, house, running, settings_for

BASE = "edgeassist/edgeassist"
SAID = {
    "set a timer for minus five minutes": "A length of time can't be less than nothing.",
    "set a timer for a million hours": "That is too long: a year is the most.",
    "set a timer for zero minutes": "That is too short: a second is the least.",
    "wake me at 7 on the 31st of february": "There is no 31st of February.",
    "set an alarm for 25 o'clock": "There is no such time as 25 o'clock.",
    "turn on the hall lamp in a million years": "That is too long: a year is the most.",
    "do not disturb for minus 2 hours": "A length of time can't be less than nothing.",
    "set a thousand timers for 5 minutes": "That is too much at once: set timers one by one.",
    "set a timer for 5 minutes": f"There are {MOST} timers already. Cancel some of them first.",
}


async def test_values_that_cannot_be(mosquitto: Mosquitto, tmp_path: Path) -> None:
    with State(tmp_path / "state") as file:
        ledger = Ledger(file)
        ledger.add(*(Due("timer", ledger.now + 3600, {"length_s": 3600}, boot=ledger.boot) for _ in range(MOST)))
    async with house(mosquitto, tmp_path) as (app, others):
        assert {said: await answer(app, said) for said in SAID} == SAID
        assert others.on("lamp/set") == []


async def test_a_file_that_somebody_else_holds(
    mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "_BUSY_S", 0.1)
    async with house(mosquitto, tmp_path) as (app, _):
        with closing(sqlite3.connect(tmp_path / "state" / FILE, isolation_level=None)) as somebody:
            somebody.execute("BEGIN EXCLUSIVE")
            held = "something else holds my memory just now. Nothing is lost: try again in a moment."
            assert await answer(app, "add milk to the shopping list") == f"I can't write that down: {held}"
            assert await answer(app, "set a timer for 5 minutes") == f"I can't write that down: {held}"
            assert await answer(app, "turn on the hall lamp") == "The hall lamp is on."
            somebody.execute("ROLLBACK")
        assert await answer(app, "add milk to the shopping list") == "Milk is on your shopping list."


async def test_a_damaged_file_is_told_aloud_and_shown(mosquitto: Mosquitto, tmp_path: Path) -> None:
    folder = tmp_path / "state"
    settings = settings_for(mosquitto, tmp_path).model_copy(update={"audio": SILENT})
    folder.mkdir()
    await asyncio.to_thread((folder / FILE).write_bytes, b"no database at all " * 100)
    async with tap(mosquitto.port) as others, running(settings) as app:
        await others.until(f"{BASE}/state", "speaking", within_s=10)
        async with asyncio.timeout(10):
            while not any(DAMAGED in json.loads(each)["problems"] for each in others.on(f"{BASE}/metrics")):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert await answer(app, "add milk to the shopping list") == "Milk is on your shopping list."
    assert len(list(folder.glob(f"{FILE}.damaged-*"))) == 1
