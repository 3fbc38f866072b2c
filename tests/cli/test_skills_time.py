"""Timers, alarms and all that is due on the command line: from the state file, and from a running assistant."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from edgeassist.skills.dues import Due
from edgeassist.skills.ledger import Ledger
from edgeassist.state import State
from tests.brokers import Mosquitto, free_port
from tests.cli.conftest import Run
from tests.houses import house
from tests.mqtt.schemas import check, schema, validator


def put_down(folder: Path) -> None:
    """Leave behind what an assistant has been told."""
    with State(folder / "state") as state:
        ledger = Ledger(state)
        action = {"intent": "turn_off", "targets": ["fan.attic"], "params": {}}
        weekly = {"days": ["mon", "tue"], "time": "07:00", "zone": "", "name": "work"}
        ledger.add(
            Due("timer", ledger.now + 600.4, {"name": "pasta", "length_s": 600}, boot=ledger.boot),
            Due("alarm", ledger.now + 3600, weekly),
            Due("reminder", ledger.now + 7200, {"text": "call mum"}),
            Due("command", ledger.now + 9000, {"action": action}),
        )


def test_what_an_assistant_has_left_is_listed_and_cancelled(run: Run, tmp_path: Path) -> None:
    put_down(tmp_path)
    nobody = free_port()
    every = run("schedule", mqtt__port=nobody)
    assert every.code == 0
    assert [line.split()[0] for line in every.out.splitlines()] == [
        "id", "timer-1", "alarm-2", "reminder-3", "command-4",
    ]  # fmt: skip
    for words in ("pasta", "every Monday and Tuesday", "call mum", "turn off fan.attic", "10 minutes"):
        assert words in every.out
    [timer] = json.loads(run("timers", "list", "--json").out)
    assert (timer["id"], timer["name"], timer["state"]) == ("timer-1", "pasta", "waiting")
    assert run("alarms", "cancel", "alarm-2").out == "cancelled: alarm-2  work\n"
    assert run("alarms").out == "There is nothing among alarms.\n"
    unknown = run("timers", "cancel", "timer-9")
    assert (unknown.code, unknown.err) == (1, "edgeassist: there is no timer-9\n")
    assert run("timers", "cancel").code == 2
    assert len(run("schedule", "cancel", "--all").out.splitlines()) == 3


async def test_the_running_assistant_is_asked(run: Run, mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with house(mosquitto, tmp_path) as (app, others):
        await app.assistant.ask("set a pasta timer for 10 minutes", source="cli")
        listed = await asyncio.to_thread(run, "timers", mqtt__port=mosquitto.port)
        assert "pasta" in listed.out
        answer = json.loads(await others.until("edgeassist/edgeassist/resp/schedule"))
        assert answer["ok"]
        cancelled = await asyncio.to_thread(run, "timers", "cancel", "timer-1")
        assert cancelled.out == "cancelled: timer-1  pasta\n"
        await others.until("edgeassist/edgeassist/timer/timer-1", "")
        for topic, payload in others.got:
            if topic.endswith("/cmd/schedule"):
                validator(schema("cmd")["$defs"]["schedule"]).validate(json.loads(payload))
            elif payload:
                check(topic, payload)
