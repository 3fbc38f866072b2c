"""The commands of sound, on a private PulseAudio without hardware."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest

from edgeassist.audio.pcm import from_floats
from edgeassist.cli.meters import Line
from tests.audio.virtual import MICROPHONE_RATE, VirtualAudio, virtual_audio
from tests.cli.conftest import Run


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualAudio]:
    with virtual_audio(tmp_path_factory.mktemp("sound")) as running:
        yield running


def _feed(sound: VirtualAudio, hum: float = 0.0, offset: float = 0.0) -> None:
    time = np.arange(4 * MICROPHONE_RATE) / MICROPHONE_RATE
    noise = np.random.default_rng(0).normal(offset, 0.001, len(time))
    sound.feed(from_floats((noise + hum * np.sin(2 * np.pi * 50 * time)).astype(np.float32)))


@pytest.mark.usefixtures("sound")
def test_the_devices_are_listed_with_which_is_used_and_why(run: Run) -> None:
    shown = run("audio", "list").out
    assert "default is used: it is the system's default, and audio.input is not set" in shown
    assert "pulse is used: audio.input = 'puls' names it" in run("audio", "list", audio__input="puls").out
    assert "none is used: audio.output = 'gone' is not there" in run("audio", "list", audio__output="gone").out
    listed = json.loads(run("audio", "list", "--json").out)
    assert [each["name"] for each in listed["input"]] == ["pulse", "default"]
    assert 16_000 in listed["output"][0]["rates"]


def test_a_recording_is_judged_and_played_back(run: Run, sound: VirtualAudio) -> None:
    _feed(sound, hum=0.02, offset=0.05)
    sound.forget()
    ended = run("audio", "test", "--seconds", "1", "--json")
    report = json.loads(ended.out)
    assert {each["name"]: each["verdict"] for each in report["findings"]}["hum"] == "warning"
    assert -47 < report["hum_db"] < -36
    assert 1 < report["offset_pct"] < 5.2
    assert ended.code == 0
    assert len(np.trim_zeros(np.frombuffer(sound.heard(), "<i2"))) > 0.5 * 22_050
    sound.wait_until_said(1.0)  # the sound server keeps some for a while


def test_a_muted_microphone_ends_with_what_to_do(run: Run, sound: VirtualAudio) -> None:
    assert sound.environment
    ended = run("audio", "test", "--seconds", "1", "--no-playback")
    assert ended.code == 1
    assert "nothing but zeros" in ended.out


def test_a_quiet_room_has_no_hum(run: Run, sound: VirtualAudio) -> None:
    _feed(sound)
    report = json.loads(run("audio", "test", "--seconds", "1", "--json", "--no-playback").out)
    assert {each["verdict"] for each in report["findings"]} == {"good"}
    sound.wait_until_said()


def test_the_meter_shows_levels_and_sums_up(run: Run, sound: VirtualAudio) -> None:
    _feed(sound, hum=0.1)
    rows = [json.loads(row) for row in run("audio", "record-level", "--seconds", "0.6", "--json").out.splitlines()]
    assert len(rows) >= 2
    assert {"s", "rms_db", "peak_db"} == {*rows[0]}
    assert "Loudest" in run("audio", "record-level", "--seconds", "0.3").out
    sound.wait_until_said()


def test_a_line_in_a_file_holds_what_was_said_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with Line() as line:
        line.show("moving")
        line.say("said")
    assert capsys.readouterr().out == "said\n"
