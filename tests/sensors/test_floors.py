"""What the monitor finds at least in a small simulated home, so that no detector can fall silent unnoticed."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from edgeassist.lab.sensor_files import readings
from edgeassist.lab.sensor_homes import KINDS, simulated_home
from edgeassist.lab.sensor_measure import Measured, judged, watched
from edgeassist.sensors.monitor import Monitor
from edgeassist.sensors.replay import merged, replayed
from edgeassist.settings import SensorsSettings
from tests.sensors.watching import DAY, HOUR, START, Gauge, alerts

_SPARSE = 2600
"""Sensors with more reports than that take too long for a test."""

_HARD = {"drift", "missing_cycle", "level_shift", "noise"}


@pytest.fixture(scope="module")
def found() -> Measured:
    home = simulated_home(5, weeks=3, faults_a_kind=12)
    home = replace(home, sensors=[each for each in home.sensors if len(each.reports.at) < _SPARSE])
    monitor = Monitor(SensorsSettings(), ZoneInfo(home.zone))
    return judged(watched(home), merged(replayed(monitor, readings(home))))


def test_most_faults_are_found_and_hardly_anybody_is_called_for_nothing(found: Measured) -> None:
    assert found.macro > 0.8
    assert found.false_rate < 0.15


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_fault_is_found(found: Measured, kind: str) -> None:
    figures = found.kinds.get(kind)
    assert figures is None or figures.found >= (0.4 if kind in _HARD else 0.7)


def test_a_sensor_that_tells_neither_class_nor_unit() -> None:
    bare = [replace(each, device_class=None, unit=None) for each in Gauge().readings(12)]
    later = START + 10 * DAY + 5 * HOUR
    assert alerts(bare) == []
    odd = [replace(each, value=35.0) if later <= each.at < later + 600 else each for each in bare]
    assert {alert.since for alert in alerts(odd)} == {each.received for each in odd if each.value == 35.0}


def test_a_sensor_that_begins_to_report_every_second() -> None:
    slow = Gauge().readings(8)
    fast = [replace(slow[-1], at=moment, received=moment) for moment in (slow[-1].at + np.arange(1, 3601)).tolist()]
    told = alerts([*slow, *fast])
    assert {alert.reason for alert in told} == {"It reports far more often than it usually does."}
    fast[1800] = replace(fast[1800], value=35.0)
    assert ("spike", fast[1800].received) in {(alert.kind, alert.since) for alert in alerts([*slow, *fast])}
