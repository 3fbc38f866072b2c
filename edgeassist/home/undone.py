"""What was taken back, in words, and what cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from edgeassist.home.figures import listed, number
from edgeassist.home.phrases import subject
from edgeassist.home.spoken import called, is_plural, sentence
from edgeassist.home.states import finite
from edgeassist.home.undoing import Done, is_for_good
from edgeassist.messages import Entity, Home, Step
from edgeassist.rules import NEEDS

_FULL = 255
_OPEN = 100
_AS_BEFORE = "{who} {is} as before"
_UNKNOWN = "I don't know how {who} was before"
_SILENT = "{who} did not answer"
_HAPPENED: Mapping[str, str] = MappingProxyType(
    {
        "scene": "is set",
        "script": "has run",
        "button": "was pressed",
        "alarm_control_panel": "was switched",
        "unlock": "was unlocked",
        "play_media": "was played",
    }
)
"""Domain or intent → what happened and cannot be taken back."""


def regrets(done: Sequence[Done]) -> str:
    """Return what is said of what cannot be taken back; empty: all can be."""
    final = [each for each in done if is_for_good(each)]
    if not final:
        return ""
    names = [(each.before.domain, each.intent) for each in final]
    happened = [_HAPPENED.get(domain) or _HAPPENED.get(intent, "has moved on") for domain, intent in names]
    what = [f"{called(each.before)} {how}" for each, how in zip(final, happened, strict=True)]
    return sentence(f"{listed(what)}, and I can't undo that")


def told(done: Sequence[Done], steps: Sequence[Step], now: Home) -> str:
    """Return how the things are again, in short sentences; nothing of what is asked about first."""
    by_entity = {step.entity: step for step in steps}
    again: dict[str, list[Entity]] = {}
    for each in done:
        entity, step = now.entities.get(each.before.id), by_entity.get(each.before.id)
        asked = step is not None and step.reason in {NEEDS["confirm"], NEEDS["pin"]}
        said = step is not None and step.said is not None
        if entity is not None and not asked and not said and not is_for_good(each):
            some = again.setdefault(_how(each, step), [])
            some += [entity] if entity not in some else []
    back = {step.params.get("item") for step in steps if step.intent == "list_add"}
    own = (
        step.said for step in steps if step.said and (step.intent == "list_add" or step.params.get("item") not in back)
    )
    return " ".join([*own, *(sentence(_said(words, entities)) for words, entities in again.items())])


def _said(words: str, entities: Sequence[Entity]) -> str:
    verb = "are" if len(entities) > 1 or is_plural(entities[0]) else "is"
    return words.format(who=subject(entities), **{"is": verb})


def _how(done: Done, step: Step | None) -> str:
    if step is None:
        return _UNKNOWN
    if step.result not in {"confirmed", "unconfirmed"} or step.reason == "no_answer":
        return _SILENT
    before = done.before
    words = _WORDS.get(before.domain, _by_state)(done)
    return words or _by_state(done)


def _by_state(done: Done) -> str:
    state = str(done.before.state or "").replace("_", " ")
    return f"{{who}} {{is}} {state} again" if state else _AS_BEFORE


def _light(done: Done) -> str:
    level = done.before.attributes.get("brightness")
    if done.before.state != "on" or done.intent != "set_light":
        return ""
    if done.params.keys() & {"color", "color_temp_kelvin"} or not isinstance(level, int | float):
        return _AS_BEFORE
    return f"{{who}} {{is}} at {number(round(level * 100 / _FULL))} percent again"


def _heated(done: Done) -> str:
    degrees = done.before.attributes.get("temperature")
    return f"{{who}} {{is}} set to {number(degrees)} again" if isinstance(degrees, int | float) else ""


def _moved(done: Done) -> str:
    position = finite(done.before.attributes.get("current_position"))
    between = position is not None and 0 < position < _OPEN
    return f"{{who}} {{is}} at {number(position or 0)} percent again" if between else ""


def _player(done: Done) -> str:
    level = finite(done.before.attributes.get("volume_level"))
    if done.intent in {"mute", "unmute"}:
        return f"{{who}} {{is}} {'muted' if done.intent == 'unmute' else 'no longer muted'}"
    if level is None or "volume" not in done.intent:
        return ""
    return f"{{who}} {{is}} at {number(round(level * 100))} percent volume again"


def _set_to(done: Done) -> str:
    return f"{{who}} {{is}} set to {done.before.state} again"


_WORDS: Mapping[str, Callable[[Done], str]] = MappingProxyType(
    {
        "light": _light,
        "climate": _heated,
        "water_heater": _heated,
        "cover": _moved,
        "valve": _moved,
        "media_player": _player,
        "number": _set_to,
        "select": _set_to,
    }
)
"""Domain → how a thing is again, with braces for the thing and its verb; empty: as its state tells."""
