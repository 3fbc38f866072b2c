"""Everything that keeps time, put together for one house."""

from __future__ import annotations

from typing import Any

from edgeassist.journal import Journal
from edgeassist.skills.agenda import Agenda
from edgeassist.skills.alarms import Alarms
from edgeassist.skills.almanac import Almanac
from edgeassist.skills.later import Later
from edgeassist.skills.ledger import Ledger
from edgeassist.skills.timers import Timers
from edgeassist.stages import Skill
from edgeassist.worker import Worker


class TimeOffice:
    """Timers, alarms, reminders and commands for later, in one table."""

    def __init__(self, journal: Worker[Journal], almanac: Almanac, zone: str = "", **clocks: Any) -> None:
        self.agenda = Agenda(journal, Ledger(journal.engine.state, almanac, **clocks))
        self.later = Later(self.agenda, almanac, zone)
        self.skills: tuple[Skill, ...] = (Timers(self.agenda), Alarms(self.agenda, zone))
