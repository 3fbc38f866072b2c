"""What is measured of hearing and speaking is real: voices that speak, calls that are heard, sentences understood."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from edgeassist.cli import bench_audio
from edgeassist.cli.bench_voices import measure_voices
from edgeassist.cli.figures import Figure
from edgeassist.cli.speakers import said_by, speakers
from edgeassist.settings import EspeakSettings, PiperSettings, Settings
from tests.cli.conftest import Run
from tests.tts.tiny_piper_voice import write_voice


def _by_name(figures: list[Figure]) -> dict[tuple[str, str], Figure]:
    return {(figure.part, figure.what): figure for figure in figures}


def test_every_voice_that_is_there_is_measured_and_usual_answers_come_sooner(tmp_path: Path) -> None:
    write_voice(tmp_path / "hum.onnx")
    settings = Settings(state_dir=tmp_path, tts=PiperSettings(model=str(tmp_path / "hum.onnx")))
    found = _by_name(measure_voices(settings))
    assert {part for part, _ in found} == {"Voice hum", "Voice espeak-ng en-us"}
    cold, usual = (found["Voice hum", f"first sample of an answer{when}"].value for when in ("", " given before"))
    assert 0 < usual < cold
    assert 0 < found["Voice hum", "speaking, of real time"].value < 100
    assert not (tmp_path / "cache").exists()  # what is measured is nobody's answer


def test_the_embedded_voice_alone(tmp_path: Path) -> None:
    found = measure_voices(Settings(state_dir=tmp_path, tts=EspeakSettings(voice="en-gb")))
    assert {figure.part for figure in found} == {"Voice espeak-ng en-gb"}
    assert all(figure.value > 0 for figure in found)


def test_spoken_sentences_are_compared_with_written_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    def _misspoken(speaker: str, text: str) -> bytes:
        return said_by(speaker, text.replace("on the bedroom", "off the bedroom"))

    monkeypatch.setattr(bench_audio, "SAID", ("turn on the kitchen light", "turn on the bedroom light"))
    monkeypatch.setattr(bench_audio, "FREELY", ("could you please turn on the kettle",))
    monkeypatch.setattr(bench_audio, "THINGS", ("set a timer for ten minutes",))
    monkeypatch.setattr(bench_audio, "OVERHEARD", ("you never turn the light off when you leave",))
    monkeypatch.setattr(bench_audio, "speakers", lambda: ("slt",))
    monkeypatch.setattr(bench_audio, "said_by", _misspoken)
    found: dict[str, dict[str, float]] = {}
    for figure in bench_audio.measure_heard():
        found.setdefault(figure.part, {})[figure.what] = figure.value
    assert found["Spoken commands understood"] == {"right": 50, "  of slt": 50, "wrong actions": 50}
    assert found["Spoken in other words"] == {"right": 100, "wrong actions": 0}
    assert found["Spoken lists, reminders and timers"] == {"right": 100, "wrong actions": 0}
    assert found["Spoken to others"]["acted on"] == 0
    assert found["Spoken commands in kitchen noise at 12 dB"]["right"] == 50
    assert found["Kitchen noise alone"] == {"acted on": 0, "heard as words": 0}


async def test_the_whole_assistant_waits_on_little_of_a_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_audio, "_IDLE_S", 1.0)
    (figure,) = await bench_audio.measure_listening()
    assert 0.1 < figure.value < 99


def test_who_speaks_is_who_is_installed() -> None:
    assert {"en-us", "en-gb"} <= set(speakers())
    said = {speaker: said_by(speaker, "turn on the light") for speaker in speakers()}
    assert len(set(said.values())) == len(said)
    assert all(0.5 < len(pcm) / 32_000 < 4 for pcm in said.values())


def test_audio_is_a_part_of_the_bench(run: Run) -> None:
    told = run("bench", "--audio", "--only", "voices", "--json")
    assert told.code == 0, told.err
    figures = json.loads(told.out)["figures"]
    assert {figure["what"] for figure in figures} >= {"loads", "first sample of an answer given before"}
