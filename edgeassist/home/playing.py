"""Where something is to be played, where that was taken for a part of what is played: "jazz on my laptop"."""

from __future__ import annotations

import re
from dataclasses import replace

from edgeassist.home.house import Setting
from edgeassist.home.names import EXACT, LEAST_SCORE
from edgeassist.home.words import Kind
from edgeassist.messages import ParsedAction, Target
from edgeassist.text import normalised_name

_ON = re.compile(r"(?P<what>.+) (?:on|through|from|over|via) (?:the |my |our )?(?P<player>[^ ].*)")


def on_its_player(parsed: ParsedAction, setting: Setting) -> ParsedAction:
    """Return an action of `play_media` with the player that its query ends with, where this house has such a one.

    "Play the record player" asks for nothing in particular: that goes on. "Play the movie scene" is no music.
    """
    query = parsed.values.get("query", "") if parsed.intent == "play_media" else ""
    if not query:
        return parsed
    if query.endswith(" scene") and setting.house.by_kind.get(Kind("scene")):
        return replace(parsed, intent="turn_on", targets=(Target(name=query.removeprefix("the ")),), values={})
    if _is_player(query, EXACT, setting) or _is_noun_of_player(query, setting):
        places = [replace(target, name=None, domain=None, device_class=None) for target in parsed.targets] or [Target()]
        targets = tuple(replace(place, name=query.removeprefix("the ")) for place in places)
        return replace(parsed, intent="media_play", targets=targets, values={})
    match = _ON.fullmatch(query)
    if match is None or any(target.name or target.area for target in parsed.targets):
        return parsed
    if not _is_player(match["player"], LEAST_SCORE, setting):
        return parsed
    return replace(parsed, targets=(Target(name=match["player"]),), values={**parsed.values, "query": match["what"]})


def _is_noun_of_player(query: str, setting: Setting) -> bool:
    """Return whether a query is only what players here are called after: "the radio", of the kitchen radio."""
    noun = query.removeprefix("the ")
    players = setting.house.by_kind.get(Kind("media_player"), ()) if " " not in noun else ()
    return any(normalised_name(setting.home.entities[key].name).rpartition(" ")[2] == noun for key in players)


def _is_player(name: str, least: float, setting: Setting) -> bool:
    hits = [hit for hit in setting.house.things.find(name.removeprefix("the ")) if name and hit.score >= least]
    return any(setting.home.entities[hit.key].domain == "media_player" for hit in hits)
