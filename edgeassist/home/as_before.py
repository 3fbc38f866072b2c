"""What is said of nothing that it names, after something was: it is said of that, and what is set to it is the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from edgeassist.home.evidence import nouns_in
from edgeassist.home.house import Setting
from edgeassist.home.otherwise import SET_TO
from edgeassist.home.words import nouns_of
from edgeassist.messages import Action, ParsedAction, Target
from edgeassist.text import normalise

_OF_NOTHING_ELSE = ("set_", "adjust_", "volume_")
"""What is set to a value; "turn it on and switch off the rest" names something."""


def as_before(
    parsed: ParsedAction, last: ParsedAction | None, before: Sequence[Action], setting: Setting
) -> ParsedAction:
    """Return an action of a kind that no word tells as it is meant after the `last` one, which came to `before`.

    "Hexagons purple and not too bright, 25" sets the hexagons twice, and in "the nest to 68, downstairs to 66" the
    second number is what the first one was.
    """
    if last is None or len(before) != 1 or len(parsed.targets) != 1 or not parsed.intent.startswith(_OF_NOTHING_ELSE):
        return parsed
    target, action = parsed.targets[0], before[0]
    if target.name or not target.domain or target.quantity or _is_told(target.domain, last, setting):
        return parsed
    if target == Target(domain=target.domain):
        kinds = {setting.home.entities[key].domain for key in action.targets}
        return replace(parsed, targets=(Target(ids=action.targets),)) if kinds == {target.domain} else parsed
    slot = SET_TO.get(action.intent)
    if last.intent != parsed.intent or slot is None or list(parsed.values) != [SET_TO.get(parsed.intent)]:
        return parsed
    domain = setting.home.entities[action.targets[0]].domain
    values = dict.fromkeys([slot], *parsed.values.values())
    return replace(parsed, intent=action.intent, targets=(replace(target, domain=domain),), values=values)


def _is_told(domain: str, last: ParsedAction, setting: Setting) -> bool:
    """Return whether the kind was said, be it as part of no name."""
    said = setting.context.said
    for name in (target.name for target in last.targets if target.name):
        said = said.replace(normalise(name), " ")
    return bool(nouns_in(said, nouns_of(domain, None)))
