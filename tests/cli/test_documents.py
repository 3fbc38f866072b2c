"""`edgeassist documents`, and questions asked on the command line without a daemon."""

import asyncio
import json
from pathlib import Path

from tests.brokers import Mosquitto, tap
from tests.cli.conftest import Run
from tests.daemons import Daemon

ALONE = {"mqtt__port": 1, "sensors__enabled": "false"}


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_documents_are_added_shown_searched_and_removed(run: Run, tmp_path: Path) -> None:
    assert "There are none yet in" in run("documents", **ALONE).out
    wifi = written(tmp_path / "house notes.md", "# Wi-Fi\n\nPassword: swordfish\n")
    damaged = written(tmp_path / "old.pdf", "%PDF-1.4 nothing")
    added = run("documents", "add", wifi, damaged, **ALONE)
    assert added.code == 1
    assert added.out.startswith("house notes: 1 passage\nold: left out, it is damaged")
    shown = json.loads(run("documents", "list", "--json", **ALONE).out)
    assert [(row["title"], row["passages"], row["problem"] is None) for row in shown] == [
        ("house notes", 1, True),
        ("old", 0, False),
    ]
    found = run("documents", "search", "what's the", "wifi password", **ALONE)
    assert (found.code, found.out.strip().endswith("The house notes say: Password: swordfish.")) == (0, True)
    [row] = json.loads(run("documents", "search", "--json", "wifi password", **ALONE).out)
    assert (row["heading"], row["page"]) == ("Wi-Fi", None)
    assert run("documents", "search", "who wrote hamlet", **ALONE).code == 1
    assert run("documents", "reindex", **ALONE).out == "2 documents, 1 passages\n"
    assert run("documents", "remove", "old", **ALONE).out.endswith("old.pdf is deleted\n")
    assert run("documents", "remove", "old", **ALONE).err.startswith("edgeassist: none is called 'old'")


def test_what_is_no_document_is_not_added(run: Run, tmp_path: Path) -> None:
    ended = run("documents", "add", written(tmp_path / "x.docx", "PK"), **ALONE)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "is none of .markdown, .md, .pdf" in ended.err
    assert run("documents", "list", documents__enabled="false", **ALONE).err == (
        "edgeassist: documents.enabled is false: there are none\n"
    )


def test_several_folders_may_be_set(run: Run, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        written(tmp_path / name / f"{name}.txt", f"The {name} code is 1234.")
    folders = json.dumps([str(tmp_path / "a"), str(tmp_path / "b")])
    rows = json.loads(run("documents", "list", "--json", documents__folder=folders, **ALONE).out)
    assert [row["title"] for row in rows] == ["a", "b"]
    one = json.loads(run("documents", "list", "--json", documents__folder=tmp_path / "b", **ALONE).out)
    assert [row["title"] for row in one] == ["b"]


def test_a_question_is_answered_with_its_source(run: Run, tmp_path: Path, mosquitto: Mosquitto) -> None:
    settings = {**ALONE, "mqtt__port": mosquitto.port}
    run("documents", "add", written(tmp_path / "kettle.txt", "Descaling\nUse vinegar. Wait for an hour.\n"), **settings)
    answer = json.loads(run("ask", "--json", "How do I descale the kettle?", **settings).out)
    assert answer["reply"] == "The kettle says: Use vinegar. Wait for an hour."
    assert answer["dialogue"]["params"]["source"] == {"document": "kettle", "page": None, "heading": "Descaling"}
    assert run("ask", "who wrote hamlet", **settings).err == "I have nothing about that in your documents.\n"


async def test_the_running_assistant_notices_documents_and_keeps_words_to_itself(
    tmp_path: Path, mosquitto: Mosquitto
) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    written(papers / "house notes.md", "# Wi-Fi\n\nPassword: swordfish\n")
    settings = {"mqtt__port": mosquitto.port, "audio__enabled": "false", "intent__edge_model": "off"}
    secret = {"privacy__publish_text": "false", "documents__folder": papers}
    with Daemon(tmp_path, **settings, **secret):
        async with tap(mosquitto.port) as listener:
            await listener.until("edgeassist/edgeassist/availability", "online", within_s=20)
            outcomes = {""}
            while "done" not in outcomes:  # it may not be indexed yet
                await listener.publish("edgeassist/edgeassist/cmd/ask", "what's the wifi password")
                await asyncio.sleep(0.2)
                turns = [json.loads(turn) for turn in listener.on("edgeassist/edgeassist/turn")]
                outcomes = {turn["outcome"] for turn in turns}
            assert turns[-1]["dialogue"] == {"intent": "question", "params": {}}
            assert "swordfish" not in json.dumps(listener.got)
