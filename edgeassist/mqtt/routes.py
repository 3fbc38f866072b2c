"""Who gets a message that comes in."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


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


def matches(wildcard: str, topic: str) -> bool:
    """Return whether a subscription to `wildcard` gets messages on `topic`.

    >>> [matches("home/+/state/#", topic) for topic in ("home/lamp/state", "home/lamp/state/x", "home/state")]
    [True, True, False]
    """
    return re.fullmatch(_pattern(wildcard), topic) is not None


def _pattern(wildcard: str) -> str:
    """Return the regular expression of a filter; system topics are for those alone that name them."""
    *levels, last = wildcard.split("/")
    parts = ["[^/]*" if level == "+" else re.escape(level) for level in (*levels, *([last] if last != "#" else ()))]
    rest = "(?:/.*)?" if levels else ".*"
    hidden = "(?!\\$)" if wildcard.startswith(("+", "#")) else ""
    return f"(?s:{hidden}{'/'.join(parts)}{rest if last == '#' else ''})"


class _Filters:
    """Topic filters as one expression: a message is looked up in a few microseconds, however many there are."""

    def __init__(self, filters: Iterable[str]) -> None:
        self.all = frozenset(filters)
        wildcards = sorted(each for each in self.all if not {"+", "#"}.isdisjoint(each))
        self._wildcards = re.compile("|".join(map(_pattern, wildcards))) if wildcards else None

    def __contains__(self, topic: str) -> bool:
        return topic in self.all or (self._wildcards is not None and self._wildcards.fullmatch(topic) is not None)


class Routes:
    """Handlers by topic filter: of states only the last counts, of requests every one."""

    def __init__(self) -> None:
        self._states: dict[StateHandler, _Filters] = {}
        self._of_old: dict[StateHandler, StateHandler] = {}
        self._requests: dict[str, RequestHandler] = {}
        self._requested = _Filters(())

    def watch(self, filters: Iterable[str], handler: StateHandler, of_old: StateHandler | None = None) -> None:
        """Hand messages on these topics to `handler`, in place of those that it had before.

        Those that the broker had kept go to `of_old` instead, where there is one.
        """
        self._states[handler] = _Filters(filters)
        self._of_old[handler] = of_old or handler

    def serve(self, topics: str, handler: RequestHandler) -> None:
        """Hand requests on these topics to `handler`."""
        self._requests[topics] = handler
        self._requested = _Filters(self._requests)

    def wanted(self) -> Mapping[str, int]:
        """Return the filters to subscribe to, each with its quality of service."""
        states = frozenset[str]().union(*(filters.all for filters in self._states.values()))
        return {**dict.fromkeys(states, 0), **dict.fromkeys(self._requests, 1)}

    def request(self, topic: str) -> RequestHandler | None:
        """Return who serves a request; None: this topic has none."""
        if topic not in self._requested:
            return None
        return next((handler for topics, handler in self._requests.items() if matches(topics, topic)), None)

    def watchers(self, topic: str, *, retained: bool = False) -> list[StateHandler]:
        """Return who takes a message on a topic, `retained` where the broker had kept it."""
        found = [handler for handler, filters in self._states.items() if topic in filters]
        return [self._of_old[handler] for handler in found] if retained else found
