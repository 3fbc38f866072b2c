"""A room that is said once: that of what was spoken of, "turn the light on in there", or "bedroom: blind down"."""

from __future__ import annotations

import re

from edgeassist.messages import Context, Home
from edgeassist.text import normalise

_IN_THERE = re.compile(r"\b(?:in|inside) there\b", re.IGNORECASE)
_NO_ROOM = ("list_", "note_", "question")
"""Beginnings of what is no talk of a room: "put eggs in there"."""
_ROOM_FIRST = re.compile(
    r"\s*(?:in )?(?:the |my |our )?(?P<room>[\w' ]+?)(?:\s*[:,]|\s+[-\u2013\u2014])\s+(?P<rest>.+?)[.!?\s]*",
    re.IGNORECASE,
)
_JOINT = re.compile(r"(\s*[,;]\s*(?:and )?(?:then )?|\s+and (?:then )?)", re.IGNORECASE)
_DONE = re.compile(
    r"\b(?:on|off|out|up|down|open|closed|shut|locked|halfway|to|at|\w+er|is|are|what's|turn|dim|close)\b"
)
_WHOLE = re.compile(r" (?:(?:is|are|what's) |everything )")
"""Begins a single command that would not be heard with the room before it."""
_OF_NO_ROOM = re.compile(r"\b(?:remind|timer|alarm|wake|list|note|tell|announce|say|everywhere|in|home|all)\b")
_NAMED = re.compile(r"\b(?:it|them|that|those)\b")
"""What is meant for no room, or for what has been named."""
_BARE = frozenset({"upstairs", "downstairs", "outside", "outdoors"})


def in_that_room(text: str, home: Home, context: Context) -> str:
    """Return a text with the room of what was spoken of for "in there", or of what it begins with; else the text."""
    if not _IN_THERE.search(text):
        return _each_in_the_first(text, home)
    if any(each.intent.startswith(_NO_ROOM) for each in context.before):
        return text
    rooms = {home.entities[key].area for key in context.previous if key in home.entities}
    room = home.areas.get(rooms.pop() or "") if len(rooms) == 1 else None
    if room is None:
        return text
    return _IN_THERE.sub(f"in {room.name}" if "'" in room.name else f"in the {room.name}", text)


def _each_in_the_first(text: str, home: Home) -> str:
    """Return "bedroom: blind down, light off" with the room after each command; the text where it begins with none."""
    match = _ROOM_FIRST.fullmatch(text)
    room = normalise(match["room"]) if match else ""
    places = {*home.vocabulary.areas, *home.vocabulary.floors} if match else set[str]()
    if match is None or room not in places:
        return text
    rest = f" {normalise(match['rest'])} "
    if _OF_NO_ROOM.search(rest) or any(f" {place} " in rest for place in places):
        return text
    the = "" if "'" in room else "the "
    where = room if room in _BARE else f"in {the}{room}" if room in home.vocabulary.areas else f"on {the}{room}"
    names = [name for name in home.vocabulary.names if " " in name and f" {name} " in rest]
    parts = _JOINT.split(match["rest"])
    said = [normalise(part) for part in parts[::2]]
    named = [_NAMED.search(part) or any(name in part for name in names) for part in said]
    alone = (len(said) == 1 and not _WHOLE.match(rest)) or _NAMED.search(said[0])
    if alone or not all(each or _DONE.search(part) for part, each in zip(said, named, strict=True)):
        return text  # of one command the room is heard as it is, and none may lose it
    return "".join(f"{part} {where}" if at % 2 == 0 and not named[at // 2] else part for at, part in enumerate(parts))
