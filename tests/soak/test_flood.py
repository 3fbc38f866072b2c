"""A burst of broken Hermes messages does not keep a turn from being answered."""

from pathlib import Path

from tests.soak.flood import flooded


async def test_a_turn_is_answered_after_a_burst_of_broken_messages(tmp_path: Path) -> None:
    took = await flooded(tmp_path, 4_000)
    assert max(took) < 10
