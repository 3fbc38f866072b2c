"""The contracts of the pipeline, one Protocol a stage; what they hand over is in `messages`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from threading import Event
from typing import Any, Protocol

from edgeassist.messages import (
    Action,
    Anomaly,
    Chunk,
    Command,
    Context,
    Detection,
    Home,
    ParsedAction,
    Plan,
    Reading,
    Reply,
    Step,
    Transcript,
    TurnRecord,
    Understanding,
    Vocabulary,
)


class Microphone(Protocol):
    """Where sound comes from."""

    def run(self, publish: Callable[[Chunk], None], stop: Event) -> None:
        """Read until `stop` is set, handing every chunk to `publish`; blocks, so it has a thread of its own.

        Raises AudioError when there is no device, it is busy, or it stops delivering.
        """


class WakeDetector(Protocol):
    """Listens for the wake word, chunk by chunk, for as long as the process runs."""

    threshold: float
    """Score above which it counts as heard, at a sensitivity of 0.5; may be changed at any time."""
    sensitivity: float
    """From 0, hears little, to 1, hears much; may be changed at any time."""

    @property
    def near_misses(self) -> int:
        """How often something was almost the wake word."""

    @property
    def refused(self) -> int:
        """How often something scored as the wake word, and a second look showed that it was none."""

    def process(self, chunk: Chunk) -> Detection | None:
        """Return the detection that this chunk completes, or None."""


class VoiceDetector(Protocol):
    """Tells speech from other sound."""

    def process(self, chunk: Chunk) -> float:
        """Return the probability (0-1) that the chunk holds speech."""

    def reset(self) -> None:
        """Forget what was heard: a new utterance begins."""


MakesSense = Callable[[str], bool]
"""Returns whether words mean something at this moment, by what was said before; it takes a little while."""


Sense = Callable[[str, Home, Context, Event], bool]
"""Returns whether words mean something in a house at the moment of a context."""


class Transcriber(Protocol):
    """Speech to text, streamed: start, feed every chunk, finish."""

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Build what this vocabulary needs (slow; called beside the turns) and use it from the next `start` on."""

    def start(self, hints: Sequence[str] = (), makes_sense: MakesSense | None = None) -> None:
        """Begin an utterance; `hints` are phrases that are likely now, and others may be what `makes_sense` now."""

    def feed(self, chunk: Chunk) -> None:
        """Take the next chunk of the utterance."""

    def partial(self) -> str:
        """Return what was heard since `start` as far as it can be told now, cheaply; empty where it cannot be told."""

    def pause(self) -> None:
        """Begin what `finish` will have to do, since nobody has spoken for a moment; what is fed later undoes it."""

    def finish(self, stop: Event) -> Transcript:
        """Return what was said since `start`; an empty text for silence, noise and foreign speech."""


class IntentParser(Protocol):
    """One tier of understanding."""

    def parse(self, transcript: Transcript, home: Home, stop: Event) -> Iterator[Understanding]:
        """Yield readings of the sentence, best first, lazily; none: not understood; an empty one: nothing is meant.

        The caller takes what links to the home, so a later reading costs nothing unless it is needed.
        """


class Understander(Protocol):
    """All tiers together, linked to the house."""

    def understand(self, transcript: Transcript, home: Home, context: Context, stop: Event) -> Plan:
        """Return what will be done; a plan without actions, dialogue and refusals: not understood."""


ReadCondition = Callable[[str, Home], Sequence[ParsedAction]]
"""Returns what the words of a condition can mean, each as a question about states, best first; nothing: not known."""


class Linker(Protocol):
    """Turns names as said into entities, and spans into values."""

    def link(self, understanding: Understanding, home: Home, context: Context) -> Plan:
        """Return what would be done; what cannot be is in `refusals`. Never raises on any input."""

    def answered(self, text: str, home: Home, context: Context, *, free: bool) -> Plan | None:
        """Return what the answer to the question in `context.expected` leads to; None: the text is no answer to it.

        `free`: whether it may be the answer where any words are, as what to put on a list.
        """


class Dispatcher(Protocol):
    """Carries a plan out."""

    async def execute(self, plan: Plan, context: Context) -> tuple[Step, ...]:
        """Return what became of every action on every entity, once the devices have answered or had their time."""


class Answerer(Protocol):
    """Puts the result of a turn in words."""

    def reply(self, plan: Plan, steps: Sequence[Step] | None, home: Home, context: Context) -> Reply:
        """Return the sentence to say; `steps` None: as if every step had been confirmed."""


