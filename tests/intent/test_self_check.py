import os
from pathlib import Path

import pytest

from edgeassist import trying
from edgeassist.errors import ModelError
from edgeassist.intent import self_check
from edgeassist.intent.self_check import SelfCheck, check, loads, look
from tests import ggufs
from tests.intent.tiny_instruct import write_instruct

RAW = ggufs.OURS.read_bytes()


def test_our_own_model_passes_quickly_and_in_little_memory() -> None:
    found = look(ggufs.OURS)
    assert found.misunderstood == []
    assert found.sentences >= 5
    assert 0 < found.median_ms < 500
    assert 20 < found.memory_mb < 80


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "damaged, or no GGUF model"),
        (b"hello", "damaged, or no GGUF model"),
        (RAW[:1000], "damaged, or no GGUF model"),
        (RAW[: len(RAW) // 2], "damaged, or no GGUF model"),
        (RAW[:-10], "damaged, or no GGUF model"),
        (ggufs.with_number("llama.attention.head_count", 3), "damaged, or no GGUF model"),
        (ggufs.with_number(ggufs.CRASHING, 0), r"damaged: llama.cpp crashes on it \(signal 6\)"),
        (RAW.replace(b"edgeassist.schema", b"somebodys.schema!"), "no edge model of ours"),
        (ggufs.without_schema(), "no edge model of ours"),
        (ggufs.forgetful(), r"misunderstands \d of 6 sentences, the first"),
    ],
    ids=["empty", "text", "head", "half", "end", "heads", "crash", "foreign", "schema", "noise"],
)
def test_what_is_unfit_is_told(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    assert content != RAW
    with pytest.raises(ModelError, match=message) as error:
        check(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "LONGEST_S", 0.01)
    with pytest.raises(ModelError, match="not done after"):
        check(ggufs.OURS)
    monkeypatch.undo()
    monkeypatch.setattr(self_check, "SLOWEST_MS", 0.01)
    with pytest.raises(ModelError, match="ms a sentence is too slow"):
        check(ggufs.OURS)


def test_a_file_is_checked_once_and_again_when_it_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[Path] = []
    really = self_check.check

    def noted(path: Path) -> None:
        checked.append(path)
        really(path)

    monkeypatch.setattr(self_check, "check", noted)
    model = ggufs.put(RAW, tmp_path / "model.gguf")
    memory = tmp_path / "cache" / "checked.json"
    for _ in range(2):
        SelfCheck(memory).passes(model)
    assert checked == [model]
    ggufs.put(RAW, model)
    SelfCheck(memory).passes(model)
    assert checked == [model, model]
    ggufs.put(RAW[:-10], model)
    for _ in range(2):
        with pytest.raises(ModelError):
            SelfCheck(memory).passes(model)
    assert len(checked) == 4


@pytest.mark.parametrize("content", ["", "[]", "{", '{"a": 1}'])
def test_a_damaged_memory_is_as_none(tmp_path: Path, content: str) -> None:
    memory = tmp_path / "checked.json"
    memory.write_text(content)
    SelfCheck(memory).passes(ggufs.OURS)
    assert str(ggufs.OURS) in memory.read_text()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_memory_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    SelfCheck(tmp_path / "cache" / "checked.json").passes(ggufs.OURS)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No such file"):
        SelfCheck(tmp_path / "m.json").passes(tmp_path / "none.gguf")


def test_models_of_any_kind_are_loaded_elsewhere_first(tmp_path: Path) -> None:
    model = write_instruct(tmp_path / "model.gguf", layers=1)
    memory = tmp_path / "loaded.json"
    SelfCheck(memory, loads).passes(model)
    assert str(model) in memory.read_text()
    raw = model.read_bytes()
    for content, message in (
        (ggufs.with_number_of(raw, ggufs.CRASHING, 0), "damaged: llama.cpp crashes on it"),
        (raw[:-5000], "damaged, or no GGUF model that llama.cpp can load"),
    ):
        model.write_bytes(content)
        with pytest.raises(ModelError, match=message):
            SelfCheck(memory, loads).passes(model)
