"""The running assistant: whether it is there, and answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from edgeassist.doctor.finding import Finding, bad, good, warning

Ask = Callable[[dict[str, Any]], dict[str, Any] | None]
"""Puts a request to the running assistant and returns its answer; None: none is there. Raises TimeoutError."""

_NOTHING = {"text": "never mind", "speaker": "doctor"}
"""A conversation of its own, so that no question that waits for somebody else's answer is dropped."""
_SLOW_MS = 500.0
_START = "sudo systemctl start edgeassist    # or: edgeassist run"


def look_at_assistant(ask: Ask) -> Iterator[Finding]:
    """Yield whether the assistant is at the broker, and how long it takes to do nothing."""
    began = time.monotonic()
    try:
        answer = ask(_NOTHING)
    except TimeoutError:
        yield bad("answers", "it says that it is there, and does not answer", "sudo systemctl restart edgeassist")
        return
    took_ms = 1000 * (time.monotonic() - began)
    if answer is None:
        yield bad("online", "none is at the broker under this node's name", _START)
        return
    yield good("online", "it is at the broker")
    if "turn" not in answer:
        yield bad("answers", f"it answered: {answer.get('error', answer)}", "journalctl -u edgeassist -n 30")
    elif took_ms > _SLOW_MS:
        yield warning("answers", f"only after {took_ms:.0f} ms", "edgeassist doctor --only speed")
    else:
        yield good("answers", f"a sentence that does nothing took {took_ms:.0f} ms, by the broker and back")
