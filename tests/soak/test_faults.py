"""An assistant among faults; `python -m tests.soak.faults` asks it a hundred thousand things."""

import random
from pathlib import Path

from tests.soak.faults import soak


async def test_an_assistant_answers_through_faults(tmp_path: Path) -> None:
    found = await soak(tmp_path, 40, 3, random.Random(8))
    assert (found.turns, found.unanswered, found.answered_twice) == (40, 0, 0)
    assert len(found.recoveries_s) >= 2
