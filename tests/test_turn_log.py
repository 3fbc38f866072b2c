"""What the log tells of a turn, and in which fields; words only where they may be told."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest

from edgeassist.logs import OfTurn, lines_of
from edgeassist.messages import Action, Dialogue, Plan, Step
from edgeassist.turn_log import TurnLog, fields_of, line_of
from edgeassist.turn_mark import in_turn
from edgeassist.worker import Worker
from tests.turns import TURN, WAKE

WORDS = ("turn it on", "Done.")


async def logged(caplog: pytest.LogCaptureFixture, level: int, *, with_text: bool) -> list[str]:
    caplog.clear()
    with caplog.at_level(level, "edgeassist"):
        await TurnLog(with_text=with_text).turn(TURN)
    return caplog.messages


async def test_words_are_told_at_debug_or_where_the_settings_say_so(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = await logged(caplog, logging.INFO, with_text=False)
    assert line == "turn t1 voice: done turn_on light.hall by sentences (0.90), 130 ms (stt 100)"
    assert not any(word in str(vars(record)) for record in caplog.records for word in WORDS)
    (line,) = await logged(caplog, logging.INFO, with_text=True)
    assert line.endswith("(stt 100): 'turn it on' -> 'Done.'")
    _, words = await logged(caplog, logging.DEBUG, with_text=False)
    assert words == "turn t1: 'turn it on' -> 'Done.'"


async def test_wake_words_for_nothing_are_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "edgeassist"):
        await TurnLog(with_text=False).nothing_said(WAKE)
        await TurnLog(with_text=False).nothing_said(replace(WAKE, phrase=""))
    assert caplog.messages == ["wake word 'okay nabu' (0.97), and nothing was said"]


def test_the_fields_of_a_turn() -> None:
    steps = tuple(Step("turn_on", f"light.{n}", {}, "confirmed") for n in "abcd")
    plan = Plan((Action("turn_on", ("light.a", "light.z")),), confidence=0.98765, tier="edge")
    turn = replace(TURN, area="hall", plan=plan, steps=steps, latency_ms={"stt": 100.2, "act": 300.6, "total": 400.8})
    assert fields_of(turn) == {
        "EDGEASSIST_TURN": "t1",
        "EDGEASSIST_NODE": "den",
        "EDGEASSIST_SOURCE": "voice",
        "EDGEASSIST_AREA": "hall",
        "EDGEASSIST_OUTCOME": "done",
        "EDGEASSIST_INTENT": ("turn_on",),
        "EDGEASSIST_ENTITY": ("light.a", "light.b", "light.c", "light.d", "light.z"),
        "EDGEASSIST_STAGE": "act",
        "EDGEASSIST_MS": "401",
        "EDGEASSIST_MS_STT": "100",
        "EDGEASSIST_MS_ACT": "301",
    }
    assert "voice/hall: done turn_on light.a light.b light.c +2 by edge (0.99), 401 ms (stt 100, act 301)" in line_of(
        turn
    )
    told = fields_of(turn, with_text=True)
    assert (told["EDGEASSIST_TEXT"], told["EDGEASSIST_REPLY"]) == WORDS
    assert "EDGEASSIST_ENTITY=light.d" in lines_of(told)
    talk = replace(TURN, plan=Plan(dialogue=Dialogue("help")), steps=())
    assert fields_of(talk)["EDGEASSIST_INTENT"] == ("help",)
    assert "EDGEASSIST_ENTITY" not in fields_of(talk)


def test_the_journal_gets_priority_logger_and_our_fields_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    journal = pytest.importorskip("systemd.journal", reason="systemd's library is not installed here")
    from edgeassist.logs import _journal

    sent: list[tuple[str, ...]] = []
    monkeypatch.setattr(journal, "sendv", lambda *lines: sent.append(lines))
    handler = _journal()
    assert handler is not None
    record = logging.LogRecord("edgeassist.x", logging.WARNING, "x.py", 1, "said %s", ("secret",), None)
    record.EDGEASSIST_ENTITY = ("light.a", "light.b")
    handler.handle(record)
    (lines,) = sent
    assert {"MESSAGE=said secret", "PRIORITY=4", "LOGGER=edgeassist.x", "SYSLOG_IDENTIFIER=edgeassist"} <= {*lines}
    assert {"EDGEASSIST_ENTITY=light.a", "EDGEASSIST_ENTITY=light.b"} <= {*lines}
    assert sum("secret" in line for line in lines) == 1


async def test_every_line_of_a_turn_says_so_also_those_of_an_engine(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(OfTurn())
    logger = logging.getLogger("edgeassist.test")

    async def _later() -> None:
        await asyncio.sleep(0.01)
        logger.warning("later")

    with Worker(logger, "engine") as engine:
        with in_turn("t1"):
            logger.warning("here")
            await engine.call(logger.warning, "in a thread")
            later = asyncio.create_task(_later())
        await engine.call(logger.warning, "for nobody")
        await later
    turns = {record.message: vars(record).get("EDGEASSIST_TURN") for record in caplog.records}
    assert turns == {"here": "t1", "in a thread": "t1", "later": "t1", "for nobody": None}
