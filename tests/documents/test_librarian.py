"""The index follows the folders."""

import logging
import os
from pathlib import Path
from threading import Event

import pytest

from edgeassist.documents.finding import Finder
from edgeassist.documents.index import FILE, Index
from edgeassist.documents.librarian import Librarian
from edgeassist.errors import StateError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "papers").mkdir()
    return tmp_path / "papers"


@pytest.fixture
def librarian(tmp_path: Path, folder: Path) -> Librarian:
    return Librarian(Index(tmp_path), [folder, tmp_path / "not there"])


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def answer(librarian: Librarian, question: str) -> str:
    answers = Finder(librarian.index).answers(question)
    return answers[0].units[0].text if answers else ""


def test_what_is_added_changed_and_removed_is_noticed(librarian: Librarian, folder: Path) -> None:
    assert not librarian.look(Event())
    note = write(folder / "below" / "wifi.txt", "The wifi password is swordfish.")
    assert librarian.look(Event())
    assert not librarian.look(Event())
    assert answer(librarian, "what's the wifi password") == "The wifi password is swordfish."
    write(note, "The wifi password is mackerel.")
    assert librarian.look(Event())
    assert answer(librarian, "what's the wifi password") == "The wifi password is mackerel."
    note.unlink()
    assert librarian.look(Event())
    assert answer(librarian, "what's the wifi password") == ""
    assert librarian.index.documents() == []


def test_the_same_content_is_not_read_again(
    librarian: Librarian, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    note = write(folder / "wifi.txt", "The wifi password is swordfish.")
    librarian.look(Event())
    os.utime(note, (1, 1))
    librarian.look(Event())
    assert [record.message for record in caplog.records] == [f"documents: {note} is indexed, 1 passages"]
    assert librarian.index.documents()[0].modified == 1


def test_what_cannot_be_read_is_said_once_and_shown(
    librarian: Librarian, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "old.txt").write_bytes("Müller".encode("latin-1"))
    write(folder / "good.md", "The key is under the pot.")
    write(folder / ".hidden.md", "The key is nowhere.")
    write(folder / "picture.jpg", "The key is nowhere.")
    for _ in range(3):
        librarian.look(Event())
    [warning] = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert warning.endswith("old.txt is left out: it is not UTF-8: save it with that encoding")
    shown = {Path(each.path).name: (each.passages, each.problem) for each in librarian.index.documents()}
    assert shown == {"good.md": (1, ""), "old.txt": (0, "is not UTF-8: save it with that encoding")}


def test_looking_can_be_given_up_and_taken_up(librarian: Librarian, folder: Path) -> None:
    for number in range(3):
        write(folder / f"{number}.txt", f"Number {number}.")
    stop = Event()
    stop.set()
    librarian.look(stop)
    assert librarian.index.documents() == []
    librarian.look(Event())
    assert len(librarian.index.documents()) == 3


def test_a_damaged_index_is_made_again(librarian: Librarian, folder: Path, tmp_path: Path) -> None:
    write(folder / "wifi.txt", "The wifi password is swordfish.")
    librarian.look(Event())
    (tmp_path / FILE).write_bytes(b"no database at all" * 1000)
    with pytest.raises(StateError):
        librarian.look(Event())
    librarian.look(Event())
    assert answer(librarian, "what's the wifi password") == "The wifi password is swordfish."


def test_two_may_look_at_once(librarian: Librarian, folder: Path, tmp_path: Path) -> None:
    write(folder / "wifi.txt", "The wifi password is swordfish.")
    other = Librarian(Index(tmp_path), [folder])
    librarian.look(Event())
    assert not other.look(Event())
    write(folder / "pin.txt", "The pin is 1234.")
    assert other.look(Event())
    assert not librarian.look(Event())
    assert len(librarian.index.documents()) == 2
