import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
import pytest

from edgeassist.assistant import Assistant, Body, Mind, Place
from edgeassist.audio.chimes import chime
from edgeassist.errors import AudioError
from edgeassist.hearing import Hearing
from edgeassist.home.registry import Registry
from edgeassist.interrupting import Attention, Interrupting, Overheard
from edgeassist.messages import Chunk, Context, Home, Plan, Reply, Step
from edgeassist.vad.endpointer import EndpointRule
from edgeassist.worker import Worker
from tests.fakes import (
    SILENCE,
    WAKE,
    FakeAnswerer,
    FakeDispatcher,
    FakeEars,
    FakeReporter,
    FakeSpeaker,
    FakeSynthesizer,
    FakeTranscriber,
    FakeUnderstander,
    FakeVoiceDetector,
    FakeWakeDetector,
)

PAUSE = [SILENCE] * 24
HALL = [b"hall"] * 15
"""Half a second: what is much shorter and no sentence is taken for the end of the wake word."""


@dataclass
class Parts:
    """What the assistant under test is made of."""

    ears: FakeEars = field(default_factory=FakeEars)
    understander: FakeUnderstander = field(default_factory=FakeUnderstander)
    dispatcher: FakeDispatcher = field(default_factory=FakeDispatcher)
    synthesizer: FakeSynthesizer = field(default_factory=FakeSynthesizer)
    speaker: FakeSpeaker = field(default_factory=FakeSpeaker)
    reporter: FakeReporter = field(default_factory=FakeReporter)
    transcriber: FakeTranscriber = field(default_factory=FakeTranscriber)
    interrupting: Interrupting | None = None
    answerer: FakeAnswerer = field(default_factory=FakeAnswerer)
    chimes: bool = False


@asynccontextmanager
async def running(parts: Parts) -> AsyncIterator[Assistant]:
    with ExitStack() as stack:
        mind = Mind(
            understander=stack.enter_context(Worker(parts.understander, "understander")),
            dispatcher=parts.dispatcher,
            answerer=parts.answerer,
            registry=Registry(Home("test", {}, {}, {})),
            reporter=parts.reporter,
        )
        hearing = Hearing(FakeVoiceDetector(), parts.transcriber, EndpointRule(silence_s=0.3, start_s=1.0))
        body = Body(
            ears=parts.ears,
            wake=stack.enter_context(Worker(FakeWakeDetector(), "wake")),
            hearing=stack.enter_context(Worker(hearing, "hearing")),
            voice=stack.enter_context(Worker(parts.synthesizer, "voice")),
            speaker=parts.speaker,
            chimes=parts.chimes,
            interrupting=parts.interrupting,
        )
        assistant = Assistant(mind, Place(), body)
        task = asyncio.create_task(assistant.run())
        await asyncio.sleep(0.02)
        yield assistant
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def until(condition: object, timeout_s: float = 5.0) -> None:
    assert callable(condition)
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        await asyncio.sleep(0.005)


async def test_wake_word_leads_to_action_and_answer() -> None:
    parts = Parts()
    async with running(parts):
        parts.ears.hear(WAKE, *HALL, *PAUSE)
        await until(lambda: parts.reporter.states[-1:] == ["idle"] and parts.speaker.heard)
    (turn,) = parts.reporter.turns
    assert (turn.text, turn.source, turn.reply.outcome) == ("hall", "voice", "done")
    assert [step.entity for step in parts.dispatcher.done] == ["light.hall"]
    assert parts.speaker.heard == [b"Done", b"Anything else?"]
    assert parts.reporter.states == ["idle", "listening", "transcribing", "thinking", "speaking", "idle"]
    assert set(turn.latency_ms) == {"endpoint", "stt", "understand", "act", "tts", "total"}
    assert turn.latency_ms["endpoint"] == pytest.approx(300, abs=33)


async def test_wake_words_are_reported_and_so_is_silence_after_them() -> None:
    parts = Parts()
    async with running(parts) as assistant:
        parts.ears.hear(WAKE, *[SILENCE] * 60)
        await until(lambda: parts.reporter.unheard)
        assert [each.phrase for each in parts.reporter.begun] == ["fake"]
        assert parts.reporter.unheard == parts.reporter.begun
        assistant.listen()
        parts.ears.hear(*[b"hall"] * 5, *PAUSE)
        await until(lambda: parts.reporter.turns)
    assert [each.phrase for each in parts.reporter.begun] == ["fake", ""]
    assert len(parts.reporter.unheard) == 1


