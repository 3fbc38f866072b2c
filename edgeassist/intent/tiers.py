"""All tiers in their order: the first reading that this house can carry out is the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from threading import Event
from typing import TypeAlias

from edgeassist.intent.amending import amended
from edgeassist.intent.amiss import is_something_else
from edgeassist.intent.asides import without_lead
from edgeassist.intent.asking import as_question, is_doubtful
from edgeassist.intent.days import with_days_left_out
from edgeassist.intent.hesitations import fluent, put_right
from edgeassist.intent.in_full import in_full
from edgeassist.intent.in_there import in_that_room
from edgeassist.intent.ones import in_nouns
from edgeassist.intent.several import apart
from edgeassist.intent.strung import strung
from edgeassist.intent.weighing import Weighing
from edgeassist.intent.wording import in_own_words
from edgeassist.messages import Context, Dialogue, Home, Kept, Plan, Transcript
from edgeassist.stages import IntentParser, Linker, Understander
from edgeassist.text import MAX_CHARACTERS, normalise

Answer: TypeAlias = Callable[[str, Home, Context, Event], str | None]
"""Takes a question about the world or the house, returns what to say; None: nothing."""

_BEYOND_DOUBT = 0.9
"""Probability from which on no other readings are asked for."""

_SURE = 0.95
"""What each of several commands must be, that nobody said were several."""

_MOST_TRIED = 3
"""Further readings of a sentence among which one for this room is looked for."""

_LATELY = 3
"""Turns whose words may stand in what is put right."""

_TAKING_DOWN = frozenset({"note_take", "list_add", "reminder_set", "announce", "alarm_set", "timer_start"})
"""They take any words, or any time."""

_NOTHING_NAMED_SO = frozenset({"no_such_device", "no_such_area"})
"""Refusals that a model which sees the names of the house may do better than; any other is an answer."""


class Tiers:
    """Asks one tier after the other; a later one is asked only when nothing before it links to the house.

    What a model reads with less certainty than `threshold` is passed over: a wrong action costs more than a "sorry".
    """

    def __init__(self, parsers: Sequence[IntentParser], linker: Linker, threshold: float) -> None:
        self._parsers = tuple(parsers)
        self._linker = linker
        self.threshold = threshold
        """May be changed at any time."""

    def understand(self, transcript: Transcript, home: Home, context: Context, stop: Event) -> Plan:
        """Return the first plan without refusals, else the first with some; empty: not understood, or stopped."""
        refused = Plan()
        if not transcript.text.strip():
            return refused
        text = in_that_room(fluent(transcript.text), home, context)
        if len(text) <= MAX_CHARACTERS:  # what is longer is dictated, and kept as it was said
            text = amended(put_right(text), home.vocabulary)
            text = with_days_left_out(in_nouns(text, home.vocabulary))
        transcript = replace(transcript, text=text)
        fuller = in_full(transcript.text, context)
        others = transcript.alternatives if fuller == transcript.text else ()
        transcript = replace(transcript, text=fuller, alternatives=tuple(in_full(other, context) for other in others))
        context = replace(context, said=normalise(transcript.text))
        for plan in self._offers(transcript, home, context, stop):
            if stop.is_set():
                return Plan()
            if plan.answers and not refused.refusals:
                return in_own_words(plan, transcript.text, *_said_lately(context))
            refused = plan if plan.is_talk and not refused.refusals else refused
            if plan.answers or not self._is_sure(plan) or is_something_else(plan, home, context.said):
                continue
            if (plan.actions or plan.dialogue) and not plan.refusals and not _contradicts(plan, refused, home):
                return in_own_words(plan, transcript.text, *_said_lately(context))
            if _asks_for_the_rest(plan):
                return plan
            if plan.refusals and (not refused.refusals or _rather_asks(plan, refused)):
                refused = plan
        return Plan() if stop.is_set() else refused

    def _offers(self, transcript: Transcript, home: Home, context: Context, stop: Event) -> Iterator[Plan]:
        """Yield what all tiers make of it, one after the other, and what it means as the answer to our question.

        Where any words may be that answer, exact sentences come before it: they are commands.
        """
        yield self._apart(transcript, home, context, stop)
        yield from self._answers(transcript, home, context, free=False)
        for number, parser in enumerate(self._parsers):
            if number == 1:
                yield from self._answers(transcript, home, context, free=True)
                yield self._one_by_one(transcript, home, context, stop)
                if asked := without_lead(transcript.text):
                    bare, aside = Transcript(asked), replace(context, said=asked)
                    yield from self._plans(self._parsers[0], bare, home, aside, stop)
            yield from _nearest_first(self._plans(parser, transcript, home, context, stop), home, context)

    def _answers(self, transcript: Transcript, home: Home, context: Context, *, free: bool) -> Iterator[Plan]:
        """Yield what an answer to our question leads to, or what is said of what is kept, by any hypothesis."""
        goes_on = context.expected or context.before or context.kept != Kept()
        for text in (transcript.text, *transcript.alternatives) if goes_on else ():
            if (plan := self._linker.answered(text, home, context, free=free)) is not None:
                yield plan

    def _apart(self, transcript: Transcript, home: Home, context: Context, stop: Event) -> Plan:
        """Return what several timers or reminders in one breath lead to; nothing where one is not understood."""
        return _together(self._each(apart(transcript.text), transcript, home, context, stop))

    def _one_by_one(self, transcript: Transcript, home: Home, context: Context, stop: Event) -> Plan:
        """Return what commands without a word between them lead to; nothing where one of them is not understood."""
        together = _together(self._each(strung(context.said), transcript, home, context, stop))
        targets = [key for action in together.actions for key in action.targets]
        are_apart = len(targets) == len(set(targets)) and all(action.targets for action in together.actions)
        return together if are_apart else Plan()

    def _each(
        self, parts: Sequence[str], transcript: Transcript, home: Home, context: Context, stop: Event
    ) -> list[Plan]:
        """Return what each part leads to; nothing once one is doubted, refused, or a question but for the last."""
        context = replace(context, expected={}, before=())
        plans: list[Plan] = []
        for number, part in enumerate(parts, 1):
            plans.append(self.understand(replace(transcript, text=part, alternatives=()), home, context, stop))
            if not _may_stand_beside(plans[-1], last=1 < number == len(parts)):
                return []
        return plans

    def _plans(
        self, parser: IntentParser, transcript: Transcript, home: Home, context: Context, stop: Event
    ) -> Iterator[Plan]:
        """Yield what the readings of a tier come to in this house, lazily; a model's are weighed, text by text."""
        doubtful = is_doubtful(transcript.text)
        weighing, hypothesis = Weighing(), 0
        for reading in parser.parse(transcript, home, stop):
            understanding = as_question(reading) if doubtful else reading
            plan = self._linker.link(understanding, home, context)
            if understanding.tier == "sentences":
                yield plan
                continue
            if reading.hypothesis != hypothesis:
                yield weighing.best
                weighing, hypothesis = Weighing(), reading.hypothesis
            weighing.add(understanding, plan)
            if plan.refusals:
                yield plan
            elif (best := weighing.best).confidence >= _BEYOND_DOUBT:
                yield best
            if hypothesis == len(transcript.alternatives) and not weighing.may_reach(self.threshold):
                break
        yield weighing.best

    def _is_sure(self, plan: Plan) -> bool:
        """Return whether a reading may be acted on; a template fits or does not, so only models are doubted."""
        return plan.tier == "sentences" or plan.confidence >= self.threshold


