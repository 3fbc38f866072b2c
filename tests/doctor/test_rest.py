"""Settings, models, the running assistant and speed; and that no part stops the others."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from edgeassist.configuring import load_settings
from edgeassist.doctor.assistant import look_at_assistant
from edgeassist.doctor.examining import Part, examine
from edgeassist.doctor.finding import Finding, good
from edgeassist.doctor.models import look_at_models
from edgeassist.doctor.settings_file import look_at_settings
from edgeassist.doctor.speed import judged, look_at_speed
from edgeassist.errors import AudioError, ConfigError
from edgeassist.settings import Settings
from edgeassist.store import ModelStore, share_dir
from tests.daemons import HOME
from tests.doctor.boards import board
from tests.ggufs import forgetful


def found(findings: Iterable[Finding]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings}


def well() -> Iterator[Finding]:
    yield good("all", "is well")


def test_a_part_that_fails_or_hangs_stops_none_of_the_others() -> None:
    end = Event()

    def _hangs() -> Iterator[Finding]:
        yield good("first", "was well")
        end.wait(30)

    def _fails() -> Iterator[Finding]:
        yield good("first", "was well")
        raise KeyError("a defect")

    def _says_why() -> Iterator[Finding]:
        raise AudioError("no microphone")
        yield

    began = time.monotonic()
    parts = [Part("hangs", _hangs, 0.3), Part("fails", _fails), Part("says why", _says_why), Part("is well", well)]
    examined = {each.name: each for each in examine([*parts, Part("later", well, turn=1)])}
    end.set()
    assert time.monotonic() - began < 2
    assert [finding.verdict for finding in examined["hangs"].findings] == ["good", "bad"]
    assert examined["hangs"].overdue
    assert "KeyError" in examined["fails"].findings[1].text
    assert examined["says why"].findings[0].text == "no microphone"
    assert examined["is well"].findings == examined["later"].findings == [good("all", "is well")]


def test_parts_are_looked_at_side_by_side_but_not_those_of_another_turn() -> None:
    running: list[str] = []
    together: list[int] = []

    def _slow() -> Iterator[Finding]:
        running.append("x")
        time.sleep(0.2)
        together.append(len(running))
        running.pop()
        yield good("x", "x")

    list(examine([Part("a", _slow), Part("b", _slow), Part("c", _slow, turn=1)]))
    assert sorted(together) == [1, 1, 2] or sorted(together) == [1, 2, 2]
    assert together[2] == 1


def settings_file(folder: Path, text: str) -> Path:
    path = folder / "edgeassist.toml"
    path.write_text(text)
    return path


def test_settings_that_are_well(tmp_path: Path) -> None:
    path = settings_file(tmp_path, f'home = "{HOME}"\n[mqtt]\npassword = "x"\n')
    path.chmod(0o640)
    looked = found(look_at_settings(load_settings(path)))
    assert {finding.verdict for finding in looked.values()} == {"good"}
    assert looked.keys() == {"file", "secrets", "home", "sentences"}


def test_settings_that_are_not(tmp_path: Path) -> None:
    path = settings_file(tmp_path, f'home = "{tmp_path}/none.json"\nsentences_dir = "{tmp_path}"\n[policy]\npin = "12"')
    assert found(look_at_settings(ConfigError("mqtt.port: no number")))["file"].verdict == "bad"
    path = settings_file(tmp_path, f'home = "{tmp_path}/none.json"\n[mqtt]\npassword = "x"\n')
    path.chmod(0o644)
    looked = found(look_at_settings(load_settings(path)))
    assert looked["home"].verdict == "bad"
    assert looked["secrets"].verdict == "warning"
    assert looked["secrets"].cure == f"sudo chmod o= {path}"


def test_models_that_are_whole_and_one_that_is_not(tmp_path: Path) -> None:
    settings, machine = Settings(state_dir=tmp_path), board(tmp_path / "pi")
    store = ModelStore(tmp_path / "models")
    assert found(look_at_models(machine, settings, store))["edge-slm"].verdict == "good"
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "edge-slm.gguf").write_bytes(forgetful())
    damaged = found(look_at_models(machine, settings, store))["edge-slm"]
    assert damaged.verdict == "bad"
    assert "damaged" in damaged.text


def test_a_model_that_is_named_and_not_there(tmp_path: Path) -> None:
    stt = {"engine": "faster_whisper", "model": "whisper-base.en"}
    settings = Settings.model_validate({"state_dir": tmp_path, "stt": stt})
    missing = found(look_at_models(board(tmp_path), settings, ModelStore(tmp_path / "models")))["whisper-base.en"]
    assert (missing.verdict, missing.cure) == ("bad", "edgeassist models pull whisper-base.en")


def test_a_model_of_ones_own_is_not_vouched_for(tmp_path: Path) -> None:
    own = share_dir() / "models" / "edge-slm.gguf"
    settings = Settings.model_validate({"state_dir": tmp_path, "intent": {"edge_model": str(own)}})
    looked = found(look_at_models(board(tmp_path), settings, ModelStore(tmp_path / "models")))
    assert "nobody vouches" in looked[str(own)].text


@pytest.mark.parametrize(
    ("answer", "name", "verdict"),
    [
        (None, "online", "bad"),
        ({"ok": True, "turn": "1", "actions": []}, "answers", "good"),
        ({"ok": False, "error": "busy with other requests"}, "answers", "bad"),
    ],
)
def test_an_assistant_that_is_asked(answer: dict[str, Any] | None, name: str, verdict: str) -> None:
    assert found(look_at_assistant(lambda _: answer))[name].verdict == verdict


def test_an_assistant_that_does_not_answer() -> None:
    def _silent(fields: dict[str, Any]) -> None:
        assert fields["speaker"] == "doctor"
        raise TimeoutError

    assert found(look_at_assistant(_silent))["answers"].verdict == "bad"


def test_speed_of_the_real_tiers(tmp_path: Path) -> None:
    looked = found(look_at_speed(board(tmp_path), Settings(state_dir=tmp_path)))
    assert looked.keys() == {"sentences", "edge model", "loading"}
    assert "20 are expected (Raspberry Pi 5, an estimate)" in looked["edge model"].text
    assert " 0.0 ms" not in looked["edge model"].text


@pytest.mark.parametrize(("took", "expected", "verdict"), [(5, 4, "good"), (30, 4, "warning"), (30, None, "good")])
def test_a_time_beside_the_expected_one(took: float, expected: float | None, verdict: str) -> None:
    assert judged("edge model", took, expected, "x86-64").verdict == verdict
