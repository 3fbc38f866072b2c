"""What was asked and done on the command line: from the state file, and from a running assistant."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from edgeassist.skills.chronicle import Chronicle, Past
from edgeassist.state import State
from tests.brokers import Mosquitto, free_port
from tests.cli.conftest import Run
from tests.houses import house
from tests.mqtt.schemas import check, schema, validator

HOUR = timedelta(hours=1)


def remember(folder: Path) -> None:
    """Leave behind what an assistant did."""
    now = datetime.now().astimezone()
    lamp: dict[str, Any] = {
        "intent": "turn_on",
        "entity": "light.hall",
        "params": {},
        "result": "confirmed",
        "reason": None,
    }
    door = {"intent": "unlock", "entity": "lock.front", "params": {}, "result": "refused", "reason": "needs_pin"}
    with State(folder / "state") as state:
        chronicle = Chronicle(state, days=30, words=True)
        for hours, text, step in ((30, "unlock the door", door), (2, "turn on the light", lamp)):
            at = (now - hours * HOUR).timestamp()
            outcome = "done" if step is lamp else "refused"
            chronicle.add(Past("t", at, "voice", outcome, (step,), "hall", text, "Done."))


def test_the_state_file_is_read_where_nobody_runs(run: Run, tmp_path: Path) -> None:
    remember(tmp_path)
    nobody = free_port()
    door, lamp = run("history", mqtt__port=nobody).out.splitlines()
    assert door.endswith('voice/hall       "unlock the door"  unlock lock.front (needs_pin)  [refused]')
    assert lamp.endswith('voice/hall       "turn on the light"  turn_on light.hall  [done]')
    assert run("history", "--since", "3h").out.splitlines() == [lamp]
    assert run("history", "--entity", "lock.front").out.splitlines() == [door]
    assert run("history", "-n", "1").out.splitlines() == [lamp]
    long_ago = f"{datetime.now().astimezone() - 80 * HOUR:%Y-%m-%dT%H:%M}"
    assert len(json.loads(run("history", "--since", long_ago, "--json").out)) == 2
    assert run("history", "--since", "yesterday").code == 0
    assert run("history", "--entity", "fan.none").out == "There is nothing of that kind.\n"


def test_what_cannot_be_meant_is_said(run: Run) -> None:
    for wrong in ("soon", "2099-01-01"):
        ended = run("history", "--since", wrong)
        assert ended.code == 2
        assert repr(wrong) in ended.err
    assert run("history", "-n", "0").code == 2
    assert "history.days is 0" in run("history", mqtt__port=free_port(), history__days=0).out


async def test_the_running_assistant_is_asked(run: Run, mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with house(mosquitto, tmp_path) as (app, others):
        await app.assistant.ask("turn on the hall lamp", source="cli")
        told = await app.assistant.ask("what did you just do", source="cli")
        assert told.reply.text.endswith("said: turn on the hall lamp. The hall lamp is on.")
        listed = await asyncio.to_thread(run, "history", "--entity", "light.hall", mqtt__port=mosquitto.port)
        assert listed.out.endswith('"turn on the hall lamp"  turn_on light.hall (optimistic)  [done]\n')
        await others.until("edgeassist/edgeassist/resp/history")
        for topic, payload in others.got:
            if topic.endswith("/cmd/history"):
                validator(schema("cmd")["$defs"]["history"]).validate(json.loads(payload))
            elif payload:
                check(topic, payload)