def _said_lately(context: Context) -> list[str]:
    """Return what was said, and told of, in the last turns, the last first: what stays of it keeps its letters."""
    lately = reversed(context.history[-_LATELY:])
    return [words for said, reply in lately for words in (said, reply.partition(": ")[2])]


def _together(plans: Sequence[Plan]) -> Plan:
    """Return several plans as one; nothing where there are none."""
    if not plans:
        return Plan()
    least = min(plans, key=lambda plan: plan.confidence)
    return replace(
        plans[-1] if _asks_for_the_rest(plans[-1]) else least,
        actions=tuple(action for plan in plans for action in plan.actions),
        understood=tuple(parsed for plan in plans for parsed in plan.understood),
    )


def _may_stand_beside(plan: Plan, *, last: bool) -> bool:
    """Return whether a plan is sure enough, and whole, to be one of several; the last one may ask for its value."""
    if plan.confidence < _SURE:
        return False
    return not (plan.dialogue or plan.refusals) or (last and _asks_for_the_rest(plan))


def _nearest_first(plans: Iterator[Plan], home: Home, context: Context) -> Iterator[Plan]:
    """Yield the plans of a tier, but for one that reaches elsewhere what another, read as surely, finds in this room.

    "The ceiling to half" is not the ceiling fan of the bedroom where this room has a ceiling light.
    """
    away = [first] if (first := next(plans, None)) else []
    if first and first.tier == "sentences" and _reaches(first, home, context) is False:
        away += islice(plans, _MOST_TRIED)
        near = [plan for plan in away if plan.confidence >= first.confidence and _reaches(plan, home, context)]
        away = [*near[:1], *(plan for plan in away if plan not in near[:1])]
    yield from away
    yield from plans


