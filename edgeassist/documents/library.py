"""The documents of a house while the assistant runs: kept indexed, and asked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

from edgeassist.documents.finding import Finder
from edgeassist.documents.index import Index
from edgeassist.documents.librarian import Librarian
from edgeassist.documents.likeness import Embeds, Likeness
from edgeassist.errors import EngineError, ModelError, StateError
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

_LOOK_S = 20.0
"""How often the files are looked at."""
_GLANCES = 10
"""How often it is seen meanwhile that something came or went."""


class Library:
    """Documents in some folders, with an index in the state directory; `with` ends its thread."""

    def __init__(self, state_dir: Path, folders: Sequence[Path], embedder: Callable[[], Embeds] | None = None) -> None:
        """`embedder` loads a model that makes vectors of texts, where there is one; it is loaded when first needed."""
        index = Index(state_dir)
        self._likeness = None if embedder is None else Likeness(index, embedder)
        self.librarian = Librarian(index, folders)
        self.finder = Finder(index, self._likeness)
        self._worker = Worker(self.librarian, "documents")
        self._said = ""

    def __enter__(self) -> Self:
        self._worker.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.__exit__(None, None, None)

    async def run(self) -> None:
        """Keep the index as the folders are, until cancelled."""
        while True:
            await self.look()
            for _ in range(_GLANCES):
                await asyncio.sleep(_LOOK_S / _GLANCES)
                if await self._worker.call(self.librarian.stirs):
                    break

    async def look(self) -> None:
        """Bring the index up to date once; what is wrong is said once."""
        worker, trouble = self._worker, ""
        try:
            await worker.call(self.librarian.look, worker.stop)
            if self._likeness is not None:
                await worker.call(self._likeness.catch_up, worker.stop)
        except (StateError, EngineError, ModelError) as error:
            trouble = str(error)
        if trouble and trouble != self._said:
            logger.warning("documents: %s", trouble)
        self._said = trouble
