"""How the assistant shows itself on MQTT: what can be asked and turned, what it tells, what a hub sees of it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from edgeassist.assistant import Assistant, Body, Place
from edgeassist.audio.fanout import Fanout
from edgeassist.company import Means, build_company
from edgeassist.home.figures import listed
from edgeassist.home.phrases import too_late
from edgeassist.hooks import Hooks, Reactions
from edgeassist.household import House
from edgeassist.intent.tiers import Tiers
from edgeassist.messages import Action, Command, Context, Home
from edgeassist.metrics import Condition
from edgeassist.mqtt.controls import Control, Controls, Range
from edgeassist.mqtt.events import Events
from edgeassist.mqtt.hermes import Hermes, Voice
from edgeassist.mqtt.hermes_sessions import HermesSessions
from edgeassist.mqtt.requests import Reload, Requests
from edgeassist.mqtt.self_discovery import Announced, Form, SelfDiscovery
from edgeassist.mqtt.self_entities import Traits, self_entities
from edgeassist.onlookers import Onlookers
from edgeassist.senses import HooksSettings
from edgeassist.settings import Settings
from edgeassist.skills.chronicle_talk import about_history
from edgeassist.skills.dues import Due
from edgeassist.skills.inquiries import TimeInquiries
from edgeassist.skills.ledger import Ledger
from edgeassist.skills.list_sharing import share_lists
from edgeassist.skills.list_topics import ListTopics
from edgeassist.skills.reverting import carried_out
from edgeassist.skills.scheduler import Hands, Scheduler
from edgeassist.skills.topics import TimerTopics
from edgeassist.skills.vigil import Vigil
from edgeassist.unasked import Unasked
from edgeassist.upkeep import build_upkeep
from edgeassist.vitals import cpu_temperature_c
from edgeassist.watch.announcing import Announcer
from edgeassist.watch.inquiries import Inquiries
from edgeassist.watch.pictures import AlertPictures, can_draw
from edgeassist.watch.reporting import AlertTopics
from edgeassist.watch.rewriting import Rewriter
from edgeassist.watch.watching import Watching
from edgeassist.watch.words import Telling

Service = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the assistant is made of, as far as others may see or ask it."""

    house: House
    assistant: Assistant
    place: Place
    ears: Fanout
    body: Body | None
    rewriter: Rewriter | None = None
    """Puts alerts in other words; None: there is no model for it."""


def build_controls(settings: Settings, house: House, tiers: Tiers, body: Body | None) -> Controls:
    """Return what can be turned while it runs, each as it was left before the last start."""
    return Controls(house.sender, tuple(_controls(tiers, body)), settings.state_dir / "controls.json")


def build_presence(settings: Settings, parts: Parts, controls: Controls, reload: Reload) -> dict[str, Service]:
    """Take requests, report, announce; returns what has to run for it, by name."""
    house, with_text = parts.house, settings.privacy.publish_text
    upkeep = build_upkeep(settings, house.sender, partial(_condition, settings, parts), parts.place.now)
    house.reports.add(Events(house.sender, publish_text=with_text), upkeep.metrics)
    requests = Requests(house.publisher, parts.assistant, controls, reload, publish_text=with_text)
    requests.serve(house.broker, settings.node)
    unasked = Unasked(parts.assistant, house.quiet, speaks=parts.body is not None, first=house.paper.trouble)
    company = build_company(settings, _means(parts, controls, unasked))
    house.dispatcher.skills += company.skills
    requests.does |= company.does
    onlookers = Onlookers(house.sender, parts.ears, lambda: house.registry.home, publish_text=with_text)
    requests.does["watch"], requests.inquire["devices"] = onlookers.watch, onlookers.devices
    services: dict[str, Service] = {**upkeep.services, "onlookers": onlookers.run, **company.services}
    if house.watching is not None:
        inquiries = _inquiries(settings, house, house.watching)
        requests.inquire["sensors"] = inquiries.answer
        services |= _alerts(settings, parts, house.watching, unasked)
        if can_draw():
            pictures = AlertPictures(house.sender, inquiries.drawn)
            house.watching.hearers.append(pictures.news)
            services["pictures of alerts"] = pictures.run
    services |= _time_office(settings, parts, requests, unasked)
    services |= _paper(settings, parts, requests)
    if settings.mqtt.hermes:
        services["hermes"] = _hermes(settings, parts, controls)
    if settings.hooks != HooksSettings():
        services["lamps and buttons"] = _hooks(settings, parts, controls)
    if settings.mqtt.discovery != "off":
        discovery = SelfDiscovery(house.sender, _announced(settings, parts, controls))
        discovery.serve(house.broker)
        services["discovery of ourselves"] = discovery.run
    return services


