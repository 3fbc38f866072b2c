import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist import store
from edgeassist.errors import ModelError
from edgeassist.store import ModelStore, sentences_dir, share_dir


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A share folder of its own with one model in the catalogue, not installed."""
    models = tmp_path / "models"
    models.mkdir()
    digest = hashlib.sha256(b"weights").hexdigest()
    (models / "catalog.toml").write_text(
        f'[tiny]\nfile = "tiny.gguf"\nkind = "gguf"\nparts = {{ "tiny.gguf" = "{digest}" }}\n'
        '[loose]\nfile = "loose.gguf"\nkind = "gguf"\nparts = { "loose.gguf" = "" }\n'
    )
    monkeypatch.setattr(store, "share_dir", lambda: tmp_path)
    store.catalog.cache_clear()
    yield tmp_path
    store.catalog.cache_clear()


def test_what_comes_with_us_is_found_from_any_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert (share_dir() / "models" / "catalog.toml").is_file()
    assert list((sentences_dir() / "en").glob("*.yaml"))


def test_installed_model_wins_over_ours(catalogue: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    for folder in (catalogue / "models", state):
        (folder / "tiny.gguf").write_bytes(b"weights")
    assert ModelStore(state).path("tiny") == state / "tiny.gguf"


def test_missing_model_names_where_it_belongs_and_how_it_comes_there(catalogue: Path, tmp_path: Path) -> None:
    with pytest.raises(
        ModelError, match=rf"model 'tiny' is not installed in {tmp_path / 'state'}: edgeassist models pull tiny"
    ):
        ModelStore(tmp_path / "state").path("tiny")
    assert catalogue.is_dir()


def test_damaged_model_is_refused(catalogue: Path, tmp_path: Path) -> None:
    (catalogue / "models" / "tiny.gguf").write_bytes(b"weightz")
    with pytest.raises(ModelError, match=r"tiny\.gguf: damaged"):
        ModelStore(tmp_path).path("tiny")


def test_a_model_may_be_any_file(tmp_path: Path) -> None:
    file = tmp_path / "own.gguf"
    file.touch()
    assert ModelStore(tmp_path).path(str(file)) == file


def test_a_file_that_nobody_pinned_is_held_to_what_it_was_at_first(catalogue: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    (state / "loose.gguf").write_bytes(b"one thing")
    assert ModelStore(state).path("loose") == state / "loose.gguf"
    (state / "loose.gguf").write_bytes(b"another")
    with pytest.raises(
        ModelError, match=r"loose\.gguf: damaged, its checksum is not what it was when it was first used"
    ):
        ModelStore(state).path("loose")
    (state / "checksums.json").write_text("{not json")
    assert ModelStore(state).path("loose")
    assert catalogue.is_dir()


def test_what_was_not_touched_is_read_again_only_when_asked_for(catalogue: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    file = state / "tiny.gguf"
    file.write_bytes(b"weights")
    store_of_it = ModelStore(state)
    store_of_it.path("tiny")
    before = file.stat()
    file.write_bytes(b"weightz")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))  # rot on the card, which no date shows
    assert store_of_it.path("tiny") == file
    with pytest.raises(ModelError, match="damaged"):
        store_of_it.check("tiny", again=True)
    assert catalogue.is_dir()


def test_every_model_that_we_ship_is_what_the_catalogue_says() -> None:
    ours = ModelStore()
    shipped = [name for name, entry in store.catalog().items() if (share_dir() / "models" / entry.file).exists()]
    assert "edge-slm" in shipped
    for name in shipped:
        assert ours.vouches_for(name)
        ours.path(name)
