"""Work that is wanted now and then: several wishes within a moment are one."""

from __future__ import annotations

import asyncio


class Wanted:
    """Gathers wishes for the one who fulfils them."""

    def __init__(self, gather_s: float) -> None:
        self._gather_s = gather_s
        self._wish = asyncio.Event()

    def set(self) -> None:
        """Wish for it."""
        self._wish.set()

    async def gathered(self) -> None:
        """Return a moment after somebody has wished for it; wishes from now on are new ones."""
        await self._wish.wait()
        await asyncio.sleep(self._gather_s)
        self._wish.clear()
