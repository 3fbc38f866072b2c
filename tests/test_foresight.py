"""The real templates in the example home: what is to be expected after words heard so far."""

from pathlib import Path

import pytest

from edgeassist.foresight import Foresight
from edgeassist.home.registry import load_home
from edgeassist.intent.sentences import SentenceParser
from edgeassist.messages import Vocabulary
from edgeassist.store import sentences_dir
from edgeassist.templates import load_templates
from edgeassist.vad.endpointer import Outlook
from tests.daemons import HOME, REPOSITORY

COFFEE = REPOSITORY / "tests" / "data" / "coffee"


@pytest.fixture(scope="module")
def foresight() -> Foresight:
    templates = load_templates([Path(sentences_dir())], "en", user=[COFFEE])
    return Foresight(templates, SentenceParser(templates))


@pytest.fixture(scope="module")
def names() -> Vocabulary:
    return load_home(HOME).vocabulary


@pytest.mark.parametrize(
    "text",
    [
        "what time is it",
        "is the garage door open",
        "stop",
        "nevermind",
        "cancel the timer",
        "turn on the kitchen light in ten minutes",
    ],
)
def test_nothing_follows_questions_words_alone_and_what_has_its_time(
    foresight: Foresight, names: Vocabulary, text: str
) -> None:
    assert foresight(text, names) is Outlook.DONE


@pytest.mark.parametrize("text", ["turn on the kitchen light", "lock the front door", "turn on the living room"])
def test_commands_are_whole(foresight: Foresight, names: Vocabulary, text: str) -> None:
    assert foresight(text, names) is Outlook.WHOLE


@pytest.mark.parametrize(
    "text",
    [
        "turn off the light",
        "what's the temperature",
        "is the garage door",
        "wake me at seven",
        "dim the kitchen light",
        "make me a large latte",
        "set the thermostat",
        "turn on the kitchen light in ten",
    ],
)
def test_what_leaves_something_open_may_go_on(foresight: Foresight, names: Vocabulary, text: str) -> None:
    assert foresight(text, names) is Outlook.OPEN


@pytest.mark.parametrize(
    "text",
    [
        "turn on the",
        "turn on the kitchen light and",
        "turn off the light in",
        "set a timer for twenty",
        "set the thermostat to",
    ],
)
def test_in_mid_sentence_more_must_follow(foresight: Foresight, names: Vocabulary, text: str) -> None:
    assert foresight(text, names) is Outlook.UNFINISHED


@pytest.mark.parametrize("text", ["", "add milk", "remind me to water the plants", "remind me", "purple sisters sing"])
def test_what_may_be_any_words_tells_nothing(foresight: Foresight, names: Vocabulary, text: str) -> None:
    assert foresight(text, names) is Outlook.UNKNOWN


def test_names_count_where_they_are_known(foresight: Foresight) -> None:
    assert foresight("turn on the kitchen light", Vocabulary()) is not Outlook.WHOLE
    assert foresight("turn on the disco ball", Vocabulary(names=("disco ball",))) is Outlook.WHOLE
