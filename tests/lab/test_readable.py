"""What the corpus teaches to copy must be what the rest of the program can read."""

from datetime import UTC, datetime
from random import Random

import pytest

from edgeassist.home.missing import missing
from edgeassist.home.time_values import read_time
from edgeassist.home.values import read_params
from edgeassist.intent.schema import understanding
from edgeassist.lab.drawing import Drawing
from edgeassist.messages import Context, ParsedAction

CONTEXT = Context(datetime(2026, 11, 20, 13, 0, tzinfo=UTC))


@pytest.fixture(scope="module")
def said() -> list[tuple[str, ParsedAction]]:
    """Return 3,000 sentences with what they ask for."""
    drawing = Drawing(Random(7), unseen=False, language="en")
    drawn = [sentence for _ in range(3_000) if (sentence := drawing.sentence())]
    return [(each.text, action) for each in drawn for action in understanding([each.frame], 1.0).actions]


def test_every_value_can_be_read(said: list[tuple[str, ParsedAction]]) -> None:
    timeless = [
        each for each in said if not each[1].intent.startswith(("alarm_", "reminder_")) and not missing(each[1])
    ]
    assert [text for text, action in timeless if read_params(action, CONTEXT) is None] == []


def test_nearly_every_time_can_be_read(said: list[tuple[str, ParsedAction]]) -> None:
    times = [(text, span) for text, action in said for span in (action.when, action.until) if span]
    unread = [text for text, span in times if read_time(span, CONTEXT) is None]
    assert len(times) > 25
    assert len(unread) < 0.1 * len(times)  # "today at 6" is over
