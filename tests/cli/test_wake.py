"""Wake words tried and calibrated with recordings."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from edgeassist.audio.files import write_wav
from tests.cli.conftest import Run
from tests.wake.words import SILENCE, say


def _recording(folder: Path, name: str, said: dict[str, str]) -> Path:
    """Write what voices say, with pauses between."""
    pause = [SILENCE] * 50
    chunks = [chunk for voice, words in said.items() for chunk in (*pause, *say(words, folder, voice))]
    path = folder / f"{name}.wav"
    write_wav(path, b"".join(chunks))
    return path


@pytest.fixture
def word(tmp_path: Path) -> Path:
    return _recording(tmp_path, "word", {"rms": "okay nabu", "slt": "okay nabu", "awb": "okay nabu"})


def test_a_recording_is_told_event_by_event(run: Run, tmp_path: Path, word: Path) -> None:
    close = _recording(tmp_path, "close", {"rms": "okay kaboom", "slt": "what time is it"})
    shown = run("wake", "test", "--file", word).out.splitlines()
    assert [line.split()[2] for line in shown[:-1]] == ["heard"] * 3
    assert re.fullmatch(r"3 heard, 0 almost, 0 refused, in \d+ s", shown[-1])
    assert max(map(len, shown)) <= 80
    (row,) = [json.loads(line) for line in run("wake", "test", "--file", close, "--json").out.splitlines()]
    assert (row["what"], row["word"]) == ("refused", "okay_nabu")
    assert row["fit"] < row["bar"]


def test_several_words_are_listened_for(run: Run, word: Path) -> None:
    shown = run("wake", "test", "--file", word, wake__models='["alexa", "hey_jarvis"]').out
    assert "heard " not in shown.splitlines()[0]


def test_calibrating_proposes_lines_and_writes_nothing(run: Run, tmp_path: Path, word: Path) -> None:
    close = _recording(tmp_path, "close", {"slt": "okay kaboom", "rms": "okay now boo"})
    arguments = ("wake", "calibrate", "--file", word, "--times", "3", "--other", close)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    ended = run(*arguments, wake__sensitivity=0.0, wake__threshold=0.99)
    assert "As it is (sensitivity 0): 0 of 3 heard" in ended.out
    found = re.search(r"\[wake\]\nsensitivities = { okay_nabu = ([\d.]+) }", ended.out)
    assert found is not None
    assert 0 < float(found[1]) <= 1
    assert "3 of 3 heard" in ended.out
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert not list(tmp_path.rglob("*.toml"))


def test_what_is_well_is_left_alone(run: Run, tmp_path: Path, word: Path) -> None:
    other = _recording(tmp_path, "other", {"rms": "what did you have for lunch"})
    assert "Nothing has to be changed" in run("wake", "calibrate", "--file", word, "--times", "3", "--other", other).out


def test_a_word_that_is_never_said_and_words_that_are_off_are_told(run: Run, tmp_path: Path) -> None:
    silence = tmp_path / "silence.wav"
    write_wav(silence, bytes(64_000))
    ended = run("wake", "calibrate", "--file", silence)
    assert (ended.code, "was not heard at all" in ended.out) == (1, True)
    assert 'wake.engine is "off"' in run("wake", "test", "--file", silence, wake__engine="off").err
    assert (
        "no wake word 'hal'"
        in run("wake", "test", "--file", silence, wake__engine="micro_wakeword", wake__model="hal").err
    )
