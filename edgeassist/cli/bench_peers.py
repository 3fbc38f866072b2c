"""`edgeassist bench peers`: the same spoken commands through a plain chain, stage by stage beside ours."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event
from typing import TYPE_CHECKING, Any

from edgeassist import wiring
from edgeassist.cli.bench_model import general_model
from edgeassist.cli.bench_said import ANSWERS, utterance
from edgeassist.cli.figures import digits, resident_mb
from edgeassist.cli.rig import demo_home, demo_settings
from edgeassist.cli.speakers import spoken
from edgeassist.configuring import load_settings
from edgeassist.engines import model_store
from edgeassist.hearing import Hearing
from edgeassist.home.vocabulary import heard_of
from edgeassist.household import build_home
from edgeassist.messages import Chunk, Context, Home, Transcript
from edgeassist.settings import Settings
from edgeassist.stages import Synthesizer
from edgeassist.store import catalog
from edgeassist.text import normalise
from edgeassist.voices import build_voice

if TYPE_CHECKING:
    from rich.console import Console

    from edgeassist.cli.bench_plain import PlainMind

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a sentence is to lead to."""

    device: str
    intent: str
    action: str
    """What the plain chain calls it."""


_SAID = {
    "turn on the kitchen light": _Wanted("light.kitchen", "turn_on", "turn_on"),
    "set the kitchen light to fifty percent": _Wanted("light.kitchen", "set_light", "set_brightness"),
    "set the thermostat to twenty one degrees": _Wanted("climate.thermostat", "set_temperature", "set_temperature"),
    "turn on the bedroom fan": _Wanted("fan.bedroom", "turn_on", "turn_on"),
    "close the living room blind": _Wanted("cover.living_room_blind", "close", "close"),
    "turn off the hallway light": _Wanted("light.hallway", "turn_off", "turn_off"),
}
_SPARE = 0.6


