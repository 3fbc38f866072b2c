"""Dictation, spoken and typed: real sentences, real skill, real state file; only sound is played."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from edgeassist.aside import Scribe
from edgeassist.assistant import Assistant, Body, Mind, Place
from edgeassist.courtesy import Courtesy
from edgeassist.errors import BrokerError
from edgeassist.hearing import Hearing
from edgeassist.home.answers import HomeAnswerer
from edgeassist.home.linking import HomeLinker
from edgeassist.home.registry import Registry
from edgeassist.intent.sentences import SentenceParser
from edgeassist.intent.tiers import Tiers
from edgeassist.messages import Context, Home, Plan, Step
from edgeassist.skills.draft_store import DraftStore
from edgeassist.skills.gists import Gist, gist_of
from edgeassist.skills.items import cleaned
from edgeassist.skills.note_store import NoteStore
from edgeassist.skills.paper import Paper
from edgeassist.stages import Skill
from edgeassist.state import State
from edgeassist.store import sentences_dir
from edgeassist.templates import load_templates
from edgeassist.vad.endpointer import EndpointRule
from edgeassist.worker import Worker
from tests.fakes import (
    SILENCE,
    WAKE,
    FakeEars,
    FakeReporter,
    FakeSpeaker,
    FakeSynthesizer,
    FakeTranscriber,
    FakeVoiceDetector,
    FakeWakeDetector,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
EMPTY = Home("test", {}, {}, {})
PAUSE = [SILENCE] * 24


@dataclass
class Skills:
    """Carries out what is a skill's, as the dispatcher does."""

    skills: list[Skill]

    async def execute(self, plan: Plan, context: Context) -> tuple[Step, ...]:
        steps: list[Step] = []
        for action in plan.actions:
            for skill in self.skills:
                if action.intent in skill.intents:
                    steps += await skill.run(action, context)
        return tuple(steps)


@dataclass
class Desk:
    """An assistant that keeps notes, and what it told."""

    assistant: Assistant
    paper: Paper
    store: NoteStore
    state: State
    reporter: FakeReporter = field(default_factory=FakeReporter)
    ears: FakeEars = field(default_factory=FakeEars)
    speaker: FakeSpeaker = field(default_factory=FakeSpeaker)

    async def __call__(self, text: str, speaker: str = "anna") -> str:
        return (await self.assistant.ask(text, source="mqtt", speaker=speaker)).reply.text

    def speak(self, *words: str) -> None:
        self.ears.hear(*[word.encode() for word in words for _ in range(15)], *PAUSE)

    def notes(self) -> list[str]:
        return [note.text for note in self.store.all()]


@pytest.fixture(scope="module")
def tiers() -> Tiers:
    return Tiers([SentenceParser(load_templates([sentences_dir()], "en"))], HomeLinker(), 0.75)


@asynccontextmanager
async def desk(folder: Path | None, tiers: Tiers, silence_s: float = 30.0) -> AsyncIterator[Desk]:
    with ExitStack() as stack:
        state = stack.enter_context(State(folder))
        journal = stack.enter_context(Worker(state, "state"))
        paper = Paper(journal, state, silence_s)

        async def deliver(*_: Any) -> Any:
            raise AssertionError

        skills = Skills(paper.skills(lambda: EMPTY, deliver))
        reporter, ears, speaker = FakeReporter(), FakeEars(), FakeSpeaker()
        understander = stack.enter_context(Worker(tiers, "understander"))
        mind = Mind(understander, skills, HomeAnswerer(), Registry(EMPTY), reporter, dictation=paper.dictation)
        hearing = Hearing(FakeVoiceDetector(), FakeTranscriber(), EndpointRule(silence_s=0.3, start_s=0.5))
        body = Body(
            ears=ears,
            wake=stack.enter_context(Worker(FakeWakeDetector(), "wake")),
            hearing=stack.enter_context(Worker(hearing, "hearing")),
            voice=stack.enter_context(Worker(FakeSynthesizer(), "voice")),
            speaker=speaker,
            chimes=False,
        )
        assistant = Assistant(mind, Place(zone=UTC), body)
        task = asyncio.create_task(assistant.run())
        await asyncio.sleep(0.02)
        yield Desk(assistant, paper, NoteStore(state), state, reporter, ears, speaker)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(condition: Callable[[], object], within_s: float = 5.0) -> None:
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_what_is_typed_is_taken_down_until_the_end(tmp_path: Path, tiers: Tiers) -> None:
    async with desk(tmp_path, tiers) as say:
        assert await say("take a note") == "I'm taking it down. Say 'end note' when you are done."
        assert await say("The roofer was here, he charges 80 euros an hour.") == "Go on."
        assert await say("turn on the light and what time is it") == "Go on."
        assert await say("what time is it", speaker="ben") != "Go on."
        assert await say("we have to call the plumber by Friday") == "Go on."
        assert await say("End note, please.") == "Noted. To do: Call the plumber by Friday."
        [note] = say.notes()
        assert note.startswith(
            "The roofer was here, he charges 80 euros an hour. Turn on the light and what time is it."
        )
        assert note.endswith("We have to call the plumber by Friday.")
        assert await say("end note") == "I was not taking anything down."


