from collections.abc import Sequence
from itertools import pairwise
from threading import Event

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.intent.decoding import Ask, Decoder, Logits, Written
from edgeassist.intent.schema import MAX_ACTIONS, SPAN, Frame, Schema, read
from edgeassist.intent.spelling import Words
from edgeassist.text import normalise

SCHEMA = Schema.of(
    [
        Frame("turn_on", {"name": " x", "area": " x", "when": " x"}),
        Frame("turn_on", {"area": "here", "domain": "light", "name": " x", "name2": " x"}),
        Frame("set_light", {"name": " x", "brightness_pct": " x"}),
        Frame("undo", {}),
    ]
)


class Bytes:
    """A vocabulary of single bytes, parts of words and the fragments of the schema."""

    def __init__(self) -> None:
        fragments = [fragment.encode() for fragment in SCHEMA.fragments()]
        parts = [b" a", b" an", b" and", b"nd", b"lamp", b" lam", b" us", b"es", b" t", b"he", b" the", b"en"]
        self.tokens = [b"<end>", *(bytes([n]) for n in range(256)), *parts, *fragments]

    def __call__(self, text: str) -> list[int]:
        raw = text.encode()
        ids = []
        while raw:
            fits = [n for n in range(1, len(self.tokens)) if raw.startswith(self.tokens[n])]
            ids.append(max(fits, key=lambda n: len(self.tokens[n])))
            raw = raw[len(self.tokens[ids[-1]]) :]
        return ids


WORDS = ("a", "an", "and", "the", "then", "lamp", "lamps", "us", "use", "uses", "t", "and's", "12", "日本")
"""Beginnings of each other, in bytes or in tokens."""

VOCABULARY = Bytes()
DECODER = Decoder(SCHEMA, lambda text: VOCABULARY(text)[0], lambda token: VOCABULARY.tokens[token])


def utterance(text: str) -> Words:
    return [tuple(VOCABULARY(f" {word}")) for word in text.split()]


def wanting(text: str, strength: float = 5.0) -> Ask:
    """A model that is nearly sure of `text`, token by token."""
    wanted = VOCABULARY(text)
    place = 0

    def ask(tokens: Sequence[int]) -> Logits:
        nonlocal place
        place += len(tokens)
        logits = np.zeros(len(VOCABULARY.tokens), np.float32)
        logits[wanted[min(place, len(wanted) - 1)]] = strength
        return logits

    return ask


def written(text: str, ask: Ask) -> Written:
    return next(DECODER.answers(utterance(text), lambda: ask, Event()))


def test_writes_what_the_model_wants_where_it_is_legal() -> None:
    text = '{"do":"turn_on","name":" kitchen lamp"},{"do":"undo"}]'
    done = written("turn on the kitchen lamp and undo", wanting(text))
    assert done.text == text
    assert 0 < done.probability < 1


def test_words_that_were_not_said_cannot_be_written() -> None:
    done = written("turn on the lamp", wanting('{"do":"turn_on","name":" front door"}]'))
    assert "front" not in done.text
    assert all(value.strip() in "turn on the lamp" for value in read(f"[{done.text}")[0].slots.values())


def test_parts_of_words_cannot_be_written() -> None:
    done = written("turn on the lampshade", wanting('{"do":"turn_on","name":" lamp"}]'))
    assert read(f"[{done.text}")[0].slots["name"] == " lampshade"


def test_forced_tokens_are_not_asked_for() -> None:
    done = written("undo", wanting('{"do":"undo"}]'))
    assert done.text == '{"do":"undo"}]'
    assert done.steps == 2  # the intent, and that no other action follows


def test_the_rest_of_a_word_is_not_asked_for() -> None:
    done = written("turn on the lamp", wanting('{"do":"turn_on","name":" lamp"}]'))
    assert done.text == '{"do":"turn_on","name":" lamp"}]'
    assert done.steps < 8


