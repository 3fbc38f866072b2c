"""The parts of an installation, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from edgeassist import wiring
from edgeassist.configuring import LoadedSettings
from edgeassist.doctor.assistant import Ask, look_at_assistant
from edgeassist.doctor.broker import look_at_broker
from edgeassist.doctor.clock import look_at_clock
from edgeassist.doctor.disk import look_at_disk
from edgeassist.doctor.egress import look_at_egress
from edgeassist.doctor.examining import PARTS, Look, Part
from edgeassist.doctor.finding import Finding, unchecked
from edgeassist.doctor.heat import look_at_heat
from edgeassist.doctor.machine import Machine
from edgeassist.doctor.memory import look_at_memory
from edgeassist.doctor.models import look_at_models
from edgeassist.doctor.settings_file import look_at_settings
from edgeassist.doctor.sound import look_at_microphone, look_at_speaker
from edgeassist.doctor.speed import look_at_speed
from edgeassist.doctor.unit import look_at_unit
from edgeassist.engines import model_store
from edgeassist.errors import ConfigError
from edgeassist.home.discovery.protocols import all_protocols
from edgeassist.settings import Settings

_LIMITS_S = {"models": 60.0, "speed": 60.0, "egress": 15.0, "unit": 20.0}
_TURNS = {"speaker": 1, "speed": 2}
"""The loudspeaker would be heard by the microphone, and whatever else runs makes sentences slow."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the doctor was asked for."""

    ask: Callable[[Settings], Ask]
    """Returns what puts a request to the running assistant."""
    sound: bool = False
    """Whether the loudspeaker is to be heard."""


def parts(loaded: LoadedSettings | ConfigError, machine: Machine, wishes: Wishes) -> list[Part]:
    """Return all parts; those that cannot be looked at without settings say so."""
    looks: dict[str, Look] = {
        "settings": lambda: look_at_settings(loaded),
        "memory": lambda: look_at_memory(machine),
        "heat": lambda: look_at_heat(machine),
        "unit": lambda: look_at_unit(machine),
        "egress": lambda: look_at_egress(machine),
    }
    if isinstance(loaded, LoadedSettings):
        looks |= _with_settings(loaded.settings, machine, wishes)
    return [Part(name, looks.get(name, _nothing), _LIMITS_S.get(name, 12.0), _TURNS.get(name, 0)) for name in PARTS]


def _with_settings(settings: Settings, machine: Machine, wishes: Wishes) -> dict[str, Look]:
    wanted, needed = settings.audio.enabled is not False, settings.audio.enabled is True

    def _microphone() -> Iterator[Finding]:
        yield from look_at_microphone(wiring.build_microphone(settings, raw=True) if wanted else None, needed=needed)

    def _speaker() -> Iterator[Finding]:
        speaker = wiring.build_speaker(settings) if wanted else None
        yield from look_at_speaker(speaker, needed=needed, sound=wishes.sound)

    def _broker() -> Iterator[Finding]:
        filters = {topic for protocol in all_protocols(settings.node) for topic in protocol.topics()}
        yield from look_at_broker(settings, machine, filters)

    return {
        "microphone": _microphone,
        "speaker": _speaker,
        "broker": _broker,
        "assistant": lambda: look_at_assistant(wishes.ask(settings)),
        "clock": lambda: look_at_clock(machine, settings.time_zone, datetime.now(settings.zone())),
        "disk": lambda: look_at_disk(machine, settings.state_dir),
        "models": lambda: look_at_models(machine, settings, model_store(settings)),
        "speed": lambda: look_at_speed(machine, settings),
    }


def _nothing() -> Iterator[Finding]:
    yield unchecked("settings", "there are none that can be read", "edgeassist doctor --only settings")
