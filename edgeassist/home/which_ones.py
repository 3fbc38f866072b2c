"""Which of the things that were spoken of are so: "which ones are on", after the lamps."""

from __future__ import annotations

import re
from dataclasses import replace

from edgeassist.home.house import Setting
from edgeassist.messages import ParsedAction, Target

_ONES = re.compile(r"\b(?:which|what|any)(?: ones?| 1s?| of (?:them|those|these))? (?:is|are|isn't|aren't)\b")
_BARE = Target()


def which_ones(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return "which ones are on" for the kind of things that was spoken of; None: a kind or a place is named."""
    anything = all(replace(target, quantity=None, ref=None) == _BARE for target in parsed.targets)
    if parsed.intent != "get_state" or "state" not in parsed.values or not anything:
        return None
    domains = {each.domain for each in setting.spoken_of}
    if len(domains) != 1 or not _ONES.match(setting.context.said):
        return None
    return replace(parsed, targets=(_same_kind(domains.pop(), setting),))


def _same_kind(domain: str, setting: Setting) -> Target:
    """Return all of a kind, where those that were asked about are."""
    asked = setting.context.before[-1] if setting.context.before else ParsedAction("")
    if asked.intent == "get_state" and len(asked.targets) == 1 and not asked.targets[0].name:
        return asked.targets[0]
    return Target(domain=domain, quantity="any")
