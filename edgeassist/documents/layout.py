"""Lines of a document → headings, paragraphs, lists and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from edgeassist.documents.passages import Block, Unit, UnitKind, sentences
from edgeassist.documents.printed import HEADING_MARK

_LONGEST_HEADING = 70
_MARKED = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_UNDERLINE = re.compile(r"(={3,}|-{3,})")
_NUMBERED = re.compile(r"(?:(?:section|chapter|part)\s+)?(\d{1,2}(?:\.\d{1,2})*)\s+([A-Z].*)", re.IGNORECASE)
_BULLET = re.compile(r"(?:[-*+\u2022\u2023\u25aa\u2013]|\(?[a-z]\))\s+(.*)")
_STEP = re.compile(r"\(?\d{1,2}[.)]\s+(.*)")
_KEYED = re.compile(r"[A-Z][\w /&'\u2019.-]{0,30}:\s+\S")
_CODED = re.compile(r"[A-Z]{1,2}[-. ]?\d{1,4}\b")
_COLUMNS = re.compile(r"\t+| {3,}")
_NO_HEADING = (".", "!", "?", ",", ";")
_SHORTEST_SHOUT = 4
"""Letters from which on a heading in capitals is one, and no abbreviation."""
_DIVIDED = re.compile(r"[a-z]-\n[a-z]|[A-Z]{2}-\n[A-Z]{2}")
_LEADER = re.compile(r"(?:\. ?){5}")
"""Dots that lead to the page in a table of contents."""
_ENDED = (".", "!", "?", ":", ";")
_SHORT_LINE = 0.7
"""A line of less than this part of the longest ends a paragraph, or is a row."""


@dataclass(slots=True)
class Layout:
    """Reads a document line by line; headings last over the pages."""

    markdown: bool = False
    _headings: list[tuple[int, str]] = field(default_factory=list)

    def blocks(self, text: str, page: int | None) -> Iterator[Block]:
        """Yield the blocks of a text or of one page of it."""
        lines = [line.expandtabs(8).rstrip() if not self.markdown else line.rstrip() for line in text.split("\n")]
        longest = max(map(len, lines), default=0)
        paragraph: list[str] = []
        for number, line in enumerate(lines):
            after = lines[number + 1].strip() if number + 1 < len(lines) else ""
            if heading := self._heading(line, after, begins=not paragraph):
                yield from self._block(paragraph, page, longest)
                paragraph = []
                self._put(*heading)
            elif not line.strip():
                yield from self._block(paragraph, page, longest)
                paragraph = []
            elif not _UNDERLINE.fullmatch(line.strip()):
                paragraph.append(line)
        yield from self._block(paragraph, page, longest)

    def _put(self, level: int, heading: str) -> None:
        self._headings = [above for above in self._headings if above[0] < level] + [(level, heading)]

    def _heading(self, line: str, after: str, *, begins: bool) -> tuple[int, str] | None:
        """Return level and text of a heading; None: the line is none. The one that a document begins with is 1."""
        text = line.strip()
        if line.startswith(HEADING_MARK):
            return int(line[1]), line[2:].strip()
        if self.markdown and (marked := _MARKED.fullmatch(text)):
            return len(marked[1]), marked[2]
        if not begins or not text or len(text) > _LONGEST_HEADING or _BULLET.match(text) or "|" in text:
            return None
        if _UNDERLINE.fullmatch(after):
            return (1 if after[0] == "=" else 2), text
        return None if self.markdown else self._by_its_look(text)

    def _by_its_look(self, text: str) -> tuple[int, str] | None:
        """Return level and text of what looks like a heading at the beginning of a paragraph."""
        if text.endswith(_NO_HEADING) or _COLUMNS.search(text) or len(sentences(text)) > 1:
            return None
        if numbered := _NUMBERED.fullmatch(text):
            return 2 + numbered[1].count("."), text if text[0].isalpha() else numbered[2]
        if _KEYED.match(text) or not text[0].isupper():
            return None
        level = 2 if self._headings else 1
        return level, text.capitalize() if text.isupper() and len(text) >= _SHORTEST_SHOUT else text.rstrip(":")

    def _block(self, lines: Sequence[str], page: int | None, longest: int) -> Iterator[Block]:
        if lines:
            units = tuple(_units(lines, longest))
            if units:
                yield Block(tuple(text for _, text in self._headings), page, units)


def _units(lines: Sequence[str], longest: int) -> Iterator[Unit]:
    """Yield what a block is read in: the rows of a table, the items of a list, sentences."""
    if all(line.lstrip().startswith("|") for line in lines):
        yield from _rows([_cells(line.strip().strip("|").split("|")) for line in lines])
        return
    columns = [_cells(_COLUMNS.split(line.strip())) for line in lines]
    if all(len(cells) > 1 for cells in columns):
        yield from _rows(columns)
        return
    for kind, text in _items(lines, longest):
        texts = sentences(text) if kind == "sentence" else [" ".join(text.split())]
        yield from (Unit(kind, each) for each in texts if any(c.isalnum() for c in each) and not _LEADER.search(each))


def _items(lines: Sequence[str], longest: int) -> Iterator[tuple[UnitKind, str]]:
    """Yield paragraphs, items of lists, and lines that stand for themselves."""
    kind: UnitKind = "sentence"
    parts: list[str] = []
    for line in lines:
        begun = _begun(line.strip())
        if begun is not None or (parts and _is_apart(kind, parts[-1], line, longest)):
            if parts:
                yield kind, _joined(parts)
            kind, text = begun if begun is not None else ("sentence", line.strip())
            parts = [text]
        else:
            parts.append(line.strip())
    if parts:
        yield kind, _joined(parts)


def _begun(line: str) -> tuple[UnitKind, str] | None:
    """Return what a line begins that is no running text, without its mark."""
    if step := _STEP.fullmatch(line):
        return "step", step[1]
    if bullet := _BULLET.fullmatch(line):
        return "row", bullet[1]
    if _KEYED.match(line) or _CODED.match(line):
        return "row", line
    return None


def _is_apart(kind: UnitKind, before: str, line: str, longest: int) -> bool:
    """Return whether a line goes on with something else than the one before it, which ended early."""
    ended, short = before.endswith(_ENDED), len(before) < _SHORT_LINE * longest
    return line.strip()[:1].isupper() and (ended + short + (kind == "row") > 1)


def _joined(parts: Sequence[str]) -> str:
    """Return lines as one, words that were divided put together."""
    texts = [parts[0]]
    for part in parts[1:]:
        divided = _DIVIDED.search(f"{texts[-1][-3:]}\n{part[:2]}")
        texts[-1] = texts[-1][:-1] if divided else f"{texts[-1]} "
        texts.append(part)
    return "".join(texts)


def _cells(row: Sequence[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in row]


def _rows(rows: Sequence[Sequence[str]]) -> Iterator[Unit]:
    """Yield each row of a table as it is read: what it is about, then its cells with what stands above them."""
    rows = [row for row in rows if any(c.isalnum() for c in "".join(row))]
    header: Sequence[str] = ()
    if len(rows) > 1 and len(rows[0]) > 2 and not any(c.isdigit() for c in "".join(rows[0])):
        header, rows = rows[0], rows[1:]
    for row in rows:
        named = [f"{header[n].lower()} {cell}" if n < len(header) else cell for n, cell in enumerate(row) if cell]
        first = row[0] or (named[0] if named else "")
        yield Unit("row", f"{first}: {', '.join(named[1:])}" if len(named) > 1 else first)
