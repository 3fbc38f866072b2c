"""Everything that keeps time, put together for one house."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edgeassist.journal import Journal
from edgeassist.messages import Home
from edgeassist.skills.agenda import Agenda
from edgeassist.skills.alarms import Alarms
from edgeassist.skills.almanac import Almanac
from edgeassist.skills.later import DAY_S, Later
from edgeassist.skills.ledger import Ledger
from edgeassist.skills.moving import Moving
from edgeassist.skills.notices import Notices
from edgeassist.skills.plans import Plans
from edgeassist.skills.sunlight import Sunlight
from edgeassist.skills.timers import Timers
from edgeassist.stages import Skill
from edgeassist.worker import Worker


class TimeOffice:
    """Timers, alarms, reminders and commands for later, in one table."""

    def __init__(
        self, journal: Worker[Journal], almanac: Almanac, zone: str = "", wait_s: float = DAY_S, **clocks: Any
    ) -> None:
        self.agenda = Agenda(journal, Ledger(journal.engine.state, almanac, **clocks))
        self.later = Later(self.agenda, almanac, zone, wait_s)
        self.skills: tuple[Skill, ...] = (
            Timers(self.agenda),
            alarms := Alarms(self.agenda, zone),
            moving := Moving(self.agenda, zone),
            Sunlight(almanac),
        )
        self._alarms, self._moving = alarms, moving

    def skills_of(self, home: Callable[[], Home]) -> tuple[Skill, ...]:
        """Return all skills, with those that know how things are in the house."""
        self._moving.plans = plans = Plans(self.agenda, home)
        return (*self.skills, Notices(self.agenda, self.later, home, self._alarms), plans)
