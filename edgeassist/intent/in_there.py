"""The room that was spoken of, by its name: "turn the light on in there"."""

from __future__ import annotations

import re

from edgeassist.messages import Context, Home

_IN_THERE = re.compile(r"\b(?:in|inside) there\b", re.IGNORECASE)
_NO_ROOM = ("list_", "note_", "question")
"""Beginnings of what is no talk of a room: "put eggs in there"."""


def in_that_room(text: str, home: Home, context: Context) -> str:
    """Return a text with the room of what was spoken of for "in there"; the text itself where it is in no one room."""
    if not _IN_THERE.search(text) or any(each.intent.startswith(_NO_ROOM) for each in context.before):
        return text
    rooms = {home.entities[key].area for key in context.previous if key in home.entities}
    room = home.areas.get(rooms.pop() or "") if len(rooms) == 1 else None
    if room is None:
        return text
    return _IN_THERE.sub(f"in {room.name}" if "'" in room.name else f"in the {room.name}", text)
