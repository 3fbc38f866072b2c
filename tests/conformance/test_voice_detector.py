"""Laws of every voice detector."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, Chunk
from edgeassist.stages import VoiceDetector
from edgeassist.vad.silero import Silero


@pytest.fixture(params=[Silero])
def make(request: pytest.FixtureRequest) -> Callable[[], VoiceDetector]:
    return request.param  # type: ignore[no-any-return]


def _sound(scale: float, count: int = 40, seed: int = 1) -> list[Chunk]:
    values = np.random.default_rng(seed).normal(scale=scale, size=(count, CHUNK_SAMPLES)).clip(-32768, 32767)
    return [Chunk(row.astype("<i2").tobytes(), number * CHUNK_S) for number, row in enumerate(values)]


@pytest.mark.parametrize("scale", [0, 1, 1_000, 30_000, 1e6])
def test_it_gives_a_probability_for_any_sound(make: Callable[[], VoiceDetector], scale: float) -> None:
    detector = make()
    assert all(0 <= detector.process(chunk) <= 1 for chunk in _sound(scale))


@pytest.mark.parametrize("length", [0, 2, 700, 2 * CHUNK_SAMPLES])
def test_it_takes_the_short_chunk_at_the_end_of_a_file(make: Callable[[], VoiceDetector], length: int) -> None:
    assert 0 <= make().process(Chunk(bytes(length), 0.0)) <= 1


def test_reset_forgets_everything(make: Callable[[], VoiceDetector]) -> None:
    detector = make()
    fresh = [detector.process(chunk) for chunk in _sound(500)]
    detector.reset()
    assert [detector.process(chunk) for chunk in _sound(500)] == pytest.approx(fresh, abs=1e-6)


def test_two_detectors_do_not_disturb_each_other(make: Callable[[], VoiceDetector]) -> None:
    alone, one, other = make(), make(), make()
    expected = [alone.process(chunk) for chunk in _sound(500)]
    mixed = []
    for chunk, noise in zip(_sound(500), _sound(9_000, seed=2), strict=True):
        mixed.append(one.process(chunk))
        other.process(noise)
    assert mixed == pytest.approx(expected, abs=1e-6)
