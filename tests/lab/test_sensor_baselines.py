from collections.abc import Callable
from random import Random

import pytest

from edgeassist.lab.sensor_baselines import EachAlone, Scored, StaticThresholds, ZScore
from edgeassist.lab.sensor_speed import cost
from edgeassist.messages import Reading
from edgeassist.sensors.replay import merged, replayed
from edgeassist.stages import SensorMonitor


def river(name: str) -> Callable[[], Scored]:
    def make() -> Scored:
        module = pytest.importorskip("edgeassist.lab.sensor_river", reason="the extra 'lab' is not installed")
        made: Scored = getattr(module, name)()
        return made

    return make


DETECTORS: dict[str, Callable[[], Scored]] = {
    "z-score": ZScore,
    "gaussian": river("Gaussian"),
    "absolute deviation": river("AbsoluteDeviation"),
    "half-space trees": river("HalfSpace"),
}


@pytest.mark.parametrize("name", DETECTORS)
def test_each_sees_a_spike_in_what_is_steady(name: str) -> None:
    detector = DETECTORS[name]()
    chance = Random(1)
    odd = [detector.is_odd(20 + chance.gauss(0, 0.3)) for _ in range(600)]
    assert sum(odd) <= 30
    assert detector.is_odd(500.0)


def test_thresholds_and_timeouts() -> None:
    door = [Reading("door", "on", 0, 0, "door"), Reading("door", "off", 3600, 3600, "door")]
    battery = [Reading("battery", 5.0, 0, 0, "battery"), Reading("battery", 90.0, 4000, 4000, "battery")]
    later = [Reading("battery", 90.0, 100_000, 100_000, "battery")]
    said = merged(replayed(StaticThresholds(), sorted([*door, *battery, *later], key=lambda each: each.received)))
    assert [(each.entity, each.kind) for each in said] == [
        ("battery", "out_of_range"), ("door", "left_open"), ("door", "dropout"), ("battery", "dropout")
    ]  # fmt: skip
    assert said[0].until == 4000
    assert 1800 < said[1].since <= 2700
    assert said[1].until == 3600


def test_unreadable_numbers_are_passed_over() -> None:
    monitor = EachAlone(ZScore)
    values: list[float | str | None] = [float("nan"), float("inf"), None, "unavailable", "on"]
    assert monitor.feed([Reading("a", value, 0, 0) for value in values]) == []


def test_cost() -> None:
    monitors: list[Callable[[], SensorMonitor]] = [StaticThresholds, lambda: EachAlone(ZScore)]
    cheap, dear = (cost(make, sensors=50, rounds=3) for make in monitors)
    assert 0 < cheap.together_us < 1000
    assert 0 < cheap.alone_us < 1000
    assert 0 < dear.sensor_kb < 50
