"""The general model from the settings to the rows: found where it is installed, and its absence hurts nobody."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from edgeassist import wiring
from edgeassist.errors import ModelError
from edgeassist.settings import Settings
from tests.cli.conftest import HOME, Run, read_rows, write_rows
from tests.intent.tiny_instruct import ASKING, OBLIGING, write_scripted

CATALOGUE_FILE = "Llama-3.2-1B-Instruct-Q4_K_M.gguf"
FREE = {"general_reserve_mb": 0, "general_threads": 1, "general_limit_s": 60}


def intent(tmp_path: Path, **settings: Any) -> Settings:
    return Settings(state_dir=tmp_path, intent={"edge_model": "off", **FREE, **settings})


def installed(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir(parents=True)
    return write_scripted(folder / CATALOGUE_FILE, OBLIGING)


def test_it_is_used_where_one_of_the_catalogue_is_installed(tmp_path: Path) -> None:
    assert wiring.build_brain(intent(tmp_path)).general is None
    installed(tmp_path)
    assert wiring.build_brain(intent(tmp_path)).general is not None
    assert wiring.build_brain(intent(tmp_path, general_model="off")).general is None


@pytest.mark.parametrize("name", ["qwen2.5-1.5b-instruct", "/nowhere/model.gguf"])
def test_named_and_missing_is_an_error_that_says_what_to_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError, match=rf"model '{name}' is not installed in .*models: "):
        wiring.build_brain(intent(tmp_path, general_model=name))


def rows_of(run: Run, tmp_path: Path, model: Path, *texts: str) -> list[dict[str, Any]]:
    rows = [{"text": text} for text in texts]
    settings = {f"intent__{key}": value for key, value in FREE.items()}
    ended = run(
        "understand", "--home", HOME, write_rows(tmp_path / "in.jsonl", rows), "--out", "out.jsonl",
        intent__general_model=model, **settings,
    )  # fmt: skip
    assert ended.code == 0
    return read_rows(tmp_path / "out.jsonl")


def test_rows_say_that_it_was_the_general_model(run: Run, tmp_path: Path) -> None:
    model = write_scripted(tmp_path / "model.gguf", OBLIGING)
    plain, free = rows_of(run, tmp_path, model, "turn on the kettle", "be so good as to start up the kettle")
    assert plain["tier"] == "sentences"
    assert free["tier"] == "general"
    assert free["actions"] == plain["actions"] == [{"intent": "turn_on", "targets": ["switch.kettle"], "params": {}}]
    assert free["confidence"] > 0.9


def test_answers_to_questions_are_in_the_reply(run: Run, tmp_path: Path) -> None:
    (row,) = rows_of(run, tmp_path, write_scripted(tmp_path / "model.gguf", ASKING), "Was Hamlet a Dane?")
    assert row["dialogue"] == {"intent": "question", "params": {"text": "Was Hamlet a Dane?", "answer": "Yes."}}
    assert (row["reply"], row["actions"], row["tier"]) == ("Yes.", [], "general")


def test_a_damaged_model_is_said_and_the_other_tiers_go_on(
    run: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = tmp_path / "model.gguf"
    model.write_bytes(b"GGUF nothing")
    with caplog.at_level(logging.WARNING):
        plain, free = rows_of(run, tmp_path, model, "turn on the kettle", "be so good as to start up the kettle")
    assert plain["tier"] == "sentences"
    assert free["tier"] == "none"
    assert "model.gguf: damaged, or no GGUF model that llama.cpp can load" in caplog.text


def test_its_state_is_kept_under_the_state_directory(run: Run, tmp_path: Path) -> None:
    rows_of(run, tmp_path, write_scripted(tmp_path / "model.gguf", OBLIGING), "be so good as to start up the kettle")
    assert (tmp_path / "state" / "cache" / "general-commands.state").stat().st_size > 1_000
    assert json.loads((tmp_path / "out.jsonl").read_text())["tier"] == "general"
