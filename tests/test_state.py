"""The state file through kills, damage, other versions, other processes, and a disk that is full."""

import logging
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist.errors import StateError
from edgeassist.journal import Accepted, Journal
from edgeassist.messages import Step
from edgeassist.state import DAMAGED, FILE, UNUSABLE, State

LAMP = Accepted("t1", "turn_on", "light.hall", {"x": 1}, accepted=10.0, expires=40.0)


def full(state: State) -> None:
    """Let the file not grow any more, as on a full disk."""
    with closing(state._database.execute("PRAGMA page_count")) as pages:
        state._database.execute(f"PRAGMA max_page_count={pages.fetchone()[0]}")


def half(state: State) -> None:
    with state.change() as database:
        database.execute("INSERT INTO reports (topic, payload) VALUES ('a', 'b')")
        database.execute("INSERT INTO reports (topic, payload) VALUES ('c', NULL)")


def fill(journal: Journal) -> None:
    for _ in range(1000):
        journal.keep("turn", "x" * 500)


def test_what_was_written_is_there_after_a_new_start(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        number = Journal(state).accept(LAMP)
    with State(tmp_path) as state:
        [left] = Journal(state).left_over
        assert (left.turn, left.entity, left.params, left.number) == ("t1", "light.hall", {"x": 1}, number)
        assert [left.left_s(now) for now in (9.0, 10.0, 39.0, 41.0)] == [0.0, 30.0, 1.0, 0.0]


@pytest.mark.parametrize("damage", ["nonsense", "middle", "names", "later"])
def test_a_damaged_file_is_kept_aside_and_a_new_one_begun(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / FILE
    with State(tmp_path) as state:
        Journal(state).accept(LAMP)
    match damage:
        case "nonsense":
            path.write_bytes(b"no database at all " * 100)
        case "middle":
            content = bytearray(path.read_bytes())
            content[5000:9000] = b"\xff" * 4000
            path.write_bytes(content)
        case "names":  # SQLite repeats them when it complains
            path.write_bytes(
                path.read_bytes()
                .replace(b"tablenotesnotes", b"tablen\x8atesnotes")
                .replace(b"TABLE notes (", b"TABLE notes x")
            )
        case "later":
            with closing(sqlite3.connect(path)) as database:
                database.execute("PRAGMA user_version=99")
    before = path.read_bytes()
    with State(tmp_path) as state:
        journal = Journal(state)
        assert journal.left_over == ()
        assert journal.accept(LAMP) == 1
    [aside] = tmp_path.glob(f"{FILE}.damaged-*")
    assert aside.read_bytes() == before
    assert "is damaged; kept as" in caplog.text
    assert state.trouble == DAMAGED
    with State(tmp_path) as state:
        assert state.trouble == ""


def test_what_is_damaged_within_a_line_spoils_no_other(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with State(tmp_path) as state:
        journal = Journal(state)
        journal.accept(LAMP)
        with state.change() as database:
            database.execute("INSERT INTO notes (text, taken) VALUES (CAST(X'6d6984ff6b' AS TEXT), 1)")
            database.execute("UPDATE orders SET params = '{damaged'")
        journal.accept(LAMP)
    with State(tmp_path) as state:
        assert [left.number for left in Journal(state).left_over] == [2]
        assert state.read("SELECT text FROM notes") == [("mi\ufffd\ufffdk",)]
        assert state.trouble == ""
    assert "1 damaged lines of orders are forgotten" in caplog.text


def test_a_second_process_keeps_what_it_does_to_itself(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with State(tmp_path) as state, State(tmp_path) as other:
        Journal(other).accept(LAMP)
        assert Journal(state).left_over == ()
    assert "in use by another process" in caplog.text


def test_a_folder_that_cannot_be_written_ends_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").touch()
    with State(tmp_path / "file" / "state") as state:
        assert Journal(state).accept(LAMP) == 1
        assert state.trouble == UNUSABLE
    assert "cannot be used" in caplog.text


def test_a_change_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        journal = Journal(state)
        with pytest.raises(StateError):
            half(state)
        assert journal.reports(10) == []
        journal.keep("a", "b")
        assert [report.payload for report in journal.reports(10)] == ["b"]


def test_a_full_disk_is_an_error_and_a_while_later_none(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        journal = Journal(state)
        full(state)
        with pytest.raises(StateError, match="full"):
            fill(journal)
        kept = len(journal.reports(1000))
        state._database.execute("PRAGMA max_page_count=100000")
        journal.keep("turn", "y")
        assert len(journal.reports(1000)) == kept + 1


def test_a_file_that_another_holds_is_waited_for_once(tmp_path: Path) -> None:
    with State(tmp_path) as state, closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        for _ in range(4):  # as many as a turn writes
            with pytest.raises(StateError, match="locked"), state.change():
                pass
        assert 1.5 < time.monotonic() - began < 7
        other.execute("ROLLBACK")
        with state.change() as database:
            database.execute("INSERT INTO notes (text, taken) VALUES ('kept', 0)")
        assert state.read("SELECT text FROM notes") == [("kept",)]


def test_an_action_is_concluded_once(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        journal = Journal(state)
        number = journal.accept(LAMP)
        journal.conclude("t1", Step("turn_on", "light.hall", {}, "confirmed"), number)
        journal.conclude("t1", Step("turn_on", "light.hall", {}, "failed"), number)
        journal.conclude("t1", Step("unlock", "lock.x", {}, "refused", reason="policy"))
        journal.conclude("t1", Step("unlock", "lock.y", {}, "refused", reason="policy"))
        told = [report.payload for report in journal.reports(10)]
        assert [f'"{word}"' in each for each, word in zip(told, ("confirmed", "policy", "policy"), strict=True)] == [
            True
        ] * 3
        assert len({each.split(",")[0] for each in told}) == 3
    with State(tmp_path) as state:
        assert Journal(state).left_over == ()


def test_of_too_many_reports_the_oldest_go() -> None:
    with State(None) as state:
        journal = Journal(state, most_reports=10)
        for number in range(25):
            journal.keep("turn", str(number))
        reports = journal.reports(100)
        assert [report.payload for report in reports] == [str(number) for number in range(15, 25)]
        journal.delivered([report.number for report in reports[:9]])
        assert [report.payload for report in journal.reports(100)] == ["24"]


def test_words_are_not_kept_where_they_are_not_published(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        journal = Journal(state, with_text=False)
        journal.conclude("t1", Step("play_media", "media_player.x", {"query": "secret song"}, "confirmed"))
        assert "secret" not in journal.reports(1)[0].payload


def test_levels_of_the_log_fit(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / FILE).write_bytes(b"rubbish" * 1000)
    with State(tmp_path):
        pass
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
