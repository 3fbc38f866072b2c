"""`edgeassist audio`: the devices there are, how the chosen ones sound, and a meter to level the microphone by."""

from __future__ import annotations

import asyncio
import json
import math
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click
from click import echo

from edgeassist.cli.meters import Line, loudness
from edgeassist.cli.options import CONFIG, JSON
from edgeassist.configuring import load_settings
from edgeassist.errors import AudioError
from edgeassist.settings import Settings

if TYPE_CHECKING:
    from edgeassist.audio.lines import Device, Kind
    from edgeassist.messages import Chunk

_RECORD_S = 3.0
_EVERY_S = 0.1
_BAR_WIDTH = 40
_CLIPPED_DB = -0.3
_LOUD_DB, _FAINT_DB, _DEAD_DB = -12.0, -45.0, -95.0


@click.group()
def audio() -> None:
    """Show, try and level microphones and loudspeakers.

    \b
    edgeassist audio list
    edgeassist audio test            # records 3 seconds, plays them back, says what is wrong
    edgeassist audio record-level    # speak as from where you will be: peaks should reach -20 to -6 dB

    A device that the running assistant uses may be busy: sudo systemctl stop edgeassist.
    """  # noqa: D301


@audio.command("list")
@CONFIG
@JSON
def list_(file: Path | None, *, as_json: bool) -> None:
    """Show the devices with their channels and sample rates, and which is used and why."""
    from edgeassist.audio.portaudio import devices

    settings = load_settings(file).settings.audio
    wanted: dict[Kind, str | int | None] = {"input": settings.input, "output": settings.output}
    found = {kind: devices(kind, chosen) for kind, chosen in wanted.items()}
    if as_json:
        echo(json.dumps({kind: [asdict(each) for each in every] for kind, every in found.items()}, indent=1))
        return
    for kind, every in found.items():
        _print(kind, every, wanted[kind])
    echo("\nChoose one by its number or a part of its name: audio.input and audio.output of the settings.")


def _print(kind: Kind, every: Sequence[Device], wanted: str | int | None) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(markup=False, highlight=False)
    console.print({"input": "Microphones", "output": "Loudspeakers"}[kind], style="bold")
    table = Table(box=None, show_header=bool(every), header_style="dim", padding=(0, 1, 0, 2))
    for column in ("", "", "name", "channels", "kHz", "through"):
        table.add_column(column, no_wrap=column != "name")
    for each in every:
        rates = " ".join(f"{rate / 1000:g}" for rate in each.rates)
        mark, style = ("→", "bold green") if each.is_chosen else ("", None)
        table.add_row(mark, str(each.number), each.name, str(each.channels), rates, each.system, style=style)
    console.print(table)
    console.print(f"  {_why(kind, every, wanted)}")


def _why(kind: Kind, every: Sequence[Device], wanted: str | int | None) -> str:
    """Return which device would be used, and for what reason."""
    chosen = next((each for each in every if each.is_chosen), None)
    if not every:
        return "none is connected"
    if chosen is None:
        return f"none is used: audio.{kind} = {wanted!r} is not there"
    if wanted is not None:
        return f"{chosen.name} is used: audio.{kind} = {wanted!r} names it"
    reason = "it is the system's default" if chosen.is_default else "it is the first, and the system has no default"
    return f"{chosen.name} is used: {reason}, and audio.{kind} is not set"