async def test_the_volume_counts_from_the_next_sound_on() -> None:
    parts = Parts()
    async with running(parts) as assistant:
        await assistant.say("loud")
        speaking = assistant._body.speaking if assistant._body else None
        assert speaking is not None
        speaking.volume = 50.0
        await assistant.say("loud")
        speaking.volume = 0.0
        await assistant.say("loud")
    full, half, nothing = (np.frombuffer(pcm, "<i2") for pcm in parts.speaker.heard)
    assert (full.tobytes(), nothing.tolist()) == (b"loud", [0, 0])
    assert half == pytest.approx(full / 4, abs=1)


async def test_answers_are_lower_where_nobody_is_to_be_disturbed_and_what_rings_is_not() -> None:
    parts = Parts()
    async with running(parts) as assistant:
        speaking = assistant._body.speaking if assistant._body else None
        assert speaking is not None
        speaking.loudest_answer = lambda: 50.0
        await speaking.answer(await speaking.begin("loud"))
        speaking.volume = 0.0
        await speaking.answer(await speaking.begin("loud"))
        speaking.volume = 100.0
        await assistant.announce("loud", even_muted=True)
    low, nothing, full = (np.frombuffer(pcm, "<i2") for pcm in parts.speaker.heard)
    assert (full.tobytes(), nothing.tolist()) == (b"loud", [0, 0])
    assert low == pytest.approx(full / 4, abs=1)


async def test_announcements_wait_for_one_another() -> None:
    parts = Parts(speaker=FakeSpeaker(length_s=0.1))
    async with running(parts) as assistant:
        before = time.monotonic()
        await asyncio.gather(*(assistant.announce(text, even_muted=True) for text in ("one", "two", "three")))
        assert time.monotonic() - before >= 0.3
    assert len(parts.speaker.heard) == 3


async def test_wake_word_barges_in_on_the_answer() -> None:
    parts = Parts(speaker=FakeSpeaker(length_s=5.0))
    async with running(parts):
        parts.ears.hear(WAKE, *HALL, *PAUSE)
        await until(lambda: parts.reporter.states[-1] == "speaking")
        barged_in_at = time.monotonic()
        parts.ears.hear(WAKE)
        await until(lambda: parts.reporter.states[-1] == "listening")
        parts.ears.hear(*[b"attic"] * 15, *PAUSE)
        await until(lambda: len(parts.reporter.turns) == 2)
        assert parts.speaker.stopped_at - barged_in_at < 0.25
    assert [turn.text for turn in parts.reporter.turns] == ["hall", "attic"]
    assert parts.speaker.heard == []


async def test_silence_after_the_wake_word_ends_without_a_turn() -> None:
    parts = Parts()
    async with running(parts):
        parts.ears.hear(WAKE, *[SILENCE] * 40)
        await until(lambda: parts.reporter.states[-1] == "idle" and "transcribing" in parts.reporter.states)
    assert parts.reporter.turns == []


async def test_push_to_talk_needs_no_wake_word_and_works_while_muted() -> None:
    parts = Parts()
    async with running(parts) as assistant:
        await assistant.mute(muted=True)
        parts.ears.hear(WAKE, *HALL, *PAUSE)
        await asyncio.sleep(0.1)
        assert parts.reporter.states == ["idle", "muted"]
        assistant.listen()
        await until(lambda: parts.reporter.states[-1] == "listening")
        parts.ears.hear(*[b"attic"] * 15, *PAUSE)
        await until(lambda: parts.reporter.turns)
    assert parts.reporter.turns[0].text == "attic"


async def test_push_to_talk_without_a_microphone_says_what_to_do() -> None:
    parts = Parts()
    async with running(parts) as assistant:
        parts.ears.alive = False
        with pytest.raises(AudioError, match="no microphone here"):
            assistant.listen()


async def test_stop_silences_the_answer() -> None:
    parts = Parts(speaker=FakeSpeaker(length_s=5.0))
    async with running(parts) as assistant:
        parts.ears.hear(WAKE, *HALL, *PAUSE)
        await until(lambda: parts.reporter.states[-1] == "speaking")
        assistant.stop()
        await until(lambda: parts.reporter.states[-1] == "idle")
    assert parts.speaker.heard == []


async def test_a_failing_turn_apologises_and_the_next_one_works(caplog: pytest.LogCaptureFixture) -> None:
    parts = Parts()
    async with running(parts) as assistant:
        parts.understander.broken = True
        failed = await assistant.ask("hall", source="mqtt")
        parts.understander.broken = False
        done = await assistant.ask("attic", source="cli", area="Loft")
    assert (failed.reply.outcome, failed.reply.text) == ("failed", "Sorry, something went wrong with that.")
    assert "broken on purpose" in caplog.text
    assert (done.reply.outcome, done.source, done.area) == ("done", "cli", "Loft")


