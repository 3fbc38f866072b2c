"""The frozen values that stages hand to each other, in the order of the voice loop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

SAMPLE_RATE = 16_000
"""Hertz; every chunk inside edgeassist is mono, signed 16 bit, at this rate."""

CHUNK_SAMPLES = 512
"""Samples a chunk (32 ms), what the voice detector takes at once."""

CHUNK_S = CHUNK_SAMPLES / SAMPLE_RATE
"""Seconds a chunk."""

# --- hearing ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of what the microphone heard."""

    pcm: bytes
    """`CHUNK_SAMPLES` samples, signed 16 bit little-endian, mono; the last one of a file may be shorter."""
    time: float
    """When its first sample was taken, seconds on the clock of `time.monotonic` (in a file: since its start)."""


@dataclass(frozen=True, slots=True)
class Detection:
    """The wake word was heard."""

    phrase: str
    time: float
    """When it ended, on the clock of the chunks."""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said; an empty text is silence, noise, or speech that the recogniser rejected."""

    text: str
    confidence: float = 1.0
    alternatives: tuple[str, ...] = ()
    """Further hypotheses, best first, without `text`."""
    rivals: tuple[str, ...] = ()
    """Those that were heard nearly as well, but for one word that sounds like another: it is asked for."""


# --- the house -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Floor:
    """A storey."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """A room or another part of the house."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    floor: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing that can be commanded or asked about; attributes keep Home Assistant's names."""

    id: str
    name: str
    domain: str
    aliases: tuple[str, ...] = ()
    area: str | None = None
    floor: str | None = None
    """Always filled in where the area has one."""
    device_class: str | None = None
    state: str | float | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    device: str | None = None
    mqtt: Mapping[str, Any] | None = None
    """How it is commanded and followed: Home Assistant's discovery keys in long form; None: not acted on."""
    changed: datetime | None = None
    """When its state last changed, where known."""
    risk: str | None = None
    """The class of risk that the user's file gives it; None: what its kind has."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that can be said in a home, each normalised by `text.normalise`, sorted, without duplicates."""

    names: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    floors: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """Return what a few of the names give: of thousands it would take longer than what is looked up by it."""
        return hash((len(self.names), self.names[:1], self.names[-1:], self.areas[:1], self.floors))


@dataclass(frozen=True, slots=True)
class Home:
    """A house at one moment; a change makes a new one, and the same vocabulary object while no name changes."""

    name: str
    floors: Mapping[str, Floor]
    areas: Mapping[str, Area]
    entities: Mapping[str, Entity]
    vocabulary: Vocabulary = field(default_factory=Vocabulary)


# --- understanding ---------------------------------------------------------------------------------

Tier = Literal["sentences", "edge", "general", "none"]


@dataclass(frozen=True, slots=True)
class Target:
    """What an action is meant for, in the words that were said; all None: nothing was named."""

    name: str | None = None
    area: str | None = None
    """A room as said, or "here"."""
    floor: str | None = None
    domain: str | None = None
    device_class: str | None = None
    quantity: str | None = None
    """one, all, any, or a number in digits."""
    ref: str | None = None
    """it, them or other: what was spoken of before."""
    excepts: tuple[Target, ...] = ()
    ids: tuple[str, ...] = ()
    """Entities that were chosen when it was asked which; nothing else counts then."""


