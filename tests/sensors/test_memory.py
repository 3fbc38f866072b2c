import pytest

from tests.sensors.watching import DAY, START, Gauge, alerts, door, monitor

ROOM = Gauge()
NIGHTS = [(day * DAY, day * DAY + 90) for day in range(10)]


def test_a_restart_forgets_nothing() -> None:
    before = monitor()
    spike = START + 10 * DAY + 60
    alerts([*ROOM.readings(10), *door(NIGHTS)], watch=before)
    (alert,) = before.feed([ROOM.at(spike, 45.0)])
    after = monitor()
    assert after.restore(before.saved())
    for entity in ("sensor.room", "binary_sensor.door"):
        assert after.explain(entity) == before.explain(entity)
    (ended,) = after.feed([ROOM.at(spike + 600, 21.0)])
    assert (ended.kind, ended.since, ended.until) == (alert.kind, alert.since, spike + 600)


def test_a_long_stop_makes_nobody_silent() -> None:
    before = monitor()
    alerts(ROOM.readings(10), watch=before)
    after = monitor()
    assert after.restore(before.saved())
    assert after.tick(START + 14 * DAY) == []
    assert after.feed([ROOM.at(START + 14 * DAY + 600, 21.0)]) == []


def test_nothing_to_keep_is_kept_too() -> None:
    assert monitor().restore(monitor().saved())


@pytest.mark.parametrize("broken", ["empty", "other", "cut", "flipped"])
def test_a_broken_state_changes_nothing(broken: str) -> None:
    watch = monitor()
    alerts(ROOM.readings(1), watch=watch)
    state = watch.saved()
    made = {
        "empty": b"",
        "other": b"SQLite format 3\0" + bytes(500),
        "cut": state[: len(state) // 2],
        "flipped": state[:-5] + bytes([state[-5] ^ 1]) + state[-4:],
    }
    known = watch.entities()
    assert not watch.restore(made[broken])
    assert watch.entities() == known


def test_a_sensor_costs_less_than_three_kilobytes() -> None:
    watch = monitor()
    many = [Gauge(f"sensor.room_{place}") for place in range(1024)]
    watch.feed([gauge.at(START + place * 0.01, 21.0) for place, gauge in enumerate(many)])
    known = watch._known
    assert known.numbers.data[:, :1].nbytes + known.switches.data[:, :1].nbytes < 3000
