"""Kills at random instants; `python -m tests.soak.kills` does a thousand."""

import random
from pathlib import Path

from tests.brokers import Mosquitto
from tests.soak.kills import soak


async def test_killed_at_random_instants_nothing_is_lost_or_done_twice(mosquitto: Mosquitto, tmp_path: Path) -> None:
    found = await soak(mosquitto, tmp_path, 12, mean_s=0.15, chance=random.Random(7))
    assert found.good, found
    assert found.accepted
    assert found.accepted == sum(found.results.values())
