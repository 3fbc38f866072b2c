"""Lists that nodes share: whatever is lost, late or twice, all come to the same; with real SQLite and a real broker."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.sending import Sender
from edgeassist.settings import MqttSettings
from edgeassist.skills.items import item_of, items_of
from edgeassist.skills.list_sharing import ListSharing
from edgeassist.skills.list_store import ListStore
from edgeassist.skills.lists import ListDesk
from edgeassist.skills.shared_store import MOST, Line, SharedStore, read_line
from edgeassist.state import State
from edgeassist.worker import Worker
from tests.brokers import Mosquitto, tap

REMEMBERED_MS = 89 * 86_400_000
Content = dict[str, dict[str, bool]]


@dataclass
class Board:
    """A node's lists in a file of its own, and a clock that may be wrong."""

    name: str
    state: State
    clock_ms: int = 1_700_000_000_000
    told: list[Line] = field(default_factory=list)
    """What it last told the others."""

    def __post_init__(self) -> None:
        self.lists, self.shared = ListStore(self.state), SharedStore(self.state, self.name)

    def hear(self, *lines: Line) -> None:
        self.clock_ms += 1
        self.shared.merge(lines, self.clock_ms)
        self.told = self.shared.lines()

    def known(self, now_ms: int) -> list[Line]:
        """Return its lines without those gone for so long that some board may have forgotten them already."""
        return [line for line in self.shared.lines() if not line.gone or line.at > now_ms - REMEMBERED_MS]

    @property
    def content(self) -> Content:
        return {
            each.key: {entry.item.text: entry.done for entry in each.entries}
            for each in self.lists.all()
            if each.entries
        }


def agree(boards: list[Board]) -> None:
    """Let everybody hear everybody, until nothing changes."""
    for _ in range(3):
        for board in boards:
            board.hear(*(line for other in boards for line in other.told))


ITEMS = st.sampled_from(["milk", "two bottles of milk", "eggs", "bread", "call mum"])
LISTS = st.sampled_from(["shopping", "to do"])
BOARDS = st.integers(0, 2)


