from dataclasses import replace

import numpy as np
import pytest

from edgeassist.messages import Anomaly, Reading
from edgeassist.sensors.monitor import Monitor
from edgeassist.sensors.replay import merged, replayed
from edgeassist.settings import SensorsSettings
from tests.sensors.watching import DAY, HOUR, START, Gauge, alerts, door, monitor, shifted

ROOM = Gauge()
WEEKS = ROOM.readings(16)
LATER = START + 14 * DAY + 5 * HOUR
LAST = next(each.value for each in WEEKS if each.at >= LATER)


def kinds(told: list[Anomaly]) -> set[str]:
    return {alert.kind for alert in told}


def without(readings: list[Reading], start: float, end: float) -> list[Reading]:
    return [each for each in readings if not start <= each.at < end]


def test_a_healthy_sensor_is_left_in_peace() -> None:
    assert alerts(WEEKS) == []


def test_a_spike_is_told_at_once_and_ends_with_the_next_reading() -> None:
    (alert,) = alerts([*WEEKS, ROOM.at(LATER, 34.0)])
    assert (alert.kind, alert.since, alert.value) == ("spike", LATER, 34.0)
    assert alert.until is not None
    assert alert.until - alert.since < 700
    assert alert.expected is not None
    assert 18 < alert.expected[0] < alert.expected[1] < 23


def test_a_power_cut_is_the_fault_of_no_sensor() -> None:
    house = [each for place in range(12) for each in Gauge(f"sensor.room_{place}").readings(16, seed=place)]
    cut = {f"sensor.room_{place}" for place in range(8)}
    left = [each for each in house if each.entity not in cut or not LATER <= each.at < LATER + 2.5 * HOUR]
    assert "dropout" not in kinds(alerts(left))
    alone = [each for each in house if each.entity != "sensor.room_3" or not LATER <= each.at < LATER + 2.5 * HOUR]
    assert "dropout" in kinds(alerts(alone))


def test_a_lasting_shift_is_told_then_adopted() -> None:
    told = alerts(shifted(ROOM.readings(25), LATER, 6.0))
    assert "level_shift" in kinds(told)
    assert max(alert.since for alert in told) < LATER + 2 * HOUR
    assert all(alert.until is not None and alert.until < LATER + 2 * DAY for alert in told)


def test_what_cannot_be_is_out_of_range() -> None:
    (alert,) = alerts([*WEEKS, ROOM.at(LATER, -127.0)])
    assert alert.kind == "out_of_range"
    assert "cannot be" in alert.reason


def test_a_value_that_never_moves_is_stuck() -> None:
    held = [replace(each, value=LAST) if each.at >= LATER else each for each in WEEKS]
    told = alerts(held)
    assert "stuck" in kinds(told)
    assert all(LATER < alert.since < LATER + 6 * HOUR for alert in told)


def test_a_sensor_that_falls_silent() -> None:
    (alert,) = alerts([each for each in WEEKS if each.at < LATER], until=LATER + DAY)
    assert alert.kind == "dropout"
    assert LATER + 0.5 * HOUR < alert.since < LATER + 3 * HOUR


def test_silence_is_over_with_the_next_word() -> None:
    (alert,) = alerts(without(WEEKS, LATER, LATER + 6 * HOUR))
    assert alert.until is not None
    assert LATER + 6 * HOUR <= alert.until < LATER + 6.5 * HOUR


def test_an_unsteady_sensor_is_noisy() -> None:
    chance = np.random.default_rng(5)
    noisy = [
        replace(each, value=round(each.value + float(chance.normal(0, 3)), 1))
        if each.at >= LATER and isinstance(each.value, float)
        else each
        for each in WEEKS
    ]
    assert "noise" in kinds(alerts(noisy))


def test_a_slow_drift_is_told_within_days() -> None:
    slow = [
        replace(each, value=round(each.value + max(0.0, (each.at - LATER) / DAY), 1))
        if isinstance(each.value, float)
        else each
        for each in ROOM.readings(21)
    ]
    told = alerts(slow)
    assert kinds(told) & {"drift", "level_shift"}
    assert LATER < min(alert.since for alert in told) < LATER + 5 * DAY


