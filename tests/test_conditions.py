"""What is said to be done when something happens, from the words to what is waited for in a house."""

import re
from random import Random
from typing import Any

import pytest

from edgeassist.lab.sampling import Sampler
from edgeassist.messages import Plan
from edgeassist.templates import Template
from edgeassist.text import normalise
from tests.skills.happening import HOUSE, answer, plan, templates, waits

FRONT = {"targets": ["binary_sensor.front"], "state": "open"}
WINDOWS = {"targets": ["binary_sensor.w1", "binary_sensor.w2"], "state": "open", "quantity": "any"}
EVERYONE = {"targets": ["person.anna", "person.ben"], "quantity": "all"}
GARAGE = {"targets": ["cover.garage"], "state": "open", "at_once": True}
BEDROOM = {"targets": ["sensor.bedroom"]}


@pytest.mark.parametrize(
    ("text", "intent", "condition"),
    [
        ("turn on the hall light when the front door opens", "turn_on", FRONT),
        ("When the front door opens, turn on the hall light.", "turn_on", FRONT),
        (
            "could you please turn on the hall light as soon as the front door opens",
            "turn_on",
            FRONT | {"at_once": True},
        ),
        ("if the garage is open, close it", "close", GARAGE),
        ("close the garage door if it is open", "close", GARAGE),
        ("turn off the heating if a window is open", "turn_off", WINDOWS | {"at_once": True}),
        ("turn off the heating when the windows are open", "turn_off", WINDOWS),
        (
            "turn on the heating when all the windows are closed",
            "turn_on",
            WINDOWS | {"state": "closed", "quantity": "all"},
        ),
        ("switch the bedroom fan on once the bedroom is above 25", "turn_on", BEDROOM | {"above": 25, "at_once": True}),
        (
            "turn on the bedroom fan when the bedroom gets warmer than 25.5 degrees",
            "turn_on",
            BEDROOM | {"above": 25.5},
        ),
        (
            "when it gets colder than 77 degrees fahrenheit in the bedroom turn on the heating",
            "turn_on",
            BEDROOM | {"below": 25},
        ),
        ("turn off the fan when the bedroom temperature drops to 19", "turn_off", BEDROOM | {"at_most": 19}),
        ("when everyone has left turn everything off", "turn_off", EVERYONE | {"state": "away"}),
        ("turn on the hall light when anna comes home", "turn_on", {"targets": ["person.anna"], "state": "home"}),
        ("when somebody comes home turn on the hall light", "turn_on", EVERYONE | {"state": "home", "quantity": "any"}),
        ("tell me when the washer finishes", "notify", {"targets": ["sensor.watts"], "state": "finished"}),
        ("let me know when the dryer is done", "notify", {"targets": ["switch.dryer"], "state": "finished"}),
        ("let me know if the front door opens", "notify", FRONT | {"at_once": True}),
        (
            "remind me to fold the towels when the dryer is done",
            "reminder_set",
            {"targets": ["switch.dryer"], "state": "finished"},
        ),
        ("tell me when the front door has been open for 10 minutes", "notify", FRONT | {"for_s": 600}),
        ("tell me if it starts raining", "notify", {"targets": ["weather.home"], "state": "rainy", "at_once": True}),
        (
            "turn off the fan unless it's raining",
            "turn_off",
            {"targets": ["weather.home"], "state": "rainy", "negated": True, "at_once": True},
        ),
        (
            "whenever there's motion in the hall turn on the hall light",
            "turn_on",
            {"targets": ["binary_sensor.motion"], "state": "on", "always": True},
        ),
        ("turn on the hall light every time the front door opens", "turn_on", FRONT | {"always": True}),
    ],
)
def test_words_and_what_they_wait_for(text: str, intent: str, condition: dict[str, Any]) -> None:
    assert waits(text) == condition
    assert plan(text).actions[0].intent == intent


def test_at_a_time_it_is_checked_then() -> None:
    for text in ("if the garage is open at 10 close it", "at 10 pm close the garage door if it is open"):
        [action] = plan(text).actions
        assert action.when == {"at": "2026-11-20T22:00:00+01:00"}
        assert action.condition == GARAGE
    [action] = plan("when the sun goes down turn on the hall light").actions
    assert action.when == {"sun": "sunset", "offset_s": 0}
    assert action.condition is None


