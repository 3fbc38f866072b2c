"""How a command learns of lists and notes: from the running assistant, or from the state file."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from edgeassist.cli.remote import request
from edgeassist.errors import EdgeAssistError
from edgeassist.settings import Settings

_ANSWER_S = 30.0


def asked(settings: Settings, verb: Literal["lists", "notes"], **fields: Any) -> dict[str, Any]:
    """Return what becomes of a request; raises EdgeAssistError.

    The assistant is asked where words may be published; the state file is read and written where they may not, and
    where no assistant answers: it may be in use meanwhile.
    """
    answer = asyncio.run(_asked(settings, verb, fields))
    if not answer["ok"]:
        raise EdgeAssistError(answer.get("error", "the assistant did not say why"))
    return answer


async def _asked(settings: Settings, verb: str, fields: dict[str, Any]) -> dict[str, Any]:
    answer = None
    if settings.privacy.publish_text:
        try:
            answer = await request(settings, verb, fields, timeout_s=_ANSWER_S)
        except TimeoutError as error:
            problem = f"the assistant {settings.node!r} did not answer within {_ANSWER_S:.0f} s"
            raise EdgeAssistError(problem) from error
    return await _alone(settings, verb, fields) if answer is None else answer


async def _alone(settings: Settings, verb: str, fields: dict[str, Any]) -> dict[str, Any]:
    from edgeassist.skills.paper import Paper
    from edgeassist.state import State
    from edgeassist.worker import Worker

    with State(settings.state_dir, durable=True) as state, Worker(state, "state") as worker:
        paper = Paper(worker, state)
        if verb == "lists":
            return await paper.about_lists(fields)
        return await paper.about_notes(fields, settings.zone())
