import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from edgeassist.assistant import Place
from edgeassist.cli.demo import SCENES, went_well
from edgeassist.cli.rig import Message, private_broker
from edgeassist.errors import BrokerError
from edgeassist.messages import Context, Outcome, Reply, Transcript, TurnRecord
from edgeassist.turn import Stopwatch, Turn


def test_demo_hears_acts_and_answers(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "COLUMNS": "200", "PULSE_SERVER": ""}
    run = subprocess.run(
        [sys.executable, "-m", "edgeassist", "demo", "--once"],
        env=environment, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=55,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    for shown in (
        "16 devices announced themselves and were learned within ",
        "transcript  turn on the kitchen light",
        'action      {"intent": "turn_on", "targets": ["light.kitchen"], "params": {}}',
        "home/kitchen/light/set ON",
        "answer      Yes, the front door is locked.",
        "answer      Sorry, I didn't understand that.",
        "All went well.",
    ):
        assert shown in run.stdout
    assert run.stderr == ""


def record(outcome: Outcome) -> TurnRecord:
    turn = Turn(Transcript("x"), Context(now=Place().now()), Stopwatch())
    return turn.record("demo", Reply("x", outcome))


COMMAND = Message("home/kitchen/light/set", "ON", 0.0)


def test_a_scene_goes_well_only_on_the_evidence_of_the_broker() -> None:
    light, question, nonsense = SCENES[0], SCENES[2], SCENES[3]
    assert went_well(light, record("done"), [COMMAND])
    assert not went_well(light, record("done"), [])
    assert not went_well(light, record("done"), [replace(COMMAND, payload="OFF")])
    assert not went_well(light, record("failed"), [COMMAND])
    assert not went_well(light, None, [COMMAND])
    assert not went_well(question, record("done"), [COMMAND])
    assert went_well(nonsense, record("not_understood"), [])
    assert not went_well(nonsense, record("done"), [])


def test_without_mosquitto_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgeassist.cli.rig._PROGRAMS", "/nowhere")
    with pytest.raises(BrokerError, match="apt-get install mosquitto"), private_broker():
        asyncio.run(asyncio.sleep(0))
