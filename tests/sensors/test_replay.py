"""How a monitor is driven from a file: what it is handed together, and when its timers ring."""

from collections.abc import Sequence
from dataclasses import replace

from edgeassist.messages import Anomaly, Reading
from edgeassist.sensors.replay import merged, replayed


class Silence:
    """A monitor that says what has been silent for 100 s, and remembers what it was handed."""

    def __init__(self, *, deaf: bool = False) -> None:
        self.fed: list[list[float]] = []
        self.rung: list[float] = []
        self._deaf = deaf
        self._last: float | None = None

    def feed(self, readings: Sequence[Reading]) -> list[Anomaly]:
        self.fed.append([reading.received for reading in readings])
        self._last = readings[-1].received
        return []

    def tick(self, now: float) -> list[Anomaly]:
        self.rung.append(now)
        if not self._deaf:
            self._last = None
        return [Anomaly("sensor.a", "dropout", now, None, 1.0, None, None, "silent")]

    def next_due(self) -> float | None:
        return None if self._last is None else self._last + 100


def at(*moments: float) -> list[Reading]:
    return [Reading("sensor.a", 1.0, moment, moment) for moment in moments]


def test_what_arrives_close_together_is_handed_over_together() -> None:
    monitor = Silence()
    assert list(replayed(monitor, at(0, 10, 29, 60, 61))) == []
    assert monitor.fed == [[0, 10, 29], [60, 61]]


def test_a_burst_is_handed_over_in_parts() -> None:
    monitor = Silence()
    list(replayed(monitor, at(*[5.0] * 1300)))
    assert [len(batch) for batch in monitor.fed] == [512, 512, 276]


def test_a_timer_rings_when_it_is_due_and_not_when_the_next_reading_comes() -> None:
    monitor = Silence()
    said = list(replayed(monitor, at(0, 5000)))
    assert monitor.rung == [100]
    assert [anomaly.since for anomaly in said] == [100]


def test_nothing_is_handed_over_together_across_a_timer() -> None:
    monitor = Silence()
    list(replayed(monitor, at(0, 90, 105)))
    assert monitor.fed == [[0], [90], [105]]


def test_no_time_passes_after_the_last_reading() -> None:
    monitor = Silence()
    assert list(replayed(monitor, at(0, 10))) == []
    assert monitor.rung == []


def test_a_timer_that_stays_due_does_not_hold_up_the_file() -> None:
    monitor = Silence(deaf=True)
    list(replayed(monitor, at(0, 1000, 2000)))
    assert monitor.fed == [[0], [1000], [2000]]
    assert monitor.rung == [100, 1000, 1100, 2000]


def test_years_are_not_gone_through_step_by_step() -> None:
    monitor = Silence()
    list(replayed(monitor, at(0, 1e9)))
    assert monitor.rung == [1e9]


def test_a_clock_that_goes_backwards() -> None:
    monitor = Silence()
    list(replayed(monitor, at(1000, 990, 5)))
    assert sum(len(batch) for batch in monitor.fed) == 3


def test_each_alert_once_as_it_was_last_told() -> None:
    later = Anomaly("sensor.b", "noise", 7.0, None, 0.9, 1.0, None, "")
    first = Anomaly("sensor.a", "spike", 5.0, None, 0.9, 1.0, None, "")
    assert merged([later, first, replace(first, until=9.0)]) == [replace(first, until=9.0), later]
