"""All that was announced, a source at a time, and no more of it than there is room for."""

from __future__ import annotations

from collections.abc import Iterable

from edgeassist.home.discovery.announcement import Announcement, Ignored, Origin

MOST_THINGS = 5_000
"""More are counted and left out."""

_MOST_IGNORED = 2_000


class Known:
    """What each source announced last."""

    def __init__(self, most: int = MOST_THINGS) -> None:
        self._most = most
        self._by_source: dict[tuple[str, str], Announcement] = {}
        self._ignored: dict[tuple[str, str], Announcement] = {}
        self._heard: dict[tuple[str, str], float] = {}
        """When each source announced something last, on the clock of the caller."""
        self._things = 0
        self.left_out = 0
        """How many things there was no room for."""

    def take(self, announcement: Announcement, at: float) -> bool:
        """Take it in place of what the source announced before; return whether that changes anything."""
        key = (announcement.protocol, announcement.source)
        self._note_ignored(key, announcement)
        before = self._by_source.get(key)
        found = announcement.found
        room = self._most - self._things + (len(before.found) if before else 0)
        if len(found) > room:
            self.left_out += len(found) - room
            found = found[:room]
        if before:
            self._heard[key] = at
        if found == (before.found if before else ()):
            return False
        self._forget(key)
        if found:
            self._heard[key] = at
            self._by_source[key] = Announcement(*key, found)
            self._things += len(found)
        return True

    def _forget(self, key: tuple[str, str]) -> None:
        if (gone := self._by_source.pop(key, None)) is not None:
            self._things -= len(gone.found)
            del self._heard[key]

    def _note_ignored(self, key: tuple[str, str], announcement: Announcement) -> None:
        if announcement.ignored and (key in self._ignored or len(self._ignored) < _MOST_IGNORED):
            self._ignored[key] = announcement
        elif not announcement.ignored:
            self._ignored.pop(key, None)

    def drop_unheard(self, since: float) -> bool:
        """Forget what was not announced after the time `since`; return whether there was any."""
        gone = [key for key, at in self._heard.items() if at < since]
        for key in gone:
            self._forget(key)
        return bool(gone)

    def announcements(self) -> list[Announcement]:
        """Return what was announced; the list is the caller's."""
        return list(self._by_source.values())

    def ignored(self) -> Iterable[tuple[Origin, Ignored]]:
        """Yield what was announced and not taken."""
        for (protocol, source), announcement in sorted(self._ignored.items()):
            for each in announcement.ignored:
                yield Origin(protocol, source), each
