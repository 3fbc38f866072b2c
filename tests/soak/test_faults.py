"""Each fault once or twice; `python -m tests.soak.faults` asks a hundred thousand things with hundreds of them."""

import random
from pathlib import Path

import pytest

from tests.soak.card import can_have_cards
from tests.soak.faults import soak

FAST = {"intent__edge_model": "off", "mqtt__confirm_s": "0.2"}


@pytest.mark.parametrize(
    ("faults", "kinds"),
    [
        (4, "kill -9|broker killed|held up|clock set"),
        (2, "engine"),
        (3, "damaged"),
        (1, "out of memory"),
        pytest.param(3, "card", marks=pytest.mark.skipif(not can_have_cards(), reason="only root mounts cards")),
    ],
)
@pytest.mark.timeout(180)  # they start it again and again, which takes long on a machine that is busy
async def test_nothing_is_lost_and_it_comes_back(tmp_path: Path, faults: int, kinds: str) -> None:
    found = await soak(tmp_path, 20, faults, random.Random(8), kinds, **FAST)
    assert (found.turns, found.lost, found.wrong) == (20, 0, [])
    assert sum(map(len, found.recoveries_s.values())) == faults
