"""Watches all sensors of a home: what arrives, what stays away, and what people say about it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

from edgeassist.messages import Anomaly, Reading
from edgeassist.sensors.explaining import expected_at, explained
from edgeassist.sensors.halfhours import SLOT_S, HalfHours, slot_end
from edgeassist.sensors.intake import Intake
from edgeassist.sensors.knowledge import Knowledge
from edgeassist.sensors.memory import read, saved
from edgeassist.sensors.people import accept
from edgeassist.sensors.silence import Silence
from edgeassist.sensors.times import Outages, is_time, move_on
from edgeassist.settings import SensorsSettings

_JUMP_S: Final = 6 * 3600.0
"""When the clock goes forward by so much at once, nobody was watching, or it was wrong."""


_BACK_S: Final = 120.0
"""By so much messages may overtake one another; more, and the clock was set back."""

_AGAIN_S: Final = 60.0
"""How soon what is due is looked at again."""

_PATIENCE_A_STEP: Final = 0.15
_PATIENCE: Final = {"low": 0.4, "normal": 0.0, "high": -0.2}


class Monitor:
    """Takes readings and the time, gives anomalies: each when it is raised, and again with `until` when it is over."""

    def __init__(self, settings: SensorsSettings, time_zone: tzinfo | None) -> None:
        """`time_zone` None: the system's."""
        self._zone = time_zone
        self._known = Knowledge(first_patience=_PATIENCE[settings.sensitivity])
        self._intake = Intake(self._known, self._local)
        self._silence = Silence(self._known)
        self._half_hours = HalfHours(self._known)
        self._now = -math.inf
        self._closes = -math.inf
        """When the half-hour ends."""
        self._due = math.inf
        """No alert for silence is due before."""
        self._outages = Outages()

    def feed(self, readings: Sequence[Reading]) -> list[Anomaly]:
        """Take in readings in the order of arrival."""
        first = 0
        for place, reading in enumerate(readings):
            now = reading.received
            if not is_time(now):
                continue
            if over := self._outages.hear(now, len(self._known.roster.by_entity)):
                move_on(self._known, over)
            if now >= min(self._closes, self._due) or now < self._now - _BACK_S:
                self._intake.take(readings[first:place])
                first = place
                self._advance(now)
            elif now > self._now:
                self._now = now
        self._intake.take(readings[first:])
        return self._known.alerts.taken()

    def tick(self, now: float) -> list[Anomaly]:
        """Raise what is due by `now` although nothing came."""
        self._advance(now)
        return self._known.alerts.taken()

    def next_due(self) -> float | None:
        """Return when `tick` has something to do; None: not before something comes."""
        due = min(self._closes, self._due)
        return due if math.isfinite(due) else None

    def _advance(self, now: float) -> None:
        if not is_time(now):
            return
        if not -_BACK_S <= now - self._now <= _JUMP_S:
            self._jump(now)
        while now >= min(self._closes, self._due):
            moment = min(self._closes, self._due)
            if self._due <= self._closes:
                if not self._outages.lasts(moment, len(self._known.roster.by_entity)):
                    self._silence.raise_due(moment)
            else:
                self._half_hours.close(moment, self._local(moment - SLOT_S / 2))
                self._closes = slot_end(moment)
            self._due = max(self._silence.next_due(), moment + _AGAIN_S)
        self._now = max(self._now, now)

    def _jump(self, now: float) -> None:
        """Go on at another time: nothing is due that only our own absence, or a wrong clock, made late."""
        if self._now != -math.inf:
            move_on(self._known, now - self._now)
        self._outages.move(now)
        self._now = now
        self._closes = slot_end(now)
        self._due = max(self._silence.next_due(), now)

    def _local(self, moment: float) -> datetime:
        return datetime.fromtimestamp(moment, self._zone)

    def expected(self, entity: str, at: float) -> tuple[float, float] | None:
        """Return lowest and highest that would be usual for a sensor at a time; None: nothing is known."""
        sensor = self._known.roster.by_entity.get(entity)
        return None if sensor is None or sensor.is_switch else expected_at(self._known, sensor, self._local(at))

    def explain(self, entity: str) -> dict[str, Any] | None:
        """Return what is learned of a sensor, as JSON; None: it is not known."""
        sensor = self._known.roster.by_entity.get(entity)
        return None if sensor is None else explained(self._known, sensor, self._local(self._now))

    def accept(self, entity: str) -> list[Anomaly]:
        """Take what is so for normal, as somebody said; returns the alerts that end by it."""
        if (sensor := self._known.roster.by_entity.get(entity)) is not None:
            accept(self._known, sensor, self._now)
        return self._known.alerts.taken()

    def sensitivity(self, entity: str, step: float) -> bool:
        """Tell sooner (`step` above 0) or later about a sensor; False: it is not known."""
        sensor = self._known.roster.by_entity.get(entity)
        if sensor is None:
            return False
        self._known.be_patient(sensor, self._known.patience(sensor) - _PATIENCE_A_STEP * step)
        return True

    def mute(self, entity: str, until: float) -> None:
        """Say nothing about a sensor until then."""
        self._known.alerts.mute(entity, until)

    def entities(self) -> list[str]:
        """Return the sensors that are followed."""
        return [sensor.entity for sensor in self._known.roster]

    def saved(self) -> bytes:
        """Return all that was learned, compact, for `restore` after a restart."""
        return saved(self._known, self._now)

    def restore(self, state: bytes) -> bool:
        """Take up what `saved` returned; False, and nothing changed, where that cannot be read."""
        restored = read(state)
        if restored is None:
            return False
        first = self._known.first_patience
        self._known, self._now = restored
        self._known.first_patience = first
        self._intake = Intake(self._known, self._local)
        self._silence = Silence(self._known)
        self._half_hours = HalfHours(self._known)
        self._closes = slot_end(self._now) if math.isfinite(self._now) else -math.inf
        self._due = self._now
        return True
