"""How a command learns of lists and notes: from the running assistant, or from the state file."""

from __future__ import annotations

from typing import Any, Literal

from edgeassist.cli.asking import answer_to
from edgeassist.settings import Settings


def asked(settings: Settings, verb: Literal["lists", "notes"], **fields: Any) -> dict[str, Any]:
    """Return what becomes of a request; raises EdgeAssistError.

    The assistant is asked where words may be published; the state file is read and written where they may not, and
    where no assistant answers: it may be in use meanwhile.
    """
    by_mqtt = settings.privacy.publish_text
    return answer_to(settings, verb, fields, lambda: _alone(settings, verb, fields), by_mqtt=by_mqtt)


async def _alone(settings: Settings, verb: str, fields: dict[str, Any]) -> dict[str, Any]:
    from edgeassist.skills.paper import Paper
    from edgeassist.state import State
    from edgeassist.worker import Worker

    with State(settings.state_dir, durable=True) as state, Worker(state, "state") as worker:
        paper = Paper(worker, state)
        if verb == "lists":
            return await paper.about_lists(fields)
        return await paper.about_notes(fields, settings.zone())
