"""How the assistant behaves among people: the settings of quiet times, of what is remembered, lists, notes, papers."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class QuietHours(_Section):
    """Hours in which nothing is said unasked."""

    begins: time
    ends: time
    """Earlier than `begins`: on the next day."""
    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = ()
    """On which they begin; none: every day."""


class QuietSettings(_Section):
    """When nothing is said unasked, beside "do not disturb"."""

    hours: tuple[QuietHours, ...] = ()
    volume: float = Field(default=40.0, ge=0, le=100)
    """The loudest that answers are then."""


class HistorySettings(_Section):
    """What is remembered of commands."""

    days: float = Field(default=30.0, ge=0, le=3660)
    """0: nothing is."""
    words: bool = True
    """Whether what was said and answered is kept beside what was done."""


class ListsSettings(_Section):
    """Lists on several nodes."""

    share: bool = False
    """Whether they are the same on all nodes that share them."""


class NotesSettings(_Section):
    """Dictation."""

    silence_s: float = Field(default=30.0, ge=3, le=600)
    """So long nobody says anything, and it is over."""


class DocumentsSettings(_Section):
    """Answers from the house's own papers."""

    enabled: bool = True
    folder: tuple[Path, ...] | Path | None = None
    """One or several; None: `documents` in the state directory."""
    embedding_model: str = "auto"
    """What finds other words for the same: a file, a name of the catalogue, "auto" (one that is installed), "off"."""

    def folders(self, state_dir: Path) -> tuple[Path, ...]:
        """Return where documents are."""
        if self.folder is None:
            return (state_dir / "documents",)
        return self.folder if isinstance(self.folder, tuple) else (self.folder,)
