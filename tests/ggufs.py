"""Edge models that are as good as ours, damaged, or something else, made of the one that comes with us."""

import struct
from pathlib import Path

from edgeassist.store import share_dir

OURS = share_dir() / "models" / "edge-slm.gguf"


def with_number(key: str, number: int) -> bytes:
    """Return our model with another number in its header."""
    return with_number_of(OURS.read_bytes(), key, number)


def with_number_of(raw: bytes, key: str, number: int) -> bytes:
    """Return a model with another number in its header."""
    start = raw.index(key.encode() + struct.pack("<I", 4)) + len(key) + 4
    return raw[:start] + struct.pack("<I", number) + raw[start + 4 :]


def unsure() -> bytes:
    """Return our model, calibrated so that it is never sure enough to be acted on."""
    raw = OURS.read_bytes()
    start = raw.index(b"edgeassist.calibration") + len(b"edgeassist.calibration") + 4
    (length,) = struct.unpack("<Q", raw[start : start + 8])
    points = b"[[0.0, 0.0], [1.0, 0.1]]".ljust(length)
    return raw[: start + 8] + points + raw[start + 8 + length :]


def without_schema() -> bytes:
    """Return our model with a schema that is no JSON."""
    raw = OURS.read_bytes()
    start = raw.index(b"edgeassist.schema") + len(b"edgeassist.schema") + 12
    return raw[:start] + b"!" + raw[start + 1 :]


def forgetful() -> bytes:
    """Return our model with weights that are nothing but noise."""
    raw = bytearray(OURS.read_bytes())
    raw[-3_000_000:] = bytes(n * 73 % 61 for n in range(3_000_000))
    return bytes(raw)


CRASHING = "llama.block_count"
"""A number in the header with which llama.cpp ends its process where it is 0."""


def put(content: bytes, path: Path) -> Path:
    """Write `content` to `path` as a careful person would: the file is there as a whole, or as it was."""
    new = path.with_suffix(".new")
    new.write_bytes(content)
    return new.replace(path)
