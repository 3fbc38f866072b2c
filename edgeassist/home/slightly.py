"""Blinds that are opened or closed a little, or by so much: from where they are, as far as a little is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from edgeassist.home.capabilities import cannot
from edgeassist.home.spoken import the
from edgeassist.messages import Action, Entity, Home, ParsedAction, Refusal

_A_LITTLE = re.compile(
    r"^(?:just )?(?:little )?(?:bit|tad|touch)\b|"
    r"\b(?:a (?:(?:little|tiny|wee) )?(?:bit|crack|touch|smidge|sliver|tad|notch|hair)|a little|"
    r"slightly|part(?:ly|ially| way)|crack (?=the |my |our |open))\b"
)
_BY = re.compile(r"\bby (?P<share>\d{1,2}(?= percent\b)|(?:1[3-9]|[2-9]\d)(?! (?:\d|o'clock|hours)))\b")
"""By so many percent; "by 8" is a time."""
_BY_SO_MUCH = re.compile(r"^(?:raise|lift|lower|drop)\b.* by (?P<share>\d{1,2})$")
"""What is raised by 8 is not raised until then."""
_LESS = re.compile(r"\b(?:down|lower|reduce|decrease|drop|cut|less|shorten|back|off)\b")
_VERB = re.compile(r"\b(?:open|close|shut|raise|lower|lift|drop|pull|draw|turn|switch|put|bring|set|up|down|on|off)\b")
_STEP = 20
"""Percent."""
_CRACK = 10
_WAY = {"up": 1, "down": -1}
_WAYS = {"open": 1, "close": -1}


def with_steps(actions: Sequence[ParsedAction], said: str) -> tuple[ParsedAction, ...]:
    """Return what was understood; of what is opened or closed a little that is kept, for what may go on from it.

    Of several commands each has its own part of the sentence: "close the blind a bit and lock the door". One that is
    named without a word for what is done goes as far as the others: "and the kitchen one".

    >>> with_steps([ParsedAction("close"), ParsedAction("lock")], "close the blind a bit and lock the door")[0].values
    {'step': 'a bit'}
    """
    parts = said.split(" and ") if len(actions) > 1 else [said]
    if len(parts) != len(actions):
        return tuple(actions)
    return tuple(
        _with_step(each, part if _VERB.search(part) else said) for each, part in zip(actions, parts, strict=True)
    )


def _with_step(parsed: ParsedAction, said: str) -> ParsedAction:
    little = _little(said) if parsed.intent in _WAYS and not parsed.values else None
    return replace(parsed, values={"step": little[0]}) if little else parsed


def _little(said: str) -> re.Match[str] | None:
    return _BY.search(said) or _BY_SO_MUCH.search(said) or _A_LITTLE.search(said)


def a_little(action: Action, home: Home, said: str) -> Iterator[Action | Refusal]:
    """Yield an action as it is, or what sets each of its targets a little further, where that is what was `said`."""
    if action.intent == "set_value":
        yield from _further(action, home, said)
        return
    way, kept = _WAYS.get(action.intent), str(action.params.get("step", ""))
    little = _little(kept) or (None if " and " in said else _little(said))
    if way is None or little is None:
        yield action
        return
    by_position: defaultdict[int, list[str]] = defaultdict(list)
    for entity in (home.entities[key] for key in action.targets):
        at = entity.attributes.get("current_position")
        if not isinstance(at, int | float) or cannot(entity, "set_position", {"position": 0}):
            text = f"{the(entity.name)} can't be set to a position: it only opens and closes."
            yield Refusal("cannot", text, action.intent, entity.id)
        else:
            step = _step(little)
            by_position[min(100, max(0, round(at) + way * step))].append(entity.id)
    for position, ids in sorted(by_position.items()):
        yield Action("set_position", tuple(ids), {"position": position})


def _further(action: Action, home: Home, said: str) -> Iterator[Action | Refusal]:
    """Yield what sets numbers to a value, to the end of what they take, or so much further."""
    value, step = action.params.get("value"), action.params.get("step")
    if isinstance(value, int | float) and re.search(rf"\bby {value:g}\b", said):
        step = -value if _LESS.search(said) else value
    if step is None and not isinstance(value, str):
        yield action
        return
    for entity in (home.entities[key] for key in action.targets):
        to = entity.attributes.get(value) if isinstance(value, str) else _by(entity, step)
        if isinstance(to, int | float):
            yield Action("set_value", (entity.id,), {"value": to})
        else:
            yield Refusal("cannot", f"I don't know how far {the(entity.name)} can go.", action.intent, entity.id)


def _by(entity: Entity, step: object) -> float | None:
    """Return the value of a number that goes so much up or down, where degrees go by one of themselves."""
    if step in _WAY and str(entity.attributes.get("unit_of_measurement", "")).startswith("°"):
        step = _WAY[str(step)]
    if not isinstance(step, int | float):
        return None
    try:
        at = float(str(entity.state))
    except ValueError:
        return None
    least, most = (float(entity.attributes.get(name, at)) for name in ("min", "max"))
    to = min(max(at + step, least), most)
    return int(to) if to.is_integer() else to


def _step(said: re.Match[str]) -> int:
    if share := said.groupdict().get("share"):
        return int(share)
    return _CRACK if "crack" in said[0] or "sliver" in said[0] else _STEP