def test_all_that_is_said_with_a_condition_waits_for_it() -> None:
    for text in (
        "when the front door opens turn on the hall light and turn off the heating",
        "turn on the hall light and turn off the heating when the front door opens",
    ):
        assert [action.condition for action in plan(text).actions] == [FRONT, FRONT]
    first, second = plan("turn off the heating and when the front door opens turn on the hall light").actions
    assert (first.condition, second.condition) == (None, FRONT)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("tell me when the flux capacitor opens", "There is no flux capacitor here."),
        ("turn on the hall light when barcelona wins", "I can't tell when barcelona wins."),
        ("when the moon explodes turn on the hall light", "I can't tell when the moon explodes."),
        ("turn on the hall light when i come home", "Who are you: Anna or Ben?"),
        ("tell me when the hall light opens", "I can't tell when the Hall Light is open."),
        ("tell me when the hall light is above 20", "The Hall Light shows no number."),
        ("let me know", "Tell me also when, for example: tell me when the front door opens."),
    ],
)
def test_what_cannot_be_waited_for_is_said_and_not_done(text: str, refusal: str) -> None:
    understood = plan(text)
    assert understood.actions == ()
    assert [each.text for each in understood.refusals] == [refusal]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("turn on the hall light when the front door opens", "I'll turn on the hall light when the front door opens."),
        ("if the garage is open at 10 close it", "I'll close the garage door at 10 PM if it is open."),
        (
            "whenever there's motion in the hall turn on the hall light",
            "I'll turn on the hall light every time the hall motion reports motion.",
        ),
        ("when everyone has left turn off the heating", "I'll turn off the heating when everybody leaves."),
        ("turn off the heating when a window opens", "I'll turn off the heating when one of the 2 windows opens."),
        (
            "turn on the bedroom fan once the bedroom is above 25",
            "I'll turn on the bedroom fan as soon as the bedroom temperature is above 25 degrees.",
        ),
    ],
)
def test_the_answer_tells_what_was_understood(text: str, said: str) -> None:
    assert answer(text) == said


def test_questions_stay_questions() -> None:
    assert [action.intent for action in plan("tell me if the front door is open").actions] == ["get_state"]
    assert [action.intent for action in plan("is the garage door open").actions] == ["get_state"]


def _drawn(chance: Random) -> tuple[str, str]:
    """Return a command and a condition, with names of the house."""
    known = {"name": HOUSE.vocabulary.names, "area": HOUSE.vocabulary.areas, "floor": ("upstairs",)}
    sampler = Sampler(templates(), lambda kind, dice: dice.choice(known[kind]), chance)
    devices = ("turn_on", "turn_off", "open", "close", "lock", "unlock", "set_light", "set_temperature", "play_media")
    command = chance.choice(_sources("bare", devices))
    condition = chance.choice(_sources("conditions", ("event", "standing")))
    return normalise(sampler.draw(command).text), normalise(sampler.draw(condition).text)


def _sources(section: str, names: tuple[str, ...]) -> list[Template]:
    intents = getattr(templates(), section).intents
    return [
        Template(name, sentence.expression, block.slots, block.slot_lists)
        for name in names
        for block in intents[name].data
        for sentence in block.sentences
    ]


def test_nothing_is_ever_done_without_the_condition_that_was_said() -> None:
    chance, understood = Random(20), 0
    for _ in range(90):
        command, condition = _drawn(chance)
        word = chance.choice(("if", "when", "once", "as soon as", "whenever", "every time", "unless", "in case"))
        text = f"{word} {condition} {command}" if chance.random() < 0.5 else f"{command} {word} {condition}"
        found = plan(text)
        assert all(action.condition for action in found.actions), (text, found.actions)
        understood += bool(found.actions)
    assert understood > 2


def test_broken_conditions_do_nothing_at_once() -> None:
    chance = Random(21)
    for _ in range(60):
        command, condition = _drawn(chance)
        words = condition.split()
        broken = " ".join(chance.sample(words, len(words))) + chance.choice((" maybe", "", " xyzzy"))
        text = f"{command} {chance.choice(('if', 'unless', 'whenever'))} {broken}"
        assert not _at_once(plan(text)), text


def _at_once(found: Plan) -> list[str]:
    """Return what would be done at once to devices, but for titles of music, which may hold any words."""
    return [
        action.intent
        for action in found.actions
        if not action.condition and not re.match("play_media|get_|list_|notify", action.intent)
    ]
