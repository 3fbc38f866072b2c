"""Reads a PDF file in a process of its own: `python -m edgeassist.documents.pdf FILE` writes its pages as JSON."""

from __future__ import annotations

import json
import logging
import math
import os
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from edgeassist.documents.printed import Line, page_texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pypdf import PageObject

_Matrix: TypeAlias = "Sequence[float]"

MOST_PAGES = 3_000
_MOST_MEMORY = 600 << 20
_NICE = 10
_GAP = 1.8
"""How far apart lines of different paragraphs are, in heights of a letter."""


def pages_of(file: Path) -> list[str]:
    """Return the text of each page; raises ValueError that says why there is none, or what the library raises."""
    from pypdf import PdfReader  # noqa: PLC0415  only in this process

    reader = PdfReader(file)
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError("is encrypted: save it without a password")
    return page_texts([_lines(page) for _, page in zip(range(MOST_PAGES), reader.pages, strict=False)])


def _lines(page: PageObject) -> list[Line]:
    """Return the lines of a page with the size of their letters."""
    pieces: list[tuple[Line, float]] = []

    def _take(text: str, cm: _Matrix, tm: _Matrix, font: Mapping[str, Any] | None, size: float) -> None:
        scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[1]) or 1.0
        name = str((font or {}).get("/BaseFont", ""))
        height = tm[5] * cm[3] + cm[5]
        pieces.append((Line(text, abs(size) * scale, "Bold" in name or "Black" in name), height))

    page.extract_text(visitor_text=_take)
    lines: list[list[Line]] = [[]]
    above = math.inf
    for piece, height in pieces:
        for number, part in enumerate(piece.text.split("\n")):
            if number:
                lines.append([])
            if part.strip():
                if not lines[-1] and above - height > _GAP * piece.size:
                    lines.append([])  # a space between paragraphs
                lines[-1].append(piece._replace(text=part))
                above = height
    return [_whole(parts) for parts in lines]


def _whole(parts: Sequence[Line]) -> Line:
    bold = bool(parts) and all(part.bold for part in parts)
    return Line("".join(part.text for part in parts), max((part.size for part in parts), default=0.0), bold)


def told(file: Path) -> dict[str, Any]:
    """Return the pages of a file, or why there are none, as it is handed over.

    A damaged file can break the library anywhere; then this process ends without a word, which says it as well.
    """
    if find_spec("pypdf") is None:
        return {"error": "is a PDF, and pypdf is not installed: pip install 'edgeassist[documents]'"}
    logging.disable(logging.CRITICAL)  # it warns of every oddity of a file
    try:
        return {"pages": pages_of(file)}
    except ImportError:
        return {"error": "is encrypted: save it without a password"}
    except MemoryError:
        return {"error": "needs too much memory"}
    except ValueError as error:
        return {"error": str(error) if str(error).startswith("is ") else "is damaged"}


def _limit() -> None:
    """Take little of the machine: one file must not hold up the house."""
    with suppress(OSError):
        os.nice(_NICE)
    from resource import RLIMIT_AS, setrlimit  # noqa: PLC0415  not on every system

    setrlimit(RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


def main() -> None:
    """Write the pages of the file that the command line names."""
    with suppress(OSError, ValueError, ImportError):
        _limit()
    json.dump(told(Path(sys.argv[1])), sys.stdout)


if __name__ == "__main__":
    main()
