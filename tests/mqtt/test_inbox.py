import asyncio
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.mqtt.inbox import Inbox


def key_of(message: tuple[str, int]) -> str | None:
    return None if message[0] == "!" else message[0]


async def settled(inbox: Inbox[tuple[str, int]]) -> None:
    async with asyncio.timeout(5):
        while inbox.qsize():  # noqa: ASYNC110
            await asyncio.sleep(0.001)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc!"), st.integers())))
def test_the_last_of_a_key_is_handed_out_and_all_without(messages: list[tuple[str, int]]) -> None:
    taken: list[tuple[str, int]] = []

    async def _put() -> None:
        inbox = Inbox(key_of, taken.append)
        for message in messages:
            inbox.put_nowait(message)
        await settled(inbox)

    asyncio.run(_put())
    assert [each for each in taken if each[0] == "!"] == [each for each in messages if each[0] == "!"]
    assert dict(each for each in taken if each[0] != "!") == dict(each for each in messages if each[0] != "!")
    assert len({each[0] for each in taken if each[0] != "!"}) == sum(each[0] != "!" for each in taken)


async def test_a_flood_leaves_half_of_the_time_to_others() -> None:
    inbox = Inbox[tuple[str, int]](key_of, lambda _: time.sleep(0.001))
    for number in range(200):
        inbox.put_nowait(("!", number))
    waits = []
    while inbox.qsize():
        began = time.monotonic()
        await asyncio.sleep(0)
        waits.append(time.monotonic() - began)
    assert len(waits) > 200
    assert sorted(waits)[len(waits) // 2] < 0.001


async def test_one_that_breaks_does_not_stop_the_others() -> None:
    taken: list[int] = []
    problems: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: problems.append(context["exception"]))

    def _take(message: tuple[str, int]) -> None:
        taken.append(100 // message[1])

    inbox = Inbox(key_of, _take)
    for number in (1, 0, 2):
        inbox.put_nowait(("!", number))
    await settled(inbox)
    assert taken == [100, 50]
    assert [type(each) for each in problems] == [ZeroDivisionError]


async def test_what_was_not_handed_out_is_forgotten_at_the_end() -> None:
    taken: list[tuple[str, int]] = []
    inbox = Inbox(key_of, taken.append)
    inbox.put_nowait(("a", 1))
    inbox.close()
    inbox.put_nowait(("a", 2))
    await asyncio.sleep(0.01)
    assert taken == []
