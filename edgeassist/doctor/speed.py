"""How fast sentences are understood, beside what this kind of board can do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Event

from edgeassist.doctor.finding import Finding, good, unchecked, warning
from edgeassist.doctor.machine import Board, Machine
from edgeassist.home.homefile import load_home
from edgeassist.messages import Home, Transcript
from edgeassist.settings import IntentSettings, Settings
from edgeassist.stages import IntentParser
from edgeassist.store import share_dir
from edgeassist.wiring import build_brain, build_edge


@dataclass(frozen=True, slots=True)
class Expected:
    """Milliseconds that a sentence usually takes."""

    sentences_ms: float
    edge_ms: float
    measured: bool = False
    """False: reckoned from a machine of another kind, by how fast one of its cores is."""


EXPECTED: Mapping[Board, Expected] = {
    "x86-64": Expected(1.0, 8.0, measured=True),
    "Raspberry Pi 5": Expected(2.0, 20.0),
    "Raspberry Pi 4": Expected(5.0, 55.0),
}
"""By kind of board."""

SENTENCES = (
    "turn on the kitchen light",
    "set the thermostat to twenty one degrees",
    "it's getting rather dark in the hallway",
    "would you mind shutting the living room blind",
)
_TIMES = 5
"""Each sentence; the fastest counts, so that other work on the machine does not."""
_SLOW = 2.5
_LAST = "edgeassist doctor --only heat; top -o %CPU"


def look_at_speed(machine: Machine, settings: Settings) -> Iterator[Finding]:
    """Yield how long the tiers of understanding take, and how long they take to load."""
    home = load_home(share_dir() / "configs" / "demo-home.json")
    edge = settings.intent.edge_model
    alone = settings.model_copy(update={"intent": IntentSettings(edge_model="off", general_model="off")})
    began = time.perf_counter()
    brain = build_brain(alone)
    brain.warm(home)
    model = build_edge(settings)
    loaded_s = time.perf_counter() - began
    board = machine.board()
    expected = EXPECTED.get(board)
    kind = board if expected is None or expected.measured else f"{board}, an estimate"
    yield judged("sentences", _fastest_ms(brain.sentences, home), expected.sentences_ms if expected else None, kind)
    if model is None:
        yield unchecked("edge model", "intent.edge_model is off", "edgeassist config show | grep edge_model")
    else:
        which = f"{Path(edge).stem}, " if edge != "edge-slm" else ""
        yield judged("edge model", _fastest_ms(model, home), expected.edge_ms if expected else None, f"{which}{kind}")
    yield good("loading", f"templates and model were there after {loaded_s:.1f} s")


def judged(name: str, took_ms: float, expected_ms: float | None, board: str) -> Finding:
    """Return what a time means beside the expected one; None: nobody knows this board."""
    if expected_ms is None:
        return good(name, f"{took_ms:.1f} ms a sentence; nothing is known of this kind of board")
    text = f"{took_ms:.1f} ms a sentence, {expected_ms:g} are expected ({board})"
    return (
        warning(name, f"{text}: too hot, held down, or busy", _LAST)
        if took_ms > _SLOW * expected_ms
        else good(name, text)
    )


def _fastest_ms(parser: IntentParser, home: Home) -> float:
    """Return the median of the sentences, each at its fastest."""

    def _understand(text: str) -> None:
        next(parser.parse(Transcript(text), home, Event()), None)

    return median(min(_timed_ms(_understand, text) for _ in range(_TIMES)) for text in SENTENCES)


def _timed_ms(work: Callable[[str], None], text: str) -> float:
    began = time.perf_counter()
    work(text)
    return 1000 * (time.perf_counter() - began)
