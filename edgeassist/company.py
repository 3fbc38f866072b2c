"""What people in several rooms hear and may turn: announcements, quiet times, and how loud the assistant speaks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from edgeassist.messages import Home
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.controls import Controls
from edgeassist.mqtt.neighbours import Neighbours
from edgeassist.mqtt.nodes import Node
from edgeassist.mqtt.requests import Request
from edgeassist.mqtt.sending import Sender
from edgeassist.settings import Settings
from edgeassist.skills.almanac import Almanac
from edgeassist.skills.announcements import Announcements
from edgeassist.skills.in_rooms import InRooms, quiet_in_words, volume_in_words
from edgeassist.skills.loudspeakers import Loudspeakers
from edgeassist.skills.quiet import Quiet
from edgeassist.skills.quiet_talk import QuietSkill, QuietTopic
from edgeassist.skills.voice_volume import VoiceVolume
from edgeassist.speaking import Speaking
from edgeassist.stages import Skill
from edgeassist.unasked import Unasked


@dataclass(frozen=True, slots=True)
class Means:
    """What there is to speak with, and to whom."""

    unasked: Unasked
    quiet: Quiet
    controls: Controls
    sender: Sender
    broker: MqttBroker
    home: Callable[[], Home]
    speaking: Speaking | None
    """The own loudspeaker; None: there is none."""


@dataclass(frozen=True, slots=True)
class Company:
    """What others can ask of what speaks, and what has to run for it."""

    skills: tuple[Skill, ...]
    does: Mapping[str, Callable[[Request], Awaitable[dict[str, Any]]]]
    """Verb of a request → who carries it out."""
    services: Mapping[str, Callable[[], Awaitable[None]]]


def build_company(settings: Settings, means: Means) -> Company:
    """Return who speaks in several rooms, once they run."""
    quiet, unasked, speaking = means.quiet, means.unasked, means.speaking
    neighbours = Neighbours(means.sender, Node(settings.node, settings.area, speaks=speaking is not None))
    neighbours.serve(means.broker)
    speakers, almanac = Loudspeakers(neighbours, means.home), Almanac(settings.latitude, settings.longitude)
    topic = QuietTopic(means.sender, quiet)

    async def _say(request: Request) -> dict[str, Any]:
        chime, urgent = (request.values.get(key) is True for key in ("chime", "urgent"))
        return await unasked.asked(request.text, chime=chime, urgent=urgent)

    async def _turn(request: Request) -> dict[str, Any]:
        await topic.turn({**request.values, "text": request.text}, datetime.now(settings.zone()).astimezone())
        return {"ok": True}

    with_text = settings.privacy.publish_text
    if speaking is not None:
        speaking.loudest_answer = partial(_loudest, quiet, settings.quiet.volume)
    return Company(
        skills=(
            Announcements(neighbours, unasked.announce, means.home, publish_text=with_text),
            InRooms(_voice_volume(speaking, means.controls), speakers, neighbours, volume_in_words),
            InRooms(QuietSkill(quiet, almanac), speakers, neighbours, quiet_in_words),
        ),
        does={"say": _say, "quiet": _turn},
        services={"quiet times": lambda: quiet.run(unasked.catch_up), "announcements of people": unasked.run},
    )


def _voice_volume(speaking: Speaking | None, controls: Controls) -> VoiceVolume:
    return VoiceVolume(lambda: 0.0, None) if speaking is None else VoiceVolume(lambda: speaking.volume, controls.set)


def _loudest(quiet: Quiet, volume: float) -> float:
    return 100.0 if quiet.silence() is None else volume
