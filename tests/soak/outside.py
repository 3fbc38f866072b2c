"""Everything in edgeassist that reads bytes from outside, each with good inputs to begin with."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import Event

import numpy as np
import soundfile
import yaml

from edgeassist.audio.files import read_chunks
from edgeassist.checksums import Checksums
from edgeassist.chosen import chosen
from edgeassist.cli.series import scored
from edgeassist.configuring import load_settings
from edgeassist.documents.reading import passages_in
from edgeassist.errors import EdgeAssistError
from edgeassist.home.commands.table import DeviceCommander
from edgeassist.home.discovery.protocols import all_protocols
from edgeassist.home.discovery.saved import load_learned
from edgeassist.home.following import Follower
from edgeassist.home.homefile import load_home
from edgeassist.home.registry import Registry
from edgeassist.home.templating import Templates
from edgeassist.messages import Entity, Home
from edgeassist.mqtt.requests import read_request
from edgeassist.sensors.events import EventError, parsed_event
from edgeassist.state import State
from edgeassist.store import sentences_dir, share_dir
from edgeassist.templates import load_templates
from tests.home.discovery.recorded import NOW, Recording, payload_of, recordings

_FOLDERS = ("homeassistant", "zigbee2mqtt", "tasmota", "shelly", "shellies", "esphome", "homie")
_VERBS = ("ask", "say", "mute", "set", "lists", "notes", "schedule", "sensors", "reload")
_TEXT_LINES = 40
"""Of a file that has hundreds: what is read, not how much of it."""


@dataclass(frozen=True)
class Door:
    """One way in."""

    name: str
    seeds: Sequence[bytes]
    take: Callable[[bytes], object]
    """Reads one input; raises nothing but one of `may_raise`."""
    weight: float = 1.0
    """How many of the inputs are its, against the others."""
    may_raise: tuple[type[Exception], ...] = (EdgeAssistError,)


def doors(folder: Path) -> Iterator[Door]:
    """Yield every way in; `folder` takes the files that those need that read files."""
    for protocol_name in _FOLDERS:
        yield _discovery(protocol_name)
    yield _states()
    requests = [
        b'{"text":"turn on the lamp","transaction":"t1","area":"kitchen"}', b"what time is it", b"on", b"off", b"",
        b'{"list":"shopping","item":"milk","done":true,"speaker":"me"}', b'{"entity":"sensor.a","hours":2}',
    ]  # fmt: skip
    yield Door("requests", requests, _Requests().take, 10)
    events = [
        b'{"ts":1760000000,"entity":"sensor.a","device_class":"temperature","unit":"C","value":21.5}',
        b'{"ts":"2026-11-20T10:00:00Z","recv":1760000001,"entity":"binary_sensor.b","value":"on","retained":true}',
    ]
    yield Door("sensor events", events, parsed_event, 10, (EventError,))
    series = [b"timestamp,value\n2026-11-20 10:00:00,21.5\n1760000000,7\n", b'"2026-11-20T10:00:00+01:00","1,5"\n']
    yield Door("series", series, _series, 4)
    yield from _files(folder)


def _discovery(folder: str) -> Door:
    recorded = [each for recording in recordings(folder) for each in _messages(recording)]
    protocols = all_protocols("here")

    def _take(content: bytes) -> None:
        topic, _, payload = content.partition(b"\n")
        for protocol in protocols:
            protocol.receive(topic.decode(errors="replace"), payload)

    return Door(f"discovery: {folder}", [topic.encode() + b"\n" + payload for topic, payload in recorded], _take, 6)


def _messages(recording: Recording) -> list[tuple[str, bytes]]:
    return [(topic, payload_of(payload)) for topic, payload in recording.list("messages")]


def _states() -> Door:
    """Return the way in for states, to all devices that were ever recorded."""
    found: dict[str, Entity] = {}
    messages = [each for folder in _FOLDERS for recording in recordings(folder) for each in _messages(recording)]
    for protocol in all_protocols("here"):
        for topic, payload in messages:
            for announcement in protocol.receive(topic, payload):
                found |= {each.entity.id: each.entity for each in announcement.found}
    templates = Templates()
    follower = Follower(Registry(Home("home", {}, {}, found)), DeviceCommander(templates), templates, lambda: NOW)
    topics = sorted(follower.topics())

    def _take(content: bytes) -> None:
        number, _, payload = content.partition(b"\n")
        follower.receive(topics[sum(number) % len(topics)], payload)

    payloads = [b"ON", b"23.5", b'{"state":"ON","brightness":128,"color":{"x":0.3,"y":0.3}}', b"online", b"heat"]
    payloads += [payload for _, payload in messages if len(payload) < 3000][:60]
    return Door(
        "states", [bytes([n % 256, n // 256]) + b"\n" + each for n in range(40) for each in payloads], _take, 20
    )


class _Requests:
    """Requests, a verb after the other."""

    def __init__(self) -> None:
        self._number = 0

    def take(self, content: bytes) -> None:
        self._number += 1
        read_request(_VERBS[self._number % len(_VERBS)], content)


class _Half:
    def score(self, timestamp: float, value: float) -> float:
        return float(timestamp == value)


def _series(content: bytes) -> None:
    for _ in scored(content.splitlines(keepends=True), _Half()):
        pass


def _files(folder: Path) -> Iterator[Door]:
    share = share_dir()
    home = json.loads((share / "configs" / "demo-home.json").read_text())
    home["entities"] = home["entities"][:6]
    settings = (share / "configs" / "edgeassist.toml").read_bytes()
    few = [b"\n".join(settings.split(b"\n")[start : start + _TEXT_LINES]) for start in range(0, 200, _TEXT_LINES)]
    sentences = [b"language: en\n" + _block(path) for path in sorted((sentences_dir() / "en").glob("*.yaml"))]
    yield _file(folder, "home.json", [json.dumps(home).encode()], load_home, 2)
    yield _file(folder, "home.yaml", [yaml.safe_dump(home).encode()], load_home, 0.1)
    yield _file(folder, "learned-home.json", [json.dumps(home).encode()], load_learned, 2)
    yield _file(folder, "settings.toml", [settings, *few], load_settings, 0.5)
    yield _file(folder, "sentences.yaml", sentences, lambda path: load_templates([], "en", user=[path.parent]), 0.1)
    yield _file(folder, "speech.wav", _sounds(), lambda path: list(islice(read_chunks(path), 100)), 1)
    choices = b'{"intent.edge_model": ["edge-slm"], "stt": [{"engine": "faster_whisper", "model": "whisper-base.en"}]}'
    yield _file(folder, "models-in-use.json", [choices], lambda path: chosen(path.parent), 2)
    sums = b'{"a.gguf": {"sha256": "00", "size": 1, "changed_ns": 2}}'
    yield _file(folder, "checksums.json", [sums], lambda path: Checksums(path.parent), 2)
    manual = (
        "# Boiler\n\n## Errors\n\n| code | what |\n|---|---|\n| F28 | no flame |\n\n- [bleed](x.md)\n1. *off*\n\fPage\n"
    )
    for name in ("manual.md", "manual.txt"):
        yield _file(folder, name, [manual.encode()], lambda path: passages_in(path, Event()), 0.5)
    yield _file(folder, "state.db", [_database(folder)], _open_state, 0.05)


def _file(folder: Path, name: str, seeds: Sequence[bytes], read: Callable[[Path], object], weight: float) -> Door:
    path = folder / name.replace(".", "-") / name
    path.parent.mkdir(exist_ok=True)

    def _take(content: bytes) -> None:
        path.write_bytes(content)
        read(path)

    return Door(name, seeds, _take, weight)


def _block(path: Path) -> bytes:
    """Return the beginning of the sentences of a file."""
    lines = path.read_bytes().split(b"\n")
    return b"\n".join(line for line in lines[1:_TEXT_LINES] if not line.startswith(b"language"))


def _sounds() -> list[bytes]:
    tone = (np.sin(np.arange(4000) / 5) * 8000).astype(np.int16)
    made = []
    for form, subtype, rate in (("WAV", "PCM_16", 16000), ("WAV", "FLOAT", 44100), ("FLAC", "PCM_16", 48000)):
        file = io.BytesIO()
        soundfile.write(file, tone, rate, format=form, subtype=subtype)
        made.append(file.getvalue())
    return made


def _database(folder: Path) -> bytes:
    (folder / "new").mkdir(exist_ok=True)
    with State(folder / "new") as state, state.change() as database:
        database.execute("INSERT INTO notes (text, taken) VALUES ('milk', ?)", (datetime.now(UTC).timestamp(),))
    return (folder / "new" / "state.db").read_bytes()


def _open_state(path: Path) -> None:
    for old in path.parent.iterdir():
        if old != path:
            old.unlink()
    with State(path.parent):
        pass
