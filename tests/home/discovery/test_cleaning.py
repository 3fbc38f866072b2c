from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.home.discovery.cleaning import LONGEST_NAME, id_of, name_in, names_in, text_in, topic_in
from edgeassist.home.discovery.parsing import MAX_PAYLOAD, json_of, list_in, number_in, object_in, objects_in

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize(
    "payload",
    [b"", b"\xff\xfe", b"{", b"[" * 100_000, b"0" * (MAX_PAYLOAD + 1), b"nul", b'{"a":' * 9_999, b"9" * 9_999],
)
def test_a_payload_that_is_no_json_is_nothing(payload: bytes) -> None:
    assert json_of(payload) is None


@given(JSON)
def test_nothing_raises_and_everything_has_its_type(value: Any) -> None:
    assert isinstance(object_in(value), dict)
    assert isinstance(list_in(value), list)
    assert all(isinstance(item, dict) for item in objects_in(value))
    assert all(0 < len(name) <= LONGEST_NAME for name in names_in(value))
    assert text_in(value) is None or value == text_in(value)
    assert topic_in(value) is None or not set("+#\0\n") & set(value)
    assert number_in(value) is None or value == number_in(value)


@given(st.text(max_size=300))
def test_names_are_short_and_can_be_seen(text: str) -> None:
    name = name_in(text)
    assert len(name) <= LONGEST_NAME
    assert name == name.strip()
    assert not set(name) & set("\n\r\t\0\x1b\u202e\u200b\u2028")


@given(st.text(max_size=300))
def test_ids_are_plain(text: str) -> None:
    assert id_of(text).replace("_", "a").isalnum()
    assert id_of(text).isascii()


def test_a_topic_that_is_too_long_or_holds_half_a_character_is_none() -> None:
    assert topic_in("x" * 1_025) is None
    assert topic_in("\ud800") is None
