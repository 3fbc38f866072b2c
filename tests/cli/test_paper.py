"""`edgeassist lists` and `edgeassist notes` on the state file; with an assistant: tests/e2e/test_paper.py."""

import io
import json
from pathlib import Path

import pytest

from edgeassist.state import State
from tests.cli.conftest import Run

ALONE = {"mqtt__port": 1, "time_zone": "Europe/Berlin"}


def test_lists_are_begun_changed_and_shown(run: Run) -> None:
    assert "There are no lists yet" in run("lists", **ALONE).out
    assert run("lists", "add", "shopping", "milk", "eggs", "mac and cheese", **ALONE).out == (
        "+ milk\n+ eggs\n+ mac and cheese\n"
    )
    again = run("lists", "add", "groceries", "Milk", **ALONE)
    assert (again.code, again.out, again.err) == (0, "", "  Milk: is there already\n")
    assert run("lists", "done", "shopping", "egg", **ALONE).out == "x eggs\n"
    assert run("lists", "add", "my camping list", "tent", **ALONE).code == 0
    shown = run("lists", **ALONE).out
    assert shown == ("Shopping list\n  [ ] milk\n  [x] eggs\n  [ ] mac and cheese\nCamping list\n  [ ] tent\n")
    [shopping] = json.loads(run("lists", "show", "shopping", "--json", **ALONE).out)
    assert shopping["items"][1] == {"text": "eggs", "done": True}
    assert json.loads(run("lists", "remove", "shopping", "milk", "--json", **ALONE).out)["items"][0]["text"] == "eggs"
    missing = run("lists", "remove", "shopping", "tea", **ALONE)
    assert (missing.code, missing.err) == (1, "  tea: is not there\n")
    assert run("lists", "clear", "camping", "--forget", **ALONE).code == 0
    assert run("lists", "show", "camping", **ALONE).err == "edgeassist: There is no list 'camping'.\n"
    assert run("lists", "clear", "shopping", **ALONE).code == 0
    assert run("lists", "show", "shopping", **ALONE).out == "Shopping list\n"


def test_what_cannot_be_on_a_list_is_one_line(run: Run) -> None:
    for words in (["x" * 10_000], ["\x1b\x07"], [f"thing {number}" for number in range(51)]):
        ended = run("lists", "add", "shopping", *words, **ALONE)
        assert (ended.code, ended.err.count("\n")) == (1, 1), ended.err
    assert run("lists", "add", "x" * 300, "milk", **ALONE).code == 1
    assert "There are no lists yet" in run("lists", **ALONE).out


def test_notes_are_taken_found_and_removed(run: Run) -> None:
    assert "There are no notes yet" in run("notes", **ALONE).out
    assert run("notes", "add", "the plumber", "comes on Tuesday", **ALONE).out == "note 1\n"
    assert json.loads(run("notes", "add", "--json", "the key is under the pot", **ALONE).out)["number"] == 2
    assert [line.split("  ")[-1] for line in run("notes", **ALONE).out.splitlines()] == [
        "the key is under the pot",
        "the plumber comes on Tuesday",
    ]
    [found] = json.loads(run("notes", "show", "keys", "--json", **ALONE).out)
    assert found["number"] == 2
    assert found["taken"].endswith(("+01:00", "+02:00"))
    assert run("notes", "remove", "1", **ALONE).code == 0
    assert run("notes", "remove", "1", **ALONE).err == "edgeassist: There is no note 1.\n"
    assert run("notes", "show", "plumber", **ALONE).out == "There is no such note.\n"
    assert run("notes", "add", "x" * 10_000, **ALONE).err == (
        "edgeassist: That is too long: a note has 4000 characters at most.\n"
    )


def test_a_file_in_use_is_shared_and_one_that_cannot_be_used_is_an_error(run: Run, tmp_path: Path) -> None:
    with State(tmp_path / "state") as state:
        assert run("lists", "add", "shopping", "milk", **ALONE).code == 0
        assert state.read("SELECT text FROM items") == [("milk",)]
    (tmp_path / "file").touch()
    ended = run("lists", "add", "shopping", "milk", state_dir=tmp_path / "file" / "state", **ALONE)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "cannot be used" in ended.err


def test_help_names_every_command(run: Run) -> None:
    for group, verbs in (("lists", ("show", "add", "remove", "done", "clear")), ("notes", ("show", "add", "remove"))):
        out = run(group, "--help").out
        for verb in verbs:
            assert f"\n  {verb} " in out
            assert f"edgeassist {group} {verb}" in run(group, verb, "--help").out


def test_a_note_is_read_with_what_is_to_be_done(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("The roofer was here.\nWe need to call the plumber by Friday.\n"))
    assert run("notes", "add", "-", **ALONE).out == "note 1\n"
    assert run("notes", "read", "1", **ALONE).out == (
        "The roofer was here. We need to call the plumber by Friday\n[ ] Call the plumber by Friday\n"
    )
    assert "[ ] Call the plumber by Friday" in run("notes", **ALONE).out
    assert json.loads(run("notes", "read", "1", "--json", **ALONE).out)["action_items"] == [
        "Call the plumber by Friday"
    ]
    assert run("notes", "read", "7", **ALONE).err == "edgeassist: There is no note 7.\n"
    run("notes", "add", "the key is under the pot", **ALONE)
    assert run("notes", "remove", "1", "2", **ALONE).code == 0
    assert "There are no notes yet" in run("notes", **ALONE).out
