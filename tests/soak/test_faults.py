"""An assistant among faults; `python -m tests.soak.faults` asks it a hundred thousand things."""

import random
from pathlib import Path

from tests.soak.faults import soak


async def test_an_assistant_answers_through_faults(tmp_path: Path) -> None:
    found = await soak(tmp_path, 60, 4, random.Random(5))
    assert found.good, found
    assert len(found.recoveries_s) == 3
