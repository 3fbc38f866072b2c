"""One fake a Protocol: each keeps its contract, and can be told to be slow or to break."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from threading import Event

from edgeassist.errors import AudioError, EngineError
from edgeassist.messages import (
    Action,
    Chunk,
    Context,
    Detection,
    Dialogue,
    Home,
    Plan,
    Reply,
    Step,
    Transcript,
    TurnRecord,
    Vocabulary,
)
from edgeassist.stages import MakesSense

WAKE, SPEECH, SILENCE = b"wake", b"word", b"hush"


class FakeEars:
    """A microphone that hears what `hear` is given; every listener gets it, from the past too."""

    def __init__(self) -> None:
        self.alive = True
        self._past: list[Chunk] = []
        self._listeners: list[asyncio.Queue[Chunk]] = []

    def hear(self, *sounds: bytes) -> None:
        for sound in sounds:
            chunk = Chunk(sound, time.monotonic())
            self._past.append(chunk)
            for queue in self._listeners:
                queue.put_nowait(chunk)

    @contextmanager
    def listen(self, since: float | None = None) -> Iterator[AsyncIterator[Chunk]]:
        queue: asyncio.Queue[Chunk] = asyncio.Queue()
        for chunk in self._past:
            if since is not None and chunk.time > since:
                queue.put_nowait(chunk)
        self._listeners.append(queue)
        try:
            yield self._chunks(queue)
        finally:
            self._listeners.remove(queue)

    async def _chunks(self, queue: asyncio.Queue[Chunk]) -> AsyncIterator[Chunk]:
        while True:
            yield await queue.get()


class FakeWakeDetector:
    """Detects the chunk that is the wake word."""

    threshold = sensitivity = 0.5
    near_misses = refused = 0

    def process(self, chunk: Chunk) -> Detection | None:
        return Detection("fake", chunk.time) if chunk.pcm == WAKE else None


class FakeVoiceDetector:
    """Certain about everything."""

    def process(self, chunk: Chunk) -> float:
        return 0.0 if chunk.pcm in {SILENCE, WAKE} else 1.0

    def reset(self) -> None:
        pass


class FakeTranscriber:
    """Writes down the chunks that are neither silence nor wake word, as they are; `broken` makes it fail."""

    def __init__(self) -> None:
        self.broken = False
        self._words: list[str] = []

    def prepare(self, vocabulary: Vocabulary) -> None:
        pass

    def start(self, hints: Sequence[str] = (), makes_sense: MakesSense | None = None) -> None:  # noqa: ARG002
        self._words = []

    def feed(self, chunk: Chunk) -> None:
        if chunk.pcm not in {SILENCE, WAKE}:
            self._words.append(chunk.pcm.decode())

    def partial(self) -> str:
        return " ".join(dict.fromkeys(self._words))

    def pause(self) -> None:
        pass

    def finish(self, stop: Event) -> Transcript:  # noqa: ARG002
        if self.broken:
            raise EngineError("fake", "broken on purpose")
        return Transcript(" ".join(dict.fromkeys(self._words)))


class FakeUnderstander:
    """Turns on whatever is named; `broken` makes it fail, `slow_s` makes it think until it is stopped."""

    def __init__(self, *, slow_s: float = 0.0) -> None:
        self.broken = False
        self.slow_s = slow_s

    def understand(self, transcript: Transcript, home: Home, context: Context, stop: Event) -> Plan:  # noqa: ARG002
        stop.wait(self.slow_s)
        if self.broken:
            raise EngineError("fake", "broken on purpose")
        if not transcript.text:
            return Plan()
        if transcript.text == "repeat":
            return Plan(dialogue=Dialogue("repeat"))
        targets = context.previous if transcript.text == "it" else (f"light.{transcript.text}",)
        return Plan((Action("turn_on", targets),), confidence=1.0, tier="sentences")


class FakeDispatcher:
    """Confirms every step after `slow_s` and remembers it."""

    def __init__(self, *, slow_s: float = 0.0) -> None:
        self.slow_s = slow_s
        self.begun = 0
        self.done: list[Step] = []

    async def execute(self, plan: Plan, context: Context) -> tuple[Step, ...]:  # noqa: ARG002
        steps = tuple(Step(a.intent, target, a.params, "confirmed") for a in plan.actions for target in a.targets)
        self.begun += 1
        await asyncio.sleep(self.slow_s)
        self.done += steps
        return steps


class FakeAnswerer:
    """Says in two sentences what was done."""

    def reply(self, plan: Plan, steps: Sequence[Step] | None, home: Home, context: Context) -> Reply:  # noqa: ARG002
        return Reply("Done. Anything else?", "done") if plan.actions else Reply("Sorry?", "not_understood")


class FakeSynthesizer:
    """A sentence is its own text in bytes; counts what was made."""

    sample_rate = 8_000

    def __init__(self) -> None:
        self.made: list[str] = []

    def synthesize(self, text: str) -> Iterator[bytes]:
        for sentence in text.split(". "):
            self.made.append(sentence)
            yield sentence.encode()


class FakeSpeaker:
    """Plays everything in `length_s`; remembers what was heard to the end and when it was silenced."""

    def __init__(self, length_s: float = 0.0) -> None:
        self.length_s = length_s
        self.missing = False
        self.heard: list[bytes] = []
        self.stopped_at = 0.0

    async def play(self, pcm: bytes, sample_rate: int) -> None:  # noqa: ARG002
        if self.missing:
            raise AudioError("no speaker; none is connected")
        try:
            await asyncio.sleep(self.length_s)
            self.heard.append(pcm)
        except asyncio.CancelledError:
            self.stop()
            raise

    def stop(self) -> None:
        self.stopped_at = time.monotonic()


class FakeReporter:
    """Keeps what was reported."""

    def __init__(self) -> None:
        self.states: list[str] = []
        self.turns: list[TurnRecord] = []
        self.begun: list[Detection] = []
        self.unheard: list[Detection] = []

    async def state(self, state: str) -> None:
        self.states.append(state)

    async def turn(self, record: TurnRecord) -> None:
        self.turns.append(record)

    async def began(self, detection: Detection) -> None:
        self.begun.append(detection)

    async def nothing_said(self, detection: Detection) -> None:
        self.unheard.append(detection)
