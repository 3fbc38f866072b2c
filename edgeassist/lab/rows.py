"""A row of the corpus, and the file of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from edgeassist.errors import ModelError
from edgeassist.intent.schema import read

NOTHING = "nothing"
"""The kind of the sentences that ask nothing of the house, and their intent in the templates."""


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence of the corpus."""

    text: str
    """Normalised."""
    answer: str
    """JSON as `intent.schema` writes it."""
    kind: str
    """command, pair or nothing."""


def save(rows: Iterable[Row], path: Path) -> None:
    """Write `rows` as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)


def load(path: Path) -> list[Row]:
    """Return the rows that `save` wrote; raises ModelError that names the first line which is none of them."""
    with path.open("rb") as file:
        return [_row(line, f"{path}, line {number}") for number, line in enumerate(file, 1)]


def _row(line: bytes, where: str) -> Row:
    try:
        row = Row(**json.loads(line))
        read(row.answer)
    except (ValueError, TypeError) as error:
        raise ModelError(f"{where}: no row of a corpus ({error}); make it again with edgeassist lab corpus") from error
    return row
