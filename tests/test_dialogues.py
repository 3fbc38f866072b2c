"""Typed conversations go through: choices, corrections, undo, follow-ups; each in a house of its own."""

import asyncio
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from threading import Event

import pytest

from edgeassist.errors import EdgeAssistError
from edgeassist.home.registry import load_home
from edgeassist.messages import Transcript
from edgeassist.wiring import Brain
from tests import dialogues
from tests.brokers import Mosquitto
from tests.dialogues import parlour
from tests.home.acting import CONTEXT

TABLES = dict(dialogues.tables())


@pytest.fixture(scope="module")
def brain(tmp_path_factory: pytest.TempPathFactory) -> Brain:
    return dialogues.brain(tmp_path_factory.mktemp("brain"))


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mosquitto]:
    with Mosquitto(tmp_path_factory.mktemp("broker")) as broker:
        yield broker


@pytest.mark.parametrize("name", TABLES)
async def test_a_conversation(name: str, brain: Brain, broker: Mosquitto, tmp_path: Path) -> None:
    async with parlour(broker, tmp_path, brain) as we:
        for turn in TABLES[name]:
            record = await we.say(turn)
            assert await we.faults(turn, record) == []


async def test_a_name_that_was_taught_outlives_the_process(brain: Brain, broker: Mosquitto, tmp_path: Path) -> None:
    async with parlour(broker, tmp_path, brain) as we:
        for turn in TABLES["talking: a name that was corrected twice"]:
            record = await we.say(turn)
    assert "reading light" not in record.reply.text
    async with parlour(broker, tmp_path, brain) as we:
        assert "reading light" in we.house.registry.home.vocabulary.names
        assert (await we.said("turn on the reading light")) == "The floor lamp is on."
        nicknames = we.house.conversation.nicknames
        assert (await nicknames.about({"do": "show"}))["aliases"] == [
            {"name": "reading light", "entity": "light.floor"}
        ]
        assert (await nicknames.about({"do": "remove", "name": "the Reading Light"}))["aliases"] == []
        assert (await we.said("turn off the reading light")) == "The reading lamp is off."
        with pytest.raises(EdgeAssistError, match=r"no light\.nowhere here"):
            await nicknames.about({"do": "add", "name": "sun", "entity": "light.nowhere"})


async def test_a_question_outlives_the_process(brain: Brain, broker: Mosquitto, tmp_path: Path) -> None:
    async with parlour(broker, tmp_path, brain) as we:
        assert (await we.said("open the blind")).startswith("Which one do you mean")
    async with parlour(broker, tmp_path, brain) as we:
        assert (await we.said("the second one")) == "The living room blind is open."


async def test_a_question_is_open_for_so_long(brain: Brain, broker: Mosquitto, tmp_path: Path) -> None:
    async with parlour(broker, tmp_path, brain, policy={"limit_s": 1}) as we:
        await we.said("open the blind")
        await asyncio.sleep(1.05)
        assert (await we.said("the second one")) == "I have asked nothing just now."


async def test_help_is_about_this_house_and_is_another_each_time(
    brain: Brain, broker: Mosquitto, tmp_path: Path
) -> None:
    async with parlour(broker, tmp_path, brain) as we:
        told = [await we.said("help") for _ in range(4)]
        examples = [re.split(r", | or (?!so)", text.removeprefix("You can say, for example: ")[:-1]) for text in told]
        for before, after in pairwise(examples):
            assert 4 <= len(after) <= 6
            assert set(before) & set(after) == set()
        for example in (each for some in examples for each in some if "{" in each or "mum" not in each):
            plan = brain.tiers.understand(Transcript(example), we.house.registry.home, CONTEXT, Event())
            assert plan.actions, example
            assert not plan.refusals, example


async def test_the_batch_answers_follow_ups_with_a_sentence_and_no_actions(brain: Brain) -> None:
    home = load_home(dialogues.HOME)
    for text in ("and the bedroom", "no the other one", "i meant the hall", "do that again", "the second one", "both"):
        plan = brain.tiers.understand(Transcript(text), home, CONTEXT, Event())
        assert plan.actions == ()
        assert brain.answerer.reply(plan, None, home, CONTEXT).text


async def test_what_leans_on_nothing_is_not_taken_down_because_it_may_have_been_misheard(brain: Brain) -> None:
    misheard = Transcript("no the other one", alternatives=("note the other one", "add the other one to the list"))
    plan = brain.tiers.understand(misheard, load_home(dialogues.HOME), CONTEXT, Event())
    assert (plan.actions, [each.reason for each in plan.refusals]) == ((), ["nothing_before"])


async def test_when_something_of_the_world_will_be_is_no_question_about_our_plans(brain: Brain) -> None:
    for text, asked in (("when does the film start", False), ("when does the bedroom fan go off", True)):
        plan = brain.tiers.understand(Transcript(text), load_home(dialogues.HOME), CONTEXT, Event())
        assert [action.intent for action in plan.actions] == ["schedule_query"] * asked
