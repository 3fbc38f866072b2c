"""What is said without being asked for: not in quiet times, never into a turn, and one text after another."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Protocol

from edgeassist.errors import AudioError
from edgeassist.mqtt.neighbours import Heard
from edgeassist.sensors.gravity import Gravity
from edgeassist.skills.quiet import Quiet

logger = logging.getLogger(__name__)

_MOST_WAITING = 20
"""Announcements that wait until somebody has finished speaking."""
_PATIENCE_S = 2.0


class Announces(Protocol):
    """The assistant, as far as it speaks unasked."""

    async def announce(self, text: str, *, even_muted: bool, chime: bool = False) -> bool:
        """Speak once nobody else does, and return whether it was said."""


class Unasked:
    """Speaks unasked, or holds it back while nobody is to be disturbed."""

    def __init__(self, assistant: Announces, quiet: Quiet, *, speaks: bool, first: str = "") -> None:
        self._assistant = assistant
        self._quiet = quiet
        self._speaks = speaks
        self._first = first
        """What is told at the start; empty: nothing."""
        self._waiting: asyncio.Queue[tuple[str, asyncio.Future[bool]]] = asyncio.Queue(_MOST_WAITING)
        self._failed = False
        """Whether the last announcement could not be said: then the next one is waited for."""

    async def warn(self, text: str, gravity: Gravity) -> bool:
        """Tell of sensors, and return whether it was said, or will be; what is grave is said in quiet times too."""
        if gravity == "ordinary" and self._quiet.silence() is not None:
            await self._quiet.hold(text)
            return True
        self._quiet.tells(text)
        return await self._assistant.announce(text, even_muted=gravity == "danger")

    async def tell(self, text: str) -> None:
        """Tell of what somebody wanted to know of, once it has happened."""
        if self._quiet.silence() is not None:
            await self._quiet.hold(text)
            return
        self._quiet.tells(text)
        await self._assistant.announce(text, even_muted=True, chime=True)

    async def catch_up(self, text: str) -> None:
        """Tell what was held back."""
        await self._assistant.announce(text, even_muted=False, chime=True)

    async def asked(self, text: str, *, chime: bool, urgent: bool) -> dict[str, Any]:
        """Return the answer to a request to say something; with a chime it is answered before it is said."""
        if not urgent and (silence := self._quiet.silence()) is not None:
            await self._quiet.hold(text)
            until = f" until {silence.until:%H:%M}" if silence.until else ""
            return {"ok": False, "held": True, "error": f"nobody is to be disturbed{until}: it is told afterwards"}
        if not chime:
            await self._assistant.announce(text, even_muted=True)
            return {"ok": True}
        said = await self.announce(text, urgent=urgent) == "said"
        return {"ok": said} | ({} if said else {"error": "no loudspeaker here, or too much to say"})

    async def announce(self, text: str, *, urgent: bool = False) -> Heard:
        """Have a text said after a chime, as soon as nobody speaks; returns what becomes of it."""
        if not urgent and self._quiet.silence() is not None:
            await self._quiet.hold(text)
            return "held"
        if not self._speaks or self._waiting.full():
            return "refused"
        said: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((text, said))
        if self._failed:
            await asyncio.wait({said}, timeout=_PATIENCE_S)
        return "refused" if said.done() and not said.result() else "said"

    async def run(self) -> None:
        """Say what waits, until cancelled."""
        first, self._first = self._first, ""
        if first:
            await self.announce(first)
        while True:
            text, said = await self._waiting.get()
            try:
                await self._assistant.announce(text, even_muted=True, chime=True)
                self._failed = False
            except AudioError as error:
                logger.log(logging.DEBUG if self._failed else logging.WARNING, "not announced: %s", error)
                self._failed = True
            said.set_result(not self._failed)
