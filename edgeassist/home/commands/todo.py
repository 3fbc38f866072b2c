"""Lists. Home Assistant has none over MQTT, so these are the keys that we take, for an automation to listen to.

`add_command_topic`, `remove_command_topic` and `complete_command_topic` take the item, or what `add_command_template`
and so on make of it; `command_topic` takes all three as `{"do": "add", "item": "milk"}`. `items_topic` with
`items_template` reports what is on the list as JSON: texts, or objects with `text` or `summary`, and `done` or `status`
("completed"); `state_topic` with `value_template` how much is open.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect, Goal
from edgeassist.home.commands.platform import Platform
from edgeassist.home.commands.reading import Reading, number_of

_MOST = 500
_LONGEST = 200
_VERBS = {"list_add": "add", "list_remove": "remove", "list_complete_item": "complete"}


def _order(intent: str) -> Callable[[Device, Mapping[str, Any]], Effect | None]:
    verb = _VERBS[intent]

    def _send(device: Device, params: Mapping[str, Any]) -> Effect | None:
        item = str(params["item"])
        commands = device.send(f"{verb}_command_topic", item)
        commands = commands or device.send("command_topic", json.dumps({"do": verb, "item": item}, ensure_ascii=False))
        return Effect(commands, {"items": Goal(item, near=_SHOWN[verb])}) if commands else None

    return _send


def _is(item: str, items: object, *, done: bool) -> bool:
    """Return whether an item is on a list, open or ticked off."""
    rows = items if isinstance(items, list) else []
    return any(row["text"].casefold() == item.casefold() and row["done"] is done for row in rows)


_SHOWN: Mapping[str, Callable[[str, object], bool]] = {
    "add": lambda item, items: _is(item, items, done=False),
    "remove": lambda item, items: not (_is(item, items, done=False) or _is(item, items, done=True)),
    "complete": lambda item, items: not _is(item, items, done=False),
}
"""What the items are like once it is done."""


def _items(text: str) -> Reading:
    rows = json.loads(text)
    if not isinstance(rows, list):
        raise ValueError(f"{text[:60]!r} is no JSON list")  # noqa: TRY004
    items = [row for row in map(_row, rows[:_MOST]) if row["text"]]
    return {"items": items, "state": float(sum(not row["done"] for row in items))}


def _row(row: object) -> dict[str, Any]:
    """Return an item as we know it; one without words where it is none."""
    if not isinstance(row, dict):
        return {"text": row[:_LONGEST] if isinstance(row, str) else "", "done": False}
    text = row.get("text", row.get("summary"))
    done = row.get("done") is True or row.get("status") == "completed"
    return {"text": text[:_LONGEST] if isinstance(text, str) else "", "done": done}


def _sources(device: Device) -> tuple[Source, ...]:
    return (
        *device.source("state_topic", "value_template", number_of("state"), "state"),
        *device.source("items_topic", "items_template", _items, "items", "state"),
    )


TODO = Platform({intent: _order(intent) for intent in _VERBS}, _sources)
