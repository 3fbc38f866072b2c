"""How a command learns of what is due: from the running assistant, or from the state file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from edgeassist.cli.asking import answer_to
from edgeassist.settings import Settings


def asked(settings: Settings, **fields: Any) -> dict[str, Any]:
    """Return what becomes of a request; raises EdgeAssistError.

    The state file is used where words may not be published and where no assistant answers: a running one notices.
    """
    by_mqtt = settings.privacy.publish_text
    return answer_to(settings, "schedule", fields, lambda: _alone(settings, fields), by_mqtt=by_mqtt)


async def _alone(settings: Settings, fields: dict[str, Any]) -> dict[str, Any]:
    from edgeassist.home.homefile import load_home
    from edgeassist.skills.agenda import Agenda
    from edgeassist.skills.inquiries import TimeInquiries
    from edgeassist.skills.ledger import Ledger
    from edgeassist.state import State
    from edgeassist.worker import Worker

    now = datetime.now(settings.zone()).astimezone(settings.zone())
    with State(settings.state_dir, durable=True) as state, Worker(state, "state") as worker:
        things = load_home(settings.home).entities if settings.home else {}
        return await TimeInquiries(Agenda(worker, Ledger(state)), now, things=things).answer(fields)
