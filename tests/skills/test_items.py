"""What stands on a list: how many items a sentence holds, and which of them are the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.home.tasks import is_task
from edgeassist.skills.items import Item, is_everything, item_of, items_of


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("milk", ["milk"]),
        ("eggs, milk and bread", ["eggs", "milk", "bread"]),
        ("eggs, milk, and bread", ["eggs", "milk", "bread"]),
        ("eggs milk and bread", ["eggs", "milk", "bread"]),
        ("orange juice and bread", ["orange juice", "bread"]),
        ("mac and cheese", ["mac and cheese"]),
        ("milk, mac and cheese and eggs", ["milk", "mac and cheese", "eggs"]),
        ("fish and chips & beer", ["fish and chips", "beer"]),
        ("ham and cheese", ["ham", "cheese"]),
        ("cheese and onion crisps and milk", ["cheese and onion crisps", "milk"]),
        ("salt and pepper and sugar", ["salt", "pepper", "sugar"]),
        ("two bottles of milk and 6 eggs", ["two bottles of milk", "6 eggs"]),
        ("1,5 litres of milk, bread", ["1,5 litres of milk", "bread"]),
        ("a kilo and a half of flour and rice", ["a kilo and a half of flour", "rice"]),
        ("call mum and dad", ["call mum and dad"]),
        ("call mum and pay the rent", ["call mum", "pay the rent"]),
        ("call Dr. O'Neill, 5 pm", ["call Dr. O'Neill, 5 pm"]),
        ("pay the rent, walk the dog and book a table", ["pay the rent", "walk the dog", "book a table"]),
        ("M&M's", ["M&M's"]),
        ("milk, Milk and 2 milks", ["2 milks"]),
        ("and milk", ["and milk"]),
        (" , ;\n ", []),
        ("\x00\x07\u200b", []),
        ('"oat milk"', ["oat milk"]),
    ],
)
def test_items_in_what_was_said(said: str, expected: list[str]) -> None:
    assert [item.text for item in items_of(said)] == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Eggs", "egg"),
        ("tomatoes", "Tomato"),
        ("two loaves of bread", "bread"),
        ("500g flour", "flour"),
        ("500 g of flour", "flour"),
        ("a dozen eggs", "eggs"),
        ("half a dozen eggs", "egg"),
        ("2x milk", "milk"),
        ("berries", "berry"),
        ("cookies", "cookie"),
        ("pies", "pie"),
        ("shoes", "shoe"),
        ("the milk", "more milk"),
        ("crème fraîche", "Creme Fraiche"),
        ("toilet-paper", "toilet paper"),
        ("knives", "knife"),
    ],
)
def test_the_same_item(one: str, other: str) -> None:
    assert item_of(one).key == item_of(other).key


@pytest.mark.parametrize(
    ("one", "other"), [("oat milk", "milk"), ("tap", "tape"), ("pin", "pine"), ("call mum", "call dad"), ("🥛", "🍞")]
)
def test_another_item(one: str, other: str) -> None:
    assert item_of(one).key != item_of(other).key


def test_what_is_plural() -> None:
    plural = ["eggs", "two bottles of milk", "3 eggs", "a dozen eggs", "some crisps"]
    singular = ["milk", "a loaf of bread", "one egg", "1 litre of milk", "glass", "pay the bills", "500 g peas"]
    assert [text for text in plural + singular if item_of(text).is_plural] == plural
    assert item_of("2 eggs").has_amount
    assert not item_of("an egg").has_amount


def test_all_and_tasks() -> None:
    assert all(map(is_everything, ("everything", "All", "all of it", "the lot")))
    assert not any(map(is_everything, ("all bran", "milk")))
    assert is_task("Call mum")
    assert not is_task("call")


@given(st.text(max_size=300))
def test_whatever_is_said_can_be_shown_and_is_the_same_when_said_again(said: str) -> None:
    items = items_of(said)
    assert len({item.key for item in items}) == len(items)
    for item in items:
        assert item.text
        assert item.key
        assert not {unicodedata.category(letter) for letter in item.text} & {"Cc", "Cs"}
        assert item_of(item.text) == Item(item.text, item.key)
