import math
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from edgeassist.messages import Reading
from edgeassist.sensors.monitor import Monitor
from tests.sensors.watching import DAY, START, Gauge, alerts, monitor

VALUES = some.one_of(
    some.floats(), some.sampled_from(["on", "off", "unavailable", "banana", "", None, 1e308, -1e308, 0.0, -0.0, 21.5])
)
TIMES = some.one_of(some.floats(START - DAY, START + DAY), some.floats(), some.just(0.0))
UNITS = some.sampled_from(["°C", "°F", "K", "W", "", None, "x" * 1000])
READINGS = some.builds(
    Reading,
    entity=some.sampled_from(["sensor.a", "sensor.b", "binary_sensor.c", ""]),
    value=VALUES,
    at=TIMES,
    received=TIMES,
    device_class=some.sampled_from(["temperature", "energy", "door", "battery", None, "x"]),
    unit=UNITS,
    retained=some.booleans(),
)


@given(some.lists(READINGS, max_size=40))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_that_arrives_is_too_strange(readings: list[Reading]) -> None:
    watch = monitor()
    for alert in watch.feed(readings):
        assert math.isfinite(alert.since)
        assert 0 <= alert.score <= 1
    if (due := watch.next_due()) is not None:
        watch.tick(due)
    for entity in watch.entities():
        assert watch.explain(entity) is not None
    assert monitor().restore(watch.saved())


def level(watch: Monitor) -> object:
    return (watch.explain("sensor.room") or {})["level"]


@given(some.sampled_from([math.nan, math.inf, -math.inf, 1e308, "on", "unavailable", "x" * 1_000_000, None]))
@settings(deadline=None, max_examples=8)
def test_what_is_no_measurement_is_not_learned_from(value: float | str | None) -> None:
    room = Gauge()
    watch, calm = monitor(), monitor()
    readings = room.readings(3)
    alerts([*readings, *(room.at(START + 2 * DAY + 60.0 * place, value) for place in range(50))], watch=watch)
    alerts(readings, watch=calm)
    assert level(watch) == level(calm)


def test_fifty_thousand_at_once() -> None:
    room = Gauge()
    watch = monitor()
    alerts(room.readings(3), watch=watch)
    flood = [room.at(START + 3 * DAY + 0.001 * place, 21.0 + place % 3 / 10) for place in range(50_000)]
    watch.feed(flood)
    assert [room.entity] == watch.entities()


def test_one_by_one_and_all_at_once_come_to_the_same() -> None:
    gauges = [Gauge(f"sensor.room_{place}", level=15.0 + place) for place in range(12)]
    readings = sorted(
        (each for place, gauge in enumerate(gauges) for each in gauge.readings(4, seed=place)),
        key=lambda reading: reading.received,
    )
    together, alone = monitor(), monitor()
    alerts(readings, watch=together)
    for reading in readings:
        alone.feed([reading])
    for gauge in gauges:
        one, other = together.explain(gauge.entity) or {}, alone.explain(gauge.entity) or {}
        assert math.isclose(one["level"], other["level"], rel_tol=1e-6)
        assert one["readings"] == other["readings"]


def test_a_change_to_a_unit_that_has_nothing_to_do_with_it_begins_anew() -> None:
    room = Gauge()
    watch = monitor()
    alerts(room.readings(3), watch=watch)
    odd = replace(room, unit="furlong")
    assert watch.feed([odd.at(START + 3.1 * DAY, 9000.0)]) == []
    assert (watch.explain("sensor.room") or {})["days"] == 0
