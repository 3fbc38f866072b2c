"""The last tier: any instruct model of up to some 3 billion parameters, for what the tiers before it are not sure of.

It sees the few things of the house that a sentence may be about, and can name nothing else. What it writes are the
same actions in words, so that linker and policy decide as they do for every tier.
"""

from __future__ import annotations

import logging
import math
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import TypeAlias, TypeVar

from edgeassist.errors import EngineError
from edgeassist.intent.calibration import Calibration
from edgeassist.intent.doubts import turns_round
from edgeassist.intent.general_engine import Engine
from edgeassist.intent.general_grammar import ANSWER_GRAMMAR, grammar_of
from edgeassist.intent.general_history import SUMMARY_TOKENS, remembered
from edgeassist.intent.general_limit import BrokenOffError, Limit
from edgeassist.intent.general_llama import warm
from edgeassist.intent.general_offer import Offer, offer_of
from edgeassist.intent.general_prompt import ANSWERS, COMMANDS, Task, question_prompt, sentence_prompt
from edgeassist.intent.general_residence import Keep, Residence
from edgeassist.intent.overlooking import overlooks
from edgeassist.intent.schema import Frame, read, understanding
from edgeassist.messages import Context, Entity, Home, Transcript, Understanding
from edgeassist.text import MAX_CHARACTERS, normalise

logger = logging.getLogger(__name__)

Relevant: TypeAlias = Callable[[str, Home], Sequence[Entity]]
"""Takes a sentence and a home, returns the entities that it may be about, the likeliest first."""

_Result = TypeVar("_Result")

LONGEST_COMMAND = 160
"""Tokens of JSON; what grows longer is no command."""
LONGEST_ANSWER = 96
"""Tokens of an answer that is read aloud."""
_ALTERNATIVE_WEIGHT = 0.9
"""What a further hypothesis of the recogniser counts against the one before it."""
_DOUBTFUL = 0.5
"""What a reading counts that leaves out something of what was said."""
_SENTENCES = re.compile(r".*[.!?](?=\s|$)")
_SUMMARISE = Task("", "Say in one short sentence what these people spoke of. Only what stands there.")


@dataclass(frozen=True, slots=True)
class Rule:
    """How the model is run."""

    cache: Path
    """Folder for what it made of the fixed beginning of its prompts."""
    keep: Keep
    limit_s: float = 8.0
    """How long one sentence or question may take, loading included."""
    context: int = 2048
    """Tokens of rules, sentence and answer together."""
    threads: int = 2
    fit: Callable[[Path], None] = lambda _: None
    """Raises ModelError where a file should not come into this process."""


def _loaded(path: Path, rule: Rule, limit: Limit) -> Engine:
    warm(path, limit)  # so that what is fit is found out quickly, and what is slow can be broken off
    rule.fit(path)
    return Engine(path, rule.cache, limit, context=rule.context, threads=rule.threads)


