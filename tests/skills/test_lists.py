"""Lists, as the skill changes them and speaks of them, in a real state file."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.errors import StateError
from edgeassist.home.own_lists import own_list
from edgeassist.messages import Action, Context, Entity, Home, Step
from edgeassist.skills.items import items_of
from edgeassist.skills.list_store import MOST_ITEMS, MOST_LISTS, ListStore
from edgeassist.skills.lists import ListDesk, ListSkill
from edgeassist.skills.writing import NotWrittenError
from edgeassist.state import FILE, State
from edgeassist.worker import Worker

CONTEXT = Context(now=datetime(2026, 11, 20, 8, tzinfo=UTC))
HUB = Entity("todo.shopping", "Shopping List", "todo", state=3)
INTENTS = {"add": "list_add", "remove": "list_remove", "done": "list_complete_item", "query": "list_query"}


class Talk:
    """Says things to the skill, and returns what it answers."""

    def __init__(self, skill: ListSkill) -> None:
        self.skill = skill
        self.last: Step = Step("", None, {}, "confirmed")

    async def __call__(self, verb: str, item: str = "", on: str | None = None, **more: Any) -> str:
        target, context = more.pop("target", ()), replace(CONTEXT, **more)
        params = {"item": item} if item else {}
        [self.last] = await self.skill.run(Action(INTENTS[verb], target, params, named=on), context)
        return self.last.said or ""


@asynccontextmanager
async def talking(folder: Path | None) -> AsyncIterator[Talk]:
    with State(folder) as state, Worker("lists", "lists") as worker:
        home = Home("home", {}, {}, {HUB.id: HUB})
        yield Talk(ListSkill(ListDesk(worker, ListStore(state)), lambda: home))


@pytest.fixture
def store() -> Iterator[ListStore]:
    with State(None) as state:
        yield ListStore(state)


async def test_a_shopping_list(tmp_path: Path) -> None:
    async with talking(tmp_path) as say:
        assert await say("query", on="shopping") == "Your shopping list is empty."
        assert await say("add", "milk and eggs") == "Milk and eggs are on your shopping list."
        assert await say("add", "Milk") == "Milk is already on your shopping list."
        assert say.last.result == "confirmed"
        assert await say("add", "an egg, bread") == "Bread is on your shopping list; an egg was there already."
        assert await say("add", "two bottles of milk") == "Two bottles of milk are on your shopping list."
        assert await say("query") == "There are 3 things on your shopping list: two bottles of milk, eggs and bread."
        assert await say("query", said="how many things are on my list") == "There are 3 things on your shopping list."
        assert await say("query", "milk") == "Yes, two bottles of milk are on your shopping list."
        assert await say("query", "butter") == "No, butter is not on your shopping list."
        assert await say("done", "egg") == "Eggs are ticked off on your shopping list."
        assert await say("query", "eggs", "shopping") == "Eggs are ticked off on your shopping list."
        assert await say("done", "eggs") == "Eggs are not on your shopping list."
        assert (say.last.result, say.last.reason) == ("refused", "not_on_the_list")
        assert (
            await say("remove", "bread and tea") == "Bread is off your shopping list. Tea is not on your shopping list."
        )
        assert await say("query") == "There is one thing on your shopping list: two bottles of milk."
        assert await say("add", "eggs") == "Eggs are on your shopping list."
    async with talking(tmp_path) as say:
        assert await say("query") == "There are 2 things on your shopping list: two bottles of milk and eggs."
        assert await say("done", "everything") == "Two bottles of milk and eggs are ticked off on your shopping list."
        assert await say("query", on="shopping") == "Everything on your shopping list is done."


async def test_what_is_meant_for_later_is_not_done_now() -> None:
    async with talking(None) as say:
        action = Action("list_add", (), {"item": "milk"}, when={"after_s": 600})
        [step] = await say.skill.run(action, CONTEXT)
        assert (step.result, step.said) == ("refused", "I can only do that with a list now, not at another time.")
        assert await say("query", said="what lists do i have") == "There are no lists yet."


async def test_lists_of_any_name(tmp_path: Path) -> None:
    async with talking(tmp_path) as say:
        assert await say("query", said="what lists do i have") == "There are no lists yet."
        assert await say("query", on="camping") == "There is no camping list."
        assert await say("remove", "tent", "camping") == "There is no camping list."
        assert say.last.result == "refused"
        assert await say("add", "a tent", "camping") == "A tent is on your camping list."
        assert await say("add", "call the dentist") == '"call the dentist" is on your to-do list.'
        assert await say("add", "socks", "anna's") == "Socks are on Anna's list."
        lists = "your camping list with 1 thing, your to-do list with 1 thing and Anna's list with 1 thing"
        assert await say("query") == f"There are {lists}."
        assert await say("remove", "tent") == "A tent is off your camping list."
        assert await say("done", "call the dentist") == '"call the dentist" is ticked off on your to-do list.'


async def test_kinds_of_a_thing_are_asked_about() -> None:
    async with talking(None) as say:
        await say("add", "oat milk and soy milk")
        assert await say("query", "milk") == "Yes, oat milk and soy milk are on your shopping list."
        assert await say("remove", "milk") == "On your shopping list there are oat milk and soy milk: say which one."
        assert await say("remove", "soy milk") == "Soy milk is off your shopping list."
        assert await say("remove", "milk") == "Oat milk is off your shopping list."


async def test_a_long_list_is_counted() -> None:
    async with talking(None) as say:
        things = ", ".join(f"thing {letter}" for letter in "abcdefghijkl")
        assert (await say("add", things)).startswith("12 things are on your shopping list.")
        assert (await say("query")).startswith("There are 12 things on your shopping list, the last 10: thing c,")


async def test_a_list_is_cleared_after_a_yes(tmp_path: Path) -> None:
    async with talking(tmp_path) as say:
        assert await say("remove", "everything", "shopping") == "Your shopping list is empty."
        await say("add", "milk and eggs")
        assert await say("remove", "everything") == "clear your shopping list"
        assert (say.last.result, say.last.reason) == ("refused", "needs_confirmation")
        await say("remove", "everything", "shopping", consent="declined")
        assert say.last.result == "refused"
        assert (await say("query")).startswith("There are 2 things")
        assert await say("remove", "everything", "shopping", consent="yes") == "Your shopping list is empty."
        await say("add", "milk")
        await say("add", "tent", "camping")
        assert await say("remove", "all of it") == "Which list: your shopping list or your camping list?"


async def test_a_list_of_the_hub_has_one_of_ours_in_its_place_and_that_is_said_once(tmp_path: Path) -> None:
    async with talking(tmp_path) as say:
        told = "That is a list of mine: I can't see the one in your hub."
        assert await say("query", target=(HUB.id,)) == f"Your shopping list is empty. {told}"
        assert await say("add", "milk", target=(HUB.id,)) == f"Milk is on your shopping list. {told}"
        assert say.last.entity == HUB.id
        assert await say("add", "eggs", target=(HUB.id,)) == "Eggs are on your shopping list."
    async with talking(tmp_path) as say:
        assert (await say("query", target=(HUB.id,))).endswith("milk and eggs.")


async def test_what_is_not_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    async with talking(tmp_path / "file") as say:
        forgotten = "I can't keep it on my disk, though: it is forgotten when I stop."
        assert await say("add", "milk") == f"Milk is on your shopping list. {forgotten}"


async def test_a_full_disk_is_said_and_a_while_later_none() -> None:
    with State(None) as state, Worker("lists", "lists") as worker:
        say = Talk(ListSkill(ListDesk(worker, ListStore(state)), lambda: Home("home", {}, {}, {})))
        with closing(state._database.execute("PRAGMA page_count")) as pages:
            state._database.execute(f"PRAGMA max_page_count={pages.fetchone()[0]}")
        said = [await say("add", ", ".join(f"{n} {'x' * 150} thing {n}" for n in range(m, m + 40))) for m in (0, 50)]
        assert said[-1] == "I can't write that down: my disk is full or broken."
        assert say.last.result == "failed"
        state._database.execute("PRAGMA max_page_count=100000")
        assert (await say("add", "milk")).startswith("Milk is on your shopping list.")


async def test_a_file_that_another_holds_is_said_to_be_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgeassist.state._BUSY_S", 0.05)
    async with talking(tmp_path) as say:
        with State(tmp_path, durable=True) as other, other.change():
            held = "something else holds my memory just now. Nothing is lost: try again in a moment."
            assert await say("add", "milk") == f"I can't write that down: {held}"
            assert say.last.result == "failed"
        assert await say("add", "milk") == "Milk is on your shopping list."


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("x" * 10_000, "That is too long for a list: an item has 200 characters at most."),
        (", ".join(f"thing{n}" for n in range(51)), "That is too much at once: 50 items are the most."),
        ("\x00\x1b", "There is nothing in that to write down."),
        ("...", "There is nothing in that to write down."),
    ],
)
async def test_what_cannot_be_written_down_is_said(item: str, expected: str) -> None:
    async with talking(None) as say:
        assert await say("add", item) == expected
        assert say.last.result == "refused"
        assert await say("query", said="what lists do i have") == "There are no lists yet."


@given(st.lists(st.text(max_size=40), max_size=8))
def test_any_text_is_on_the_list_as_often_as_it_should_be(texts: list[str]) -> None:
    with State(None) as state:
        store, wanted = ListStore(state), {}
        for text in texts:
            if items := items_of(text):
                store.add("shopping", items)
                wanted.update({item.key: item for item in items})
        known = store.find("shopping")
        assert [item.key for item in known.open] == [*wanted] if known else not wanted
        for item in wanted.values():
            assert [gone.key for gone in store.remove("shopping", [item]).done] == [item.key]


def test_there_is_an_end_to_lists_and_items(store: ListStore) -> None:
    for number in range(0, MOST_ITEMS, 50):
        store.add("shopping", items_of(", ".join(f"thing x{n}" for n in range(number, number + 50))))
    with pytest.raises(NotWrittenError, match="500 items"):
        store.add("shopping", items_of("milk"))
    assert "milk" not in str(store.find("shopping"))
    for number in range(MOST_LISTS - 1):
        store.add(f"list {number}", items_of("milk"))
    with pytest.raises(NotWrittenError, match="100 lists"):
        store.add("one more", items_of("milk"))
    with pytest.raises(NotWrittenError, match="60 characters"):
        store.add("x" * 61, items_of("milk"))


def test_ids_fit_topics_and_are_one_each(store: ListStore) -> None:
    for key in ("to do", "to-do", "été", "ete", "+/#", "買い物", "x" * 60):
        store.add(key, items_of("milk"))
    assert [each.id for each in store.all()] == ["to_do", "to_do_2", "ete", "ete_2", "list", "list_2", "x" * 60]


async def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    """As the assistant and a command: each adds fifty items at the same time, and some are the same."""
    with State(tmp_path) as ours, State(tmp_path, durable=True) as theirs:

        def write(state: State, names: str) -> None:
            for number in range(50):
                ListStore(state).add("shopping", items_of(f"{names} {number}"))
                ListStore(state).add("shopping", items_of(f"apple {number}"))

        await asyncio.gather(asyncio.to_thread(write, ours, "bread"), asyncio.to_thread(write, theirs, "milk"))
        known = ListStore(ours).find("shopping")
        assert known is not None
        assert len(known.open) == 150
        assert known == ListStore(theirs).find("shopping")


def test_a_file_that_stays_locked_is_an_error_and_not_a_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgeassist.state._BUSY_S", 0.05)
    with State(tmp_path) as ours, State(tmp_path, durable=True) as theirs:
        with ours.change(), pytest.raises(StateError, match="locked"):
            ListStore(theirs).add("shopping", items_of("milk"))
        ListStore(theirs).add("shopping", items_of("milk"))
        assert len(ListStore(ours).all()) == 1


def test_a_durable_state_is_never_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StateError, match="cannot be used"):
        State(tmp_path / "file" / "state", durable=True)
    (tmp_path / FILE).write_bytes(b"no database at all " * 100)
    with State(tmp_path, durable=True) as state:
        ListStore(state).add("shopping", items_of("milk"))
    assert [*tmp_path.glob(f"{FILE}.damaged-*")]
    with State(tmp_path) as state:
        assert state.lasts
        assert len(ListStore(state).all()) == 1


@pytest.mark.parametrize(
    ("name", "said", "item", "expected"),
    [
        ("the grocery list", "", "", "shopping"),
        (None, "what's on my to do list", "", "to do"),
        (None, "add camping gear to my shopping list", "camping gear", "shopping"),
        (None, "add shopping bags to the camping list", "shopping bags", "camping"),
        (None, "what is on the packing list for rome", "", "packing"),
        (None, "what do i have to do", "", "to do"),
        (None, "clear my shopping list", "everything", "shopping"),
        (None, "put on my shopping list milk", "milk", "shopping"),
        (None, "add milk", "milk", None),
        ("list", "add milk to the list", "milk", None),
    ],
)
def test_which_list_is_meant(name: str | None, said: str, item: str, expected: str | None) -> None:
    assert own_list(name, said, item) == expected
