"""How well a monitor notices the faults of simulated homes, and how often it cries wolf.

    from edgeassist.lab.sensor_measure import homes_in, measured, summed

    parts = [measured(home, Monitor(settings, ZoneInfo(home.zone))) for home in homes_in(Path("build/homes"))]
    figures = summed(parts)
    print(figures.macro, figures.false_rate, figures.kinds["spike"].found, figures.kinds["spike"].median_delay_s)
    for part in parts:
        part.missed     # labels that nothing was said to
        part.false      # episodes that no fault accounts for, with what was said

or, as a table: `edgeassist lab sensors build/homes [-v]`. `readings_of(home)` yields the readings alone.

A fault counts as found when an alert of any kind on that sensor overlaps [start, end + a tolerance by kind]. An episode
is one run of alerts on a sensor without a gap of an hour; it is false where it overlaps no fault of that sensor.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median

from edgeassist.lab.sensor_files import labels
from edgeassist.lab.sensor_homes import SimulatedHome
from edgeassist.lab.sensor_tracks import Label
from edgeassist.messages import Anomaly, Reading
from edgeassist.sensors.events import parsed_event
from edgeassist.sensors.replay import merged, replayed
from edgeassist.stages import SensorMonitor

_HOUR_S = 3600.0
_WEEK_S = 7 * 86_400.0

_TOLERANCE_S = {
    "spike": 0.5 * _HOUR_S,
    "stuck": 3 * _HOUR_S,
    "dropout": 1 * _HOUR_S,
    "drift": 12 * _HOUR_S,
    "level_shift": 6 * _HOUR_S,
    "out_of_range": 0.5 * _HOUR_S,
    "noise": 2 * _HOUR_S,
    "left_open": 0.5 * _HOUR_S,
    "missing_cycle": 3 * _HOUR_S,
    "night_activity": 1 * _HOUR_S,
    "rate": 1 * _HOUR_S,
}
"""After the end of a fault, how long an alert still counts as being about it."""


@dataclass(frozen=True, slots=True)
class WatchedHome:
    """A simulated home on disk."""

    folder: Path
    zone: str
    start: float
    end: float
    sensors: dict[str, str | None]
    """Entity → device class."""
    labels: Sequence[Label]
    benign: Sequence[Label]


@dataclass(frozen=True, slots=True)
class Episode:
    """A run of alerts on one sensor."""

    entity: str
    start: float
    end: float
    alerts: tuple[Anomaly, ...]


@dataclass(frozen=True, slots=True)
class KindFigures:
    """How one kind of fault fared."""

    count: int
    found: float
    """Share."""
    told: float
    """Share of those found to which an alert of the right kind belongs."""
    median_delay_s: float | None
    """None where none was found."""


@dataclass(slots=True)
class Measured:
    """What a monitor made of one home, or of several."""

    found: list[tuple[Label, tuple[Anomaly, ...]]] = field(default_factory=list)
    """Faults, and the alerts about each."""
    missed: list[Label] = field(default_factory=list)
    false: list[tuple[Episode, str]] = field(default_factory=list)
    """Episodes without a fault, and what benign thing went on meanwhile ("" for none)."""
    sensor_weeks: float = 0.0

    @property
    def kinds(self) -> dict[str, KindFigures]:
        """Figures by kind of fault."""
        hits: dict[str, list[tuple[Label, tuple[Anomaly, ...]]]] = defaultdict(list)
        misses: dict[str, int] = defaultdict(int)
        for label, alerts in self.found:
            hits[label.kind].append((label, alerts))
        for label in self.missed:
            misses[label.kind] += 1
        return {kind: _kind_figures(hits[kind], misses[kind]) for kind in sorted({*hits, *misses})}

    @property
    def macro(self) -> float:
        """Share of faults found, each kind weighing the same."""
        return fmean([each.found for each in self.kinds.values()] or [0.0])

    @property
    def false_rate(self) -> float:
        """False episodes a sensor and week."""
        return len(self.false) / self.sensor_weeks if self.sensor_weeks else 0.0


def homes_in(folder: Path) -> list[WatchedHome]:
    """Return the homes that `edgeassist lab homes` wrote to `folder`."""
    return [_home(path.parent) for path in sorted(folder.glob("*/home.json"))]


def _home(folder: Path) -> WatchedHome:
    about = json.loads((folder / "home.json").read_text(encoding="utf-8"))
    faults, benign = labels(folder / "labels.jsonl"), labels(folder / "benign.jsonl")
    return WatchedHome(
        folder, about["time_zone"], about["start"], about["end"], about["sensors"], faults, benign
    )  # fmt: skip


def watched(home: SimulatedHome) -> WatchedHome:
    """Return a simulated home as if it had been written and read; it has no files."""
    faults = [label for each in home.sensors for label in each.labels]
    benign = [*home.benign, *(label for each in home.sensors for label in each.benign)]
    classes = {each.sensor.entity: each.sensor.device_class for each in home.sensors}
    return WatchedHome(Path(home.name), home.zone, home.start, home.end, classes, faults, benign)


def readings_of(home: WatchedHome) -> Iterator[Reading]:
    """Yield what arrives from the home."""
    with gzip.open(home.folder / "events.jsonl.gz", "rb") as file:
        yield from map(parsed_event, file)


def measured(home: WatchedHome, monitor: SensorMonitor) -> Measured:
    """Return what `monitor`, a fresh one, makes of the home."""
    return judged(home, merged(replayed(monitor, readings_of(home))))


def judged(home: WatchedHome, anomalies: Iterable[Anomaly]) -> Measured:
    """Return how these alerts (each once) fit the faults of the home."""
    out = Measured(sensor_weeks=len(home.sensors) * (home.end - home.start) / _WEEK_S)
    by_entity: dict[str, list[Anomaly]] = defaultdict(list)
    for anomaly in anomalies:
        by_entity[anomaly.entity].append(anomaly)
    faults: dict[str, list[Label]] = defaultdict(list)
    for label in home.labels:
        faults[label.entity].append(label)
        about = tuple(a for a in by_entity[label.entity] if _overlaps(label, a.since, _until(a, home.end)))
        if about:
            out.found.append((label, about))
        else:
            out.missed.append(label)
    for entity, alerts in by_entity.items():
        for episode in episodes(entity, alerts, home.end):
            if not any(_overlaps(label, episode.start, episode.end) for label in faults[entity]):
                out.false.append((episode, _meanwhile(episode, home.benign)))
    return out


def episodes(entity: str, alerts: Iterable[Anomaly], end: float) -> Iterator[Episode]:
    """Yield the runs of `alerts` (all of one sensor) that have no gap of an hour; `end` closes what still lasts."""
    run: list[Anomaly] = []
    until = -float("inf")
    for alert in sorted(alerts, key=lambda alert: alert.since):
        if run and alert.since - until >= _HOUR_S:
            yield Episode(entity, run[0].since, until, tuple(run))
            run = []
            until = -float("inf")
        run.append(alert)
        until = max(until, _until(alert, end))
    if run:
        yield Episode(entity, run[0].since, until, tuple(run))


def summed(parts: Iterable[Measured]) -> Measured:
    """Return the figures of several homes as one."""
    out = Measured()
    for part in parts:
        out.found += part.found
        out.missed += part.missed
        out.false += part.false
        out.sensor_weeks += part.sensor_weeks
    return out


def _until(anomaly: Anomaly, end: float) -> float:
    return max(anomaly.since, end if anomaly.until is None else anomaly.until)


def _overlaps(label: Label, start: float, end: float) -> bool:
    return start <= label.end + _TOLERANCE_S[label.kind] and end >= label.start


def _meanwhile(episode: Episode, benign: Sequence[Label]) -> str:
    names = {
        each.kind
        for each in benign
        if each.entity in {episode.entity, "*"} and each.start <= episode.start <= each.end + _HOUR_S
    }
    return ", ".join(sorted(names))


def _kind_figures(hits: Sequence[tuple[Label, tuple[Anomaly, ...]]], misses: int) -> KindFigures:
    told = [any(alert.kind == label.kind for alert in alerts) for label, alerts in hits]
    delays = [max(0.0, min(alert.since for alert in alerts) - label.start) for label, alerts in hits]
    count = len(hits) + misses
    return KindFigures(
        count,
        len(hits) / count,
        fmean(told) if told else 0.0,
        median(delays) if delays else None,
    )