def _means(parts: Parts, controls: Controls, unasked: Unasked) -> Means:
    house = parts.house
    speaking = None if parts.body is None else parts.body.speaking
    return Means(unasked, house.quiet, controls, house.sender, house.broker, lambda: house.registry.home, speaking)


def _inquiries(settings: Settings, house: House, watching: Watching) -> Inquiries:
    with_text = settings.privacy.publish_text
    return Inquiries(watching, lambda: house.registry.home, settings.time_zone, with_text=with_text)


def _alerts(settings: Settings, parts: Parts, watching: Watching, unasked: Unasked) -> dict[str, Service]:
    """Tell of alerts on MQTT and aloud; returns what has to run for it."""
    house, place, sensors = parts.house, parts.place, settings.sensors

    def _home() -> Home:
        return house.registry.home

    def _telling() -> Telling:
        return Telling(place.now(), place.units)

    with_text, report = settings.privacy.publish_text, partial(house.sender.tell, "event/alert")
    topics = AlertTopics(house.sender, watching.desk, _home, _telling, publish_text=with_text)
    topics.serve(house.broker)
    digest = None if sensors.digest == "off" else sensors.digest
    announcer = Announcer(
        watching.desk, _home, _telling, unasked.warn, report, sensors.announce, with_text, digest, parts.rewriter
    )
    watching.hearers += [topics.news, announcer.news]
    return {"sensors": watching.run, "alerts": topics.run, "announcements of alerts": announcer.run}


def _paper(settings: Settings, parts: Parts, requests: Requests) -> dict[str, Service]:
    """Show lists and notes on MQTT, and answer about them where words are published; returns what has to run."""
    house, with_text = parts.house, settings.privacy.publish_text
    paper = house.paper

    async def _tell(topic: str, message: dict[str, Any]) -> None:
        await house.broker.publish(Command(f"{house.sender.base}/{topic}", json.dumps(message), qos=1))

    scribe = None if parts.rewriter is None else parts.rewriter.scribe
    secretary = paper.secretary(_tell, parts.place.now, scribe, with_text=with_text)
    topics = ListTopics(house.sender, paper.lists, publish_text=with_text)
    topics.serve(house.broker)
    if with_text:
        requests.inquire |= {"lists": paper.about_lists, "notes": partial(paper.about_notes, zone=settings.zone())}
        requests.inquire["history"] = partial(about_history, house.chronicler)
        requests.inquire["aliases"] = house.conversation.nicknames.about
    shared = share_lists(settings, house.sender, house.broker, paper.lists)
    return {"lists": topics.run, "notes": secretary.run, **shared}


def _time_office(settings: Settings, parts: Parts, requests: Requests, unasked: Unasked) -> dict[str, Service]:
    """Ring and speak when it is time, and show timers on MQTT; returns what has to run for it."""
    house, place, assistant = parts.house, parts.place, parts.assistant
    with_text, office = settings.privacy.publish_text, house.office

    async def _say(text: str) -> None:
        await assistant.announce(text, even_muted=True, chime=True)

    async def _ask(due: Due) -> str:
        kept = due.payload
        source, area = kept.get("source", "cli"), kept.get("area")
        turn = await assistant.ask(kept["command"], source=source, area=area, speaker=due.id)
        return turn.reply.text

    async def _execute(action: Action, context: Context, late_s: float) -> str:
        undone: list[str] = []
        for each in carried_out(action, house.registry.home):
            steps = await house.dispatcher.execute_late(each, context, late_s)
            await house.chronicler.planned(context, steps)
            undone += too_late(each, steps, house.registry.home, context.units)
        return listed(undone) if undone else ""

    hands = Hands(_say, _ask, _execute, partial(house.sender.tell, "event/due"), unasked.tell)
    topics = TimerTopics(house.sender, office.agenda, place.now, publish_text=with_text)
    topics.serve(house.broker)

    async def _about(asked: Mapping[str, Any]) -> dict[str, Any]:
        return await TimeInquiries(office.agenda, place.now(), with_text, house.registry.home.entities).answer(asked)

    requests.inquire["schedule"], requests.hush = _about, partial(office.agenda.call, Ledger.hush)
    if parts.body is not None and (interrupting := parts.body.interrupting) is not None:
        interrupting.hush, interrupting.rings = requests.hush, lambda: any(map(_rings, office.agenda.dues))
    vigil = Vigil(office.agenda, house.registry, office.later.ended, place.now)
    scheduler = Scheduler(office.agenda, office.later, hands, place.now, with_text, vigil)
    return {"what is due": scheduler.run, "timers": topics.run}


