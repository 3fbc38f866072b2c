"""A device as its MQTT config describes it: what can be sent to it, and where it reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from edgeassist.home.commands.config import number_in
from edgeassist.home.commands.reading import Reading
from edgeassist.messages import Command, Entity

_MAX_TOPIC = 1_024


class Renderer(Protocol):
    """Fills templates; raises TemplateRefusedError where one is not allowed or fails."""

    def render(self, text: str, variables: Mapping[str, Any]) -> str:
        """Return the filled template."""

    def value(self, text: str | None, payload: str) -> str:
        """Return what a value template makes of a payload."""


@dataclass(frozen=True, slots=True)
class Source:
    """A topic on which a device reports."""

    topic: str
    reports: frozenset[str]
    """The names that its readings may hold."""
    read: Callable[[str], Reading]
    """Payload → reading; raises ValueError or EdgeAssistError where it makes no sense."""


@dataclass(frozen=True, slots=True)
class Device:
    """An entity with its MQTT config, which comes from outside: every access checks what it finds."""

    entity: Entity
    config: Mapping[str, Any]
    templates: Renderer

    def topic(self, key: str) -> str | None:
        """Return a topic of the config that can be published to; None where there is none."""
        return _checked_topic(self.config.get(key))

    def topics(self, key: str) -> tuple[str, ...]:
        """Return the topics of the config under `key`: one, or a list where a device reports in several places."""
        listed = self.config.get(key)
        topics = map(_checked_topic, listed if isinstance(listed, list | tuple) else [listed])
        return tuple(dict.fromkeys(filter(None, topics)))

    def word(self, key: str, default: str) -> str:
        """Return a payload or another text of the config."""
        value = self.config.get(key, default)
        return value if isinstance(value, str) else str(value)

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of the config, such as modes or options; empty where there is none."""
        value = self.config.get(key)
        return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()

    def number(self, key: str, default: float) -> float:
        """Return a number of the config."""
        return number_in(self.config, key, default)

    def attribute(self, name: str, default: float) -> float:
        """Return an attribute of the entity that is a number."""
        value = self.entity.attributes.get(name)
        return float(value) if isinstance(value, int | float) else default

    def send(self, key: str, value: str | float, **variables: Any) -> tuple[Command, ...]:
        """Return the message with `value` for the topic under `key`; empty where the device has no such topic.

        The template beside it ("command_topic": "command_template") makes the payload from `value` and `variables`;
        raises TemplateRefusedError where it cannot.
        """
        topic = self.topic(key)
        if topic is None:
            return ()
        payload = plain(value)
        if isinstance(template := self.config.get(key.removesuffix("_topic") + "_template"), str):
            names = {"value": value, "entity_id": self.entity.id, "name": self.entity.name, **variables}
            payload = self.templates.render(template, names)
        qos = self.config.get("qos")
        retain = self.config.get("retain") is True
        return (Command(topic, payload, qos if qos in {0, 1, 2} else 0, retain),)

    def source(
        self, key: str, template: str, read: Callable[[str], Reading], *reports: str, raw: bool = False
    ) -> tuple[Source, ...]:
        """Return the sources at the topics under `key`; empty where the device has none.

        `read` gets the payload after the value template under `template`, and nothing when that leaves it empty;
        with `raw` it gets the payload as it is.
        """
        text = self.config.get(template)

        def _rendered(payload: str) -> Reading:
            value = payload if raw else self.templates.value(text if isinstance(text, str) else None, payload)
            return read(value) if value not in {"", "None"} else {}

        return tuple(Source(topic, frozenset(reports), _rendered) for topic in self.topics(key))


def _checked_topic(topic: object) -> str | None:
    if not isinstance(topic, str) or not 0 < len(topic) <= _MAX_TOPIC or set("+#\0") & set(topic):
        return None
    return topic


def plain(value: str | float) -> str:
    """Return a value as devices take it: no needless decimals.

    >>> plain(21.0), plain(0.1 + 0.2), plain("ON")
    ('21', '0.3', 'ON')
    """
    return value if isinstance(value, str) else f"{round(value, 4):.12g}"
