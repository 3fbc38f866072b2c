"""The measure itself: what counts as found, what as false."""

from pathlib import Path

import pytest

from edgeassist.lab.sensor_baselines import StaticThresholds
from edgeassist.lab.sensor_files import save
from edgeassist.lab.sensor_homes import simulated_home
from edgeassist.lab.sensor_measure import WatchedHome, episodes, homes_in, judged, measured, summed
from edgeassist.lab.sensor_tracks import Label
from edgeassist.messages import Anomaly, AnomalyKind

HOUR = 3600.0
DAY = 24 * HOUR


def house(*faults: Label, benign: tuple[Label, ...] = ()) -> WatchedHome:
    return WatchedHome(Path(), "UTC", 0.0, 7 * DAY, {"a": None, "b": None}, faults, benign)


def alert(since: float, until: float | None, kind: AnomalyKind = "spike", entity: str = "a") -> Anomaly:
    return Anomaly(entity, kind, since, until, 1.0, 1.0, None, "")


def test_found_by_an_alert_of_any_kind_within_the_tolerance() -> None:
    fault = Label("a", "stuck", DAY, DAY + HOUR)
    out = judged(house(fault), [alert(DAY + 3.5 * HOUR, DAY + 4 * HOUR, "noise")])
    assert out.macro == 1.0
    assert out.kinds["stuck"].told == 0.0
    assert out.kinds["stuck"].median_delay_s == 3.5 * HOUR
    assert out.false == []


@pytest.mark.parametrize("since", [DAY - 2 * HOUR, DAY + 5 * HOUR])
def test_too_early_or_too_late_is_missed_and_false(since: float) -> None:
    out = judged(house(Label("a", "stuck", DAY, DAY + HOUR)), [alert(since, since + HOUR / 2)])
    assert out.macro == 0.0
    assert len(out.missed) == 1
    assert out.false_rate == 1 / 2  # one in two sensor weeks


def test_an_alert_on_another_sensor_finds_nothing() -> None:
    out = judged(house(Label("a", "stuck", DAY, 2 * DAY)), [alert(DAY, DAY, entity="b")])
    assert (len(out.found), len(out.false)) == (0, 1)


def test_an_alert_that_lasts_covers_what_comes() -> None:
    out = judged(house(Label("a", "drift", DAY, 2 * DAY)), [alert(DAY / 2, None)])
    assert out.kinds["drift"].found == 1.0
    assert out.kinds["drift"].median_delay_s == 0.0


def test_every_kind_weighs_the_same() -> None:
    faults = [Label("a", "spike", DAY + n * HOUR, DAY + n * HOUR) for n in range(3)]
    out = judged(house(*faults, Label("b", "noise", 0, HOUR)), [alert(0, HOUR, entity="b")])
    assert out.macro == 0.5


def test_alerts_without_a_gap_of_an_hour_are_one_episode() -> None:
    alerts = [alert(0, HOUR), alert(1.9 * HOUR, 2 * HOUR), alert(0.5 * HOUR, 0.6 * HOUR), alert(3 * HOUR, None)]
    found = list(episodes("a", alerts, 9 * HOUR))
    assert [(each.start, each.end, len(each.alerts)) for each in found] == [(0, 2 * HOUR, 3), (3 * HOUR, 9 * HOUR, 1)]


def test_what_else_went_on_is_told_with_a_false_episode() -> None:
    benign = (Label("*", "guests", DAY, DAY + HOUR), Label("b", "restart", DAY, DAY))
    out = judged(house(benign=benign), [alert(DAY, DAY)])
    assert [meanwhile for _, meanwhile in out.false] == ["guests"]


def test_homes_are_summed() -> None:
    one = judged(house(Label("a", "spike", 0, 0)), [alert(0, 0)])
    none = judged(house(Label("a", "spike", 0, 0)), [alert(DAY, DAY)])
    both = summed([one, none])
    assert both.kinds["spike"].found == 0.5
    assert both.false_rate == 1 / 4


def test_a_home_on_disk(tmp_path: Path) -> None:
    save(simulated_home(2, weeks=2, faults_a_kind=1), tmp_path / "home_00")
    home = homes_in(tmp_path)[0]
    out = measured(home, StaticThresholds())
    assert len(out.found) + len(out.missed) == len(home.labels) >= 8
    assert out.kinds["left_open"].found == 1.0
    assert out.sensor_weeks == pytest.approx(2 * len(home.sensors), rel=0.01)
