"""Alerts that stand, those that ended, and who is not to be heard of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from edgeassist.messages import Anomaly, AnomalyKind


class Alerts:
    """Keeps one alert a sensor and kind."""

    def __init__(self) -> None:
        self._standing: dict[str, dict[AnomalyKind, Anomaly]] = {}
        self._fresh: list[Anomaly] = []
        self._muted: dict[str, float] = {}
        self.evidence: dict[str, dict[str, float]] = {}
        """Sensor → what its last slow alert was raised on, feature by feature."""

    def stands(self, entity: str, *kinds: AnomalyKind) -> bool:
        """Return whether an alert stands on a sensor, of one of `kinds` or, without any, of whichever."""
        standing = self._standing.get(entity)
        return standing is not None and (not kinds or any(kind in standing for kind in kinds))

    def of(self, entity: str) -> list[Anomaly]:
        """Return the alerts that stand on a sensor."""
        return list(self._standing.get(entity, {}).values())

    def open(self, alert: Anomaly) -> bool:
        """Let an alert stand and be told, unless it stands or the sensor is muted; returns whether it does so now."""
        if self.stands(alert.entity, alert.kind) or alert.since < self._muted.get(alert.entity, 0.0):
            return False
        self._standing.setdefault(alert.entity, {})[alert.kind] = alert
        self._fresh.append(alert)
        return True

    def end(self, entity: str, now: float, *kinds: AnomalyKind) -> bool:
        """End the alerts of `kinds` (none given: all) on a sensor; returns whether none stands any more."""
        standing = self._standing.get(entity)
        if standing is None:
            return True
        for kind in kinds or tuple(standing):
            alert = standing.pop(kind, None)
            if alert is not None:
                self._fresh.append(replace(alert, until=max(now, alert.since)))
        if not standing:
            del self._standing[entity]
        return not standing

    def mute(self, entity: str, until: float) -> None:
        """Raise nothing on a sensor until then."""
        self._muted[entity] = until

    def taken(self) -> list[Anomaly]:
        """Return what was raised and what ended since the last call."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def saved(self) -> dict[str, Any]:
        """Return what a restart must not forget."""
        rows = [
            [alert.entity, alert.kind, alert.since, alert.score, alert.value, alert.expected, alert.reason]
            for kinds in self._standing.values()
            for alert in kinds.values()
        ]
        return {"standing": rows, "muted": self._muted, "evidence": self.evidence}

    def restore(self, saved: dict[str, Any]) -> None:
        """Take up what `saved` returned."""
        for entity, kind, since, score, value, expected, reason in saved["standing"]:
            span = None if expected is None else (float(expected[0]), float(expected[1]))
            alert = Anomaly(entity, kind, float(since), None, float(score), value, span, reason)
            self._standing.setdefault(entity, {})[kind] = alert
        self._muted = {str(entity): float(until) for entity, until in saved["muted"].items()}
        self.evidence = saved.get("evidence", {})