def test_more_doubt_gives_less_probability() -> None:
    answer = '{"do":"turn_on","name":" lamp"}]'
    sure = written("turn on the lamp", wanting(answer))
    unsure = written("turn on the lamp", wanting(answer, strength=4.0))
    assert sure.text == unsure.text == answer
    assert unsure.probability < sure.probability


def test_what_might_have_been_meant_comes_after_it_likeliest_first() -> None:
    said = utterance("turn on the lamp and undo")
    first, *others = DECODER.answers(said, lambda: wanting('{"do":"turn_on","name":" lamp"}]', strength=4.0), Event())
    assert first.text == '{"do":"turn_on","name":" lamp"}]'
    chances = [answer.probability for answer in others]
    assert len({first.text, *(answer.text for answer in others)}) == 1 + len(others) > 3
    assert all(chance < first.probability for chance in chances)
    assert first.probability + sum(chances) <= 1.0
    assert chances[0] == max(chances)
    assert all(other.probability <= before.following for before, other in pairwise((first, *others)))
    assert others[-1].following == 0.0


def test_an_answer_is_as_likely_on_every_way_to_it() -> None:
    wanted = '{"do":"turn_on","name":" lamp"}]'
    straight = written("the lamp", wanting(wanted))
    unsure = DECODER.answers(utterance("the lamp"), lambda: wanting(wanted, strength=4.0), Event())
    again = DECODER.answers(utterance("the lamp"), lambda: wanting(wanted, strength=4.0), Event())
    assert straight.text == wanted
    assert [answer.text for answer in unsure] == [answer.text for answer in again]


def test_stop_ends_it() -> None:
    stop = Event()
    stop.set()
    assert list(DECODER.answers(utterance("undo"), lambda: wanting("]"), stop)) == []


def test_no_more_actions_than_a_sentence_has() -> None:
    done = written("undo", wanting('{"do":"undo"},' * 20))
    assert done.text == ",".join(['{"do":"undo"}'] * MAX_ACTIONS) + "]"


def test_an_answer_that_grows_without_end_is_none() -> None:
    said = "lamp " * 150
    wish = np.zeros(len(VOCABULARY.tokens), np.float32)
    wish[[VOCABULARY(text)[0] for text in ('{"do":"turn_on', '","name":"', " lamp")]] = 3.0
    done = written(said, lambda _: wish)
    assert (done.text, done.probability) == ("]", 0.0)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(max_size=120), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)),
    st.integers(0, 2**32 - 1),
)
def test_whatever_the_model_and_the_text_the_answer_keeps_the_schema(text: str, seed: int) -> None:
    said = normalise(text) or "undo"
    chance = np.random.default_rng(seed)
    longing = np.zeros(len(VOCABULARY.tokens), np.float32)
    longing[VOCABULARY('"}]')[0]] = 1.0  # or it would go on for long
    done = written(said, lambda _: longing + chance.normal(size=len(longing)).astype(np.float32))
    words = said.split()
    for frame in read(f"[{done.text}"):
        allowed = SCHEMA.intents[frame.intent]
        for slot, value in frame.slots.items():
            if value.startswith(SPAN):
                assert SPAN in allowed[slot]
                part = value.split()
                assert any(words[n : n + len(part)] == part for n in range(len(words)))
            else:
                assert value in allowed[slot]


def test_a_word_that_begins_another_is_no_dead_end() -> None:
    for seed in range(400):
        chance = np.random.default_rng(seed)
        liked = np.zeros(len(VOCABULARY.tokens), np.float32)
        liked[[VOCABULARY(piece)[0] for piece in ('{"do":"turn_on', '","name":"', '","when":"')]] = 3.0
        said = " ".join(chance.choice(["a", "and", "an", "lamp"], size=5))
        assert written(said, lambda _, liked=liked, chance=chance: liked + chance.normal(size=len(liked))).text  # type: ignore[misc]
