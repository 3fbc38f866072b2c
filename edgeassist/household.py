"""The connected house: what is known, how it is acted on, and what is told of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from edgeassist.courtesy import Courtesy
from edgeassist.home.asking import Asking
from edgeassist.home.commands.table import DeviceCommander
from edgeassist.home.consent import Consent
from edgeassist.home.delivery import Delivery
from edgeassist.home.discovery.announcement import DiscoveryProtocol
from edgeassist.home.discovery.learner import LEARNED_FILE, Learner
from edgeassist.home.discovery.surroundings import Surroundings
from edgeassist.home.dispatcher import Dispatcher
from edgeassist.home.following import Follower
from edgeassist.home.nicknames import Nicknames
from edgeassist.home.policy import Policy
from edgeassist.home.registry import Registry, load_home
from edgeassist.home.templating import Templates
from edgeassist.home.waited_words import proposed
from edgeassist.home.waiting import Questions
from edgeassist.journal import Journal
from edgeassist.messages import Home
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.outbox import Outbox
from edgeassist.mqtt.publisher import Publisher
from edgeassist.mqtt.reports import Reports
from edgeassist.mqtt.sending import Sender
from edgeassist.settings import Settings
from edgeassist.skills.almanac import Almanac
from edgeassist.skills.chronicle import Chronicle, Chronicler
from edgeassist.skills.chronicle_talk import ChronicleSkill
from edgeassist.skills.keeping import Keeping
from edgeassist.skills.office import TimeOffice
from edgeassist.skills.paper import Paper
from edgeassist.skills.quiet import Hours, Quiet
from edgeassist.skills.quiet_store import QuietStore
from edgeassist.skills.quiet_talk import QuietSkill
from edgeassist.skills.rows import StateRecords
from edgeassist.stages import Answerer, Sense, Understander
from edgeassist.state import State
from edgeassist.thinking import Mind, Place
from edgeassist.turn_log import TurnLog
from edgeassist.watch.talk import AlertTalk
from edgeassist.watch.watching import Watching
from edgeassist.worker import Worker


def build_home(settings: Settings) -> Home:
    """Return the home of the settings; an empty one where none is set."""
    return load_home(settings.home) if settings.home else Home("home", {}, {}, {})


@dataclass(frozen=True, slots=True)
class Conversation:
    """What goes from one turn to the next."""

    asking: Asking
    """Who asks back, and before what is risky is done."""
    nicknames: Nicknames
    """The names that people have taught us."""
    records: StateRecords
    """Who brings lists and timers back."""


@dataclass(frozen=True, slots=True)
class House:
    """The connected house: what is known, and how it is acted on."""

    registry: Registry
    broker: MqttBroker
    announcements: MqttBroker
    """The connection on which devices announce themselves, so that nothing else waits behind thousands of them."""
    publisher: Publisher
    reports: Reports
    """Everybody who is told of turns."""
    sender: Sender
    delivery: Delivery
    dispatcher: Dispatcher
    conversation: Conversation
    """What goes from one turn to the next."""
    learner: Learner
    """Adds what devices announce to the registry, once it runs."""
    courtesy: Courtesy
    """Knows of the turns that learning gives way to."""
    follow: Callable[[], None]
    """Subscribe to the states of the devices as they are now; again when devices come or go."""
    office: TimeOffice
    """What rings, and does things later."""
    paper: Paper
    """Lists and notes."""
    quiet: Quiet
    """Whether anything may be said unasked."""
    chronicler: Chronicler
    """Remembers what was asked and done."""
    watching: Watching | None = None
    """What watches the sensors; None: nothing does."""


@contextmanager
def open_journal(settings: Settings) -> Iterator[Worker[Journal]]:
    """Yield the journal in the state file, closed at the end."""
    with State(settings.state_dir) as state:
        journal = Journal(state, with_text=settings.privacy.publish_text, most_reports=settings.outbox.most_reports)
        with Worker(journal, "journal") as worker:
            yield worker


def build_house(
    settings: Settings,
    place: Place,
    journal: Worker[Journal],
    protocols: Sequence[DiscoveryProtocol] = (),
    watching: Watching | None = None,
) -> House:
    """Return the house of the settings, its devices followed once the broker runs, and learned by `protocols`."""
    registry, templates = Registry(build_home(settings)), Templates()
    commander = DeviceCommander(templates)
    broker, announcements = (MqttBroker(settings.mqtt, settings.node, beside=what) for what in ("", "announcements"))
    outbox, follower = Outbox(broker, settings.node, journal), Follower(registry, commander, templates, place.now)
    courtesy = watching.courtesy if watching is not None else Courtesy()
    surroundings = Surroundings(announcements.watch, announcements.publish, _followed(broker, follower), courtesy)
    learner, nicknames = _build_learner(settings, registry, journal, protocols, surroundings)
    delivery = Delivery(registry, broker, commander, journal, settings.mqtt.confirm_s)
    delivery.told = outbox.deliver
    publisher = Publisher(broker, outbox, settings.node, publish_text=settings.privacy.publish_text)
    dispatcher = Dispatcher(registry, commander, delivery, journal, Policy(settings.policy, settings.outbox))
    chronicler = _build_chronicler(settings, journal, dispatcher, registry)
    office, paper = _build_skills(settings, journal, dispatcher, registry, watching)
    quiet = _build_quiet(settings, place, journal, dispatcher)
    follower.measured = None if watching is None else watching.take
    return House(
        registry=registry,
        broker=broker,
        announcements=announcements,
        publisher=publisher,
        reports=Reports(publisher, chronicler, TurnLog(with_text=settings.privacy.log_text)),
        sender=Sender(broker, settings.node),
        delivery=delivery,
        dispatcher=dispatcher,
        conversation=_build_conversation(settings, journal, nicknames, _build_records(journal, office, paper, quiet)),
        learner=learner,
        courtesy=courtesy,
        office=office,
        paper=paper,
        quiet=quiet,
        chronicler=chronicler,
        watching=watching,
        follow=lambda: broker.watch(follower.topics(), follower.receive, follower.receive_old),
    )


def _followed(broker: MqttBroker, follower: Follower) -> Callable[[], Awaitable[None]]:
    """Return what follows the states of the devices as they are now, when some come or go."""

    async def _follow() -> None:
        broker.watch(await asyncio.to_thread(follower.topics), follower.receive, follower.receive_old)
        follower.catch_up()

    return _follow


def _build_learner(
    settings: Settings,
    registry: Registry,
    journal: Worker[Journal],
    protocols: Sequence[DiscoveryProtocol],
    surroundings: Surroundings,
) -> tuple[Learner, Nicknames]:
    """Return what adds what devices announce, and the names that people give to things; new ones come in at once."""
    nicknames = Nicknames(journal, journal.engine.state, lambda: registry.home.entities)
    surroundings = replace(surroundings, renamed=nicknames.given)
    learner = Learner(registry, protocols, surroundings, file=settings.state_dir / LEARNED_FILE)
    nicknames.changed = learner.renew
    return learner, nicknames


def _build_conversation(
    settings: Settings, journal: Worker[Journal], nicknames: Nicknames, records: StateRecords
) -> Conversation:
    """Return what goes from one turn to the next."""
    questions = Questions(journal, settings.policy.limit_s)
    asking = Asking(questions, Consent(settings.policy, journal, questions.put, proposed), nicknames)
    return Conversation(asking, nicknames, records)


def _build_records(journal: Worker[Journal], office: TimeOffice, paper: Paper, quiet: Quiet) -> StateRecords:
    """Return what brings things back; everybody looks again then at timers, lists and quiet times."""

    async def _look() -> None:
        await quiet.look()
        await office.agenda.look()
        for hear in paper.lists.hearers:
            hear()

    return StateRecords(journal, _look)


def _build_quiet(settings: Settings, place: Place, journal: Worker[Journal], dispatcher: Dispatcher) -> Quiet:
    """Return what knows of quiet times, and add who speaks of them."""
    hours = [Hours(each.begins, each.ends, each.days) for each in settings.quiet.hours]
    quiet = Quiet(journal, QuietStore(journal.engine.state), hours, place.now)
    dispatcher.skills.append(QuietSkill(quiet, Almanac(settings.latitude, settings.longitude)))
    return quiet


def _build_chronicler(
    settings: Settings, journal: Worker[Journal], dispatcher: Dispatcher, registry: Registry
) -> Chronicler:
    """Return what remembers turns, and add who speaks of them."""
    kept = settings.history
    chronicler = Chronicler(journal, Chronicle(journal.engine.state, days=kept.days, words=kept.words))
    dispatcher.skills.append(ChronicleSkill(chronicler, lambda: registry.home))
    return chronicler


def _build_skills(
    settings: Settings,
    journal: Worker[Journal],
    dispatcher: Dispatcher,
    registry: Registry,
    watching: Watching | None,
) -> tuple[TimeOffice, Paper]:
    """Add who does what no device does, each for the intents that it names."""
    almanac, wait_s = Almanac(settings.latitude, settings.longitude), settings.schedule.wait_h * 3600
    office = TimeOffice(journal, almanac, settings.time_zone or "", wait_s)
    paper = Paper(journal, journal.engine.state, settings.notes.silence_s)

    def _home() -> Home:
        return registry.home

    dispatcher.skills += [*office.skills_of(_home), *paper.skills(_home, dispatcher.send)]
    if watching is not None:
        watching.house = lambda: registry.home.entities
        dispatcher.skills.append(AlertTalk(watching, _home))
    dispatcher.later, office.later.home = office.later, _home
    return office, paper


@contextmanager
def build_mind(
    understander: Understander, answerer: Answerer, house: House, sense: Sense | None = None
) -> Iterator[Mind]:
    """Yield what understands and acts in this house, its thread ended at the end."""
    with Worker(understander, "understanding") as worker:
        yield Mind(
            understander=worker,
            dispatcher=house.dispatcher,
            answerer=answerer,
            registry=house.registry,
            reporter=house.reports,
            asking=house.conversation.asking,
            records=house.conversation.records,
            dictation=house.paper.dictation,
            kept=Keeping(house.office.agenda, house.paper.lists, house.paper.notes, lambda: house.registry.home).kept,
            sense=sense,
            courtesy=house.courtesy,
        )