class Synthesizer(Protocol):
    """Text to speech."""

    @property
    def sample_rate(self) -> int:
        """Hertz of what `synthesize` yields."""

    def synthesize(self, text: str) -> Iterator[bytes]:
        """Yield mono signed 16 bit PCM, a sentence at a time, made when it is asked for."""


class Speaker(Protocol):
    """Where sound goes."""

    async def play(self, pcm: bytes, sample_rate: int) -> None:
        """Play mono signed 16 bit PCM and return when it has been heard; cancelling silences it at once."""

    def stop(self) -> None:
        """Silence it at once."""


class Broker(Protocol):
    """The connection to MQTT, as the parts that publish see it."""

    async def publish(self, command: Command) -> None:
        """Publish one message; raises BrokerError where there is no connection."""


class Link(Broker, Protocol):
    """The connection to MQTT, as the part that sends again sees it."""

    @property
    def connections(self) -> int:
        """How many times it was made and lost: while this stays the same, nothing was missed."""

    async def wait_connected(self, timeout_s: float | None = None) -> None:
        """Return once there is a connection; raises BrokerError, saying why, when `timeout_s` is over."""


class Ears(Protocol):
    """The microphone, as one of its listeners has it."""

    @property
    def alive(self) -> bool:
        """Whether chunks are coming in."""

    def listen(self, since: float | None = None) -> AbstractContextManager[AsyncIterator[Chunk]]:
        """Return the chunks as they come, from the past time `since` on where it is still remembered.

        The iteration raises AudioError when the microphone is lost.
        """


class Reporter(Protocol):
    """Tells the outside what the assistant does; never raises because nobody can be reached."""

    async def state(self, state: str) -> None:
        """Report idle, listening, transcribing, thinking, speaking, muted or error."""

    async def turn(self, record: TurnRecord) -> None:
        """Report a turn that has ended, with its steps."""

    async def began(self, detection: Detection) -> None:
        """Report that a spoken turn begins; without a phrase it was not the wake word that began it."""

    async def nothing_said(self, detection: Detection) -> None:
        """Report that this spoken turn ended because nothing was said."""


class SensorMonitor(Protocol):
    """Watches every sensor of a house, and says what is not as it was."""

    def feed(self, readings: Sequence[Reading]) -> list[Anomaly]:
        """Take readings in the order of arrival; returns the anomalies raised, and those that are over."""

    def tick(self, now: float) -> list[Anomaly]:
        """Return what is noticed because time has passed: silence, what was left open."""

    def next_due(self) -> float | None:
        """Return when `tick` is wanted next, on the clock of `Reading.received`; None: not before the next reading."""


class TeachableMonitor(SensorMonitor, Protocol):
    """A monitor that people can tell what they think of its alerts, and that can be saved."""

    def accept(self, entity: str) -> list[Anomaly]:
        """Take what is so for normal; returns the alerts that end by it."""

    def sensitivity(self, entity: str, step: float) -> bool:
        """Tell sooner (`step` above 0) or later about a sensor; False: it is not known."""

    def mute(self, entity: str, until: float) -> None:
        """Raise nothing on a sensor until then."""

    def entities(self) -> list[str]:
        """Return the sensors that are followed."""

    def explain(self, entity: str) -> dict[str, Any] | None:
        """Return what is learned of a sensor, as JSON; None: it is not known."""

    def expected(self, entity: str, at: float) -> tuple[float, float] | None:
        """Return lowest and highest that would be usual for a sensor at a time; None: nothing is known."""

    def saved(self) -> bytes:
        """Return all that was learned, for `restore` after a restart."""

    def restore(self, state: bytes) -> bool:
        """Take up what `saved` returned; False, and nothing changed, where that cannot be read."""


class Skill(Protocol):
    """Does and answers what no single device can."""

    intents: frozenset[str]
    """What it is for."""

    async def run(self, action: Action, context: Context) -> tuple[Step, ...]:
        """Carry out one of its intents and return what became of it, in the first step what to say."""


class Records(Protocol):
    """Knows lists, notes and timers as they were, and brings them back."""

    async def mark(self, plan: Plan) -> object | None:
        """Return how they are now, where a plan may change them; None: it will not."""

    async def since(self, mark: object) -> object | None:
        """Return what was changed since `mark`; None: nothing."""

    def parted(self, changed: object, action: Action) -> tuple[object | None, object | None]:
        """Return of what was changed what an action changed last, and the rest; None: nothing."""

    async def restore(self, changed: object) -> str:
        """Bring back what was changed, and return in words what that was."""


class Later(Protocol):
    """Keeps commands for the time at which they are to be carried out."""

    async def keep(self, action: Action, context: Context) -> str | None:
        """Put an action down for its time, or the end of one that is done now; returns why not, or None."""
