"""The process that is killed: it acts on things as fast as it goes."""

import asyncio
from multiprocessing.synchronize import Event
from pathlib import Path

from edgeassist.messages import Action, Entity, Home, Plan
from tests.home.acting import CONTEXT, Ways, house_at, running

_A_RUN = 200
"""Things of each kind that one run may act on; each is acted on once, so that a second command is seen."""
_REMEMBERED = 3
"""Runs before, the things of which are still there."""
_AT_ONCE = 6


def lamp(number: int) -> Entity:
    """Return a thing that may be told twice, and answers."""
    mqtt = {"platform": "light", "command_topic": f"lamp/{number}/set", "state_topic": f"lamp/{number}", "qos": 1}
    return Entity(f"light.l{number}", f"Lamp {number}", "light", mqtt=mqtt)


def button(number: int) -> Entity:
    """Return a thing that must not be told twice, and never answers."""
    mqtt = {"platform": "button", "command_topic": f"button/{number}/press", "qos": 1}
    return Entity(f"button.b{number}", f"Button {number}", "button", mqtt=mqtt)


def act(port: int, folder: Path, run: int, begun: Event) -> None:
    """Be the process that is killed: act on the things of this run as fast as it goes; -5 only tidies up after it."""
    asyncio.run(_act(port, folder, run, begun))


async def _act(port: int, folder: Path, run: int, begun: Event) -> None:
    known = range(max(0, abs(run) - _REMEMBERED) * _A_RUN, (abs(run) + 1) * _A_RUN)
    things = [make(number) for number in known for make in (lamp, button)]
    home = Home("soak", {}, {}, {thing.id: thing for thing in things})
    house = house_at(port, home, Ways(folder=folder, confirm_s=0.2))
    numbers = iter(known[-_A_RUN:] if run > 0 else ())

    async def _one_after_another() -> None:
        for number in numbers:
            plan = Plan((Action("turn_on", (f"light.l{number}",)), Action("turn_on", (f"button.b{number}",))))
            await house.dispatcher.execute(plan, CONTEXT)
            if house.delivery.told is not None:
                await house.delivery.told()

    async with running(house.broker.run, house.delivery.run):
        await house.broker.wait_connected(10)
        begun.set()
        await asyncio.gather(*(_one_after_another() for _ in range(_AT_ONCE)))
        await asyncio.Event().wait()
