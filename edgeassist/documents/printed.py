"""What is printed on the pages of a document: lines with the size of their letters → text with its headings marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

HEADING_MARK = "\f"
"""Begins a line that is a heading; a digit follows, its level, then the heading."""

_LARGER = 1.12
"""How much larger than most letters those of a heading are."""
_LONGEST_HEADING = 80
_REPEATED = 4
"""A line at the edge of so many pages, and of half of them, belongs to none."""
_EDGE = 2


class Line(NamedTuple):
    """One printed line."""

    text: str
    size: float
    """Of the largest letters, in points."""
    bold: bool = False


def page_texts(pages: Sequence[Sequence[Line]]) -> list[str]:
    """Return the text of each page, without what stands at the head or foot of all, headings marked by their size."""
    pages = _without_running(pages)
    usual = _usual_size(line for page in pages for line in page)
    lines = [line for page in pages for line in page if _is_heading(line, usual)]
    sizes = sorted({round(line.size) for line in lines}, reverse=True)
    levels = {size: min(level, 6) for level, size in enumerate(sizes, 1)}
    return ["\n".join(_marked(line, usual, levels) for line in page) for page in pages]


def _marked(line: Line, usual: float, levels: dict[int, int]) -> str:
    if not _is_heading(line, usual):
        return line.text
    return f"{HEADING_MARK}{levels[round(line.size)]}{line.text.strip()}"


def _is_heading(line: Line, usual: float) -> bool:
    text = line.text.strip()
    stands_out = line.size > _LARGER * usual or (
        line.bold and line.size >= usual and not text.endswith((".", ",", ":"))
    )
    return stands_out and any(c.isalpha() for c in text) and len(text) <= _LONGEST_HEADING


def _usual_size(lines: Iterable[Line]) -> float:
    """Return the size of most letters; 0 where there are none."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _without_running(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    seen = Counter(shape for page in pages for shape in {_shape(line) for line in _edges(page)})
    running = {shape for shape, count in seen.items() if count >= max(_REPEATED, len(pages) / 2)}
    return [
        [line for line in page if _shape(line) not in running and not line.text.strip().isdigit()] for page in pages
    ]


def _edges(page: Sequence[Line]) -> Sequence[Line]:
    filled = [line for line in page if line.text.strip()]
    return [*filled[:_EDGE], *filled[-_EDGE:]]


def _shape(line: Line) -> str:
    """Return a line with its numbers left out, so that those that only count pages are alike."""
    return re.sub(r"\d+|\s+", "", line.text) or "-"