@pytest.mark.parametrize(
    ("end", "kept"),
    [
        ("stop dictation", ["Milk."]),
        ("okay that's the end of the note", ["Milk."]),
        ("and bread end note", ["Milk. And bread."]),
        ("cancel the dictation", []),
        ("delete that note", []),
        ("scrap that", []),
    ],
)
async def test_how_it_ends(tiers: Tiers, end: str, kept: list[str]) -> None:
    async with desk(None, tiers) as say:
        await say("start dictation")
        await say("milk")
        await say(end)
        assert say.notes() == kept
        assert await say("end note") == "I was not taking anything down."


async def test_what_only_speaks_of_the_end_is_taken_down(tiers: Tiers) -> None:
    async with desk(None, tiers) as say:
        await say("take a note")
        for text in (
            "the end of the note was smudged",
            "stop the washing machine",
            "delete the old files",
            "note to self",
        ):
            assert await say(text) == "Go on."


async def test_what_was_not_made_out_ends_nothing(tiers: Tiers) -> None:
    async with desk(None, tiers) as say:
        await say("take a note")
        assert await say("  ") == "Go on."
        await say("buy paint")
        await say("end note")
        assert say.notes() == ["Buy paint."]


async def test_a_note_has_an_end(tiers: Tiers) -> None:
    async with desk(None, tiers) as say:
        await say("take a note")
        for _ in range(10):
            await say("word " * 75)
        assert await say("word " * 75) == "That is as long as a note gets. I kept all but the last."
        assert len(say.notes()) == 1
        assert await say("end note") == "I was not taking anything down."


async def test_by_voice_the_microphone_stays_open(tmp_path: Path, tiers: Tiers) -> None:
    async with desk(tmp_path, tiers, silence_s=1.5) as say:
        say.ears.hear(WAKE)
        say.speak("take a note")
        await until(lambda: len(say.reporter.turns) == 1)
        assert say.reporter.turns[0].reply.listens
        await until(lambda: say.reporter.states[-1] == "listening")
        heard = len(say.speaker.heard)
        for number, words in enumerate(("buy paint", "and a brush"), 2):
            await until(lambda: say.reporter.states[-1] == "listening")
            say.speak(words)
            await until(lambda number=number: len(say.reporter.turns) == number)  # type: ignore[misc]
        assert len(say.speaker.heard) == heard  # nobody is interrupted
        await until(lambda: say.reporter.states[-1] == "listening")
        say.speak("end note")
        await until(lambda: say.reporter.states[-1] == "idle")
        assert say.notes() == ["Buy paint. And a brush."]
        assert say.speaker.heard[-2:] == [b"Noted: Buy paint", b"And a brush."]


async def test_a_recogniser_of_commands_takes_no_dictation(tiers: Tiers) -> None:
    async with desk(None, tiers) as say:
        say.paper.dictation.hears_any_words = False
        say.ears.hear(WAKE)
        say.speak("take a note")
        await until(lambda: say.reporter.turns)
        assert "whisper-base.en" in say.reporter.turns[0].reply.text
        assert not say.reporter.turns[0].reply.listens
        assert (await say("take a note")).startswith("I'm taking it down")  # typed words are all known


async def test_by_voice_silence_ends_it(tiers: Tiers) -> None:
    async with desk(None, tiers, silence_s=1.2) as say:
        say.ears.hear(WAKE)
        say.speak("take a note")
        await until(lambda: len(say.reporter.turns) == 1 and say.reporter.states[-1] == "listening")
        say.speak("buy paint")
        await until(lambda: len(say.reporter.turns) == 2)
        for _ in range(4):
            await until(lambda: say.reporter.states[-1] in {"listening", "idle"})
            say.ears.hear(*[SILENCE] * 40)
            await asyncio.sleep(0.4)
        await until(lambda: say.reporter.states[-1] == "idle")
        assert say.notes() == ["Buy paint."]
        assert say.reporter.unheard == []


@dataclass
class Broker:
    """What was told on MQTT; where it is away, nothing is."""

    away: bool = False
    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def tell(self, topic: str, message: dict[str, Any]) -> None:
        if self.away:
            raise BrokerError("away")
        self.told[topic] = message


