import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.intent.calibration import Calibration

outcomes = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200)


@given(outcomes, st.floats(0, 1), st.floats(0, 1))
def test_it_rises_and_stays_between_0_and_1(some: list[tuple[float, bool]], a: float, b: float) -> None:
    fitted = Calibration.fitted([raw for raw, _ in some], [right for _, right in some])
    assert 0 <= fitted(min(a, b)) <= fitted(max(a, b)) <= 1


@given(outcomes)
def test_it_can_be_stored(some: list[tuple[float, bool]]) -> None:
    fitted = Calibration.fitted([raw for raw, _ in some], [right for _, right in some])
    assert Calibration.of([list(point) for point in fitted.points]) == fitted


def test_readings_that_are_equally_sure_make_one_point() -> None:
    fitted = Calibration.fitted([0.5] * 4, [False, False, False, True])
    assert [raw for raw, _ in fitted.points] == [0.0, 0.5, 1.0]


def test_it_finds_how_often_one_is_right() -> None:
    chance = random.Random(1)
    raw = [chance.random() for _ in range(20_000)]
    fitted = Calibration.fitted(raw, [chance.random() < value**3 for value in raw])
    for value in (0.3, 0.6, 0.9):
        assert fitted(value) == pytest.approx(value**3, abs=0.05)


def test_nothing_known_claims_nothing() -> None:
    assert Calibration.fitted([], [])(0.5) <= 0.5


@pytest.mark.parametrize("points", [[], [[0, 0]], [[0, 0.5], [1, 0.4]], [[0.1, 0], [1, 1]], [[0, 0], [0, 0.1], [1, 1]]])
def test_points_that_do_not_rise_are_refused(points: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="must rise from 0 to 1"):
        Calibration.of(points)
