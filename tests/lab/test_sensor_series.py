from itertools import pairwise

import numpy as np
import pytest

from edgeassist.lab.sensor_baselines import RangeSeen
from edgeassist.lab.sensor_series import Series, all_series
from edgeassist.lab.sensor_series_measure import best, figures, scores_of
from edgeassist.lab.sensor_series_public import public_series
from edgeassist.sensors.scoring import Scorer


def series(*windows: tuple[int, int]) -> Series:
    return Series("a", np.arange(100.0), np.zeros(100), windows)


def scores(*alarms: int) -> np.ndarray:
    out = np.zeros(100)
    out[list(alarms)] = 1
    return out


@pytest.mark.parametrize(
    ("alarms", "points"),
    [((), 0), ((50,), 100), ((55,), 93), ((55, 59), 93), ((59,), 62.4), ((3,), 0), ((30, 50), 94.5)],
)
def test_points(alarms: tuple[int, ...], points: float) -> None:
    assert figures([series((50, 59))], [scores(*alarms)], 0.5).points == pytest.approx(points, abs=0.5)


def test_an_alarm_shortly_after_a_window_costs_less_than_one_out_of_nothing() -> None:
    after, later, before = (figures([series((50, 59))], [scores(row)], 0.5).points for row in (60, 80, 40))
    assert 0 > after > later
    assert later == pytest.approx(before, abs=0.1) == -5.5


def test_the_best_threshold_is_found() -> None:
    score = scores(50) + 0.5 * scores(80)
    out = best([series((50, 59))], [score])
    assert (out.points, out.found, out.false) == (100, 1, 0)
    assert out.threshold > 0.5


def test_nobody_has_to_say_anything() -> None:
    assert best([series((50, 59))], [np.ones(100)]).points == 0


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


def test_measured_series_are_made_odd() -> None:
    every = public_series(3, each=1)
    assert len({each.name for each in every}) == len(every) >= 10
    for each in every:
        assert len(each.at) == len(each.value) >= 1000
        assert np.isfinite(each.value).all()
        assert (np.diff(each.at) > 0).all()
        assert 1 <= len(each.windows) <= 3


def test_windows_cover_a_tenth_and_keep_apart() -> None:
    for each in [one for one in all_series(4, each=2) if one.windows]:
        assert sum(last - first for first, last in each.windows) < 0.11 * len(each.at)
        assert all(one[1] < other[0] for one, other in pairwise(each.windows))


def test_what_is_told_on_made_series_is_more_than_what_is_outside_of_the_range_seen() -> None:
    every = [each for each in all_series(5, each=2) if 2000 < len(each.at) < 4000]
    ours = best(every, [scores_of(each, Scorer().score) for each in every])
    seen = [RangeSeen() for _ in every]
    plain = best(every, [scores_of(e, lambda _, v, r=r: r.score(v)) for e, r in zip(every, seen, strict=True)])  # type: ignore[misc]
    assert ours.points > plain.points


def test_the_same_seed_makes_the_same_series() -> None:
    one, other = (all_series(2, each=2)[1] for _ in range(2))
    assert np.array_equal(one.value, other.value)
    assert one.windows == other.windows