def _rings(due: Due) -> bool:
    return due.state == "begun" and due.kind in {"timer", "alarm"}


def _hooks(settings: Settings, parts: Parts, controls: Controls) -> Service:
    """Show states by lamps and programs, and listen to buttons; returns what has to run for it."""
    assistant = parts.assistant

    async def _toggle_mute() -> None:
        muted = not controls.muted
        await assistant.mute(muted=muted)
        await controls.mute(muted=muted)

    hooks = Hooks(settings.hooks, Reactions(assistant.listen, assistant.stop, _toggle_mute))
    parts.house.reports.add(hooks)
    return hooks.run


def _hermes(settings: Settings, parts: Parts, controls: Controls) -> Service:
    """Serve skills of the Hermes protocol; returns what has to run for it."""
    house, assistant = parts.house, parts.assistant
    sessions = HermesSessions(house.sender, settings.node, publish_text=settings.privacy.publish_text)
    house.reports.add(sessions)

    async def _mute(muted: bool) -> None:  # noqa: FBT001
        await assistant.mute(muted=muted)
        await controls.mute(muted=muted)

    async def _hold(text: str) -> bool:
        quiet = house.quiet.silence() is not None
        if quiet and text.strip():
            await house.quiet.hold(text)
        return quiet

    Hermes(sessions, Voice(assistant.say, _hold, assistant.listen, _mute)).serve(house.broker)
    return sessions.run


def _announced(settings: Settings, parts: Parts, controls: Controls) -> Announced:
    form: Form = "component" if settings.mqtt.discovery == "component" else "device"
    traits = Traits(
        node=settings.node,
        controls=controls.controls,
        hears=parts.body is not None,
        watches=parts.house.watching is not None,
        draws=parts.house.watching is not None and can_draw(),
        thermometer=cpu_temperature_c() is not None,
        show_text=settings.privacy.show_text and settings.privacy.publish_text,
        say_as="text" if form == "component" else "notify",
    )
    return Announced(settings.node, form, self_entities(traits), settings.area)


def _condition(settings: Settings, parts: Parts) -> Condition:
    body, ears, house, broker = parts.body, parts.ears, parts.house, parts.house.broker
    problems = [told] if (told := parts.house.paper.trouble) else []
    if settings.audio.enabled is True and not ears.alive:
        problems.append("no microphone")
    if body is not None and body.speaking.trouble:
        problems.append(body.speaking.trouble)
    return Condition(
        microphone=None if body is None else ears.alive,
        problems=tuple(problems),
        broker=broker.connected,
        devices=len(house.registry.home.entities),
        alerts=0 if house.watching is None else len(house.watching.desk.standing),
        timers=sum(due.kind == "timer" for due in house.office.agenda.dues),
        queues={"requests": broker.desk.busy, "sound": ears.waiting},
        near_wakes=0 if body is None or body.wake is None else body.wake.engine.near_misses,
        refused_wakes=0 if body is None or body.wake is None else body.wake.engine.refused,
        reconnects=max(0, broker.reconnects),
        dropped_chunks=ears.dropped,
        dropped_requests=broker.desk.dropped,
    )


def _controls(tiers: Tiers, body: Body | None) -> Iterator[Control]:
    threshold = "intent_threshold", "Intent threshold", Range(0.0, 1.0, 0.01)
    yield Control(*threshold, *_attribute(tiers, "threshold"), icon="mdi:brain")
    if body is None:
        return
    volume = "volume", "Volume", Range(0.0, 100.0, 1.0)
    yield Control(*volume, *_attribute(body.speaking, "volume"), unit="%", icon="mdi:volume-high")
    if body.wake is not None:
        enough = "wake_threshold", "Wake word threshold", Range(0.01, 0.99, 0.01)
        yield Control(*enough, *_attribute(body.wake.engine, "threshold"), icon="mdi:account-voice")
        sensitivity = "wake_sensitivity", "Wake word sensitivity", Range(0.0, 1.0, 0.05)
        yield Control(*sensitivity, *_attribute(body.wake.engine, "sensitivity"), icon="mdi:ear-hearing")
    hearing = body.hearing.engine

    def _set(silence_s: float) -> None:
        hearing.rule = replace(hearing.rule, silence_s=silence_s)

    silence = "endpoint_silence_s", "Silence that ends a sentence", Range(0.05, 5.0, 0.05)
    yield Control(*silence, lambda: hearing.rule.silence_s, _set, unit="s", icon="mdi:timer-sand")


def _attribute(owner: object, name: str) -> tuple[Callable[[], float], Callable[[float], None]]:
    """Return what reads and what sets an attribute."""
    return partial(getattr, owner, name), partial(setattr, owner, name)
