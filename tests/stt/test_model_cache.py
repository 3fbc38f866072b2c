from pathlib import Path

import pytest

from edgeassist.stt.model_cache import ModelCache, WordModel

MODEL = WordModel("\\data\\\nngram 1=1\n", "café K AE F EY\n")


class Builder:
    """Counts how often it had to build."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> WordModel:
        self.times += 1
        return MODEL


def test_a_model_is_built_once_and_read_by_the_next_start(tmp_path: Path) -> None:
    builder = Builder()
    for _ in range(3):
        assert ModelCache(tmp_path / "new" / "folder").get("home", builder) == MODEL
    assert builder.times == 1


def test_another_key_is_another_model(tmp_path: Path) -> None:
    cache, builder = ModelCache(tmp_path), Builder()
    cache.get("home", builder)
    cache.get("flat", builder)
    assert builder.times == 2


@pytest.mark.parametrize("damage", [b"", b"\0", b"half of it"])
def test_a_damaged_file_is_built_anew(tmp_path: Path, damage: bytes) -> None:
    cache, builder = ModelCache(tmp_path), Builder()
    cache.get("home", builder)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[: len(damage)] + damage)
    assert cache.get("home", builder) == MODEL
    assert cache.get("home", builder) == MODEL
    assert builder.times == 2


def test_only_the_last_few_are_kept(tmp_path: Path) -> None:
    cache = ModelCache(tmp_path)
    for home in range(20):
        cache.get(str(home), lambda: MODEL)
    assert 1 < len(list(tmp_path.iterdir())) < 15


def test_a_folder_that_cannot_be_written_is_said_and_costs_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    assert ModelCache(tmp_path / "file").get("home", lambda: MODEL) == MODEL
    assert "the next start takes longer" in caplog.text


def test_without_a_folder_nothing_is_kept() -> None:
    builder = Builder()
    cache = ModelCache(None)
    assert cache.get("home", builder) == cache.get("home", builder) == MODEL
    assert builder.times == 2
