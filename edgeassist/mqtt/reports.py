"""Several who want to know what the assistant does, told as one."""

from __future__ import annotations

import asyncio

from edgeassist.messages import Detection, TurnRecord
from edgeassist.stages import Reporter


class Reports:
    """Hands every report to all of them, at the same time."""

    def __init__(self, *reporters: Reporter) -> None:
        self._reporters = [*reporters]

    def add(self, *reporters: Reporter) -> None:
        """Tell these as well from now on."""
        self._reporters += reporters

    async def state(self, state: str) -> None:
        """Report idle, listening, transcribing, thinking, speaking, muted or error."""
        await asyncio.gather(*(each.state(state) for each in self._reporters))

    async def turn(self, record: TurnRecord) -> None:
        """Report a turn that has ended, with its steps."""
        await asyncio.gather(*(each.turn(record) for each in self._reporters))

    async def began(self, detection: Detection) -> None:
        """Report that a spoken turn begins."""
        await asyncio.gather(*(each.began(detection) for each in self._reporters))

    async def nothing_said(self, detection: Detection) -> None:
        """Report that nothing was said in a spoken turn."""
        await asyncio.gather(*(each.nothing_said(detection) for each in self._reporters))
