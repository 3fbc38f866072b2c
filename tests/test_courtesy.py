import asyncio
import time

from edgeassist import courtesy
from edgeassist.courtesy import Courtesy, give_way


def work(seconds: float) -> list[float]:
    """Return when each little piece of work was begun."""
    until, begun = time.monotonic() + seconds, list[float]()
    while time.monotonic() < until:
        give_way()
        begun.append(time.monotonic())
    return begun


async def test_work_in_a_thread_pauses_for_as_long_as_a_turn_runs() -> None:
    ours = Courtesy()
    ours.observe()
    working = asyncio.create_task(asyncio.to_thread(work, 0.3))
    await asyncio.sleep(0.1)
    with ours.turn():
        began = time.monotonic()
        with ours.turn():
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.01)
        ended = time.monotonic()
    begun = await working
    assert [at for at in begun if began + 0.005 < at < ended] == []
    assert begun[0] < began
    assert ended < begun[-1]


async def test_a_turn_that_waits_for_something_else_holds_up_nobody() -> None:
    ours = Courtesy()
    ours.observe()
    with ours.turn():
        await asyncio.sleep(courtesy._LONGEST_S + 0.01)
        assert ours.wait_s == 0
        assert len(await asyncio.to_thread(work, 0.02)) > 10


def test_who_knows_of_no_turns_just_works() -> None:
    with Courtesy().turn():
        assert len(work(0.02)) > 10
