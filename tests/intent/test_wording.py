"""What was dictated stands in the plan as it was written, found by its normal form."""

import pytest

from edgeassist.intent.wording import as_said, in_own_words
from edgeassist.messages import Action, Dialogue, Plan
from edgeassist.text import normalise


@pytest.mark.parametrize(
    ("text", "span", "said"),
    [
        ("Remind me at 7 to call Anna.", "call anna", "call Anna"),
        ("add twenty-one eggs to my list", "21 eggs", "twenty-one eggs"),
        (
            "take a note: the code is 50 % of Müller's",
            "the code is 50 percent of müller's",
            "the code is 50 % of Müller's",
        ),
        ("play jazz", "blues", "blues"),
        ("", "milk", "milk"),
    ],
)
def test_a_span_is_found_in_the_text(text: str, span: str, said: str) -> None:
    assert as_said(text, span) == said


def test_only_what_was_dictated_is_given_back_as_written() -> None:
    plan = Plan((Action("alarm_set", (), {"time": "06:30", "name": "gym"}), Action("list_add", (), {"item": "milk"})))
    worded = in_own_words(plan, "Alarm GYM at 6:30 and add Milk")
    assert [action.params for action in worded.actions] == [{"time": "06:30", "name": "gym"}, {"item": "Milk"}]


def test_a_question_to_the_world_keeps_its_capitals() -> None:
    asked = in_own_words(Plan(dialogue=Dialogue("question", {"text": "who was ada lovelace"})), "Who was Ada Lovelace?")
    assert asked.dialogue is not None
    assert asked.dialogue.params["text"] == "Who was Ada Lovelace"


def test_a_long_note_is_kept_to_its_end() -> None:
    note = "The plumber comes on Tuesday, and " * 30 + "brings a new tap"
    text = f"Take a note that {note}."
    span = normalise(text).removeprefix("take a note that ")
    assert as_said(text, span) == note
    assert as_said(text, "the plumber") == "The plumber"
