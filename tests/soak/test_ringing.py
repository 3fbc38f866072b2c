"""Timers through kills at random instants; `python -m tests.soak.ringing` does a thousand."""

import random
from pathlib import Path

from tests.soak.ringing import soak


def test_no_timer_is_lost_and_none_rings_again(tmp_path: Path) -> None:
    found = soak(tmp_path, 15, mean_s=0.08, chance=random.Random(3))
    assert found.good, found
    assert found.timers > 15
