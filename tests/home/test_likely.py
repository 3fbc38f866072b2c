"""What is listened for after a command is understood there: little is heard in vain."""

from threading import Event

import pytest

from edgeassist.home.likely import likely
from edgeassist.home.registry import load_home
from edgeassist.messages import Context, Plan, Transcript
from edgeassist.settings import Settings
from edgeassist.wiring import Brain, build_brain
from tests import dialogues
from tests.home.acting import CONTEXT

HOME = load_home(dialogues.HOME)

_OF_SO_MANY = 10
"""One of them may be lost: what can be said depends on more than the command."""


@pytest.fixture(scope="module")
def brain() -> Brain:
    return build_brain(Settings.model_validate({"intent": {"general_model": "off"}}), None, None)


@pytest.mark.parametrize(
    "command",
    [
        "set a timer for 7 minutes",
        "every weekday at 7 turn on the desk lamp",
        "if the front door opens turn on the hall light",
        "turn on the desk lamp",
        "set the desk lamp to 40 percent",
        "open the bedroom blind",
        "lock the front door",
        "set the thermostat to 20",
        "pause the tv",
        "add milk to my shopping list",
        "wake me every day at 7",
    ],
)
def test_what_is_likely_after_a_command_is_understood(brain: Brain, command: str) -> None:
    first = understood(brain, command, CONTEXT)
    things = tuple(key for action in first.actions for key in action.targets)
    context = Context(CONTEXT.now, area="office", before=first.understood, previous=things, together=things)
    phrases = likely(context)
    plans = {phrase: understood(brain, phrase, context) for phrase in phrases}
    lost = [phrase for phrase, plan in plans.items() if not (plan.actions or plan.dialogue or plan.refusals)]
    assert len(phrases) > 20
    assert len(lost) <= len(phrases) // _OF_SO_MANY, lost


def understood(brain: Brain, text: str, context: Context) -> Plan:
    return brain.tiers.understand(Transcript(text), HOME, context, Event())