@dataclass(frozen=True, slots=True)
class ParsedAction:
    """One command or question in the words that were said, before anything is linked to this house."""

    intent: str
    targets: tuple[Target, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    """Parameter of the intent → the span that was said ("half", "21.5 degrees") or a literal from the template."""
    when: str | None = None
    until: str | None = None
    repeat: str | None = None
    condition: str | None = None
    """What is waited for, or must be so at that time: "the washer is done"."""
    about: tuple[str, ...] = ()
    """Entities that the condition is about, where it was asked which; nothing else counts then."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What concerns the conversation and not the house: question, clarify, help, repeat, yes, no."""

    intent: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a tier made of a sentence; no actions and no dialogue: nothing was meant."""

    actions: tuple[ParsedAction, ...] = ()
    dialogue: Dialogue | None = None
    confidence: float = 0.0
    """Calibrated probability that it is right."""
    tier: Tier = "none"
    hypothesis: int = 0
    """Which text of the transcript this reads; a model's readings of one text share its probability."""
    following: float = 1.0
    """How likely all further readings of that text are together, at most."""


Consent = Literal["none", "yes", "pin", "declined", "wrong_pin"]


@dataclass(frozen=True, slots=True)
class Kept:
    """What people have had kept, by its names: some sentences mean something only where it is there."""

    timers: tuple[str, ...] = ()
    """Names of timers."""
    items: tuple[str, ...] = ()
    """What still stands on lists."""
    plans: tuple[str, ...] = ()
    """What rings or is done later, in words."""
    notes: tuple[str, ...] = ()
    """What was noted, the newest first."""
    rings: bool = False
    """Whether anything rings now, until it is heard."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where and when something was said."""

    now: datetime
    """With zone."""
    area: str | None = None
    """Id or name of the microphone's area; it need not exist in the home."""
    source: Literal["voice", "mqtt", "cli", "hermes"] = "voice"
    units: Literal["metric", "imperial"] = "metric"
    previous: tuple[str, ...] = ()
    """Entity ids that "it" and "them" stand for."""
    together: tuple[str, ...] = ()
    """Entity ids that "both" and "all of them" stand for: what one sentence after the other has added."""
    earlier: tuple[str, ...] = ()
    """Entity ids of the turn before that: "both" are the lamp and the fan that were turned on one after the other."""
    said: str = ""
    """The normalised words of the whole text, as evidence between things that fit equally well."""
    history: tuple[tuple[str, str], ...] = ()
    """What was said shortly before and what was answered, oldest first."""
    turn: str = ""
    """The id of the turn that this is part of."""
    consent: Consent = "none"
    """What the user has said to what is not done without a question."""
    speaker: str = ""
    """Who speaks: the source, with the room or the person where it names one; each has a conversation of its own."""
    before: tuple[ParsedAction, ...] = ()
    """What was last understood of the same speaker, from which "and the bedroom" goes on."""
    expected: Mapping[str, Any] = field(default_factory=dict)
    """The question that is open, as `home.expected` writes it; empty: none is."""
    person: str = ""
    """The entity of the person who speaks, where that was said in this conversation."""
    kept: Kept = Kept()
    """What people have had kept."""

    @property
    def who(self) -> str:
        """Whose conversation it is."""
        return self.speaker or self.source


@dataclass(frozen=True, slots=True)
class Action:
    """One action on entities of this house, as it is published."""

    intent: str
    targets: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    when: Mapping[str, Any] | None = None
    until: Mapping[str, Any] | None = None
    repeat: tuple[str, ...] = ()
    named: str | None = None
    """What is meant that is no entity of this house, as one of our own lists; not published."""
    condition: Mapping[str, Any] | None = None
    """What is waited for, or must be so at its time: the entities, and the state or the number."""

    def as_json(self) -> dict[str, Any]:
        """Return the action as it is published; `when`, `until`, `condition` and `repeat` only where said."""
        out: dict[str, Any] = {"intent": self.intent, "targets": sorted(self.targets), "params": dict(self.params)}
        for key in ("when", "until", "condition"):
            if (value := getattr(self, key)) is not None:
                out[key] = dict(value)
        if self.repeat:
            out["repeat"] = list(self.repeat)
        return out


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be done in this house, or why not."""

    actions: tuple[Action, ...] = ()
    dialogue: Dialogue | None = None
    refusals: tuple[Refusal, ...] = ()
    """Parts that were understood and cannot be done here."""
    confidence: float = 0.0
    tier: Tier = "none"
    understood: tuple[ParsedAction, ...] = field(default=(), compare=False)
    """What it is made of, in the words that were said."""
    instead: bool = field(default=False, compare=False)
    """Whether it takes the place of what was done last, which is taken back first."""
    answers: bool = field(default=False, compare=False)
    """Whether it is the answer to the question that was open."""
    is_talk: bool = field(default=False, compare=False)
    """Whether a model is sure that no command was meant, so that it need not be asked again, put another way."""
    expects: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """What is asked back, as `home.expected` writes it; empty: nothing."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something understood that this house cannot do, in words for the user."""

    reason: str
    """no_such_device, no_such_area, cannot, out_of_range, ambiguous, missing, nothing_before, nothing_left."""
    text: str
    """A sentence to say, e.g. "The Hall Light can't change colour." """
    intent: str = ""
    entity: str | None = None
    choices: tuple[str, ...] = ()
    entities: tuple[str, ...] = field(default=(), compare=False)
    """The ids of the choices, where they are entities."""
    asked: ParsedAction | None = field(default=None, compare=False)
    """What waits for the answer."""
    of_condition: bool = field(default=False, compare=False)
    """Whether the choices are for its condition, and not for what it is done to."""


# --- acting and answering --------------------------------------------------------------------------

StepResult = Literal["confirmed", "unconfirmed", "refused", "expired", "failed"]
Outcome = Literal["done", "partly", "refused", "failed", "not_understood", "clarify", "cancelled"]


@dataclass(frozen=True, slots=True)
class Command:
    """One MQTT message that tells a device what to do."""

    topic: str
    payload: str
    qos: int = 0
    retain: bool = False
    expires_s: float | None = None
    """After so long the broker no longer delivers it, where both speak MQTT 5; None: it does for ever."""
    correlation: bytes | None = None
    """What a request in MQTT 5 wants back with its answer."""


@dataclass(frozen=True, slots=True)
class Step:
    """One action on one entity, carried out or refused; as published on the topic `action`."""

    intent: str
    entity: str | None
    params: Mapping[str, Any]
    result: StepResult
    topic: str | None = None
    payload: str | None = None
    reason: str | None = None
    said: str | None = None
    """What is to be said of it, where that is more than how it went; part of the reply, and not published with it."""
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)
    """Where it has to be known which is meant: what each is called → the values that tell it; not published."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said at the end of a turn."""

    text: str
    outcome: Outcome
    listens: bool = field(default=False, compare=False)
    """Whether it ends with a question that waits for an answer."""
    patience_s: float = field(default=0.0, compare=False)
    """How long silence is waited out in a dictation; 0: as long as for any utterance."""


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """A whole turn: the log line, the MQTT message and the bench all read this."""

    id: str
    ts: datetime
    node: str
    source: str
    text: str
    plan: Plan
    steps: tuple[Step, ...]
    reply: Reply
    latency_ms: Mapping[str, float]
    """Milliseconds a stage: endpoint (the wait for silence), stt, understand, act, tts, and total."""
    area: str | None = None

    def as_json(self, *, with_text: bool = True) -> dict[str, Any]:
        """Return the payload of the topic `turn`; `with_text` False leaves every word out."""
        dialogue = self.plan.dialogue
        out: dict[str, Any] = {
            "id": self.id,
            "ts": self.ts.isoformat(),
            "node": self.node,
            "area": self.area,
            "source": self.source,
            "confidence": round(self.plan.confidence, 4),
            "tier": self.plan.tier,
            "actions": [action_json(action, with_text=with_text) for action in self.plan.actions],
            "steps": [step_json(step, with_text=with_text) for step in self.steps],
            "outcome": self.reply.outcome,
            "latency_ms": {stage: round(ms, 1) for stage, ms in self.latency_ms.items()},
        }
        out["dialogue"] = (
            None
            if dialogue is None
            else {"intent": dialogue.intent, "params": dict(dialogue.params) if with_text else {}}
        )
        return out | ({"text": self.text, "reply": self.reply.text} if with_text else {})