@dataclass(frozen=True, slots=True)
class Beside:
    """One line of the table."""

    what: str
    unit: str
    ours: float
    plain: float | None = None
    """None: that part could not be tried."""
    more: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured, and what could not be."""

    rows: Sequence[Beside]
    engines: str
    notes: Sequence[str] = ()


@dataclass
class _Chain:
    """What one chain needed for all sentences, in milliseconds."""

    hearing: list[float] = field(default_factory=list)
    thinking: list[float] = field(default_factory=list)
    speaking: list[float] = field(default_factory=list)
    right: int = 0
    memory_mb: float = 0.0
    tokens: list[int] = field(default_factory=list)

    def sums(self, *stages: Sequence[float]) -> list[float]:
        """Return what these stages took together, sentence by sentence."""
        return [sum(each) for each in zip(*stages, strict=True)]


def measure_peers(runs: int, tell: Tell) -> Report:
    """Say every sentence `runs` times to both chains; the models are those that are installed here."""
    loaded = load_settings().settings
    store = model_store(loaded)
    name = general_model(loaded, store)
    with TemporaryDirectory(prefix="edgeassist-") as folder:
        same = {"stt": loaded.stt, "tts": loaded.tts, "intent": loaded.intent, "state_dir": loaded.state_dir}
        settings = demo_settings(1883, Path(folder), demo_home()).model_copy(update=same)
        said = [(text, utterance(spoken(text))) for text in _SAID] * runs
        tell("edgeassist")
        bench = _Peers(settings)
        ours = bench.ours(said)
        tell("the recogniser in one go")
        plain = bench.heard_at_once(said)
        if name is not None:
            tell(f"{name}, asked for JSON")
            bench.thought_plainly(plain, store.path(name), said)
    return Report(list(_rows(ours, plain, bench.first_sounds())), bench.engines(name), _notes(name, loaded))


def show_peers(console: Console, report: Report, machine: str) -> None:
    """Print both chains side by side."""
    from rich.table import Table

    table = Table("median of all sentences", box=None, header_style="bold", pad_edge=False)
    for column in ("edgeassist", "plain chain", "times"):
        table.add_column(column, justify="right", no_wrap=True)
    for row in report.rows:
        plain = "-" if row.plain is None else f"{digits(row.plain)} {row.unit}"
        times = "" if not row.plain or not row.ours or row.more else f"x {digits(row.plain / row.ours)}"
        table.add_row(row.what, f"{digits(row.ours)} {row.unit}", plain, times)
    console.print(table)
    for note in (*report.notes, report.engines, machine):
        console.print(note, style="dim")


def as_rows(report: Report) -> dict[str, Any]:
    """Return a report as JSON."""
    return asdict(report)


class _Peers:
    """The engines that both chains share."""

    def __init__(self, settings: Settings) -> None:
        before = resident_mb()
        self._settings = settings
        small = settings.intent.model_copy(update={"general_model": "off"})
        self._brain = wiring.build_brain(settings.model_copy(update={"intent": small}))
        self._home: Home = build_home(settings)
        self._brain.warm(self._home)
        self._memory_mb = resident_mb() - before
        self._hearing: Hearing = wiring.build_hearing(settings, self._brain)
        self._hearing.prepare(heard_of(self._home))
        self._voice: Synthesizer = build_voice(settings)
        self._heard: list[str] = []

    def ours(self, said: Sequence[tuple[str, Sequence[Chunk]]]) -> _Chain:
        """Return our own way: heard while it is spoken, understood by small tiers, spoken by the sentence."""
        chain = _Chain(memory_mb=self._memory_mb)
        for text, chunks in said:
            self._hearing.start()
            for chunk in chunks[:-1]:
                self._hearing.feed(chunk)
            began = time.perf_counter()
            self._hearing.feed(chunks[-1])
            transcript = self._hearing.finish(Event()).transcript
            chain.hearing.append(_since_ms(began))
            began = time.perf_counter()
            context = Context(datetime.now(UTC), said=normalise(transcript.text))
            plan = self._brain.tiers.understand(transcript, self._home, context, Event())
            reply = self._brain.answerer.reply(plan, None, self._home, context).text
            chain.thinking.append(_since_ms(began))
            wanted = _SAID[text]
            done = [(each.targets, each.intent) for each in plan.actions]
            chain.right += done == [((wanted.device,), wanted.intent)]
            chain.speaking.append(self._first_sound_ms(reply, whole=False))
        return chain

    def heard_at_once(self, said: Sequence[tuple[str, Sequence[Chunk]]]) -> _Chain:
        """Return the plain way to hear: the whole utterance after its end."""
        chain = _Chain()
        for _, chunks in said:
            began = time.perf_counter()
            recogniser = self._hearing.transcriber
            recogniser.start()
            for chunk in chunks:
                recogniser.feed(chunk)
            transcript: Transcript = recogniser.finish(Event())
            chain.hearing.append(_since_ms(began))
            self._heard.append(transcript.text)
        return chain

    def thought_plainly(self, chain: _Chain, model: Path, said: Sequence[tuple[str, Sequence[Chunk]]]) -> None:
        """Add the plain way to think and speak to what was heard plainly."""
        from edgeassist.cli.bench_plain import PlainMind

        intent, before = self._settings.intent, resident_mb()
        mind = PlainMind(model, self._home, context=max(4096, intent.general_context), threads=intent.general_threads)
        try:
            self._think(chain, mind, said)
            chain.memory_mb = resident_mb() - before
        finally:
            mind.close()

    def first_sounds(self) -> tuple[float, float]:
        """Return how long the same answers take to their first sound, by the sentence and as a whole."""
        by_sentence, whole = (
            median(self._first_sound_ms(text, whole=way) for text in ANSWERS) for way in (False, True)
        )
        return by_sentence, whole

    def engines(self, general: str | None) -> str:
        """Return which engines were used."""
        recogniser, voice = type(self._hearing.transcriber).__name__, type(self._voice).__name__
        return f"recogniser {recogniser}, voice {voice}, model of the plain chain {general or 'none'}"

    def _think(self, chain: _Chain, mind: PlainMind, said: Sequence[tuple[str, Sequence[Chunk]]]) -> None:
        for (text, _), heard in zip(said, self._heard, strict=True):
            answer = mind.answer(heard)
            chain.thinking.append(1000 * answer.took_s)
            chain.tokens.append(answer.read)
            wanted = _SAID[text]
            chain.right += answer.done == ((wanted.device, wanted.action),)
            chain.speaking.append(self._first_sound_ms(answer.reply or "Done.", whole=True))

    def _first_sound_ms(self, text: str, *, whole: bool) -> float:
        began = time.perf_counter()
        sentences = self._voice.synthesize(text)
        if whole:
            list(sentences)
        else:
            next(sentences, None)
        return _since_ms(began)


def _rows(ours: _Chain, plain: _Chain, sounds: tuple[float, float]) -> Iterator[Beside]:
    count = len(ours.hearing)
    thought = bool(plain.thinking)

    def _row(what: str, our: Sequence[float], their: Sequence[float]) -> Beside:
        return Beside(what, "ms", median(our), median(their) if their else None)

    yield _row("end of speech to words", ours.hearing, plain.hearing)
    first = plain.thinking[:1]
    yield _row("words to actions and reply, the first", ours.thinking[:1], first)
    yield _row("words to actions and reply, later", ours.thinking[1:], plain.thinking[1:])
    yield _row("reply to its first sound", ours.speaking, plain.speaking)
    yield Beside("the same answers to their first sound", "ms", *sounds)
    acted = [ours.sums(each.hearing, each.thinking) if each.thinking else [] for each in (ours, plain)]
    yield _row("end of speech to action", *acted)
    heard = [ours.sums(each.hearing, each.thinking, each.speaking) if each.thinking else [] for each in (ours, plain)]
    yield _row("end of speech to first sound", *heard)
    share = 100 * plain.right / count if thought else None
    yield Beside("commands understood", "%", 100 * ours.right / count, share, more=True)
    yield Beside("memory of the mind", "MB", ours.memory_mb, plain.memory_mb if thought else None)
    if thought:
        yield Beside("tokens of its prompt", "tok", 0.0, median(plain.tokens))


def _notes(name: str | None, settings: Settings) -> list[str]:
    notes = ["Both wait for the same silence at the end of speech, which is not counted here."]
    if name is not None:
        notes.append("Later sentences find the prompt read; where a device reports something new it is read again.")
        return notes
    store = model_store(settings)
    memory_mb = _memory_mb()
    fitting = [
        each.name for each in catalog().values() if each.kind == "instruct" and each.memory_mb < _SPARE * memory_mb
    ]
    pull = fitting[0] if fitting else "qwen2.5-0.5b-instruct"
    missing = f"No instruct model is installed in {store.folder}, so that part of the plain chain is left out:"
    return [*notes, f"{missing} edgeassist models pull {pull} && edgeassist bench peers"]


def _memory_mb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6


def _since_ms(began: float) -> float:
    return 1000 * (time.perf_counter() - began)
