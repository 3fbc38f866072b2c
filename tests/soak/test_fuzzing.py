"""A few thousand spoiled inputs; `python -m tests.soak.fuzzing` does a million."""

import random
from pathlib import Path

import pytest

from tests.soak.fuzzing import fuzz, ways_in
from tests.soak.outside import Door


def test_nothing_that_reads_bytes_from_outside_breaks(tmp_path: Path) -> None:
    broken = {}
    for door in ways_in(tmp_path):
        result = fuzz(door, round(40 * door.weight) + 1, random.Random(door.name), tmp_path / "kept")
        if result.broken:
            broken[door.name] = result.broken
    assert broken == {}


def test_what_breaks_is_found_and_its_input_kept(tmp_path: Path) -> None:
    def _take(content: bytes) -> None:
        if content != b"good":
            raise KeyError(content)

    result = fuzz(Door("weak", [b"good"], _take), 1000, random.Random(1), tmp_path)
    assert "KeyError" in result.broken
    with pytest.raises(KeyError):
        _take((tmp_path / "weak.input").read_bytes())
