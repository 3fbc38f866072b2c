"""A text that a template fits, fits its outline: the library is asked about no other."""

from __future__ import annotations

import pytest
from hassil import Intents
from hassil.string_matcher import MatchContext, MatchSettings, match_expression

from edgeassist.intent.fitting import Part, Walk
from edgeassist.intent.outlines import Outlines
from edgeassist.intent.parts import Values
from edgeassist.store import sentences_dir
from edgeassist.templates import HOME_LISTS, load_templates

TEMPLATES = load_templates([sentences_dir()], "en")
NAMES = {"name": ("lamp", "ceiling light", "tv"), "area": ("kitchen", "living room"), "floor": ("upstairs",)}

TEXTS = (
    "turn on the lamp",
    "the lamp off in the kitchen",
    "set the ceiling light in the living room to 30 percent",
    "make the lamp warm white",
    "set a timer for 10 minutes",
    "remind me to turn off the tv at 9",
    "put milk and eggs on the shopping list",
    "is the lamp in the kitchen on",
    "which lights are on upstairs",
    "turn it up a bit",
    "snooze 9",
    "what's the weather like on the moon",
)


def outlined(sentence: str) -> Part:
    intents = Intents.from_dict(
        {
            "language": "en",
            "intents": {"a": {"data": [{"sentences": [sentence]}]}},
            "lists": {"word": {"wildcard": True}, "colour": {"values": ["red", "dark blue", "(grey|gray)"]}},
        }
    )
    (expression,) = (each.expression for each in intents.intents["a"].data[0].sentences)
    return Outlines(intents.expansion_rules, intents.slot_lists).of(expression)


@pytest.mark.parametrize(
    ("sentence", "text", "expected"),
    [
        ("turn on [the] {name}", "turn on the ceiling light", True),
        ("turn on [the] {name}", "turn on the ceiling", False),
        ("light[s] on", "lights on", True),
        ("light[s] on", "lightson", False),
        ("{name} off", "lampoff", False),
        ("{name} off", "lamp off", True),
        ("(up;there) now", "there up now", True),
        ("make it {colour}", "make it dark blue", True),
        ("make it {colour}", "make it gray", True),
        ("make it {colour}", "make it dark", False),
        ("say {word} now", "say this and that now", True),
        ("say {word} now", "say 7 now", False),
        ("say {word} now", "say now", False),
        ("say {word} one", "say it's done", False),
        ("say {word} {colour}", "say it's tired", False),
        ("say {word}", "say anything", True),
        ("say {word}", "say 7", False),
        ("say {word} {colour} [now]", "say very dark blue", True),
        ("wait {1..9:n} minutes", "wait 5 minutes", True),
        ("wait {1..9:n} minutes", "wait 12 minutes", False),
        ("say {word} {1..9:n} times", "say it 5 times", True),
    ],
)
def test_fits(sentence: str, text: str, *, expected: bool) -> None:
    names = {kind: Values(said) for kind, said in NAMES.items()}
    walk = Walk(text, names, lambda _, words: bool(words.strip()) and "7" not in words)
    assert walk.fits(outlined(sentence)) is expected


@pytest.mark.parametrize("text", TEXTS)
def test_what_the_library_finds_fits(text: str) -> None:
    intents = TEMPLATES.bare
    outlines = Outlines(intents.expansion_rules, intents.slot_lists)
    walk = Walk(text, {kind: Values(NAMES[kind]) for kind in HOME_LISTS}, lambda _, words: bool(words.strip()))
    home = Intents.from_dict(
        {"language": "en", "intents": {}, "lists": {kind: {"values": [*said]} for kind, said in NAMES.items()}}
    )
    settings = MatchSettings({**intents.slot_lists, **home.slot_lists}, intents.expansion_rules)
    for intent in intents.intents.values():
        for sentence in (sentence for block in intent.data for sentence in block.sentences):
            ends = match_expression(settings, MatchContext(f"{text} "), sentence.expression)
            if any(not end.text.strip() or end.get_open_wildcard() for end in ends):
                part = outlines.of(sentence.expression)
                assert walk.fits(part), sentence.text
                assert part.may_begin(text[0]), sentence.text
                assert part.may_end(text[-1]), sentence.text


@pytest.mark.parametrize(
    ("sentence", "letter", "expected"),
    [
        ("light[s] on", "n", True),
        ("light[s] on", "s", False),
        ("light[s]", "t", True),
        ("make it {colour}", "y", True),
        ("make it {colour}", "n", False),
        ("{colour} [now]", "w", True),
        ("say {word} [now]", "x", True),
    ],
)
def test_what_a_text_may_end_with(sentence: str, letter: str, *, expected: bool) -> None:
    assert outlined(sentence).may_end(letter) is expected


def test_a_beginning_that_fits_is_found_in_the_whole() -> None:
    intents = TEMPLATES.bare
    outlines = Outlines(intents.expansion_rules, intents.slot_lists)
    blocks = (block for intent in intents.intents.values() for block in intent.data)
    parts = [outlines.of(sentence.expression) for block in blocks for sentence in block.sentences]
    names = {kind: Values(NAMES[kind]) for kind in HOME_LISTS}
    for words in map(str.split, TEXTS):
        whole = Walk(" ".join(words), names, lambda _, words: bool(words.strip()))
        found = {part: {*whole.beginnings(part)} for part in parts}
        assert any(found.values())
        for end in range(1, len(words) + 1):
            beginning = " ".join(words[:end])
            walk = Walk(beginning, names, lambda _, words: bool(words.strip()))
            assert all(len(beginning) in found[part] for part in parts if walk.fits(part)), beginning