# --- sensors ---------------------------------------------------------------------------------------

AnomalyKind = Literal[
    "spike",
    "stuck",
    "dropout",
    "drift",
    "level_shift",
    "out_of_range",
    "noise",
    "left_open",
    "missing_cycle",
    "night_activity",
    "rate",
    "hazard",
]
"""What can be wrong; a hazard is what a detector of smoke, gas or water says itself, whatever was learned."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sensor reported."""

    entity: str
    value: float | str | None
    """A number, "on", "off", "unavailable", or None where nothing can be read."""
    at: float
    """When it was measured, seconds since the epoch."""
    received: float
    """When it arrived here, seconds since the epoch; timers run by this."""
    device_class: str | None = None
    unit: str | None = None
    retained: bool = False
    """Whether the broker repeated what it had kept."""


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Something about a sensor that is not as it was; the same again with `until` once it is over."""

    entity: str
    kind: AnomalyKind
    since: float
    """When it was raised, seconds since the epoch on the clock of `Reading.received`."""
    until: float | None
    """When it was over; None while it lasts."""
    score: float
    """From 0 to 1, how far from usual."""
    value: float | str | None
    """What the sensor said when it was raised."""
    expected: tuple[float, float] | None
    """Lowest and highest that would have been usual, where there are such."""
    reason: str
    """A short English sentence."""


_WORDS = frozenset({"text", "item", "query", "message", "question", "command", "name", "reason", "payload"})
"""Parameters that hold the user's own words."""


def _without_words(params: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in params.items() if key not in _WORDS}


def action_json(action: Action, *, with_text: bool = True) -> dict[str, Any]:
    """Return an action as it is published, without the user's own words where `with_text` is False."""
    out = action.as_json()
    return out if with_text else out | {"params": _without_words(action.params)}


def step_json(step: Step, *, with_text: bool = True) -> dict[str, Any]:
    """Return a step as the topic `action` carries it, without the user's own words where `with_text` is False."""
    params = dict(step.params) if with_text else _without_words(step.params)
    return {
        "entity": step.entity,
        "intent": step.intent,
        "params": params,
        "topic": step.topic,
        "payload": step.payload if len(params) == len(step.params) else None,
        "result": step.result,
        "reason": step.reason,
    }
