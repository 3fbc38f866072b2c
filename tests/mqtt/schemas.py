"""The schemas of the package, and which topic each is for."""

import json
import re
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

FOLDER = files("edgeassist.mqtt") / "schemas"

TOPICS = {
    r"edgeassist/\w+/availability": "availability",
    r"edgeassist/\w+/state": "state",
    r"edgeassist/\w+/area": "area",
    r"edgeassist/\w+/quiet": "quiet",
    r"edgeassist/\w+/shared": "shared",
    r"edgeassist/\w+/turn": "turn",
    r"edgeassist/\w+/action": "action",
    r"edgeassist/\w+/event/command": "event_command",
    r"edgeassist/\w+/event/wake": "event_wake",
    r"edgeassist/\w+/event/alert": "event_alert",
    r"edgeassist/\w+/event/due": "event_due",
    r"edgeassist/\w+/timer/[\w-]+": "timer",
    r"edgeassist/\w+/list/\w+": "list",
    r"edgeassist/\w+/note/\d+": "note",
    r"edgeassist/\w+/anomaly/summary": "anomaly_summary",
    r"edgeassist/\w+/anomaly/\w+\..+": "anomaly",
    r"edgeassist/\w+/metrics": "metrics",
    r"edgeassist/\w+/level": "level",
    r"edgeassist/\w+/controls": "controls",
    r"edgeassist/\w+/resp/\w+": "resp",
    r"homeassistant/device/[\w-]+/config": "discovery_device",
    r"homeassistant/(?!device)\w+/[\w-]+/\w+/config": "discovery_component",
}
PLAIN = {"availability", "state"}


def schema(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def validator(found: Any) -> Draft202012Validator:
    return Draft202012Validator(found, format_checker=FormatChecker())


def schema_of(topic: str) -> str | None:
    return next((name for pattern, name in TOPICS.items() if re.fullmatch(pattern, topic)), None)


def check(topic: str, payload: str) -> str | None:
    """Return the schema that a message of ours was found to be of; None: it has none."""
    name = schema_of(topic)
    if name is not None:
        validator(schema(name)).validate(payload if name in PLAIN else json.loads(payload))
    return name
