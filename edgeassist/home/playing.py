"""Where something is to be played, where that was taken for a part of what is played: "jazz on my laptop"."""

from __future__ import annotations

import re
from dataclasses import replace

from edgeassist.home.house import Setting
from edgeassist.home.names import LEAST_SCORE
from edgeassist.messages import ParsedAction, Target

_ON = re.compile(r"(?P<what>.+) (?:on|through|from|over|via) (?:the |my |our )?(?P<player>[^ ].*)")


def on_its_player(parsed: ParsedAction, setting: Setting) -> ParsedAction:
    """Return an action of `play_media` with the player that its query ends with, where this house has such a one."""
    match = _ON.fullmatch(parsed.values.get("query", "")) if parsed.intent == "play_media" else None
    if match is None or any(target.name or target.area for target in parsed.targets):
        return parsed
    entities = setting.home.entities
    hits = [hit for hit in setting.house.things.find(match["player"]) if hit.score >= LEAST_SCORE]
    if not any(entities[hit.key].domain == "media_player" for hit in hits):
        return parsed
    return replace(parsed, targets=(Target(name=match["player"]),), values={**parsed.values, "query": match["what"]})
