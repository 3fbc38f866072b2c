"""What is wrong with the sensors at present, what was lately, and of whom nobody wants to hear."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any, get_args

from edgeassist.messages import Anomaly, AnomalyKind

_MOST_PAST = 500
_KINDS = frozenset(get_args(AnomalyKind))


class Desk:
    """Keeps every alert that lasts, and the last ones that are over."""

    def __init__(self) -> None:
        self._standing: dict[str, dict[AnomalyKind, Anomaly]] = {}
        self._past: deque[Anomaly] = deque(maxlen=_MOST_PAST)
        self._mutes: dict[str, float] = {}
        self.spoken_of: str | None = None
        """The sensor that was warned of last: what "that's normal" is about."""

    def take(self, news: Iterable[Anomaly]) -> list[Anomaly]:
        """Take in anomalies as a monitor raises and ends them; returns those that are news, muted ones left out."""
        return [fresh for anomaly in news if (fresh := self._taken(anomaly)) is not None]

    def _taken(self, anomaly: Anomaly) -> Anomaly | None:
        known = self._standing.get(anomaly.entity, {})
        if anomaly.until is not None:
            return self._ended(known.pop(anomaly.kind), anomaly.until) if anomaly.kind in known else None
        if anomaly.kind in known or self.is_muted(anomaly.entity, anomaly.since):
            return None
        self._standing.setdefault(anomaly.entity, {})[anomaly.kind] = anomaly
        return anomaly

    def _ended(self, anomaly: Anomaly, until: float) -> Anomaly:
        over = replace(anomaly, until=until)
        self._past.append(over)
        if not self._standing[anomaly.entity]:
            del self._standing[anomaly.entity]
        return over

    @property
    def standing(self) -> list[Anomaly]:
        """What is wrong now."""
        return [anomaly for kinds in self._standing.values() for anomaly in kinds.values()]

    def of(self, entity: str) -> list[Anomaly]:
        """Return what is wrong with a sensor now, the newest last."""
        return list(self._standing.get(entity, {}).values())

    def stands(self, anomaly: Anomaly) -> bool:
        """Return whether this very alert still lasts."""
        return self._standing.get(anomaly.entity, {}).get(anomaly.kind) == anomaly

    def since(self, moment: float, *entities: str) -> list[Anomaly]:
        """Return what was raised since then, over or not, the newest last; of all sensors where none is given."""
        every = [*self._past, *self.standing]
        some = [each for each in every if each.since >= moment and (not entities or each.entity in entities)]
        return sorted(some, key=lambda anomaly: anomaly.since)

    def mute(self, entity: str, until: float, now: float) -> list[Anomaly]:
        """Hear nothing of a sensor until then; returns the alerts that this ends."""
        self._mutes = {name: end for name, end in self._mutes.items() if end > now} | {entity: until}
        return self.end(entity, now)

    @property
    def mutes(self) -> dict[str, float]:
        """Return of whom nothing is to be heard, and until when."""
        return dict(self._mutes)

    def is_muted(self, entity: str, now: float) -> bool:
        """Return whether nobody wants to hear of a sensor now."""
        return now < self._mutes.get(entity, 0.0)

    def end(self, entity: str, now: float) -> list[Anomaly]:
        """End all alerts of a sensor, and return them so."""
        return self.take([replace(anomaly, until=now) for anomaly in self.of(entity)])

    def saved(self) -> dict[str, Any]:
        """Return what a restart must not forget, as JSON."""
        return {
            "standing": [asdict(anomaly) for anomaly in self.standing],
            "past": [asdict(anomaly) for anomaly in self._past],
            "mutes": self._mutes,
            "spoken_of": self.spoken_of,
        }

    def restore(self, saved: dict[str, Any]) -> None:
        """Take up what `saved` returned; raises KeyError, TypeError or ValueError where it is something else."""
        standing, past = ([_anomaly(row) for row in saved[key]] for key in ("standing", "past"))
        self._mutes = {str(entity): float(until) for entity, until in saved["mutes"].items()}
        self._standing = {}
        for anomaly in standing:
            self._standing.setdefault(anomaly.entity, {})[anomaly.kind] = anomaly
        self._past = deque(past, _MOST_PAST)
        self.spoken_of = saved["spoken_of"]


def _anomaly(row: dict[str, Any]) -> Anomaly:
    if row["kind"] not in _KINDS:
        raise ValueError(f"{row['kind']!r} is no kind of anomaly")
    expected = row["expected"]
    return Anomaly(**{**row, "expected": None if expected is None else (float(expected[0]), float(expected[1]))})
