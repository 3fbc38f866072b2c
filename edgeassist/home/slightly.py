"""Blinds that are opened or closed a little, or by so much: from where they are, as far as a little is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from edgeassist.home.capabilities import cannot
from edgeassist.home.spoken import the
from edgeassist.messages import Action, Home, Refusal

_A_LITTLE = re.compile(
    r"\b(?:a (?:(?:little|tiny|wee) )?(?:bit|crack|touch|smidge|sliver|tad|notch|hair)|a little|"
    r"slightly|part(?:ly|ially| way))\b"
)
_BY = re.compile(r"\bby (?P<share>\d{1,2}(?= percent\b)|(?:1[3-9]|[2-9]\d)(?! (?:\d|o'clock|hours)))\b")
"""By so many percent; "by 8" is a time."""
_BY_SO_MUCH = re.compile(r"^(?:raise|lift|lower|drop)\b.* by (?P<share>\d{1,2})$")
"""What is raised by 8 is not raised until then."""
_LESS = re.compile(r"\b(?:down|lower|reduce|decrease|drop|cut|less|shorten|back|off)\b")
_STEP = 20
"""Percent."""
_CRACK = 10
_WAYS = {"open": 1, "close": -1}


def a_little(action: Action, home: Home, said: str) -> Iterator[Action | Refusal]:
    """Yield an action as it is, or what sets each of its targets a little further, where that is what was `said`."""
    if action.intent == "set_value":
        yield from _further(action, home, said)
        return
    way, little = _WAYS.get(action.intent), _BY.search(said) or _BY_SO_MUCH.search(said) or _A_LITTLE.search(said)
    if way is None or little is None or " and " in said:
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


def _further(action: Action, home: Home, said: str) -> Iterator[Action]:
    """Yield what sets numbers to a value, or so much further where "by" was said."""
    step = action.params.get("value")
    if not isinstance(step, int | float) or not re.search(rf"\bby {step:g}\b", said):
        yield action
        return
    for entity in (home.entities[key] for key in action.targets):
        try:
            at = float(str(entity.state))
        except ValueError:
            continue
        least, most = (float(entity.attributes.get(name, at)) for name in ("min", "max"))
        value = min(max(at - step if _LESS.search(said) else at + step, least), most)
        yield Action("set_value", (entity.id,), {"value": value})


def _step(said: re.Match[str]) -> int:
    if share := said.groupdict().get("share"):
        return int(share)
    return _CRACK if "crack" in said[0] or "sliver" in said[0] else _STEP
