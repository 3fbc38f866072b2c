import numpy as np
import pytest

from edgeassist.sensors.lengths import Lengths
from edgeassist.sensors.maths import MANY, ONE
from edgeassist.sensors.tails import Tail, TailState

TAIL = Tail(top=0.1, memory=60.0, prior=0.5, least=0.01)


def learned(numbers: list[float]) -> TailState:
    state = TailState(0.0, 0.0, 0.0)
    for number in numbers:
        state = TAIL.learned(ONE, state, number)
    return state


def test_evidence_is_about_the_logarithm_of_the_chance() -> None:
    chance = np.random.default_rng(3)
    state = learned(chance.exponential(1.0, 5000).tolist())
    for odds in (100, 1000, 10_000):
        assert TAIL.evidence(ONE, state, float(np.log(odds))) == pytest.approx(np.log(odds), rel=0.35)


def test_a_young_tail_is_surprised_by_little() -> None:
    numbers = np.random.default_rng(3).exponential(1.0, 5000).tolist()
    assert TAIL.evidence(ONE, learned(numbers[:20]), 12.0) < TAIL.evidence(ONE, learned(numbers), 12.0)


def test_an_anomaly_does_not_teach_that_it_is_normal() -> None:
    numbers = np.random.default_rng(3).exponential(1.0, 2000).tolist()
    assert TAIL.evidence(ONE, learned([*numbers, *[30.0] * 24]), 30.0) > 10


def test_one_and_many_are_the_same_rule() -> None:
    numbers = np.random.default_rng(4).normal(0, 1, 300)
    many = TailState(*np.zeros((3, 2)))
    for number in numbers:
        many = TAIL.learned(MANY, many, np.array([number, number]))
    one = learned(numbers.tolist())
    assert [float(row[1]) for row in many] == pytest.approx(list(one))
    assert TAIL.evidence(MANY, many, np.array([2.0, 9.0])) == pytest.approx(
        [TAIL.evidence(ONE, one, 2.0), TAIL.evidence(ONE, one, 9.0)]
    )


def test_a_limit_follows_how_often_long_ones_come() -> None:
    rule = Lengths(long=3.0, slope=0.25)
    regular, napping = np.zeros((5, 1)), np.zeros((5, 1))
    for place in range(1000):
        rule.learn(regular, np.array([60.0]), np.zeros(1))
        rule.learn(napping, np.array([3600.0 if place % 100 == 50 else 60.0]), np.zeros(1))
    weeks = np.array([2.0])
    assert 180 < rule.limit(regular, weeks)[0] < 600
    assert 3600 < rule.limit(napping, weeks)[0] < 4 * 3600