async def test_it_stands_for_what_was_acted_on_last() -> None:
    parts = Parts()
    async with running(parts) as assistant:
        await assistant.ask("hall", source="cli")
        record = await assistant.ask("it", source="cli")
    assert record.plan.actions[0].targets == ("light.hall",)


async def test_the_loop_itself_logs_no_words_above_debug(caplog: pytest.LogCaptureFixture) -> None:
    parts = Parts()
    async with running(parts) as assistant:
        with caplog.at_level(logging.INFO):
            await assistant.ask("secretword", source="cli")
    assert "secretword" not in caplog.text


async def test_a_missing_loudspeaker_ends_no_turn_and_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    parts = Parts(chimes=True)
    parts.speaker.missing = True
    async with running(parts) as assistant:
        for turn in (1, 2):
            parts.ears.hear(WAKE, *HALL, *PAUSE)
            await until(lambda turn=turn: len(parts.reporter.turns) == turn and parts.reporter.states[-1] == "idle")
        with pytest.raises(AudioError, match="no speaker"):
            await assistant.say("hello")
    assert [turn.reply.outcome for turn in parts.reporter.turns] == ["done", "done"]
    assert len(parts.dispatcher.done) == 2
    assert "error" not in parts.reporter.states
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == [
        "no speaker; none is connected. Commands are carried out all the same"
    ]


async def test_a_recogniser_that_fails_apologises_aloud_and_the_next_turn_works() -> None:
    parts = Parts()
    async with running(parts):
        parts.transcriber.broken = True
        parts.ears.hear(WAKE, *HALL, *PAUSE)
        await until(lambda: parts.reporter.turns and parts.reporter.states[-1] == "idle")
        parts.transcriber.broken = False
        parts.ears.hear(WAKE, *HALL, *PAUSE)
        await until(lambda: len(parts.reporter.turns) == 2 and parts.reporter.states[-1] == "idle")
    assert [turn.reply.outcome for turn in parts.reporter.turns] == ["failed", "done"]
    assert parts.speaker.heard[0] == b"Sorry, something went wrong with that."


async def test_what_was_begun_when_the_turn_was_given_up_is_reported() -> None:
    parts = Parts(dispatcher=FakeDispatcher(slow_s=0.3))
    async with running(parts) as assistant:
        parts.ears.hear(WAKE, *HALL, *PAUSE)
        await until(lambda: parts.dispatcher.begun)
        assistant.stop()
        await until(lambda: parts.reporter.states[-1] == "idle")
        assert parts.reporter.turns == []
        await until(lambda: parts.reporter.turns)
    (turn,) = parts.reporter.turns
    assert (turn.reply.outcome, [step.entity for step in turn.steps]) == ("cancelled", ["light.hall"])
    assert parts.speaker.heard == []


async def test_stop_silences_all_that_was_to_be_said() -> None:
    parts = Parts(speaker=FakeSpeaker(length_s=0.2))
    async with running(parts) as assistant:
        saying = asyncio.create_task(assistant.say("One. Two. Three."))
        await until(lambda: parts.speaker.heard)
        assistant.stop()
        await saying
        await asyncio.sleep(0.3)
    assert parts.speaker.heard == [b"One"]
    assert parts.reporter.states == ["idle", "speaking", "idle"]


async def test_the_last_answer_is_repeated_when_asked_for() -> None:
    parts = Parts()
    async with running(parts) as assistant:
        nothing = await assistant.ask("repeat", source="cli")
        await assistant.ask("hall", source="cli")
        again = await assistant.ask("repeat", source="cli")
    assert (nothing.reply.text, nothing.reply.outcome) == ("There is nothing to repeat.", "refused")
    assert (again.reply.text, again.reply.outcome) == ("Done. Anything else?", "done")


async def test_what_is_said_unasked_waits_for_the_turn_and_is_not_said_while_muted() -> None:
    parts = Parts(speaker=FakeSpeaker(length_s=0.1))
    async with running(parts) as assistant:
        parts.ears.hear(WAKE, *HALL, *PAUSE)
        await until(lambda: "transcribing" in parts.reporter.states)
        assert await assistant.announce("Warning: it is warm", even_muted=False)
        assert [turn.text for turn in parts.reporter.turns] == ["hall"]
        assert [pcm for pcm in parts.speaker.heard if pcm in {b"Anything else?", b"Warning: it is warm"}] == [
            b"Anything else?",
            b"Warning: it is warm",
        ]
        await assistant.mute(muted=True)
        assert not await assistant.announce("Warning: it is warmer", even_muted=False)
        assert await assistant.announce("Alarm: it burns", even_muted=True)
    assert parts.speaker.heard[-1] == b"Alarm: it burns"


