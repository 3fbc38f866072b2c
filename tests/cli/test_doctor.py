"""`edgeassist doctor` as a user has it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from rich.console import Console

from edgeassist.cli.findings import show
from edgeassist.doctor.examining import PARTS, Examined
from edgeassist.doctor.finding import bad, good
from tests.brokers import Mosquitto
from tests.cli.conftest import Run
from tests.daemons import Daemon


def test_warnings_alone_are_no_failure(run: Run) -> None:
    told = run("doctor", "--only", "settings", "--only", "clock", "--json", audio__enabled="false")
    assert told.code == 0, told.out
    out = json.loads(told.out)
    assert out["ok"]
    assert list(out["parts"]) == ["settings", "clock"]
    assert {"name", "verdict", "text", "cure"} == out["parts"]["settings"][0].keys()


def test_what_is_bad_is_the_exit_code(run: Run) -> None:
    told = run("doctor", "--only", "broker", "--only", "memory", mqtt__port=1)
    assert told.code == 1
    assert "✗ connection" in told.out
    assert "→ sudo systemctl start mosquitto" in told.out
    assert "✓ free" in told.out
    assert "Something has to be mended." in told.out


def test_wrong_settings_are_a_finding_and_the_rest_is_looked_at(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wrong.toml").write_text("[mqtt]\nprot = 1\n")
    told = run(
        "doctor", "--config", tmp_path / "wrong.toml", *(f"--only={name}" for name in ("settings", "disk", "heat"))
    )
    assert told.code == 1
    assert "did you mean 'port'" in told.out
    assert "· settings" in told.out
    assert "temperature" in told.out


def test_a_part_that_does_not_exist(run: Run) -> None:
    told = run("doctor", "--only", "lungs")
    assert told.code == 2
    assert "microphone" in told.err


def test_the_help_names_every_part(run: Run) -> None:
    told = run("doctor", "--help").out
    assert all(name in told for name in PARTS)


async def test_the_running_assistant_answers_the_doctor(mosquitto: Mosquitto, tmp_path: Path, run: Run) -> None:
    settings = {"mqtt__port": mosquitto.port, "mqtt__host": "127.0.0.1", "audio__enabled": "false"}
    with Daemon(tmp_path, **settings, intent__edge_model="off") as daemon:
        await daemon.ready()
        import asyncio

        told = await asyncio.to_thread(run, "doctor", "--only", "assistant", "--json", **settings)
    assert told.code == 0, told.out
    texts = [finding["text"] for finding in json.loads(told.out)["parts"]["assistant"]]
    assert texts[0] == "it is at the broker"
    assert re.search(r"[1-9]\d* ms", texts[1]), texts[1]


def test_80_columns_are_enough() -> None:
    found = Examined("broker", [good("round trip", "back " * 30), bad("our topics", "word " * 40, "sudo " * 30)])
    console = Console(width=80, highlight=False, markup=False)
    with console.capture() as shown:
        show(console, [found])
    lines = shown.get().splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "Broker"
    assert lines[1].startswith("  ✓ round trip")
