"""How a command learns something: from the running assistant, or without one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from edgeassist.cli.remote import request
from edgeassist.errors import EdgeAssistError
from edgeassist.settings import Settings

_ANSWER_S = 30.0


def answer_to(
    settings: Settings,
    verb: str,
    fields: Mapping[str, Any],
    alone: Callable[[], Awaitable[dict[str, Any]]],
    *,
    by_mqtt: bool = True,
) -> dict[str, Any]:
    """Return what becomes of a request, by `alone` where no assistant answers; raises EdgeAssistError.

    `by_mqtt` False: the assistant is not asked at all, since words may not be published.
    """
    answer = asyncio.run(_answer(settings, verb, fields, alone, by_mqtt=by_mqtt))
    if not answer["ok"]:
        raise EdgeAssistError(answer.get("error", "the assistant did not say why"))
    return answer


async def _answer(
    settings: Settings,
    verb: str,
    fields: Mapping[str, Any],
    alone: Callable[[], Awaitable[dict[str, Any]]],
    *,
    by_mqtt: bool,
) -> dict[str, Any]:
    try:
        answer = await request(settings, verb, dict(fields), timeout_s=_ANSWER_S) if by_mqtt else None
    except TimeoutError as error:
        raise EdgeAssistError(f"the assistant {settings.node!r} did not answer within {_ANSWER_S:.0f} s") from error
    return await alone() if answer is None else answer
