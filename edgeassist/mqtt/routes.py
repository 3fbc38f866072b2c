"""Who gets a message that comes in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request, with what MQTT 5 tells besides."""

    topic: str
    payload: bytes
    answer_to: str | None = None
    """The topic where the answer is waited for."""
    correlation: bytes | None = None
    """Comes back with the answer."""
    expires_s: float | None = None
    """How long it is still worth anything; None: for ever."""


StateHandler = Callable[[str, bytes], None]
"""Takes topic and payload, at once."""
RequestHandler = Callable[[Incoming], Coroutine[Any, Any, None]]
"""Takes a request, and may take its time."""

M = TypeVar("M")


def matches(wildcard: str, topic: str) -> bool:
    """Return whether a subscription to `wildcard` gets messages on `topic`.

    >>> [matches("home/+/state/#", topic) for topic in ("home/lamp/state", "home/lamp/state/x", "home/state")]
    [True, True, False]
    """
    levels, parts = wildcard.split("/"), topic.split("/")
    if topic.startswith("$") != wildcard.startswith("$"):
        return False
    if levels[-1] == "#":
        levels.pop()
        parts = parts[: len(levels)]
    return len(levels) == len(parts) and all(level in {"+", part} for level, part in zip(levels, parts, strict=True))


class Routes:
    """Handlers by topic filter: of states only the last counts, of requests every one."""

    def __init__(self) -> None:
        self._states: dict[StateHandler, tuple[frozenset[str], frozenset[str]]] = {}
        """Each with its filters, and those of them that have wildcards."""
        self._requests: dict[str, RequestHandler] = {}

    def watch(self, filters: Iterable[str], handler: StateHandler) -> None:
        """Hand messages on these topics to `handler`, in place of those that it had before."""
        wanted = frozenset(filters)
        self._states[handler] = wanted, frozenset(each for each in wanted if not {"+", "#"}.isdisjoint(each))

    def serve(self, topics: str, handler: RequestHandler) -> None:
        """Hand requests on these topics to `handler`."""
        self._requests[topics] = handler

    def wanted(self) -> Mapping[str, int]:
        """Return the filters to subscribe to, each with its quality of service."""
        states = frozenset[str]().union(*(filters for filters, _ in self._states.values()))
        return {**dict.fromkeys(states, 0), **dict.fromkeys(self._requests, 1)}

    def request(self, topic: str) -> RequestHandler | None:
        """Return who serves a request; None: this topic has none."""
        return next((handler for topics, handler in self._requests.items() if matches(topics, topic)), None)

    def watchers(self, topic: str) -> list[StateHandler]:
        """Return who watches a topic."""
        return [
            handler
            for handler, (filters, wildcards) in self._states.items()
            if topic in filters or any(matches(each, topic) for each in wildcards)
        ]


class Inbox(asyncio.Queue[M]):
    """What has come in and is not yet taken: of messages with the same key only the last; None: keep them all."""

    def __init__(self, key: Callable[[M], str | None], maxsize: int = 0) -> None:
        self._key = key
        super().__init__(maxsize)

    def _init(self, maxsize: int) -> None:  # noqa: ARG002
        self._queue: dict[object, M] = {}

    def _put(self, item: M) -> None:
        key = self._key(item)
        self._queue[object() if key is None else key] = item

    def _get(self) -> M:
        return self._queue.pop(next(iter(self._queue)))