class Sharing(RuleBasedStateMachine):
    """Three boards that change lists and hear of each other at any time, late, twice, or not at all."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.late: list[list[Line]] = []

    @initialize(wrong_ms=st.integers(-(10**12), 10**12))
    def begin(self, wrong_ms: int) -> None:
        self.boards = [Board(name, self.stack.enter_context(State(None))) for name in "abc"]
        self.boards[1].clock_ms += wrong_ms

    @rule(at=BOARDS, key=LISTS, item=ITEMS)
    def add(self, at: int, key: str, item: str) -> None:
        self.boards[at].lists.add(key, items_of(item))

    @rule(at=BOARDS, key=LISTS, item=ITEMS)
    def remove(self, at: int, key: str, item: str) -> None:
        self.boards[at].lists.remove(key, items_of(item))

    @rule(at=BOARDS, key=LISTS, item=ITEMS)
    def complete(self, at: int, key: str, item: str) -> None:
        self.boards[at].lists.complete(key, items_of(item))

    @rule(at=BOARDS, key=LISTS)
    def clear(self, at: int, key: str) -> None:
        self.boards[at].lists.clear(key)

    @rule(at=BOARDS)
    def notice(self, at: int) -> None:
        self.boards[at].hear()

    @rule(at=BOARDS, other=BOARDS)
    def hear(self, at: int, other: int) -> None:
        self.boards[at].hear(*self.boards[other].told)
        self.late.append(self.boards[other].told)

    @rule(at=BOARDS, number=st.integers(0, 50))
    def hear_late(self, at: int, number: int) -> None:
        if self.late:
            self.boards[at].hear(*self.late[number % len(self.late)])

    @rule()
    def meet(self) -> None:
        """All are connected for a while: then all have the same."""
        agree(self.boards)
        first, *others = self.boards
        assert all(each.content == first.content for each in others)
        latest_ms = max(each.clock_ms for each in self.boards)
        assert all(each.known(latest_ms) == first.known(latest_ms) for each in others)

    @invariant()
    def nothing_is_twice(self) -> None:
        for board in getattr(self, "boards", []):
            for each in board.lists.all():
                keys = [entry.item.key for entry in each.entries]
                assert len(keys) == len(set(keys))

    def teardown(self) -> None:
        if hasattr(self, "boards"):
            self.meet()
        self.stack.close()


TestSharing = Sharing.TestCase
TestSharing.settings = hypothesis_settings(max_examples=40, stateful_step_count=25, deadline=None)


@pytest.fixture
def two() -> Any:
    with State(None) as one, State(None) as other:
        yield Board("a", one), Board("b", other)


def test_a_change_after_another_one_was_seen_wins_whatever_the_clocks_say(two: tuple[Board, Board]) -> None:
    first, second = two
    first.clock_ms += 10**10  # months ahead
    first.lists.add("shopping", items_of("milk and eggs"))
    agree([first, second])
    second.lists.complete("shopping", items_of("milk"))
    second.lists.remove("shopping", items_of("eggs"))
    agree([first, second])
    assert first.content == second.content == {"shopping": {"milk": True}}


def test_what_was_taken_off_stays_off(two: tuple[Board, Board]) -> None:
    first, second = two
    first.lists.add("shopping", items_of("milk"))
    agree([first, second])
    old = second.told
    first.lists.remove("shopping", items_of("milk"))
    agree([first, second])
    first.hear(*old)
    assert first.content == second.content == {}
    second.lists.add("shopping", items_of("milk"))
    agree([first, second])
    assert first.content == second.content == {"shopping": {"milk": False}}


def test_edits_at_both_while_apart_are_both_kept(two: tuple[Board, Board]) -> None:
    first, second = two
    first.lists.add("shopping", items_of("milk"))
    agree([first, second])
    first.lists.add("shopping", items_of("bread"))
    second.lists.add("camping", items_of("tent"))
    second.lists.complete("shopping", items_of("milk"))
    agree([first, second])
    assert first.content == second.content == {"shopping": {"milk": True, "bread": False}, "camping": {"tent": False}}


def test_two_changes_at_the_same_moment_come_to_the_same_everywhere(two: tuple[Board, Board]) -> None:
    first, second = two
    first.lists.add("shopping", items_of("milk"))
    second.lists.add("shopping", items_of("two bottles of milk"))
    first.hear()
    second.hear()
    assert first.told[0].at == second.told[0].at
    before = first.told
    first.hear(*second.told)
    second.hear(*before)
    assert first.content == second.content == {"shopping": {"two bottles of milk": False}}


def test_only_so_much_is_taken_from_others(two: tuple[Board, Board]) -> None:
    first, _ = two
    first.lists.add("shopping", items_of("milk"))
    first.hear(*(Line(5, "x", "shopping", f"thing {n}", f"thing {n}", done=False, gone=False) for n in range(MOST + 9)))
    assert len(first.shared.lines()) == MOST
    assert first.lists.find("shopping") is not None


@pytest.mark.parametrize(
    "change",
    [{"at": "5"}, {"at": True}, {"at": -1}, {"at": 2**60}, {"node": ""}, {"node": "x" * 65}, {"list": None},
     {"done": 1}, {"list": "x" * 100}, {"text": "x" * 300}, {"key": 5}],
)  # fmt: skip
def test_lines_that_make_no_sense_are_none(change: dict[str, Any]) -> None:
    line = Line(5, "a", "shopping", "milk", "milk", done=False, gone=False)
    assert read_line(line.as_json()) == line
    assert read_line(line.as_json() | change) is None
    assert read_line("milk") is None


# --- at a broker -----------------------------------------------------------------------------------


@dataclass
class Node:
    """A node with its lists."""

    desk: ListDesk
    broker: MqttBroker

    async def add(self, text: str) -> None:
        await self.desk.change(self.desk.store.add, "shopping", (item_of(text),))

    async def has(self, *texts: str) -> bool:
        async with asyncio.timeout(10):
            while True:
                known = await self.desk.look(self.desk.store.find, "shopping")
                if known is not None and {item.text for item in known.open} == set(texts):
                    return True
                await asyncio.sleep(0.02)


@asynccontextmanager
async def node(folder: Path, name: str, port: int) -> AsyncIterator[Node]:
    broker = MqttBroker(MqttSettings(host="127.0.0.1", port=port), name)
    with State(folder / name) as state, Worker("lists", "lists") as worker:
        desk = ListDesk(worker, ListStore(state))
        sharing = ListSharing(Sender(broker, name), desk, SharedStore(state, name))
        sharing.serve(broker)
        tasks = [asyncio.create_task(broker.run()), asyncio.create_task(sharing.run())]
        try:
            yield Node(desk, broker)
        finally:
            for task in tasks:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks)


async def test_two_boards_at_a_broker_that_goes_away(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with node(tmp_path, "kit", mosquitto.port) as kitchen:
        async with node(tmp_path, "den", mosquitto.port) as den:
            await kitchen.add("milk")
            assert await den.has("milk")
            mosquitto.kill()
            await kitchen.add("bread")
            await den.add("eggs")
            mosquitto.start()
            assert await kitchen.has("milk", "bread", "eggs")
            assert await den.has("milk", "bread", "eggs")
        await kitchen.add("wine")
        async with node(tmp_path, "den", mosquitto.port) as den:
            assert await den.has("milk", "bread", "eggs", "wine")


async def test_a_board_that_lost_its_disk_gets_its_lists_back(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with tap(mosquitto.port) as others, node(tmp_path, "kit", mosquitto.port) as kitchen:
        await kitchen.add("milk")
        async with asyncio.timeout(5):
            while not any('"milk"' in each for each in others.on("edgeassist/kit/shared")):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    async with node(tmp_path / "new", "kit", mosquitto.port) as kitchen:
        assert await kitchen.has("milk")


async def test_nonsense_from_others_changes_nothing(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with tap(mosquitto.port) as others, node(tmp_path, "kit", mosquitto.port) as kitchen:
        await kitchen.add("milk")
        await kitchen.broker.wait_connected(30)
        for name, payload in (("x", "\x00"), ("y", "[" * 5_000), ("z", '{"lines": {"a": 1}}'), ("w", '{"lines": [5]}')):
            await others.publish(f"edgeassist/{name}/shared", payload, retain=True)
        line = Line(5, "good", "shopping", "tea", "tea", done=False, gone=False).as_json()
        await others.publish("edgeassist/good/shared", json.dumps({"lines": [{"bad": 1}, line], "more": 1}))
        assert await kitchen.has("milk", "tea")


def test_what_was_forgotten_here_is_no_news_from_who_remembers_it(two: tuple[Board, Board]) -> None:
    first, second = two
    first.lists.add("shopping", items_of("milk"))
    agree([first, second])
    first.lists.clear("shopping")
    agree([first, second])
    remembered = list(first.told)
    second.clock_ms += 91 * 86_400_000
    second.hear()
    assert (remembered[0].gone, second.shared.lines()) == (True, [])
    assert second.shared.merge(remembered, second.clock_ms) is False
