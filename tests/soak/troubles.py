"""What happens to a daemon in a long life: each fault, and what has to be true while it lasts."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil

from edgeassist.state import DAMAGED, FILE, UNUSABLE
from tests.soak.asking import Asker, Shopping, Signals
from tests.soak.hanging import HANGS
from tests.soak.victim import Victim, can_limit_memory

_ANSWER_S = 10.0
_GIVEN_UP_S = 120.0
_MANY = 700_000
_STOP_S = 5.0
"""How long systemd waits at a stop (TimeoutStopSec)."""
_ZONE = ZoneInfo("Europe/Berlin")
_SUMMER_TIME = (datetime(2027, 3, 28, 1, 59, 50, tzinfo=_ZONE), datetime(2026, 10, 25, 2, 59, 50, tzinfo=_ZONE))
"""Ten seconds before it begins, and before it ends."""


class Troubles:
    """All faults. Each ends with the daemon running again, as systemd would have it."""

    def __init__(self, victim: Victim, asker: Asker, chance: random.Random) -> None:
        self._victim = victim
        self._asker = asker
        self._chance = chance
        self.signals = Signals(asker)
        self.shopping = Shopping(asker)
        every: dict[str, Callable[[], Awaitable[None]]] = {
            "kill -9": self._killed,
            "broker killed": self._without_broker,
            "held up": self._held_up,
            "memory damaged": self._memory_damaged,
            "what was learned damaged": self._others_damaged,
            "clock set": self._clock_set,
            "engine hangs": self._engine_hangs,
            "stopped while an engine hangs": self._stopped_while_hanging,
            "out of memory": self._out_of_memory,
        }
        if can_limit_memory():
            every["killed for memory"] = self._killed_for_memory
        if victim.card is not None:
            every |= {"card full": self._card_full, "card broken": self._card_broken, "card locked": self._card_locked}
        self.faults: Mapping[str, Callable[[], Awaitable[None]]] = every

    # --- processes -------------------------------------------------------------------------------------

    async def _killed(self) -> None:
        asking = asyncio.create_task(self.signals.give(0.2))
        await asyncio.sleep(self._chance.random() * 0.02)
        self._victim.end()
        await asking
        self._victim.start()

    async def _without_broker(self) -> None:
        self._victim.broker.kill()
        await asyncio.sleep(self._chance.random() * 0.5)
        self._victim.broker.start()

    async def _held_up(self) -> None:
        self._victim.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(self._chance.random())
        self._victim.process.send_signal(signal.SIGCONT)

    async def _engine_hangs(self) -> None:
        await self._asker.ask(HANGS, 0.1)
        await self._victim.ended_by_watchdog()
        self._expect(any("stuck: " in line for line in self._victim.log), "the log does not say what was stuck")
        self._victim.start()

    async def _stopped_while_hanging(self) -> None:
        await self._asker.ask(HANGS, 0.1)
        began = time.monotonic()
        self._victim.process.send_signal(signal.SIGTERM)
        await self._victim.ended()
        took_s = time.monotonic() - began
        self._expect(took_s < _STOP_S, f"it took {took_s:.1f} s to stop while an engine hung")
        self._victim.start()

    async def _out_of_memory(self) -> None:
        """Have it get no more memory for a while, and send it much: it may fail or fall, and goes on afterwards."""
        process = psutil.Process(self._victim.process.pid)
        process.rlimit(psutil.RLIMIT_AS, (process.memory_info().vms, resource.RLIM_INFINITY))
        await self._much()
        if self._victim.process.poll() is None:
            process.rlimit(psutil.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        await self._started_again()

    async def _killed_for_memory(self) -> None:
        """Have it take more than it may, so that the kernel kills it."""
        with self._victim.memory_limited() as kills:
            await self._much()
            self._expect(kills(), "the kernel did not kill it: is the limit in force?")
        await self._started_again()

    async def _much(self) -> None:
        for _ in range(3):
            await self._asker.request("ask", 0.5, text="many words " * _MANY)
            await self.signals.give(0.5)

    async def _started_again(self) -> None:
        """Start it again where it has ended, as systemd does."""
        await asyncio.sleep(0.1)
        if self._victim.process.poll() is not None:
            self._victim.start()

    # --- files -----------------------------------------------------------------------------------------

    async def _memory_damaged(self) -> None:
        """Spoil the state file: it is kept aside, a new one is begun, and both are said."""
        self._victim.end()
        self.shopping.forgive()
        path = self._victim.folder / FILE
        path.with_name(f"{FILE}-wal").unlink(missing_ok=True)  # what is in it would mend the file
        path.with_name(f"{FILE}-shm").unlink(missing_ok=True)
        self._spoil(path, whole=self._chance.random() < 0.5)
        before = set(self._victim.folder.glob(f"{FILE}.damaged-*"))
        self._victim.start()
        await self._victim.ready()
        aside = set(self._victim.folder.glob(f"{FILE}.damaged-*")) - before
        said = any("is damaged" in line and "kept as" in line for line in self._victim.log)
        self._expect(said == bool(aside), f"kept aside: {aside}, said in the log: {said}")
        if aside:
            self._expect(await self._told(DAMAGED), f"what is told of it: {self._asker.problems}")
        for each in aside | before:
            each.unlink()

    async def _others_damaged(self) -> None:
        """Spoil the other files of the state directory, some of them."""
        self._victim.end()
        files = [each for each in sorted(self._victim.folder.rglob("*")) if each.is_file() and FILE not in each.name]
        for each in files:
            if each.name != "filler" and self._chance.random() < 0.5:
                self._spoil(each, whole=self._chance.random() < 0.3)
        self._victim.start()

    def _spoil(self, path: Path, *, whole: bool) -> None:
        """Have chance write into a file, or cut it off."""
        size = path.stat().st_size if path.exists() else 0
        if not size:
            return
        if whole:
            path.write_bytes(self._chance.randbytes(size))
        elif self._chance.random() < 0.5:
            os.truncate(path, self._chance.randrange(size))
        else:
            with path.open("r+b") as file:
                for _ in range(self._chance.randint(1, 20)):
                    file.seek(self._chance.randrange(size))
                    file.write(self._chance.randbytes(64))

    async def _told(self, problem: str) -> bool:
        """Return whether this is soon among what the assistant has to say of itself."""
        deadline = time.monotonic() + _ANSWER_S
        while problem not in self._asker.problems and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        return problem in self._asker.problems

    # --- the card --------------------------------------------------------------------------------------

    async def _card_full(self) -> None:
        card = self._victim.card
        assert card is not None
        await asyncio.to_thread(card.fill)
        await self._still_serves("the card was full")
        card.empty()

    async def _card_broken(self) -> None:
        card = self._victim.card
        assert card is not None
        await asyncio.to_thread(card.fail)
        await self._still_serves("the card could not be written")
        self._victim.end()
        await asyncio.to_thread(card.repair)
        self._victim.start()

    async def _card_locked(self) -> None:
        """Start it on a card that cannot be written: it remembers until it ends, and says that."""
        card = self._victim.card
        assert card is not None
        await self.shopping.look(always=True)
        self._victim.end()
        card.take_out()
        card.mount(read_only=True)
        self._victim.start()
        await self._victim.ready()
        await self.answered()
        await self._still_serves("the card was locked")
        self._expect(any("cannot be used" in line for line in self._victim.log), "the log does not say it is locked")
        self._expect(await self._told(UNUSABLE), f"what is told of a card that is locked: {self._asker.problems}")
        self._victim.end()
        self.shopping.forgive()
        card.take_out()
        card.mount()
        self._victim.start()

    async def _still_serves(self, when: str) -> None:
        for _ in range(3):
            self._expect(await self.signals.give(_ANSWER_S), f"no answer while {when}")
            self._expect(await self.shopping.add(_ANSWER_S), f"no answer about a list while {when}")

    # --- the clock -------------------------------------------------------------------------------------

    async def _clock_set(self) -> None:
        """Set the clock, by hours, or before summer time begins or ends: a timer takes its time all the same."""
        await self._asker.ask("set a soak timer for 5 hours", _ANSWER_S)
        away = [datetime.now(_ZONE) + timedelta(hours=hours) for hours in (-30, -5, 3, 50)]
        moment = self._chance.choice([*_SUMMER_TIME, *away])
        self._victim.clock.set_to(moment)
        await self.answered()
        answer = await self._asker.ask("what's the date", _ANSWER_S)
        said = str(answer["reply"]) if answer else "nothing"
        there = f"{moment:%A}" in said and f" of {moment:%B %Y}" in said
        self._expect(there, f"the clock was set to {moment}, and the date is: {said}")
        answer = await self._asker.ask("how long is left on the soak timer", _ANSWER_S)
        said = str(answer["reply"]) if answer else "nothing"
        self._expect(
            "4 hours and 59 minutes" in said or "5 hours left" in said,
            f"after the clock was set the timer said: {said}",
        )
        await self._asker.ask("cancel the soak timer", _ANSWER_S)

    # --- what has to be --------------------------------------------------------------------------------

    async def answered(self) -> float:
        """Return how long it takes until a question is answered."""
        began = time.monotonic()
        if not await self._asker.soon_answered("what time is it", _GIVEN_UP_S):
            raise AssertionError(f"it never came back\n{self._victim.post_mortem()}")
        return time.monotonic() - began

    def _expect(self, holds: object, otherwise: str) -> None:
        if not holds:
            self._asker.findings.wrong.append(otherwise)