def test_a_counter_that_runs_fast() -> None:
    steps = np.where(np.arange(16 * 144) % 3 == 0, 0.1, 0.0)
    steps[14 * 144 : 14 * 144 + 30] = 3.0
    counts = np.cumsum(steps).round(1).tolist()
    meter = Gauge("sensor.meter", "energy", "kWh")
    (alert, *_) = alerts([meter.at(START + 600.0 * place, count) for place, count in enumerate(counts)])
    assert alert.kind == "rate"
    assert START + 14 * DAY < alert.since < START + 14 * DAY + 3 * HOUR


DAILY = [(day * DAY + hour * HOUR, day * DAY + hour * HOUR + 60) for day in range(14) for hour in (8, 12, 17, 20)]


def test_a_door_that_stands_open() -> None:
    opened = 14 * DAY + 12 * HOUR
    (alert,) = alerts(door([*DAILY, (opened, opened + 5 * HOUR)]))
    assert alert.kind == "left_open"
    assert START + opened + 600 <= alert.since < START + opened + HOUR
    assert alert.until == START + opened + 5 * HOUR


def test_a_door_in_the_night() -> None:
    night = next(
        moment for moment in (14 * DAY + hour * HOUR for hour in range(24)) if (START + moment) % DAY // HOUR == 2
    )
    by_day = [(start, end) for start, end in DAILY if 7 <= (START + start) % DAY / HOUR <= 22]
    (alert,) = alerts(door([*by_day, (night, night + 60)]))
    assert (alert.kind, alert.since) == ("night_activity", START + night)


def test_a_bad_contact_flaps() -> None:
    flaps = [(14 * DAY + 5.0 * place, 14 * DAY + 5.0 * place + 2) for place in range(60)]
    assert "rate" in kinds(alerts(door([*DAILY, *flaps])))


def test_a_pump_that_does_not_run() -> None:
    runs = [(place * 6 * HOUR, place * 6 * HOUR + 900) for place in range(60)]
    told = alerts(door(runs, "binary_sensor.pump", "running"), until=START + 17 * DAY)
    assert kinds(told) == {"missing_cycle"}
    assert told[0].since < START + 16 * DAY


# --- what has to raise nothing ---------------------------------------------------------------------


def test_an_announced_change_of_the_unit() -> None:
    after = [
        replace(each, value=round(each.value * 1.8 + 32, 1), unit="°F")
        if each.at >= LATER and isinstance(each.value, float)
        else each
        for each in WEEKS
    ]
    watch = monitor()
    assert alerts(after, watch=watch) == []
    low, high = watch.expected("sensor.room", LATER) or (0.0, 0.0)
    assert 60 < low < high < 80


def test_a_restart_repeats_what_was_kept() -> None:
    kept = replace(WEEKS[10], received=LATER, retained=True)
    assert alerts([*WEEKS, kept, replace(kept, at=LATER)]) == []


def test_late_repeated_and_wrongly_dated_readings_teach_nothing() -> None:
    odd = [
        replace(WEEKS[500], received=LATER, value=80.0),
        replace(ROOM.at(LATER, 80.0), at=0.0),
        replace(ROOM.at(LATER, 80.0), at=LATER + 3 * 365 * DAY),
        replace(WEEKS[1500], received=WEEKS[1500].received + 5),
    ]
    watch, calm = monitor(), monitor()
    assert alerts([*WEEKS, *odd], watch=watch) == alerts(WEEKS, watch=calm)
    assert watch.expected("sensor.room", LATER) == calm.expected("sensor.room", LATER)


def test_off_for_hours_is_not_silent() -> None:
    off = [each for each in WEEKS if not LATER <= each.at < LATER + 3 * HOUR]
    assert alerts([*off, ROOM.at(LATER, "unavailable")]) == []


def test_off_for_a_day_is_told() -> None:
    off = [each for each in WEEKS if each.at < LATER]
    (alert,) = alerts([*off, ROOM.at(LATER, "unavailable")], until=LATER + DAY)
    assert alert.kind == "dropout"
    assert "unavailable" in alert.reason


