"""Where the log goes: to the journal with its fields where systemd started us, else to standard error as lines."""

from __future__ import annotations

import logging
import os
import stat
import sys
from pathlib import Path
from typing import Any

from edgeassist.turn_mark import PREFIX, current_turn

_SOCKET = Path("/run/systemd/journal/socket")
_PRIORITIES = ((logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6), (logging.NOTSET, 7))


class OfTurn(logging.Filter):
    """Gives every line that is logged for a turn the field by which the journal finds it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass."""
        if turn := current_turn():
            vars(record).setdefault(f"{PREFIX}TURN", turn)
        return True


def log_to_journal(level: str) -> None:
    """Log one event a line, or an entry of the journal; a terminal gets the time, a pipe to the journal priorities."""
    logging.basicConfig(level=level.upper(), handlers=[_handler()], force=True)


def _handler() -> logging.Handler:
    status = os.fstat(2)
    by_systemd = os.environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"  # a shell's children inherit it
    if by_systemd and stat.S_ISSOCK(status.st_mode) and _SOCKET.is_socket() and (journal := _journal()):
        return journal
    lines = logging.StreamHandler(sys.stderr)
    if by_systemd:
        lines.setFormatter(_WithPriority("%(name)s: %(message)s"))
    else:
        lines.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return lines


def _journal() -> logging.Handler | None:
    """Return what writes to the journal with fields; None: its library is not here."""
    try:
        from systemd import journal  # noqa: PLC0415  only where systemd started us
    except ImportError:
        return None

    def _send(message: str, /, **fields: Any) -> None:
        journal.sendv(f"MESSAGE={message}", *lines_of(fields))

    handler: logging.Handler = journal.JournalHandler(sender_function=_send, SYSLOG_IDENTIFIER="edgeassist")
    handler.setFormatter(logging.Formatter("%(message)s"))
    handler.addFilter(OfTurn())
    return handler


_KEPT = frozenset({"PRIORITY", "LOGGER", "THREAD_NAME", "CODE_FILE", "CODE_LINE", "CODE_FUNC", "SYSLOG_IDENTIFIER"})


def lines_of(fields: dict[str, Any]) -> list[str]:
    """Return the fields that the journal is to have, a tuple as several; the arguments of a line are not told twice.

    >>> lines_of({"PRIORITY": 6, "EDGEASSIST_ENTITY": ("light.a", "light.b"), "CODE_ARGS": "('words',)", "name": "x"})
    ['PRIORITY=6', 'EDGEASSIST_ENTITY=light.a', 'EDGEASSIST_ENTITY=light.b']
    """
    kept = {name: value for name, value in fields.items() if name in _KEPT or name.startswith(PREFIX)}
    return [
        f"{name}={each}" for name, value in kept.items() for each in (value if isinstance(value, tuple) else (value,))
    ]


class _WithPriority(logging.Formatter):
    """Begins each line with its priority, which journald takes off again."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of a record, each with its priority."""
        priority = next(number for level, number in _PRIORITIES if record.levelno >= level)
        return "\n".join(f"<{priority}>{line}" for line in super().format(record).splitlines())
