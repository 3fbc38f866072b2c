"""What a restart must not forget, as bytes: one line of JSON about the sensors, then the blocks."""

from __future__ import annotations

import json
import math
import struct
import zlib
from typing import Any, Final

import numpy as np

from edgeassist.sensors.block import Block, Row
from edgeassist.sensors.knowledge import Knowledge
from edgeassist.sensors.roster import Sensor

_MAGIC: Final = b"edgeassist sensors 3\n"


def saved(known: Knowledge, now: float) -> bytes:
    """Return everything learned, with a checksum."""
    about = {
        "now": now if math.isfinite(now) else None,
        "sensors": [[sensor.entity, sensor.is_switch, sensor.device_class, sensor.unit] for sensor in known.roster],
        "alerts": known.alerts.saved(),
    }
    head = json.dumps(about, separators=(",", ":")).encode()
    blocks = [np.ascontiguousarray(block.data[:, : block.count]).tobytes() for block in (known.numbers, known.switches)]
    body = zlib.compress(struct.pack("<I", len(head)) + head + b"".join(blocks), 1)
    return _MAGIC + struct.pack("<I", zlib.crc32(body)) + body


def read(state: bytes) -> tuple[Knowledge, float] | None:
    """Return what `saved` wrote, and when that was; None where it is something else, or broken."""
    start = len(_MAGIC) + 4
    if not state.startswith(_MAGIC) or len(state) < start:
        return None
    if struct.unpack("<I", state[len(_MAGIC) : start])[0] != zlib.crc32(state[start:]):
        return None
    try:
        body = zlib.decompress(state[start:])
        length = struct.unpack("<I", body[:4])[0]
        return _known(json.loads(body[4 : 4 + length]), body[4 + length :])
    except (zlib.error, ValueError, KeyError, TypeError, IndexError, struct.error):
        return None


def _known(about: dict[str, Any], numbers: bytes) -> tuple[Knowledge, float]:
    known = Knowledge()
    for entity, is_switch, device_class, unit in about["sensors"]:
        block = known.switches if is_switch else known.numbers
        known.roster.add(Sensor(entity, block.add(), is_switch, device_class, unit))
    end = Row.ALL * known.numbers.count * 8
    _fill(known.numbers, numbers[:end])
    _fill(known.switches, numbers[end:])
    known.alerts.restore(about["alerts"])
    return known, -math.inf if about["now"] is None else float(about["now"])


def _fill(block: Block, numbers: bytes) -> None:
    rows = block.data.shape[0]
    block.data[:, : block.count] = np.frombuffer(numbers).reshape(rows, block.count)