def _reaches(plan: Plan, home: Home, context: Context) -> bool | None:
    """Return whether the one thing that is set to a value is in the microphone's room; None: no such thing, or room."""
    here = next((key for key, area in home.areas.items() if context.area in {key, area.name}), None)
    targets = [key for action in plan.actions for key in action.targets]
    named = [target for parsed in plan.understood for target in parsed.targets if target.name]
    is_set = len(plan.actions) == 1 and plan.actions[0].intent.startswith("set_")
    if here is None or not is_set or len(targets) != 1 or len(named) != 1 or named[0].area or named[0].floor:
        return None
    return home.entities[targets[0]].area == here


def _asks_for_the_rest(plan: Plan) -> bool:
    """Return whether this is half a command, beyond doubt: a model would only make the rest up."""
    return plan.tier == "sentences" and plan.expects.get("kind") == "value"


def _rather_asks(plan: Plan, refused: Plan) -> bool:
    """Return whether a reading only leaves open which thing is meant, where one before it named what is not there."""
    missing = all(each.reason in _NOTHING_NAMED_SO for each in refused.refusals)
    return missing and plan.tier == refused.tier and bool(plan.expects)


def _contradicts(plan: Plan, refused: Plan, home: Home) -> bool:
    """Return whether a later tier does the same to other kinds of things than to the one that cannot do it.

    "Open the living room lights" opens no blinds; and where only one of some things can be meant, it is no other. Nor
    is anything taken down because what leans on nothing may have been misheard: "no, the other one" is no "note the
    other one".
    """
    if any(each.reason == "nothing_before" for each in refused.refusals):
        return any(action.intent in _TAKING_DOWN for action in plan.actions)
    if _drops_repetition(plan, refused):
        return True
    if plan.tier == refused.tier:
        return False
    asked = {key for each in refused.refusals if each.reason == "ambiguous" for key in each.entities}
    if asked and refused.tier == "sentences" and not any(asked & {*action.targets} for action in plan.actions):
        return any(action.targets for action in plan.actions)
    cannot = {each.intent: each.entity for each in refused.refusals if each.reason == "cannot" and each.entity}
    done = (
        (home.entities[key].domain, cannot[a.intent]) for a in plan.actions if a.intent in cannot for key in a.targets
    )
    return any(domain != home.entities[named].domain for domain, named in done)


def _drops_repetition(plan: Plan, refused: Plan) -> bool:
    """Return whether a later tier does once what is to be done again and again, which cannot be: "every 2 hours"."""
    often = refused.tier == "sentences" and any(parsed.repeat for parsed in refused.understood)
    return often and plan.tier != refused.tier and not any(action.repeat for action in plan.actions)


class WithGeneral:
    """Asks a general model where all other tiers have nothing, and lets it answer questions."""

    def __init__(self, first: Understander, general: Understander, answer: Answer) -> None:
        self._first = first
        self._general = general
        self._answer = answer

    def understand(self, transcript: Transcript, home: Home, context: Context, stop: Event) -> Plan:
        """Return the plan of the tiers before, else one of the general model without refusals, questions answered."""
        plan = self._first.understand(transcript, home, context, stop)
        if transcript.text.strip() and _may_be_bettered(plan):
            later = self._general.understand(transcript, home, context, stop)
            plan = plan if later.refusals or later == Plan() else later
        asked = plan.dialogue
        if asked is not None and asked.intent == "question" and "answer" not in asked.params:
            question = str(asked.params.get("text") or transcript.text)
            if answer := self._answer(question, home, context, stop):
                told = Dialogue("question", {**asked.params, "text": question, "answer": answer})
                plan = replace(plan, dialogue=told, tier="general")
        return Plan() if stop.is_set() else plan


def _may_be_bettered(plan: Plan) -> bool:
    """Return whether nothing was understood, or something that is not in this house."""
    return not plan.actions and not plan.dialogue and all(each.reason in _NOTHING_NAMED_SO for each in plan.refusals)