async def test_our_own_voice_is_not_heard_where_the_wake_word_interrupts_it() -> None:
    parts = Parts(speaker=FakeSpeaker(length_s=5.0))
    async with running(parts) as assistant:
        saying = asyncio.create_task(assistant.say("Here is something long"))
        await until(lambda: parts.reporter.states[-1] == "speaking")
        parts.ears.hear(WAKE, *[b"something", b"long"] * 5)
        await until(lambda: parts.reporter.states[-1] == "listening")
        await saying
        parts.ears.hear(*[b"attic"] * 15, *PAUSE)
        await until(lambda: parts.reporter.turns)
    assert [turn.text for turn in parts.reporter.turns] == ["attic"]


async def test_a_wake_word_of_our_own_begins_no_turn() -> None:
    parts = Parts(speaker=FakeSpeaker(length_s=0.2))
    async with running(parts) as assistant:
        saying = asyncio.create_task(assistant.say("Say fake, and I listen."))
        await until(lambda: parts.reporter.states[-1] == "speaking")
        parts.ears.hear(WAKE)
        await saying
        assert parts.reporter.begun == []
        parts.ears.hear(WAKE)
        await until(lambda: parts.reporter.begun)


async def test_a_microphone_that_delivers_only_zeros_is_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    parts = Parts()
    async with running(parts):
        parts.ears.hear(*[bytes(1024)] * 700)
        await until(lambda: "nothing but zeros" in caplog.text)
        parts.ears.hear(*[bytes(1024)] * 700, SILENCE)
        await asyncio.sleep(0.1)
    (told,) = [record.getMessage() for record in caplog.records if "zeros" in record.getMessage()]
    assert "alsamixer" in told
    assert "edgeassist audio list" in told


async def test_a_microphone_in_a_quiet_room_is_not_told_of(caplog: pytest.LogCaptureFixture) -> None:
    parts = Parts()
    async with running(parts):
        parts.ears.hear(SILENCE, *[bytes(1024)] * 700)
        await asyncio.sleep(0.2)
    assert "zeros" not in caplog.text


class AskingAnswerer(FakeAnswerer):
    """Asks back once."""

    def __init__(self) -> None:
        self.asked = 0

    def reply(self, plan: Plan, steps: Sequence[Step] | None, home: Home, context: Context) -> Reply:
        self.asked += 1
        return (
            Reply("Which one?", "clarify", listens=True)
            if self.asked == 1
            else super().reply(plan, steps, home, context)
        )


async def test_after_a_question_it_listens_with_a_sign_and_not_to_its_own_voice() -> None:
    parts = Parts(speaker=FakeSpeaker(length_s=0.1), answerer=AskingAnswerer(), chimes=True)
    async with running(parts):
        parts.ears.hear(WAKE, *HALL, *PAUSE)
        await until(lambda: parts.speaker.heard[-1:] == [b"Which one?"])
        parts.ears.hear(*[b"which"] * 5)  # the end of our own voice in the room
        await until(lambda: parts.reporter.states[-1] == "listening")
        await until(lambda: parts.speaker.heard[-1] == chime("wake", FakeSynthesizer.sample_rate))
        parts.ears.hear(*[b"attic"] * 15, *PAUSE)
        await until(lambda: len(parts.reporter.turns) == 2)
    assert [turn.text for turn in parts.reporter.turns] == ["hall", "attic"]


class HearsHush:
    """Hears the word in whatever is silent."""

    def process(self, chunk: Chunk) -> bool:
        return chunk.pcm == SILENCE

    def reset(self) -> None:
        pass


async def test_the_word_to_stop_ends_speech_but_not_what_is_heard_and_nothing_while_muted() -> None:
    parts = Parts(speaker=FakeSpeaker(length_s=5.0))
    speaker = Overheard(FakeSpeaker(length_s=0.5))
    with Worker(Attention(HearsHush(), HearsHush()), "attention") as attention:
        parts.interrupting = Interrupting(parts.ears, attention, speaker)
        async with running(parts) as assistant:
            began = time.monotonic()
            saying = asyncio.create_task(assistant.say("Something"))
            playing = asyncio.create_task(speaker.play(b"", 8_000))
            while not saying.done():
                await asyncio.sleep(0.05)
                parts.ears.hear(SILENCE)
            assert time.monotonic() - began < 2.0
            await assistant.mute(muted=True)
            assistant.listen()
            await until(lambda: parts.reporter.states[-1] == "listening")
            parts.ears.hear(*[SILENCE] * 3, *[b"hall"] * 5, *PAUSE)
            await until(lambda: parts.reporter.turns)
            await playing
    assert [turn.text for turn in parts.reporter.turns] == ["hall"]
