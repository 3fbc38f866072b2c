"""Devices as they announce themselves, each a file of tests/data/discovery with all that must come of it.

`messages` are what it publishes (JSON where the payload is no text), `requests` what must be asked of it, `entities`
what must be found, `ignored` what must be left out, `commands` what must be sent for an action and by which report
it is known to be done (`done`), `states` what a message must show.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from edgeassist.home.commands.table import DeviceCommander
from edgeassist.home.discovery.announcement import Announcement, DiscoveryProtocol, Found
from edgeassist.home.following import Follower
from edgeassist.home.registry import Registry
from edgeassist.home.templating import Templates
from edgeassist.messages import Action, Home

DATA = Path(__file__).parents[2] / "data" / "discovery"
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Recording:
    """One file."""

    path: Path
    content: Mapping[str, Any]

    def list(self, key: str) -> list[Any]:
        return self.content.get(key) or []


def recordings(folder: str) -> list[Recording]:
    paths = sorted((DATA / folder).glob("*.yaml"))
    return [Recording(path, yaml.safe_load(path.read_text(encoding="utf-8"))) for path in paths]


def name_of(recording: Recording) -> str:
    return recording.path.stem


def payload_of(payload: object) -> bytes:
    return payload.encode() if isinstance(payload, str) else json.dumps(payload).encode()


def fits(wildcard: str, topic: str) -> bool:
    wanted, levels = wildcard.split("/"), topic.split("/")
    if wanted[-1] == "#":
        wanted, levels = wanted[:-1], levels[: len(wanted) - 1]
    return len(wanted) == len(levels) and all(a in {"+", b} for a, b in zip(wanted, levels, strict=True))


class Learned:
    """What a protocol has announced, as the house would have it."""

    def __init__(self, protocol: DiscoveryProtocol) -> None:
        self.protocol = protocol
        self.announced: dict[str, Announcement] = {}
        self.requests: list[tuple[str, str]] = []

    def take(self, messages: Iterable[tuple[str, Any]]) -> Learned:
        for topic, payload in messages:
            assert any(fits(wildcard, topic) for wildcard in self.protocol.topics()), f"nobody listens to {topic}"
            for announcement in self.protocol.receive(topic, payload_of(payload)):
                assert announcement.protocol == self.protocol.name
                self.announced[announcement.source] = announcement
                self.requests += [(request.topic, request.payload) for request in announcement.requests]
        return self

    @property
    def found(self) -> dict[str, Found]:
        found = [each for announcement in self.announced.values() for each in announcement.found]
        by_id = {each.entity.id: each for each in found}
        assert len(by_id) == len(found), "an id is there twice"
        return by_id

    @property
    def ignored(self) -> dict[str, str]:
        return {each.what: each.why for announcement in self.announced.values() for each in announcement.ignored}


class Living:
    """The devices in a home whose states are followed."""

    def __init__(self, found: Mapping[str, Found]) -> None:
        templates = Templates()
        self.commander = DeviceCommander(templates)
        self.registry = Registry(Home("home", {}, {}, {key: each.entity for key, each in found.items()}))
        self._follower = Follower(self.registry, self.commander, templates, lambda: NOW)
        self._topics = self._follower.topics()

    def hear(self, topic: str, payload: object) -> None:
        assert topic in self._topics, f"nobody follows {topic}"
        self._follower.receive(topic, payload_of(payload))

    def do(self, case: Mapping[str, Any]) -> None:
        """Check that an action is sent as it must be, and known to be done by what the device reports."""
        action = Action(case["do"], (case["entity"],), case.get("with", {}))
        entity = self.registry.home.entities[case["entity"]]
        effect = self.commander.effect(action, entity)
        assert effect is not None, f"{case['do']}: {case['entity']} cannot do that"
        assert [[each.topic, _alike(each.payload, want)] for each, (_, want) in _paired(effect.commands, case)] == case[
            "sent"
        ]
        for topic, payload in case.get("done", ()):
            self.hear(topic, payload)
        if "done" in case:
            after = self.registry.home.entities[case["entity"]]
            assert effect.shown_by(after, self.commander.reports(after)), (
                f"{case['do']} is not seen to be done: {after}"
            )


def _paired(commands: tuple[Any, ...], case: Mapping[str, Any]) -> list[Any]:
    assert len(commands) == len(case["sent"]), commands
    return list(zip(commands, case["sent"], strict=True))


def _alike(payload: str, want: object) -> object:
    return payload if isinstance(want, str) else json.loads(payload)


def check(protocol: DiscoveryProtocol, recording: Recording) -> None:
    """Learn a recorded device, command it and follow it."""
    learned = Learned(protocol).take(recording.list("messages"))
    found = learned.found
    assert found.keys() == recording.content["entities"].keys()
    for key, wanted in recording.content["entities"].items():
        _compare(found[key], wanted)
    assert learned.ignored == (recording.content.get("ignored") or {})
    if "requests" in recording.content:
        wanted = recording.content["requests"]
        pairs = zip(learned.requests, wanted, strict=True)
        assert [[topic, _alike(text, want)] for (topic, text), (_, want) in pairs] == wanted
    living = Living(found)
    for case in recording.list("states"):
        living.hear(case["topic"], case["payload"])
        for key, shown in case["shows"].items():
            entity = living.registry.home.entities[key]
            assert entity.state == shown.get("state"), key
            told = {name: _plain(entity.attributes.get(name)) for name in shown if name != "state"}
            assert told == {name: value for name, value in shown.items() if name != "state"}, key
    for case in recording.list("commands"):
        living.do(case)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _compare(found: Found, wanted: Mapping[str, Any]) -> None:
    entity = found.entity
    for key, value in wanted.items():
        match key:
            case "identity":
                assert value in found.identities
            case "aside":
                assert found.aside == value
            case "name" | "device_class":
                assert getattr(entity, key) == value
            case _:
                assert entity.attributes.get(key) == value, key
    assert entity.domain == entity.id.split(".")[0]
    assert found.identities
    assert "aside" in wanted or found.aside is None, f"{entity.id} is put aside: {found.aside}"
