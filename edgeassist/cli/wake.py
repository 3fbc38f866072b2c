"""`edgeassist wake`: a meter of what the wake words score, and how sensitive they should be."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import click
from click import echo

from edgeassist.cli.meters import Line
from edgeassist.cli.options import CONFIG
from edgeassist.configuring import load_settings
from edgeassist.errors import ModelError
from edgeassist.settings import Settings

if TYPE_CHECKING:
    from edgeassist.messages import Chunk
    from edgeassist.wake.micro_wakeword import MicroWakeWord

_AFTER_S = 1.5
"""Silence after a file, so that a word at its very end is heard."""

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def wake() -> None:
    """Try the wake words, and find how sensitive they should be.

    \b
    edgeassist wake test                   # say them, and what is like them; Ctrl-C ends it
    edgeassist wake test --file kitchen.wav
    edgeassist wake calibrate              # about two minutes; prints lines for the settings

    Words of your own: put the .tflite of a microWakeWord model with its .json into the folder "wake" of the state
    directory, and its name into wake.models. A microphone that the running assistant uses may be busy:
    sudo systemctl stop edgeassist.
    """  # noqa: D301


@wake.command()
@click.option("--file", "recording", type=FILE, help="Listen to an audio file, as fast as possible.")
@click.option("--seconds", type=click.FloatRange(min=0.1), help="End after so long; otherwise Ctrl-C does.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, a row for all that happens.")
@CONFIG
def test(recording: Path | None, seconds: float | None, file: Path | None, *, as_json: bool) -> None:
    """Show what the wake words score: heard, almost heard, and refused by the second look.

    The bar is the score, the stroke what is enough. Nothing is kept, and nothing is done.
    """
    from edgeassist.cli.wake_meter import WakeMeter

    settings = load_settings(file).settings
    detector = _detector(settings)
    with Line() as line:
        meter = WakeMeter(detector, line, as_json=as_json)
        _listen(settings, recording, meter.take, seconds)
        meter.end()


@wake.command()
@click.option("--word", metavar="NAME", help="Which word; without it the first of the settings.")
@click.option("--times", default=8, show_default=True, type=click.IntRange(2, 100), help="How often to say it.")
@click.option("--other-s", default=30.0, show_default=True, type=click.FloatRange(0), help="Seconds of other talk.")
@click.option("--file", "said", type=FILE, help="A recording of the word, said --times times; with --other.")
@click.option("--other", type=FILE, help="A recording of talk, radio or noise without the word.")
@CONFIG
def calibrate(file: Path | None, *, word: str | None, times: int, **how: Any) -> None:
    """Find how sensitive a wake word should be: say it some times, then talk of other things.

    \b
    edgeassist wake calibrate --times 10
    edgeassist wake calibrate --file said.wav --times 12 --other radio.wav

    Say it from where you will be, as loud as you will, with two seconds in between. Then talk, or leave the radio on.
    Nothing is changed: lines for the settings are printed.
    """  # noqa: D301
    from edgeassist.cli.wake_meter import Calibration

    said, other, other_s = how["said"], how["other"], how["other_s"]
    settings = load_settings(file).settings
    chosen = settings.wake if word is None else settings.wake.model_copy(update={"model": word, "models": ()})
    settings = settings.model_copy(update={"wake": chosen.model_copy(update={"sensitivities": {}})})
    if other is not None and said is None:
        raise click.UsageError("--other goes with --file")
    detector = _detector(settings)
    with Line() as line:
        calibration = Calibration(detector, line, times)
        echo(f"Say {calibration.phrase!r}, {times} times." if said is None else f"Listening to {said} …", err=True)
        _listen(settings, said, calibration.take_word, None, calibration.done)
        if other is not None or (said is None and other_s):
            what = (
                f"Listening to {other}" if other else f"Now {other_s:.0f} s of talk, radio or silence, without the word"
            )
            echo(f"{what} …", err=True)
            _listen(settings, other, calibration.take_other, other_s)
    echo(calibration.report())
    sys.exit(0 if calibration.said else 1)


def _detector(settings: Settings) -> MicroWakeWord:
    from edgeassist.wake.micro_wakeword import MicroWakeWord
    from edgeassist.wiring import build_wake

    detector = build_wake(settings)
    if not isinstance(detector, MicroWakeWord):
        raise ModelError('wake.engine is "off": there is nothing to try')
    return detector


def _listen(
    settings: Settings,
    recording: Path | None,
    take: Callable[[Chunk], None],
    seconds: float | None,
    stop: Event | None = None,
) -> None:
    """Hand what is in a file, or comes from the microphone, to `take`, until `stop` or the time is over, or Ctrl-C."""
    if recording is not None:
        for chunk in _chunks(recording):
            take(chunk)
        return
    from edgeassist.wiring import build_microphone

    stop, first = stop or Event(), list[float]()

    def _take(chunk: Chunk) -> None:
        if not first:
            first.append(chunk.time)
        take(chunk)
        if seconds is not None and chunk.time - first[0] >= seconds:
            stop.set()

    with suppress(KeyboardInterrupt):
        build_microphone(settings).run(_take, stop)


def _chunks(recording: Path) -> Iterable[Chunk]:
    from edgeassist.audio.files import read_chunks
    from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, Chunk

    end = 0.0
    for chunk in read_chunks(recording):
        end = chunk.time + CHUNK_S
        yield chunk
    for number in range(round(_AFTER_S / CHUNK_S)):
        yield Chunk(bytes(2 * CHUNK_SAMPLES), end + number * CHUNK_S)
