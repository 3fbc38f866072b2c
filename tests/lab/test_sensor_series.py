import numpy as np
import pytest

from edgeassist.lab.sensor_series import Series, all_series
from edgeassist.lab.sensor_series_measure import best, figures, scores_of


def series(*windows: tuple[int, int]) -> Series:
    return Series("a", np.arange(100.0), np.zeros(100), windows)


def scores(*alarms: int) -> np.ndarray:
    out = np.zeros(100)
    out[list(alarms)] = 1
    return out


@pytest.mark.parametrize(
    ("alarms", "points"),
    [((), 0), ((50,), 100), ((55,), 50), ((55, 59), 50), ((80,), -10), ((80, 81), -20), ((3,), 0), ((50, 80), 90)],
)
def test_points(alarms: tuple[int, ...], points: float) -> None:
    assert figures([series((50, 59))], [scores(*alarms)], 0.5).points == pytest.approx(points)


def test_the_best_threshold_is_found() -> None:
    score = scores(50) + 0.5 * scores(80)
    out = best([series((50, 59))], [score])
    assert (out.points, out.found, out.false) == (100, 1, 0)
    assert out.threshold > 0.5


def test_scores_come_in_order_and_know_nothing_of_later() -> None:
    seen: list[float] = []

    def score(at: float, value: float) -> float:  # noqa: ARG001
        seen.append(at)
        return len(seen)

    assert scores_of(series(), score).tolist() == list(range(1, 101))
    assert seen == sorted(seen)


def test_series_are_made_with_windows_and_without() -> None:
    every = all_series(1, each=2)
    assert all(len(each.at) == len(each.value) >= 1000 for each in every)
    assert all(np.isfinite(each.value).all() for each in every)
    assert any(each.windows for each in every)
    assert any(not each.windows for each in every)
    for each in every:
        assert all(0 <= first < last < len(each.at) for first, last in each.windows)
        assert (np.diff(each.at) > 0).all()


def test_the_same_seed_makes_the_same_series() -> None:
    one, other = (all_series(2, each=2)[1] for _ in range(2))
    assert np.array_equal(one.value, other.value)
    assert one.windows == other.windows
