"""Passages found by what they mean: with a real GGUF that the test makes, and with vectors that are known."""

from collections.abc import Mapping
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from numpy.typing import NDArray

from edgeassist.documents.embedding import Embedder
from edgeassist.documents.finding import Finder
from edgeassist.documents.index import Index
from edgeassist.documents.librarian import Librarian
from edgeassist.documents.likeness import Likeness
from edgeassist.errors import ModelError
from tests.intent.tiny_instruct import write_instruct

TEXTS = {
    "a.txt": "The heating is bled with the square key.",
    "b.txt": "The heating is serviced with a new valve.",
    "c.txt": "The cat eats fish.",
}


class Meanings:
    """Knows the meaning of some words, each a direction."""

    def __init__(self, directions: Mapping[str, int]) -> None:
        self._directions = directions

    def vector(self, text: str) -> NDArray[np.float32]:
        found = np.full(4, 1e-3, np.float32)
        for word, direction in self._directions.items():
            found[direction] += word in text.lower()
        return found / np.linalg.norm(found)


def indexed(folder: Path) -> Index:
    (folder / "papers").mkdir()
    for name, text in TEXTS.items():
        (folder / "papers" / name).write_text(text, encoding="utf-8")
    index = Index(folder)
    Librarian(index, [folder / "papers"]).look(Event())
    return index


def test_the_closest_in_meaning_come_first_and_new_ones_are_caught_up_with(tmp_path: Path) -> None:
    index = indexed(tmp_path)
    likeness = Likeness(index, lambda: Meanings({"cat": 0, "pet": 0, "key": 1, "valve": 2, "radiators": 1}))
    assert likeness.closest("what does the pet eat") == []
    likeness.catch_up(Event())
    [closest, *_] = likeness.closest("what does the pet eat")
    assert index.passage(closest).passage.text == TEXTS["c.txt"]
    (tmp_path / "papers" / "d.txt").write_text("Radiators are in every room.", encoding="utf-8")
    Librarian(index, [tmp_path / "papers"]).look(Event())
    stop = Event()
    stop.set()
    likeness.catch_up(stop)
    assert len(likeness.closest("radiators")) == 3
    likeness.catch_up(Event())
    assert len(likeness.closest("radiators")) == 4


def test_what_is_closest_in_meaning_is_read_before_what_has_the_same_words(tmp_path: Path) -> None:
    index = indexed(tmp_path)
    question = "what about the heating"
    [by_words, *_] = Finder(index).answers(question)
    other = "b.txt" if by_words.hit.document.title == "a" else "a.txt"
    word = "valve" if other == "b.txt" else "key"
    likeness = Likeness(index, lambda: Meanings({"what": 0, word: 0, "cat": 0}))
    likeness.catch_up(Event())
    answers = Finder(index, likeness).answers(question)
    assert [each.hit.passage.text for each in answers] == [TEXTS[other], by_words.hit.passage.text]


def test_a_real_model_gives_every_text_its_vector(tmp_path: Path) -> None:
    embedder = Embedder(write_instruct(tmp_path / "tiny.gguf"), threads=1)
    one, same, other = map(embedder.vector, ("the heating", "the heating", "a cat eats"))
    assert float(np.linalg.norm(one)) == pytest.approx(1.0, abs=1e-3)
    assert one.shape == other.shape
    assert np.allclose(one, same, atol=1e-4)
    assert not np.allclose(one, other, atol=1e-2)
    assert embedder.vector("word " * 300).shape == one.shape
    index = indexed(tmp_path)
    likeness = Likeness(index, lambda: embedder)
    likeness.catch_up(Event())
    assert len(likeness.closest("what eats the cat")) == len(TEXTS)


def test_what_is_no_model_says_so(tmp_path: Path) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ModelError, match="cannot be used as an embedding model"):
        Embedder(tmp_path / "broken.gguf", threads=1)


def test_without_a_model_that_loads_words_alone_count(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"GGUF" + bytes(100))
    index, loaded = indexed(tmp_path), list[Path]()

    def _load() -> Embedder:
        loaded.append(tmp_path)
        return Embedder(tmp_path / "broken.gguf", threads=1)

    likeness = Likeness(index, _load)
    likeness.catch_up(Event())
    assert likeness.closest("what eats the cat") == []
    [found, *_] = Finder(index, likeness).answers("what does the cat eat")
    assert found.hit.passage.text == TEXTS["c.txt"]
    assert (len(loaded), caplog.text.count("found by their words alone")) == (1, 1)
