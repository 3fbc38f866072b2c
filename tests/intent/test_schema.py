import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.intent.schema import SPAN, Frame, Schema, read, understanding, write
from edgeassist.messages import Dialogue, ParsedAction, Target

slots = st.dictionaries(st.from_regex(r"[a-z_]{1,12}[2-9]?", fullmatch=True).filter(lambda s: s != "do"), st.text())
frames = st.lists(st.builds(Frame, st.from_regex(r"[a-z_]{1,16}", fullmatch=True), slots), max_size=4)


@given(frames)
def test_what_is_written_is_read(some: list[Frame]) -> None:
    assert list(read(write(some))) == some


@given(frames)
def test_a_schema_keeps_its_form_as_text(some: list[Frame]) -> None:
    assert Schema.from_json(Schema.of(some).as_json()) == Schema.of(some)


def test_targets_come_before_values_and_times() -> None:
    frame = Frame("x", {"when": " now", "step": "up", "name2": " b", "area": " r", "name": " a", "except_area": " c"})
    assert write([frame]) == (
        '[{"do":"x","name":" a","area":" r","name2":" b","except_area":" c","step":"up","when":" now"}]'
    )


def test_every_decision_is_one_piece() -> None:
    schema = Schema.of([Frame("open", {"name": " a", "area": "here"}), Frame("open", {"area": " b"})])
    assert schema.fragments() == ('"}]', '"},', '{"do":"open', '","name":"', '","area":"', '","area":"here')
    assert schema.intents["open"]["area"] == (SPAN, "here")


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"turn_on": 3}', '[{"name": "x"}]', "null"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Schema.from_json(text)
    with pytest.raises(ValueError, match=r"."):
        read(text)


def test_frames_become_actions_without_the_mark_of_spans() -> None:
    found = understanding(
        [Frame("turn_off", {"name": " hall lamp", "name2": " fan", "when": " at 7"}), Frame("undo", {})], 0.7
    )
    assert found.actions == (
        ParsedAction("turn_off", (Target(name="hall lamp"), Target(name="fan")), {}, "at 7"),
        ParsedAction("undo"),
    )
    assert (found.confidence, found.tier) == (0.7, "edge")


def test_what_concerns_the_conversation_is_no_action() -> None:
    assert understanding([Frame("help", {})], 1.0).dialogue == Dialogue("help")
    assert understanding([Frame("help", {})], 1.0).actions == ()
