"""Entries of systemd's journal, as `edgeassist logs` wants them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from edgeassist.errors import EdgeAssistError
from edgeassist.turn_mark import PREFIX

_UNIT = "edgeassist.service"
_SYSTEMD = Path("/run/systemd/system")
_NO_JOURNAL = (
    "systemd does not run here, so there is no journal: the log is what edgeassist run prints on standard error"
)
_WAIT_S = 0.5
_MISSING = "no library to read the journal with: pip install 'edgeassist[systemd]', or use journalctl -u edgeassist"

Entry = Mapping[str, Any]
"""Field → value, or values where it stands several times."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for; what is None fits all."""

    turn: str | None = None
    outcome: str | None = None
    entity: str | None = None
    slow_ms: float | None = None
    since: datetime | None = None

    @property
    def fields(self) -> dict[str, str]:
        """What the journal itself looks for."""
        asked = {"TURN": self.turn, "OUTCOME": self.outcome, "ENTITY": self.entity}
        return {f"{PREFIX}{name}": value for name, value in asked.items() if value is not None}

    def fits(self, entry: Entry) -> bool:
        """Return whether an entry that the journal found took long enough."""
        return self.slow_ms is None or float(entry.get(f"{PREFIX}MS", -1)) >= self.slow_ms


def read(directory: Path | None, wanted: Wanted, last: int | None, *, follow: bool) -> Iterator[Entry]:
    """Yield the last entries that are wanted, oldest first, and then those that come, for ever, where asked to.

    Raises EdgeAssistError where the journal cannot be read.
    """
    with closing(_opened(directory, wanted)) as journal:
        if wanted.since is not None:
            journal.seek_realtime(wanted.since)
            yield from deque(_forward(journal, wanted), maxlen=last)
        else:
            yield from _latest(journal, wanted, last)
        while follow:
            journal.wait(_WAIT_S)
            yield from _forward(journal, wanted)


def _latest(journal: Any, wanted: Wanted, last: int | None) -> list[Entry]:
    """Return the last entries, oldest first, and have the journal stand behind the newest of all."""
    journal.seek_tail()
    back = (entry for entry in iter(journal.get_previous, {}) if wanted.fits(entry))
    found = list(islice(back, last))[::-1]
    journal.seek_tail()
    journal.get_previous()
    return found


def _forward(journal: Any, wanted: Wanted) -> Iterator[Entry]:
    return (entry for entry in iter(journal.get_next, {}) if wanted.fits(entry))


def _opened(directory: Path | None, wanted: Wanted) -> Any:
    try:
        from systemd import journal as systemd
    except ImportError as error:
        raise EdgeAssistError(_MISSING) from error
    if directory is None and not _SYSTEMD.is_dir():
        raise EdgeAssistError(_NO_JOURNAL)
    if directory is not None and not directory.is_dir():
        raise EdgeAssistError(f"{directory} is no directory")
    try:
        journal = systemd.Reader(path=None if directory is None else str(directory))
    except OSError as error:
        raise EdgeAssistError(f"the journal cannot be read: {error.strerror or error}") from error
    for ours in ({"SYSLOG_IDENTIFIER": "edgeassist"}, {"_SYSTEMD_UNIT": _UNIT}, {"UNIT": _UNIT, "_PID": 1}):
        journal.add_match(**ours, **wanted.fields)
        journal.add_disjunction()
    return journal
