"""Simulated homes: what the sensors are measured on has to be what its labels say."""

import gzip
import itertools
import json
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from edgeassist.lab.sensor_calendar import DAY_S
from edgeassist.lab.sensor_files import labels, readings, save
from edgeassist.lab.sensor_homes import KINDS, SimulatedHome, simulated_home
from edgeassist.lab.sensor_tracks import UNAVAILABLE, Label, Simulated
from edgeassist.messages import Reading
from edgeassist.sensors.events import parsed_event


@pytest.fixture(scope="module")
def home() -> SimulatedHome:
    return simulated_home(3, weeks=4, faults_a_kind=6)


@pytest.fixture(scope="module")
def short() -> SimulatedHome:
    return simulated_home(5, weeks=2, faults_a_kind=1)


def faulty(home: SimulatedHome, kind: str) -> list[tuple[Simulated, Label]]:
    found = [(each, label) for each in home.sensors for label in each.labels if label.kind == kind]
    assert found
    return found


def during(each: Simulated, label: Label) -> tuple[np.ndarray, np.ndarray]:
    """Return when something arrived while the fault lasted, and the values."""
    reports = each.reports
    chosen = (reports.at >= label.start) & (reports.at < label.end - 1) & ~reports.retained
    return reports.received[chosen], reports.value[chosen]


def test_many_sensors_of_many_classes(home: SimulatedHome) -> None:
    assert len(home.sensors) >= 40
    assert len({each.sensor.device_class for each in home.sensors}) >= 20


def test_as_many_faults_of_each_kind_as_asked_for(home: SimulatedHome) -> None:
    counts = Counter(label.kind for each in home.sensors for label in each.labels)
    assert set(counts) == set(KINDS)
    assert min(counts.values()) >= 5
    assert max(counts.values()) == 6


def test_faults_of_one_sensor_stand_apart(home: SimulatedHome) -> None:
    for each in home.sensors:
        ordered = sorted(each.labels, key=lambda label: label.start)
        assert all(a.end + DAY_S < b.start for a, b in itertools.pairwise(ordered))


def test_the_first_days_have_no_faults(home: SimulatedHome) -> None:
    assert all(label.start > home.start + 2 * DAY_S for each in home.sensors for label in each.labels)


def test_nothing_or_null_comes_while_a_sensor_has_dropped_out(home: SimulatedHome) -> None:
    for each, label in faulty(home, "dropout"):
        _, values = during(each, label)
        assert np.isnan(values).all()


def test_a_stuck_sensor_says_the_same_again_and_again(home: SimulatedHome) -> None:
    for each, label in faulty(home, "stuck"):
        _, values = during(each, label)
        finite = values[np.isfinite(values)]
        assert len(np.unique(finite[1:])) <= 2  # a replaced or converted one may step once


def test_out_of_range_is_what_the_sensor_says_when_it_is_broken(home: SimulatedHome) -> None:
    for each, label in faulty(home, "out_of_range"):
        _, values = during(each, label)
        if label.detail != "thaw" and not each.reports.units:
            assert np.isin(values, each.sensor.impossible).any()


def test_left_open_is_longer_than_usual(home: SimulatedHome) -> None:
    for each, label in faulty(home, "left_open"):
        assert label.end - label.start > 2 * each.sensor.usual_s
        _, values = during(each, label)
        assert (values[np.isfinite(values)] == 1).all()


def test_counters_count_down_only_when_they_begin_again(home: SimulatedHome) -> None:
    for each in home.sensors:
        if each.sensor.entity.removesuffix("_2") in {
            "sensor.mains_energy",
            "sensor.solar_energy",
            "sensor.water_meter",
        }:
            measured = each.reports.where(~each.reports.retained)
            values = measured.value[np.argsort(measured.at, kind="stable")]
            back = np.diff(values[np.isfinite(values)]) < -0.01
            away = any(label.kind in {"clock", "late", "twice"} for label in each.benign)
            assert back.sum() <= sum(label.kind in {"reset", "replaced"} for label in each.benign) or away


