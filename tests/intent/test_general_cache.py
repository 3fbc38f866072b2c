import logging
import os
from pathlib import Path

import pytest

from edgeassist.intent.general_cache import StateCache

TOKENS = [1, 2, 3]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"weights")
    return path


@pytest.fixture
def cache(tmp_path: Path, model: Path) -> StateCache:
    return StateCache(tmp_path / "cache", model, "1")


def test_what_is_saved_is_there_at_the_next_start(cache: StateCache, model: Path, tmp_path: Path) -> None:
    cache.save("commands", TOKENS, b"state")
    assert StateCache(tmp_path / "cache", model, "1").load("commands", TOKENS) == b"state"
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["general-commands.state"]


def test_another_text_version_or_model_makes_it_anew(cache: StateCache, model: Path, tmp_path: Path) -> None:
    cache.save("commands", TOKENS, b"state")
    assert cache.load("answers", TOKENS) is None
    assert cache.load("commands", [1, 2]) is None
    assert StateCache(tmp_path / "cache", model, "2").load("commands", TOKENS) is None
    os.utime(model, (1, 1))
    assert StateCache(tmp_path / "cache", model, "1").load("commands", TOKENS) is None


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 200])
def test_a_strange_file_is_none(cache: StateCache, tmp_path: Path, content: bytes) -> None:
    cache.save("commands", TOKENS, b"state")
    (tmp_path / "cache" / "general-commands.state").write_bytes(content)
    assert cache.load("commands", TOKENS) is None


def test_a_damaged_state_is_never_handed_on(
    cache: StateCache, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache.save("commands", TOKENS, b"state")
    file = tmp_path / "cache" / "general-commands.state"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert cache.load("commands", TOKENS) is None
    assert "general-commands.state is damaged: it is made again" in caplog.text


def test_where_it_cannot_be_kept_it_is_said_and_goes_on(model: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        StateCache(model, model, "1").save("commands", TOKENS, b"state")
    assert "the next start of the language model takes longer" in caplog.text
