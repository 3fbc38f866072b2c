"""How a command learns of what is due: from the running assistant, or from the state file."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from edgeassist.cli.remote import request
from edgeassist.errors import EdgeAssistError
from edgeassist.settings import Settings

_ANSWER_S = 30.0


def asked(settings: Settings, **fields: Any) -> dict[str, Any]:
    """Return what becomes of a request; raises EdgeAssistError.

    The state file is used where words may not be published and where no assistant answers: a running one notices.
    """
    answer = asyncio.run(_asked(settings, fields))
    if not answer["ok"]:
        raise EdgeAssistError(answer.get("error", "the assistant did not say why"))
    return answer


async def _asked(settings: Settings, fields: dict[str, Any]) -> dict[str, Any]:
    answer = None
    if settings.privacy.publish_text:
        try:
            answer = await request(settings, "schedule", fields, timeout_s=_ANSWER_S)
        except TimeoutError as error:
            problem = f"the assistant {settings.node!r} did not answer within {_ANSWER_S:.0f} s"
            raise EdgeAssistError(problem) from error
    return await _alone(settings, fields) if answer is None else answer


async def _alone(settings: Settings, fields: dict[str, Any]) -> dict[str, Any]:
    from edgeassist.skills.agenda import Agenda
    from edgeassist.skills.inquiries import TimeInquiries
    from edgeassist.skills.ledger import Ledger
    from edgeassist.state import State
    from edgeassist.worker import Worker

    now = datetime.now(settings.zone()).astimezone(settings.zone())
    with State(settings.state_dir, durable=True) as state, Worker(state, "state") as worker:
        return await TimeInquiries(Agenda(worker, Ledger(state)), now).answer(fields)
