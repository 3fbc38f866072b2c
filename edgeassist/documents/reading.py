"""One file of a document folder → its passages, or why it has none."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import Any

from edgeassist.courtesy import give_way
from edgeassist.documents.layout import Layout
from edgeassist.documents.markdown import plain
from edgeassist.documents.passages import Passage, passages_of
from edgeassist.documents.printed import HEADING_MARK
from edgeassist.errors import EdgeAssistError

MARKDOWN = frozenset({".md", ".markdown"})
KINDS = MARKDOWN | {".txt", ".text", ".pdf"}
"""Endings of what is read."""

MOST_PASSAGES = 10_000
"""Of one file; what follows is left out."""
LARGEST = 100 << 20
"""Bytes of a PDF file; of a text a part of it."""
_LARGEST_TEXT = 4 << 20
_PDF_S = 300.0
_LOOK_S = 0.2


class UnreadableError(EdgeAssistError):
    """A file cannot be used as a document; the text says why, to end a sentence with."""


class StoppedError(EdgeAssistError):
    """The reading was given up."""


def passages_in(file: Path, stop: Event) -> list[Passage]:
    """Return the passages of a file; raises UnreadableError, and StoppedError when `stop` is set meanwhile."""
    kind = file.suffix.lower()
    if kind not in KINDS:
        raise UnreadableError(f"is none of {', '.join(sorted(KINDS))}")
    try:
        if file.stat().st_size > (most := LARGEST if kind == ".pdf" else _LARGEST_TEXT):
            raise UnreadableError(f"is larger than {most >> 20} MB")
        pages = _pdf(file, stop) if kind == ".pdf" else _text(file)
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}") from error
    layout = Layout(markdown=kind in MARKDOWN)
    paged = kind == ".pdf" or len(pages) > 1
    blocks = (
        block
        for number, page in enumerate(pages, 1)
        for block in layout.blocks(page, number if paged else None)
        if _goes_on(file, stop)
    )
    found = [passage for _, passage in zip(range(MOST_PASSAGES), passages_of(blocks), strict=False)]
    if not found:
        raise UnreadableError("has no text" + (": it is a scan or a picture" if kind == ".pdf" else ""))
    return found


def _goes_on(file: Path, stop: Event) -> bool:
    if stop.is_set():
        raise StoppedError(str(file))
    give_way()
    return True


def _text(file: Path) -> Sequence[str]:
    """Return the pages of a text file: one, but for form feeds."""
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise UnreadableError("is not UTF-8: save it with that encoding") from error
    if "\0" in text:
        raise UnreadableError("is no text")
    return [_without_controls(page) for page in (plain(text) if file.suffix.lower() in MARKDOWN else text).split("\f")]


def _pdf(file: Path, stop: Event) -> Sequence[str]:
    """Return the pages of a PDF file, read by a process of its own: it may be slow, and need a lot of memory."""
    command = [sys.executable, "-m", "edgeassist.documents.pdf", str(file)]
    until = time.monotonic() + _PDF_S
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:  # noqa: S603  ours
        for output in _outputs(process):
            if stop.is_set():
                process.kill()
                raise StoppedError(str(file))
            if time.monotonic() > until:
                process.kill()
                raise UnreadableError(f"takes more than {_PDF_S:.0f} s to read")
            if output is not None:
                return [_without_controls(page, f"\n\t{HEADING_MARK}") for page in _pages(output)]
    raise UnreadableError("cannot be read")


def _outputs(process: subprocess.Popen[bytes]) -> Iterator[bytes | None]:
    """Yield None while a process runs, then what it wrote."""
    while True:
        try:
            yield process.communicate(timeout=_LOOK_S)[0]
        except subprocess.TimeoutExpired:
            yield None
        else:
            return


def _pages(output: bytes) -> list[str]:
    try:
        told: Any = json.loads(output)
    except ValueError as error:
        raise UnreadableError("is damaged, or needs too much memory") from error
    if "error" in told:
        raise UnreadableError(str(told["error"]))
    pages: list[str] = told["pages"]
    return pages


def _without_controls(text: str, kept: str = "\n\t") -> str:
    return "".join(c if c.isprintable() or c in kept else " " for c in text)