def test_what_counts_the_day_begins_at_midnight(home: SimulatedHome) -> None:
    today = next(each for each in home.sensors if each.sensor.entity == "sensor.energy_today")
    curve = today.sensor.truth
    back = curve.at[1:][np.diff(curve.value) < 0]
    hours = {datetime.fromtimestamp(moment, ZoneInfo(home.zone)).hour for moment in back.tolist()}
    assert hours == {0}
    assert len(back) == 27


def test_some_sensors_have_no_device_class(home: SimulatedHome) -> None:
    bare = [each for each in home.sensors if each.sensor.device_class is None]
    assert 3 <= len(bare) <= 8


def test_everything_benign_happens(home: SimulatedHome) -> None:
    kinds = {label.kind for each in home.sensors for label in each.benign}
    assert kinds == {
        "unavailable", "replaced", "renamed", "unit", "clock", "battery", "reset", "late", "twice", "restart", "outage"
    }  # fmt: skip


def test_a_change_of_unit_is_announced_with_it(short: SimulatedHome) -> None:
    changed = next(each for each in short.sensors if each.reports.units)
    told = [reading for reading in readings(short) if reading.entity == changed.sensor.entity]
    units = [reading.unit for reading in told]
    since = units.index("°F")
    before, after = told[since - 1].value, told[since].value
    assert set(units[:since]) == {"°C"}
    assert set(units[since:]) == {"°F"}
    assert isinstance(before, float)
    assert isinstance(after, float)
    assert after == pytest.approx(before * 1.8 + 32, abs=4)


def test_a_house_may_not_know_the_time(short: SimulatedHome) -> None:
    wrong = replace(short, clock=((short.start + 1000, short.start + 2000), 500.0))
    received = np.array([short.start + 999, short.start + 1000, short.start + 1999, short.start + 2000])
    assert (wrong.shown(received, received) - received).tolist() == [0, 500, 500, 0]
    clocks = [simulated_home(seed, weeks=2, faults_a_kind=0).clock for seed in range(4)]
    assert any(clocks)
    assert not all(clocks)


def _order(reading: Reading) -> tuple[str, int, str]:
    return reading.entity, round(1000 * reading.received), str(reading.value)


def test_the_same_seed_makes_the_same_home(short: SimulatedHome) -> None:
    again = simulated_home(5, weeks=2, faults_a_kind=1)
    other = simulated_home(6, weeks=2, faults_a_kind=1)
    first = [each.reports.value.sum() for each in short.sensors]
    assert np.array_equal(first, [each.reports.value.sum() for each in again.sensors], equal_nan=True)
    assert [each.labels for each in short.sensors] == [each.labels for each in again.sensors]
    assert [each.labels for each in short.sensors] != [each.labels for each in other.sensors]


def test_what_is_written_is_what_arrives(short: SimulatedHome, tmp_path: Path) -> None:
    home = short
    count = save(home, tmp_path)
    with gzip.open(tmp_path / "events.jsonl.gz", "rb") as file:
        written = [parsed_event(line) for line in file]
    told = readings(home)
    assert len(written) == len(told) == count
    back = sum(a.received > b.received + 0.01 for a, b in itertools.pairwise(written))
    assert back <= (home.clock is not None)
    for one, other in zip(sorted(written, key=_order), sorted(told, key=_order), strict=True):
        assert (one.entity, one.unit, str(one.value)) == (other.entity, other.unit, str(other.value))
        assert abs(one.received - other.received) < 0.1
    assert any(reading.retained for reading in written)
    assert labels(tmp_path / "labels.jsonl") == [label for each in home.sensors for label in each.labels]
    assert json.loads((tmp_path / "home.json").read_text())["time_zone"] == "Europe/Berlin"


def test_unavailable_is_said_once_and_then_there_is_quiet(home: SimulatedHome) -> None:
    each, label = next((each, label) for each in home.sensors for label in each.benign if label.kind == "unavailable")
    inside = (each.reports.at >= label.start) & (each.reports.at < label.end) & ~each.reports.retained
    assert each.reports.value[inside].tolist() == [UNAVAILABLE]
