"""The place of our own model among the tiers, and how another one comes into it without a restart."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TypeAlias

from edgeassist.errors import EngineError, ModelError
from edgeassist.intent.self_check import SelfCheck, stamp
from edgeassist.messages import Home, Transcript, Understanding
from edgeassist.stages import IntentParser
from edgeassist.store import ModelStore

logger = logging.getLogger(__name__)


class EdgeTier:
    """Asks the edge model that is in use; without one it understands nothing."""

    def __init__(self, model: IntentParser | None) -> None:
        self._model = model

    def parse(self, transcript: Transcript, home: Home, stop: Event) -> Iterator[Understanding]:
        """Yield the readings of the model in use."""
        if self._model is not None:
            yield from self._model.parse(transcript, home, stop)

    def take(self, model: IntentParser | None) -> None:
        """Use this model from the next turn on."""
        self._model = model


@dataclass(frozen=True, slots=True)
class EdgeChoice:
    """What the settings say about the edge model."""

    model: str
    """A file, a name of the catalogue, or "off"."""
    threads: int


Load: TypeAlias = Callable[[EdgeChoice], IntentParser]
"""Loads a model; raises ModelError."""

TakeUp: TypeAlias = Callable[[IntentParser | None], Awaitable[None]]
"""Has a model used from the next turn on; returns when that is so."""


class EdgeSwitch:
    """Puts another model in the place of the one in use, once it has shown what it can do."""

    def __init__(self, store: ModelStore, check: SelfCheck, load: Load) -> None:
        self._store = store
        self._check = check
        self._load = load
        self._in_use: tuple[EdgeChoice, str] | None = None

    def begin(self, choice: EdgeChoice) -> IntentParser | None:
        """Return the model to start with: our own where the chosen one is damaged or fails its self-check.

        Raises ModelError where the chosen one is not there at all, or our own cannot be used either.
        """
        if choice.model == "off" or (path := self._store.installed(choice.model)) is None:
            return None if choice.model == "off" else self._load(choice)
        try:
            if not self._store.vouches_for(choice.model):
                self._check.passes(path)
            model = self._load(choice)
        except (ModelError, EngineError) as error:
            ours = self._store.packaged("edge-slm")
            if path.resolve() == ours.resolve():
                raise
            logger.warning("%s; the model that comes with us is used instead", error)
            return self._load(EdgeChoice(str(ours), choice.threads))
        self._in_use = (choice, stamp(path))
        return model

    async def switch(self, choice: EdgeChoice, take_up: TakeUp) -> bool:
        """Have the chosen model taken up; False where it is in use already, its file unchanged.

        Raises ModelError where it is not fit for work: then the one before stays in use.
        """
        found = None if choice.model == "off" else await asyncio.to_thread(self._store.path, choice.model)
        wanted = (choice, "" if found is None else stamp(found))
        if wanted == self._in_use:
            return False
        model = None if found is None else await asyncio.to_thread(self._fit, choice, found)
        if found is not None and stamp(found) != wanted[1]:
            raise ModelError(f"{found}: was changed while it was being loaded; write it elsewhere, then rename it")
        await take_up(model)
        self._in_use = wanted
        return True

    def _fit(self, choice: EdgeChoice, path: Path) -> IntentParser:
        self._check.passes(path)
        try:
            return self._load(choice)
        except EngineError as error:
            raise ModelError(f"{path}: {error}") from error
