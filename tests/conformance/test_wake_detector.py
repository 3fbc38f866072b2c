"""Laws of every wake word detector."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, Chunk, Detection
from edgeassist.stages import WakeDetector
from tests.wake.words import detector


@pytest.fixture(params=[detector])
def make(request: pytest.FixtureRequest) -> Callable[[], WakeDetector]:
    return request.param  # type: ignore[no-any-return]


@pytest.mark.parametrize("scale", [0, 1, 1_000, 30_000])
def test_noise_of_any_loudness_is_not_the_word(make: Callable[[], WakeDetector], scale: float) -> None:
    values = np.random.default_rng(1).normal(scale=scale, size=(300, CHUNK_SAMPLES)).clip(-32768, 32767)
    ears = make()
    found: list[Detection | None] = [
        ears.process(Chunk(row.astype("<i2").tobytes(), number * CHUNK_S)) for number, row in enumerate(values)
    ]
    assert found == [None] * 300


@pytest.mark.parametrize("length", [0, 2, 100, 333 * 2, 5_000 * 2])
def test_it_takes_chunks_of_any_length(make: Callable[[], WakeDetector], length: int) -> None:
    ears = make()
    assert all(ears.process(Chunk(bytes(length), number * length / 32_000)) is None for number in range(20))
