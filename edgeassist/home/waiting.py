"""The question that is open at each speaker, across a restart: for a yes, a PIN, a choice, or a value."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from typing import Any

from edgeassist.errors import StateError
from edgeassist.journal import Journal
from edgeassist.messages import Context
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)


class Questions:
    """Keeps one question a speaker, until it is answered, something else is said, or it is too late."""

    def __init__(self, journal: Worker[Journal], limit_s: float) -> None:
        self._journal = journal
        self._limit_s = limit_s

    async def open(self, context: Context) -> Mapping[str, Any]:
        """Return the question that is open; empty: none is."""
        try:
            kept = await self._journal.call(self._journal.engine.asked, context.who)
        except StateError as error:
            logger.warning("%s", error)
            return {}
        if kept is None:
            return {}
        question: dict[str, Any] = json.loads(kept[0])
        return question

    async def keep(self, question: Mapping[str, Any], context: Context) -> bool:
        """Keep a question, a JSON object with its "kind"; False: it cannot be written down."""
        try:
            await self.put(question, context)
        except StateError as error:
            logger.warning("a question to %s cannot be kept: %s", context.who, error)
            return False
        return True

    async def put(self, question: Mapping[str, Any], context: Context) -> None:
        """Keep a question; raises StateError."""
        text, until = json.dumps(question), time.time() + self._limit_s
        await self._journal.call(self._journal.engine.ask, context.who, text, question["kind"], until)

    async def close(self, context: Context) -> bool:
        """Forget the question; False: it would stay open, and be answered twice."""
        try:
            await self._journal.call(self._journal.engine.answered, context.who)
        except StateError as error:
            logger.warning("an answer by %s cannot be taken: %s", context.who, error)
            return False
        return True
