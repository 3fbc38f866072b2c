"""Simulated homes as files: events in the form of `edgeassist sensors replay`, labels beside them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from edgeassist.lab.sensor_calendar import Array
from edgeassist.lab.sensor_homes import SimulatedHome
from edgeassist.lab.sensor_tracks import UNAVAILABLE, Label, Simulated
from edgeassist.messages import Reading


def save(home: SimulatedHome, folder: Path) -> int:
    """Write the home into `folder`; returns the number of events."""
    folder.mkdir(parents=True, exist_ok=True)
    order = np.argsort(np.concatenate([each.reports.received for each in home.sensors]), kind="stable")
    lines = [line for each in home.sensors for line in _lines(home, each)]
    with gzip.open(folder / "events.jsonl.gz", "wt", encoding="utf-8", compresslevel=4) as file:
        file.writelines(lines[number] for number in order.tolist())
    _write(folder / "labels.jsonl", (label for each in home.sensors for label in each.labels))
    _write(folder / "benign.jsonl", [*home.benign, *(label for each in home.sensors for label in each.benign)])
    about = {
        "name": home.name,
        "time_zone": home.zone,
        "start": home.start,
        "end": home.end,
        "sensors": {each.sensor.entity: each.sensor.device_class for each in home.sensors},
    }
    (folder / "home.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    return len(lines)


def readings(home: SimulatedHome) -> list[Reading]:
    """Return what arrives from the home, in the order of arrival, without a way through files."""
    out: list[Reading] = []
    for each in home.sensors:
        sensor, reports = each.sensor, each.reports
        moments = (home.shown(column, reports.received).tolist() for column in (reports.at, reports.received))
        rows = zip(*moments, _values(each), _units(each), reports.retained.tolist(), strict=True)
        for at, arrival, value, unit, retained in rows:
            out.append(Reading(sensor.entity, value, at, arrival, sensor.device_class, unit, retained=retained))
    order = np.argsort(np.concatenate([each.reports.received for each in home.sensors]), kind="stable")
    return [out[number] for number in order.tolist()]


def labels(path: Path) -> list[Label]:
    """Return the labels of a file."""
    with path.open(encoding="utf-8") as file:
        return [Label(**json.loads(line)) for line in file if line.strip()]


def _write(path: Path, rows: Iterable[Label]) -> None:
    path.write_text("".join(json.dumps(asdict(row)) + "\n" for row in rows), encoding="utf-8")


def _lines(home: SimulatedHome, each: Simulated) -> Iterator[str]:
    sensor, reports = each.sensor, each.reports
    head = f', "entity": {json.dumps(sensor.entity)}, "device_class": {json.dumps(sensor.device_class)}, "unit": '
    later = np.abs(reports.at - reports.received) > 0.05
    moments = (_times(home.shown(column, reports.received)) for column in (reports.at, reports.received))
    rows = zip(*moments, later.tolist(), _values(each), _units(each), reports.retained.tolist(), strict=True)
    for measured, arrived, is_later, value, unit, retained in rows:
        extra = (f', "recv": "{arrived}"' if is_later else "") + (', "retained": true' if retained else "")
        shown = json.dumps(unit, ensure_ascii=False)
        yield f'{{"ts": "{measured}"{head}{shown}, "value": {json.dumps(value)}{extra}}}\n'


def _times(moments: Array) -> list[str]:
    stamps = np.round(moments * 1000).astype("datetime64[ms]")
    return [f"{stamp}Z" for stamp in np.datetime_as_string(stamps)]


def _values(each: Simulated) -> list[Any]:
    values = each.reports.value
    if each.sensor.is_on_off:
        return ["unavailable" if value == UNAVAILABLE else "on" if value else "off" for value in values.tolist()]
    plain = [None if value != value else value for value in values.tolist()]  # noqa: PLR0124  NaN
    return ["unavailable" if value == UNAVAILABLE else value for value in plain]


def _units(each: Simulated) -> list[str | None]:
    units: list[str | None] = [each.sensor.unit] * len(each.reports.at)
    for since, announced in each.reports.units:
        first = int(np.searchsorted(each.reports.received, since))
        units[first:] = [announced] * (len(units) - first)
    return units