@audio.command()
@click.option("--seconds", default=_RECORD_S, show_default=True, type=click.FloatRange(1, 60), help="How long.")
@click.option("--no-playback", is_flag=True, help="Do not play the recording.")
@CONFIG
@JSON
def test(seconds: float, file: Path | None, *, no_playback: bool, as_json: bool) -> None:
    """Record some seconds, play them back, and tell level, noise, clipping, offset and hum, and what to do.

    Speak while it records, as from where you will be. Nothing is kept. Exit 1 where something is bad.
    """
    from edgeassist.doctor.examining import Examined
    from edgeassist.doctor.sound import Level, judged, record
    from edgeassist.wiring import build_microphone

    settings = load_settings(file).settings
    echo(f"Speak: recording {seconds:g} s …", err=True)
    samples, rate = record(build_microphone(settings, raw=True), seconds)
    level = Level.of(samples)
    findings = list(judged(level))
    if not no_playback:
        echo("Listen: playing it …", err=True)
        _play(settings, samples.tobytes())
    if as_json:
        report = {"rate": round(rate), **asdict(level), "findings": [asdict(each) for each in findings]}
        echo(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        from rich.console import Console

        from edgeassist.cli.findings import show

        show(Console(markup=False, highlight=False), [Examined("microphone", tuple(findings))])
    sys.exit(int(any(each.verdict == "bad" for each in findings)))


def _play(settings: Settings, pcm: bytes) -> None:
    from edgeassist.messages import SAMPLE_RATE
    from edgeassist.wiring import build_speaker

    try:
        asyncio.run(build_speaker(settings).play(pcm, SAMPLE_RATE))
    except AudioError as error:
        echo(f"It cannot be played: {error}", err=True)


@audio.command("record-level")
@click.option("--seconds", type=click.FloatRange(min=0.1), help="End after so long; otherwise Ctrl-C does.")
@CONFIG
@click.option("--json", "as_json", is_flag=True, help="Print JSON, a row each tenth of a second.")
def record_level(seconds: float | None, file: Path | None, *, as_json: bool) -> None:
    """Show how loud it is at the microphone, until Ctrl-C; nothing is kept."""
    from edgeassist.wiring import build_microphone

    stop = Event()
    with Line() as line:
        meter = _Meter(stop, seconds, line, as_json=as_json)
        with suppress(KeyboardInterrupt):
            build_microphone(load_settings(file).settings).run(meter.take, stop)
        if not as_json:
            line.say(meter.summary())


class _Meter:
    """Shows the level of what it is given, ten times a second."""

    def __init__(self, stop: Event, seconds: float | None, line: Line, *, as_json: bool) -> None:
        self._stop, self._line, self._as_json = stop, line, as_json
        self._began = self._shown = time.monotonic()
        self._until = None if seconds is None else self._began + seconds
        self._pieces = list[bytes]()
        self._loudest, self._quietest = -math.inf, math.inf

    def take(self, chunk: Chunk) -> None:
        """Take the next chunk; ends the recording when its time is over."""
        now = time.monotonic()
        self._pieces.append(chunk.pcm)
        if now - self._shown >= _EVERY_S:
            self._show(now)
        if self._until is not None and now >= self._until:
            self._stop.set()

    def _show(self, now: float) -> None:
        from edgeassist.onlookers import level_of

        level = level_of(b"".join(self._pieces))
        self._pieces, self._shown = [], now
        rms_db, peak_db = level["rms_db"], level["peak_db"]
        self._loudest, self._quietest = max(self._loudest, peak_db), min(self._quietest, rms_db)
        if self._as_json:
            echo(json.dumps({"s": round(now - self._began, 2), **level}))
            return
        told = "CLIPS" if peak_db > _CLIPPED_DB else "loud" if peak_db > _LOUD_DB else ""
        self._line.show(f" {loudness(rms_db, _BAR_WIDTH)} {rms_db:4.0f} dB  peak {peak_db:4.0f}  {told:5}")

    def summary(self) -> str:
        """Return how loud it was, and what to do about it."""
        if math.isinf(self._loudest):
            return "Nothing was heard."
        if self._loudest <= _DEAD_DB:
            return "Nothing but zeros: it is muted, or another device is meant (edgeassist audio list)."
        what = "that is well"
        if self._loudest > _CLIPPED_DB:
            what = "it clips: turn the microphone down (alsamixer, or audio.gain_db)"
        elif self._loudest < _FAINT_DB:
            what = "if somebody spoke, it is too faint: turn the microphone up (alsamixer, or audio.gain_db)"
        return f"Loudest {self._loudest:.0f} dB, quietest {self._quietest:.0f} dB: {what}."
