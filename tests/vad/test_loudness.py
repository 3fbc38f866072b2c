from __future__ import annotations

import numpy as np
import pytest

from edgeassist.messages import CHUNK_SAMPLES, Chunk
from edgeassist.vad.loudness import Loudness

_CHANCE = np.random.default_rng(5)


def sound(level: float, count: int, *, constant: float = 0.0) -> list[Chunk]:
    rows = _CHANCE.normal(constant, level, (count, CHUNK_SAMPLES)).clip(-32768, 32767).astype("<i2")
    return [Chunk(row.tobytes(), 0.0) for row in rows]


def near(loudness: Loudness, chunks: list[Chunk], *, speech: bool = True) -> list[bool]:
    return [loudness.is_near(chunk, speech=speech) for chunk in chunks]


def test_the_first_voice_is_near() -> None:
    assert all(near(Loudness(), sound(300, 20)))


def test_a_voice_from_further_away_is_not_near_after_a_near_one() -> None:
    loudness = Loudness()
    near(loudness, sound(10, 10), speech=False)
    assert all(near(loudness, sound(4000, 40)))
    assert not any(near(loudness, sound(400, 60))[3:])


def test_somebody_louder_than_the_television_is_who_speaks() -> None:
    loudness = Loudness()
    assert all(near(loudness, sound(500, 60)))
    assert all(near(loudness, sound(4000, 40)))
    assert not any(near(loudness, sound(500, 30))[3:])


def test_soft_syllables_and_short_holes_are_still_near() -> None:
    loudness = Loudness()
    near(loudness, sound(4000, 20))
    assert all(near(loudness, sound(1500, 20)))
    assert all(near(loudness, sound(50, 2)))


def test_a_bang_is_no_measure_for_long() -> None:
    loudness = Loudness()
    near(loudness, sound(20_000, 1))
    assert all(near(loudness, sound(2000, 200))[-60:])


@pytest.mark.parametrize("constant", [-9000.0, 9000.0])
def test_what_is_constant_is_no_sound(constant: float) -> None:
    loudness = Loudness()
    near(loudness, sound(4000, 20, constant=constant))
    assert not any(near(loudness, sound(100, 20, constant=constant))[3:])


def test_any_bytes_are_taken() -> None:
    loudness = Loudness()
    for pcm in (b"", b"x", bytes(3), bytes(5000)):
        assert isinstance(loudness.is_near(Chunk(pcm, 0.0), speech=True), bool)
