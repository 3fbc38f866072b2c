import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some

from edgeassist.sensors.scoring import Scorer


def scores(values: list[float], *, step_s: float = 300.0) -> list[float]:
    scorer = Scorer()
    return [scorer.score(step_s * place, value) for place, value in enumerate(values)]


def waves(count: int, seed: int = 1) -> list[float]:
    chance = np.random.default_rng(seed)
    series: list[float] = (10 * np.sin(np.arange(count) / 20) + chance.normal(0, 0.5, count)).tolist()
    return series


def test_a_score_depends_on_the_past_alone() -> None:
    series = waves(800)
    assert scores(series)[:500] == scores(series[:500])


def test_the_odd_one_out_scores_highest() -> None:
    series = waves(1500)
    series[1200] += 40
    told = scores(series)
    assert int(np.argmax(told)) == 1200
    assert told[1200] > 0.5


def test_another_shape_within_the_range_is_noticed() -> None:
    series = waves(2000)
    series[1500:1600] = [3.0] * 100
    told = scores(series)
    assert 1500 <= int(np.argmax(told[300:])) + 300 < 1620


def test_what_follows_a_surprise_has_to_be_stronger() -> None:
    series = waves(1500)
    series[1200] += 40
    series[1210] += 40
    told = scores(series)
    assert told[1210] < told[1200]


def test_a_passing_oddity_is_told_at_its_start_and_its_end_is_held_down() -> None:
    series = waves(3000)
    series[2000:2100] = [value + 40 for value in series[2000:2100]]
    told = scores(series)
    assert int(np.argmax(told)) in range(2000, 2003)
    assert max(told[2100:2150]) < 0.5 * max(told)


def test_an_hour_of_the_week_is_learned() -> None:
    chance = np.random.default_rng(3)
    hours = np.arange(24 * 7 * 12)
    series = (10 + chance.normal(0, 1, len(hours)) + 8 * (hours % 168 == 130)).tolist()
    usual, late = 11 * 168 + 130, 11 * 168 + 133
    as_always = scores(series, step_s=3600.0)[usual]
    moved = [*series[:late], series[usual], *series[late + 1 :]]
    moved[usual] = series[usual - 1]
    assert scores(moved, step_s=3600.0)[late] > as_always + 0.025


def test_a_constant_series_is_not_odd() -> None:
    assert max(scores([5.0] * 500)) == 0.0


@given(some.lists(some.floats(), max_size=60), some.lists(some.floats(), max_size=60))
@settings(deadline=None, max_examples=40)
def test_every_score_lies_between_0_and_1(times: list[float], values: list[float]) -> None:
    scorer = Scorer()
    for time, value in zip(times, values, strict=False):
        assert 0 <= scorer.score(time, value) <= 1


def test_what_is_no_number_scores_0_and_teaches_nothing() -> None:
    with_holes, without = Scorer(), Scorer()
    for place, value in enumerate(waves(100)):
        assert with_holes.score(place, math.nan) == 0
        assert with_holes.score(place, 1e308) == 0
        assert with_holes.score(place, value) == without.score(place, value)
