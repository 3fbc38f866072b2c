"""What the bench measures is real: models that write, memory, energy counters, chains that answer."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

import pytest
from rich.console import Console

from edgeassist.cli import bench_peers
from edgeassist.cli.bench_energy import measure_energy, metering, watts
from edgeassist.cli.bench_model import bandwidth_gb_s, measure_edge, measure_general
from edgeassist.cli.bench_peers import Beside, Report, show_peers
from edgeassist.cli.bench_plain import PlainMind
from edgeassist.cli.bench_said import COMMANDS
from edgeassist.cli.figures import resident_mb
from edgeassist.doctor.machine import Machine
from edgeassist.home.homefile import load_home
from edgeassist.intent.edge_slm import EdgeSlm
from edgeassist.settings import Settings
from tests.cli.conftest import Run
from tests.daemons import HOME
from tests.doctor.boards import board, write
from tests.ggufs import OURS
from tests.intent.tiny_instruct import END, write_instruct, write_scripted

SHORT = {"{": ['"'], '"': ["O", "}", ":"], "O": ['"'], ":": ["[", '"'], "[": ["]"], "]": [","], ",": ['"'], "}": [END]}
"""Answers {"actions":[],"reply":"O"} whatever is said."""

PMIC = """   VDD_CORE_A current(7)=2.00000000A
   3V3_SYS_A current(1)=0.50000000A
   VDD_CORE_V volt(15)=0.90000000V
   3V3_SYS_V volt(9)=3.30000000V
   EXT5V_V volt(24)=5.10000000V"""


def test_tokens_a_second_of_our_own_model() -> None:
    found = {figure.what: figure for figure in measure_edge(EdgeSlm(OURS), OURS, COMMANDS[:2], 10.0)}
    assert found["edge model reads"].value > 0
    assert found["edge model reads"].runs > 10
    assert found["edge model writes"].value > 0
    share = 100 * found["edge model writes"].value * OURS.stat().st_size / 10e9
    assert found["  of what memory allows"].value == pytest.approx(share)


def test_tokens_a_second_of_a_general_model(tmp_path: Path) -> None:
    settings = Settings.model_validate({"intent": {"general_threads": 1}})
    path = write_instruct(tmp_path / "tiny.gguf")
    found = {figure.what: figure.value for figure in measure_general(settings, path, 10.0)}
    assert found.keys() >= {"general model loads", "general model reads", "general model writes"}
    assert all(value > 0 for value in found.values())


def test_bandwidth_and_memory_are_those_of_a_machine() -> None:
    assert 0.1 < bandwidth_gb_s() < 2_000
    assert 0 < resident_mb() <= resident_mb(os.getpid(), most=True)


def test_energy_of_a_processor_that_counts_joules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgeassist.cli.bench_energy._REST_S", 0.05)
    counter = tmp_path / "root/sys/class/powercap/intel-rapl:0/energy_uj"
    write(counter, "999000000")
    write(counter.parent / "max_energy_range_uj", "1000000000")
    write(counter.parent.parent / "intel-rapl:0:0/energy_uj", "5")

    def _work() -> int:
        write(counter, "1000000")  # it was full and began anew: 2 J
        return 10

    figures = {figure.what: figure for figure in measure_energy(Machine(tmp_path / "root"), _work)}
    assert figures["at rest"].value == 0
    assert figures["a sentence understood, besides"].value == pytest.approx(200)


def test_energy_of_a_raspberry_pi_5(tmp_path: Path) -> None:
    machine = board(tmp_path, vcgencmd=f"cat <<'E'\n{PMIC}\nE")
    assert watts(machine) == pytest.approx(0.9 * 2 + 3.3 * 0.5)
    with metering(machine) as joules:
        assert joules is not None
        before, began = joules(), time.monotonic()
        time.sleep(0.7)
        used, took_s = joules() - before, time.monotonic() - began
    assert 0 < used <= 3.45 * (took_s + 0.3)
    assert not [thread for thread in threading.enumerate() if thread.name == "power"]


def test_no_energy_where_nothing_tells(tmp_path: Path) -> None:
    assert measure_energy(board(tmp_path), lambda: 1) == []


def test_the_plain_chain_asks_a_real_model_for_json(tmp_path: Path) -> None:
    mind = PlainMind(write_scripted(tmp_path / "tiny.gguf", SHORT), load_home(HOME), context=2048, threads=1)
    answer = mind.answer("turn on the kitchen light")
    mind.close()
    assert (answer.done, answer.reply) == ((), "O")
    assert answer.read > 1_000  # the whole house, a byte a token
    assert 0 < answer.written < 60


@pytest.mark.timeout(180)
def test_peers_side_by_side(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    short = {text: wanted for text, wanted in bench_peers._SAID.items() if text in COMMANDS[:1] + COMMANDS[3:4]}
    monkeypatch.setattr(bench_peers, "_SAID", short)  # the whole of it is half a minute of speech
    model = write_scripted(tmp_path / "tiny.gguf", SHORT)
    settings = {"intent__general_model": model, "intent__general_threads": 1}
    told = run("bench", "peers", "--runs", "1", "--json", **settings)
    assert told.code == 0, told.err
    rows = {row["what"]: row for row in json.loads(told.out)["rows"]}
    assert all(row["plain"] is not None for row in rows.values())
    assert rows["commands understood"]["ours"] >= 50  # espeak-ng never says them twice in the same way
    assert rows["commands understood"]["plain"] == 0
    assert rows["end of speech to words"]["ours"] < rows["end of speech to words"]["plain"]
    assert rows["tokens of its prompt"]["plain"] > 1_000


def test_peers_without_a_model_say_which_to_fetch() -> None:
    report = Report([Beside("end of speech to words", "ms", 12.3, 456.7)], "engines", ["edgeassist models pull x"])
    console = Console(width=80, highlight=False)
    with console.capture() as shown:
        show_peers(console, report, "a machine")
    assert "x 37.1" in shown.get()
    assert "edgeassist models pull x" in shown.get()
    assert max(map(len, shown.get().splitlines())) <= 80


def test_one_part_is_measured_and_compared(run: Run, tmp_path: Path) -> None:
    first = run("bench", "--only", "energy", "--only", "idle", "--json")
    assert first.code == 0, first.err
    before = tmp_path / "before.json"
    before.write_text(first.out)
    told = run("bench", "--only", "idle", "--compare", before)
    assert "wake word and voice detector" in told.out
    assert "got worse by more than the noise" in told.out


def test_a_part_that_does_not_exist(run: Run) -> None:
    assert run("bench", "--only", "lungs").code == 2
