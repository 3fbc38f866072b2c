"""What waits for things to happen, through kills; `python -m tests.soak.happening` does a thousand."""

import random
from pathlib import Path

from tests.soak.happening import soak


def test_what_happens_is_acted_on_once(tmp_path: Path) -> None:
    found = soak(tmp_path, 8, mean_s=0.15, chance=random.Random(4))
    assert found.good, found
    assert found.happened > 8
