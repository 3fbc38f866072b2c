"""Answers to questions about the states of things."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isnan

from edgeassist.home.describing import SENSED, state_sentence, whereabouts
from edgeassist.home.figures import listed
from edgeassist.home.happening import holds, number_in
from edgeassist.home.phrases import kind_of
from edgeassist.home.properties import attribute_sentence
from edgeassist.home.spoken import called, is_plural, sentence
from edgeassist.home.states import asked_word, is_in_state, opposite, word_of
from edgeassist.messages import Action, Context, Entity, Home

_MOST_NAMED = 4
_MOST_ASKED_FOR = 8
"""Things that are named where somebody wants to know which they are."""
"""More things are not listed by name."""

_WHICH = re.compile(r"\b(?:which|what|what's|who|who's|how many|list|show)\b")

_BEYOND = re.compile(
    r"\b(?:(?P<above>above|over|at least|(?:more|higher|warmer|hotter|fuller|louder|brighter) than)|"
    r"below|under|at most|(?:less|lower|colder|cooler) than) (?P<amount>(?:minus )?\d[\d.]*)"
)
"""What an amount is compared with."""

_DONE = re.compile(
    r"(?:(?:and|so|okay) )*(?:is|are|has|have|did) .*\b(?:done|finished|finish|ready|complete|through)\b"
    r"(?: yet| already| now)?"
)
"""Asked of a machine."""

_ABOUT_ALL = frozenset({"closed", "locked", "off", "home", "disarmed"})
"""What is asked about to hear that all is well; then the exceptions are told."""

_SWITCHED = frozenset(
    {"light", "switch", "fan", "media_player", "climate", "humidifier", "vacuum", "lawn_mower", "water_heater"}
    | {"siren", "valve", "input_boolean", "remote"}
)


def answer_state(action: Action, home: Home, context: Context) -> str:
    """Return the answer to a `get_state` action.

    >>> door = Entity("lock.door", "Front Door", "lock", state="locked")
    >>> from datetime import datetime
    >>> answer_state(Action("get_state", ("lock.door",)), Home("", {}, {}, {door.id: door}), Context(datetime.now()))
    'The front door is locked.'
    """
    entities = [home.entities[key] for key in action.targets if key in home.entities]
    if not entities:
        return "There is nothing like that here."
    if attribute := action.params.get("attribute"):
        return " ".join(
            sentence(attribute_sentence(entity, str(attribute), context)) for entity in entities[:_MOST_NAMED]
        )
    asked = action.params.get("state")
    if asked_word(str(asked)) == "on" and len({entity.domain for entity in entities}) > 1:
        entities = [entity for entity in entities if _runs(entity)] or entities
    if len(entities) == 1 and (asked or _BEYOND.search(context.said)):
        return _yes_or_no(entities[0], asked_word(str(asked)), context)
    if asked:
        timers = _timers(context) if asked == "running" else ""
        return f"{_how_many(entities, asked_word(str(asked)), context)} {timers}".strip()
    if len(entities) > _MOST_NAMED:
        return _summary(entities, context)
    done = _is_done(entities[0], home, context) if len(entities) == 1 else ""
    return done or " ".join(sentence(state_sentence(entity, context)) for entity in entities)


def _is_beyond(entity: Entity, said: str) -> bool | None:
    """Return whether what a thing measures is above or below the amount asked about; None: none is, or it is unknown.

    >>> _is_beyond(Entity("sensor.freezer", "Freezer", "sensor", state="-17.5"), "is the freezer below minus 15")
    True
    """
    match = _BEYOND.search(said)
    try:
        value = float(str(entity.state))
    except ValueError:
        return None
    if match is None or isnan(value):
        return None
    limit = float(match["amount"].replace("minus ", "-"))
    return value > limit if match["above"] else value < limit


def _is_done(entity: Entity, home: Home, context: Context) -> str:
    """Return whether a machine that tells what it does has finished; empty: that is not asked, or it tells a number.

    >>> washer = Entity("sensor.washer", "Washer", "sensor", state="spinning")
    >>> from datetime import datetime
    >>> context = Context(datetime.now(), said="is the washer done")
    >>> _is_done(washer, Home("", {}, {}, {washer.id: washer}), context)
    'No, the washer sensor is spinning.'
    """
    machine = entity.domain == "sensor" or (entity.domain == "binary_sensor" and entity.device_class == "running")
    asked = machine and _DONE.fullmatch(context.said)
    done = holds({"targets": [entity.id], "state": "finished"}, home) if asked else None
    if done is None or number_in(entity) is not None:
        return ""
    if done or entity.domain == "binary_sensor":
        return f"{'Yes' if done else 'No'}, {state_sentence(entity, context)}."
    return f"No, {called(entity)} is {str(entity.state).replace('_', ' ').lower()}."


def _runs(entity: Entity) -> bool:
    """Return whether a thing can be on at all: somebody at home and a window are not."""
    return entity.domain in _SWITCHED or (entity.domain == "binary_sensor" and entity.device_class == "running")


def _timers(context: Context) -> str:
    """Return which timers run, too."""
    timers = [each for each in context.kept.plans if each.endswith(" timer")]
    some = [*timers[:_MOST_NAMED], f"{len(timers) - _MOST_NAMED} more"] if len(timers) > _MOST_NAMED else timers
    return sentence(f"{listed(some)} {'run' if len(timers) > 1 else 'runs'}") if timers else ""


def _yes_or_no(entity: Entity, asked: str, context: Context) -> str:
    """Return whether one thing is in the state asked about; "yes" and "no" answer no "which" and no "how many"."""
    if (beyond := _is_beyond(entity, context.said)) is not None:
        return f"{'Yes' if beyond else 'No'}, {state_sentence(entity, context)}."
    held, which = is_in_state(entity, asked), _WHICH.search(context.said) is not None
    if held is None or (which and not held):
        return sentence(state_sentence(entity, context))
    if asked in {"on", "off"} and entity.device_class in SENSED:
        return f"{'Yes' if held else 'No'}, {state_sentence(entity, context)}."
    if held:
        return sentence(f"{'' if which else 'Yes, '}{called(entity)} {_be([entity])} {_as_said(asked)}")
    now = word_of(entity)
    if entity.device_class == "battery" or now in {None, asked} or isinstance(entity.state, float):
        return f"No, {state_sentence(entity, context)}."
    return f"No, {called(entity)} {_be([entity])} {now if entity.domain != 'person' else whereabouts(now or '')}."


def _as_said(asked: str) -> str:
    return {"home": "at home"}.get(asked, asked)


def _how_many(entities: Sequence[Entity], asked: str, context: Context) -> str:
    """Return which of several things are in the state asked about: an answer to any, all, which and how many."""
    known = [(entity, is_in_state(entity, asked)) for entity in entities]
    yes = [entity for entity, held in known if held]
    no = [entity for entity, held in known if held is False]
    silent = len(entities) - len(yes) - len(no)
    tail = f" {silent} of them {'does' if silent == 1 else 'do'} not answer." if silent else ""
    kind, said, total = kind_of(entities), _as_said(asked), len(yes) + len(no)
    verb = "is" if len(yes) == 1 else "are"
    if not total:
        return f"I don't know: none of the {len(entities)} {kind} answers."
    if total == 1:
        return _yes_or_no((yes or no)[0], asked, context) + tail
    if not yes:
        return f"{'Neither' if total == 2 else 'None'} of the {total} {kind} is {said}.{tail}"
    if not no:
        who = f"{'both' if total == 2 else f'all {total}'} {kind}"
        people = all(entity.domain == "person" for entity in yes)
        if (people or _WHICH.search(context.said)) and len(yes) <= _MOST_NAMED:
            who = listed([called(entity) for entity in yes])
        return sentence(f"{who} are {said}") + tail
    if asked in _ABOUT_ALL and len(no) <= len(yes):
        return f"{len(yes)} of {total} {kind} {verb} {said}; {_group(no)} {_be(no)} {opposite(asked)}.{tail}"
    most = _MOST_ASKED_FOR if _WHICH.search(context.said) else _MOST_NAMED
    names = f": {listed([called(entity) for entity in yes])}" if len(yes) <= most else ""
    return f"{len(yes)} of {total} {kind} {verb} {said}{names}.{tail}"


def _group(entities: Sequence[Entity]) -> str:
    if len(entities) <= _MOST_NAMED:
        return listed([called(entity) for entity in entities])
    return f"{len(entities)} {kind_of(entities)}"


def _be(entities: Sequence[Entity]) -> str:
    return "are" if len(entities) > 1 or is_plural(entities[0]) else "is"


def _summary(entities: Sequence[Entity], context: Context) -> str:
    """Return how many of many things are in which state."""
    counts: dict[str, list[Entity]] = {}
    for entity in entities:
        counts.setdefault(word_of(entity) or "not answering", []).append(entity)
    if len(counts) > _MOST_NAMED:
        named = " ".join(sentence(state_sentence(entity, context)) for entity in entities[:_MOST_NAMED])
        return f"{named} There are {len(entities) - _MOST_NAMED} more."
    return sentence(
        f"of {len(entities)} {kind_of(entities)}, " + listed([f"{len(v)} {_be(v)} {k}" for k, v in counts.items()])
    )
