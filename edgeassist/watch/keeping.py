"""The file in which it is kept what was learned of the sensors: whole and sound, or put aside."""

from __future__ import annotations

import json
import logging
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from edgeassist.replacing import put_aside, write_whole
from edgeassist.stages import TeachableMonitor
from edgeassist.watch.desk import Desk

logger = logging.getLogger(__name__)

FILE = "sensors.state"
_MAGIC = b"edgeassist watch 1\n"
_HEAD = struct.Struct("<II")


@dataclass(frozen=True, slots=True)
class Keeping:
    """One file; nothing is kept where `path` is None."""

    path: Path | None
    _lock: Lock = field(default_factory=Lock)

    def write(self, learned: bytes, about: dict[str, Any]) -> None:
        """Replace the file; where that fails the one before stays, and the log says so."""
        if self.path is None:
            return
        head = json.dumps(about, separators=(",", ":")).encode()
        body = head + learned
        try:
            with self._lock:
                write_whole(self.path, _MAGIC + _HEAD.pack(zlib.crc32(body), len(head)) + body, durable=True)
        except OSError as error:
            logger.warning("%s cannot be written (%s); what sensors do is learned anew at a start", self.path, error)

    def read_into(self, monitor: TeachableMonitor, desk: Desk) -> None:
        """Take up what was written; a file that is damaged is kept beside, and learning begins anew."""
        if self.path is None or not self.path.exists():
            return
        try:
            learned, about = _parts(self.path.read_bytes())
            if not monitor.restore(learned):
                raise ValueError("what was learned cannot be read")  # noqa: TRY301
            desk.restore(about)
        except OSError as error:
            logger.warning("%s cannot be read (%s); what sensors do is learned anew", self.path, error)
        except (ValueError, KeyError, TypeError, AttributeError, struct.error) as error:
            aside = put_aside(self.path)
            logger.warning("%s is damaged (%s); kept as %s, and a new one is begun", self.path, error, aside)


def _parts(content: bytes) -> tuple[bytes, dict[str, Any]]:
    """Return what was learned, and the JSON beside it; raises ValueError or struct.error where it is no such file."""
    if not content.startswith(_MAGIC):
        raise ValueError("it is none of ours, or of a later version")
    checksum, length = _HEAD.unpack_from(content, len(_MAGIC))
    body = content[len(_MAGIC) + _HEAD.size :]
    if zlib.crc32(body) != checksum:
        raise ValueError("its checksum is wrong")
    return body[length:], json.loads(body[:length])