@pytest.mark.parametrize("step", [-HOUR, HOUR, 400 * DAY])
def test_the_clock_goes_back_or_forth(step: float) -> None:
    house = [each for place in range(6) for each in Gauge(f"sensor.room_{place}").readings(8, seed=place)]
    jump = START + 7 * DAY
    moved = [
        replace(each, at=each.at + step, received=each.received + step) if each.at >= jump else each
        for each in sorted(house, key=lambda reading: reading.received)
    ]
    assert merged(replayed(monitor(), moved)) == []


def test_what_all_sensors_miss_is_the_fault_of_none() -> None:
    house = [each for place in range(6) for each in Gauge(f"sensor.room_{place}").readings(8, seed=place)]
    assert alerts(without(house, START + 7 * DAY, START + 7.2 * DAY)) == []


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_daylight_saving_time(zone: str) -> None:
    readings = [replace(each, at=each.at + 30 * DAY, received=each.received + 30 * DAY) for each in WEEKS]
    assert alerts(readings, watch=monitor(zone)) == []


def test_a_sensor_that_reports_changes_only() -> None:
    sparse, last = [], 0.0
    for each in WEEKS:
        if isinstance(each.value, float) and abs(each.value - last) >= 0.5:
            sparse.append(each)
            last = each.value
    assert alerts(sparse) == []


def test_a_battery_that_was_changed() -> None:
    battery = Gauge("sensor.battery", "battery", "%", level=50, swing=0, noise=0)
    assert alerts(shifted(battery.readings(18), LATER, 48.0)) == []


# --- what people say -------------------------------------------------------------------------------


def test_muted_until_then() -> None:
    watch = monitor()
    alerts(WEEKS, watch=watch)
    watch.mute("sensor.room", LATER + 4 * DAY)
    assert watch.feed([ROOM.at(START + 16.1 * DAY, 60.0)]) == []


def test_accepted_is_normal_from_now_on() -> None:
    opened = 14 * DAY + 12 * HOUR
    watch = monitor()
    alerts(door(DAILY), watch=watch)
    watch.feed([Reading("binary_sensor.door", "on", START + opened, START + opened, "door")])
    (alert,) = watch.tick(START + opened + 2 * HOUR)
    assert alert.kind == "left_open"
    (ended,) = watch.accept("binary_sensor.door")
    assert ended.until is not None
    again = START + opened + DAY
    watch.feed(
        [
            Reading("binary_sensor.door", state, again + late, again + late, "door")
            for state, late in (("off", -60), ("on", 0))
        ]
    )
    assert watch.tick(again + 2 * HOUR) == []


def test_sooner_and_later() -> None:
    small, large = ROOM.at(START + 16.01 * DAY, 22.5), ROOM.at(START + 16.01 * DAY, 26.0)
    for reading, step, told in ((large, -10, False), (large, 0, True), (small, 0, False), (small, 3, True)):
        watch = monitor()
        alerts(WEEKS, watch=watch)
        assert watch.sensitivity("sensor.room", step)
        back = ROOM.at(reading.at + 600, LAST)
        assert bool(watch.feed([reading, back])) is told, (reading.value, step)
    assert not monitor().sensitivity("sensor.unheard_of", 1)


def test_all_sensors_sooner_by_the_settings() -> None:
    for sensitivity, sooner in (("low", -0.4), ("normal", 0.0), ("high", 0.2)):
        watch = Monitor(SensorsSettings.model_validate({"sensitivity": sensitivity}), None)
        watch.feed([ROOM.at(START, 21.0), *door([])])
        assert {(watch.explain(entity) or {})["sooner"] for entity in watch.entities()} == {sooner}


def test_what_is_learned_can_be_looked_at() -> None:
    watch = monitor()
    alerts([*WEEKS, *door(DAILY)], watch=watch)
    about = watch.explain("sensor.room") or {}
    assert 20 < about["level"] < 22
    low, high = about["range_seen"]
    assert low < 20
    assert high > 22
    assert 550 < about["usual_gap_s"] < 650
    assert (watch.explain("binary_sensor.door") or {})["value"] == "off"
    assert watch.explain("sensor.unheard_of") is None
    assert watch.expected("binary_sensor.door", LATER) is None