@asynccontextmanager
async def looked_after(say: Desk, broker: Broker, now: datetime = NOON, **options: Any) -> AsyncIterator[None]:
    task = asyncio.create_task(say.paper.secretary(broker.tell, lambda: now, **options).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_notes_are_told_with_summary_and_what_is_to_be_done(tiers: Tiers) -> None:
    broker = Broker()
    async with desk(None, tiers) as say, looked_after(say, broker):
        await say("take a note that we must ring Rita on Monday")
        await until(lambda: broker.told)
        told = broker.told["note/1"]
        assert told["taken"].endswith("+00:00")
        del told["taken"]
        text = "we must ring Rita on Monday"
        assert told == {"id": 1, "transcript": text, "summary": text, "action_items": ["Ring Rita on Monday"]}
        await until(lambda: not say.store.untold())
        [shown] = (await say.paper.about_notes({"do": "show"}, UTC))["notes"]
        assert shown["action_items"] == ["Ring Rita on Monday"]


async def test_words_are_not_told_where_they_are_private(tiers: Tiers) -> None:
    broker = Broker()
    async with desk(None, tiers) as say, looked_after(say, broker, with_text=False):
        await say("take a note that the code is 4711")
        await until(lambda: broker.told)
    assert "4711" not in json.dumps(broker.told)
    assert broker.told["note/1"]["words"] == 4


async def test_a_note_is_told_when_the_broker_is_back(tiers: Tiers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgeassist.skills.secretary._AGAIN_S", 0.05)
    broker = Broker(away=True)
    async with desk(None, tiers) as say, looked_after(say, broker):
        await say("take a note that the key is under the pot")
        await asyncio.sleep(0.1)
        assert [note.number for note in say.store.untold()] == [1]
        broker.away = False
        await until(lambda: "note/1" in broker.told)


async def test_a_dictation_that_fell_silent_becomes_a_note(tmp_path: Path, tiers: Tiers) -> None:
    broker = Broker()
    async with desk(tmp_path, tiers) as say:
        await say("take a note")
        await say("buy paint")
    with State(tmp_path) as state:  # as if all was a minute ago
        with state.change() as database:
            database.execute("UPDATE drafts SET last = ?", (NOON.timestamp() - 60,))
        assert list(DraftStore(state).open()) == ["mqtt anna"]
    async with desk(tmp_path, tiers) as say, looked_after(say, broker):
        await until(lambda: "note/1" in broker.told)
        assert say.notes() == ["Buy paint."]
        assert await say("end note") == "I was not taking anything down."


LONG = (
    "The roofer came on Tuesday and looked at the chimney for an hour. He charges 80 euros. "
    "We have to call the plumber because of the leak in the bathroom. Don't forget to pay the roofer by Friday."
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("We have to call the plumber.", True),
        ("The roofer charges 90 euros.", False),
        ("The plumber Smith came.", False),
        (None, False),
    ],
)
async def test_a_models_summary_must_be_borne_out(tiers: Tiers, written: str | None, *, kept: bool) -> None:
    def write(rules: str, text: str, stop: Event) -> str | None:  # noqa: ARG001
        return written

    broker = Broker()
    with Worker("model", "model") as worker:
        scribe = Scribe(worker, write, Courtesy())
        async with desk(None, tiers) as say, looked_after(say, broker, scribe=scribe):
            await say(f"take a note that {LONG}")
            await until(lambda: broker.told)
    told, ours = broker.told["note/1"], gist_of(cleaned(LONG))
    assert told["summary"] == (written if kept else ours.summary)
    assert told["action_items"] == ([written.rstrip(".")] if written and kept else list(ours.items))


def test_what_is_to_be_done_by_rules() -> None:
    assert gist_of(LONG).items == (
        "Call the plumber because of the leak in the bathroom",
        "Pay the roofer by Friday",
    )
    assert gist_of("Book the dentist and I need to buy a gift for Tom").items == (
        "Book the dentist",
        "Buy a gift for Tom",
    )
    assert gist_of("The plumber already called. It was lovely.").items == ()
    assert gist_of("") == Gist()
    assert len(gist_of("word. " * 500).summary) <= 200


KILLED = """
import asyncio, sys
from pathlib import Path
from edgeassist.skills.draft_store import DraftStore
from edgeassist.state import State
state = State(Path(sys.argv[1]))
drafts = DraftStore(state)
drafts.begin("cli", 1.0)
for number in range(100_000):
    drafts.add("cli", f"n{number}", 1.0) or drafts.close("cli") or drafts.begin("cli", 1.0)
    print(number, flush=True)
"""


def test_a_kill_loses_nothing_that_was_taken_down(tmp_path: Path) -> None:
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            last = [process.stdout.readline() for _ in range(20)][-1].strip()
            os.kill(process.pid, signal.SIGKILL)
        with State(tmp_path) as state:
            drafts = DraftStore(state)
            kept = drafts.open()["cli"].text
            assert f"N{last}." in kept.split()
            drafts.close("cli")