class GeneralSlm:
    """Understands and answers with the model in `path`, loaded when it is first needed."""

    def __init__(self, path: Path, relevant: Relevant, rule: Rule, calibration: Calibration | None = None) -> None:
        self._relevant = relevant
        self._limit_s = rule.limit_s
        self._calibration = calibration or Calibration()
        self._enough = Event()
        """Tells a thread that reads ahead to stop."""
        self.residence = Residence(
            path,
            lambda limit: _loaded(path, rule, limit),
            rule.keep,
        )

    def parse(self, transcript: Transcript, home: Home, stop: Event) -> Iterator[Understanding]:
        """Yield the reading of the text, then of each further hypothesis, as long as there is time."""
        limit = self._limit(stop)
        weight = 1.0
        for number, text in enumerate((transcript.text, *transcript.alternatives)):
            said = normalise(text)
            if said and len(text) <= MAX_CHARACTERS and (found := self._read(said, text, home, limit)):
                frames, likely = found
                yield understanding(frames, weight * self._calibration(likely), "general", hypothesis=number)
            if limit.passed:
                return
            weight *= _ALTERNATIVE_WEIGHT

    def answer(self, question: str, home: Home, context: Context, stop: Event) -> str | None:
        """Return what to say to a question about the world or this house; None: nothing, or not in time."""
        question = " ".join(question.split())
        if not question or len(question) > MAX_CHARACTERS:
            return None
        offer = offer_of(self._relevant(question, home), home)
        limit = self._limit(stop)

        def _ask(engine: Engine) -> str | None:
            def _summarised(text: str) -> str | None:
                return _spoken_by(engine, _SUMMARISE, text, SUMMARY_TOKENS, limit)

            bare = question_prompt(offer, question, context.now, "")
            room = engine.room(ANSWERS, LONGEST_ANSWER) - engine.count(bare) - 8
            before = remembered(context.history, room, engine.count, _summarised) if context.history else ""
            text = question_prompt(offer, question, context.now, before)
            return _spoken_by(engine, ANSWERS, text, LONGEST_ANSWER, limit)

        return self._with_engine(_ask, limit)

    def write(self, rules: str, text: str, stop: Event) -> str | None:
        """Return what the model makes of `text` by `rules`, to be read aloud; None: nothing, or not in time."""
        limit = self._limit(stop)
        return self._with_engine(lambda engine: _spoken_by(engine, Task("", rules), text, LONGEST_ANSWER, limit), limit)

    def _read(self, said: str, text: str, home: Home, limit: Limit) -> tuple[list[Frame], float] | None:
        """Return the actions of one sentence and how likely they are right; None: none, or not in time."""
        offer = offer_of(self._relevant(said, home), home)
        grammar = grammar_of(offer, said.split())
        prompt = sentence_prompt(offer, said)
        written = self._with_engine(
            lambda engine: engine.write(COMMANDS, prompt, grammar, LONGEST_COMMAND, limit), limit
        )
        frames = _frames(written.text, text) if written else []
        if written is None or not frames:
            return None
        checked = [_with_places(frame, offer) for frame in frames]
        doubtful = overlooks(said, checked, home.vocabulary) or turns_round(said, checked)
        return frames, written.probability * (_DOUBTFUL if doubtful else 1.0)

    def _limit(self, stop: Event) -> Limit:
        return Limit(stop, time.monotonic() + self._limit_s)

    def _with_engine(self, work: Callable[[Engine], _Result], limit: Limit) -> _Result | None:
        """Return what comes of `work`; None: the model cannot be had, or time was over."""
        if limit.passed:
            return None
        self._enough.set()
        try:
            with self.residence.borrowed(limit) as engine:
                return None if engine is None else work(engine)
        except BrokenOffError:
            if not limit.stop.is_set():
                logger.info("the general model was not done within %g s", self._limit_s)
                self._enough = Event()
                Thread(target=self._read_ahead, args=(self._enough,), name="general-ahead", daemon=True).start()
            return None
        except EngineError as error:
            logger.warning("%s; going on without the general model", error)
            return None

    def _read_ahead(self, stop: Event) -> None:
        """Do what the next one would wait for, until somebody asks."""
        limit = Limit(stop, math.inf)
        try:
            with self.residence.borrowed(limit) as engine:
                if engine is not None:
                    engine.prepare(COMMANDS, limit)
        except EngineError as error:
            logger.debug("reading ahead: %s", error)


def _frames(written: str, text: str) -> list[Frame]:
    """Return the actions of a sentence as the model wrote them; none where they grew too long to be read."""
    try:
        frames = read(written)
    except ValueError:
        return []
    return [Frame(each.intent, {"text": text}) if each.intent == "question" else each for each in frames]


def _with_places(frame: Frame, offer: Offer) -> Frame:
    """Return a frame as what checks it wants it: with the room of the device that it names."""
    slots = {slot: f" {value}" for slot, value in frame.slots.items()}
    rooms = {device.area for device in offer.devices if device.name == frame.slots.get("name")}
    return Frame(frame.intent, slots | {f"area of {room}": f" {room}" for room in rooms})


def _spoken_by(engine: Engine, task: Task, text: str, most: int, limit: Limit) -> str | None:
    written = engine.write(task, text, ANSWER_GRAMMAR, most, limit)
    return _whole_sentences(" ".join(written.text.split())) if written else None


def _whole_sentences(text: str) -> str | None:
    """Return a text without a last sentence that was cut off, where there is one before it; None: nothing is left.

    >>> _whole_sentences("It is 21.5 degrees. The king of"), _whole_sentences("It is 21.5 degrees")
    ('It is 21.5 degrees.', 'It is 21.5 degrees')
    """
    whole = _SENTENCES.match(text)
    return (whole[0] if whole else text) or None
