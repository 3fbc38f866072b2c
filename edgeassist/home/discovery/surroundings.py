"""What learning a house needs of the rest."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from edgeassist.courtesy import Courtesy
from edgeassist.errors import BrokerError
from edgeassist.messages import Command, Home


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What learning a house needs of the rest."""

    watch: Callable[[Iterable[str], Callable[[str, bytes], None]], None]
    """Subscribe the handler to these filters, in place of those that it had."""
    publish: Callable[[Command], Awaitable[None]]
    follow: Callable[[], Awaitable[None]]
    """Follow the states of the devices as they are now."""
    courtesy: Courtesy = field(default_factory=Courtesy)
    """Knows of the turns that go first."""
    renamed: Callable[[Home], Home] = lambda home: home
    """Gives things the names that people have taught us."""

    async def ask(self, requests: Iterable[Command]) -> None:
        """Publish what makes devices tell more of themselves; without a connection they are not asked."""
        for request in requests:
            with suppress(BrokerError):
                await self.publish(request)
