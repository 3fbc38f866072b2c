"""`edgeassist bench`: speed, memory, accuracy and energy on this machine, figures of real runs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import click

from edgeassist.cli.figures import Figure, machine, show
from edgeassist.cli.options import JSON

Tell = Callable[[str], None]
"""Shows what is being measured now."""

PARTS: Mapping[str, str] = {
    "house": "devices and turns",
    "start": "start and memory",
    "idle": "listening for nothing",
    "understanding": "understanding",
    "model": "language models",
    "speech": "recogniser",
    "voices": "voices",
    "names": "new names",
    "turns": "speech to action",
    "accuracy": "accuracy",
    "energy": "energy",
}
"""Part → what it is called while it is measured; the house first, else memory that others left free would hide its."""

AUDIO: Mapping[str, str] = {
    "turns": PARTS["turns"],
    "endpoint": "when an utterance is over",
    "wake": "wake word to listening",
    "heard": "spoken commands",
    "voices": PARTS["voices"],
    "speech": PARTS["speech"],
    "listening": "the whole assistant, waiting",
}
"""The same for hearing and speaking, in the order in which it is shown."""

_TITLES = {**PARTS, **AUDIO}
_ROWS = 120
_ROWS_AT = datetime(2026, 11, 20, 14, tzinfo=UTC)
"""The time that it is in the rows."""


@click.group(invoke_without_command=True)
@click.option("--runs", default=3, show_default=True, help="How often each sentence is spoken.")
@click.option(
    "--only", multiple=True, type=click.Choice(list(_TITLES)), metavar="PART", help="Measure this part alone."
)
@click.option("--audio", is_flag=True, help="Measure hearing and speaking alone, and more of it.")
@click.option("--sensors", is_flag=True, help="Measure watching sensors instead.")
@click.option("--homes", default=3, show_default=True, type=click.IntRange(1), help="Simulated homes, with --sensors.")
@click.option("--compare", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="Show ratios to what --json wrote earlier.")  # fmt: skip
@JSON
@click.pass_context
def bench(
    context: click.Context, /, *, runs: int, only: tuple[str, ...], homes: int, compare: Path | None, **options: bool
) -> None:
    """Measure speed, memory, accuracy and energy on this machine (four minutes), and show them in a table.

    \b
    edgeassist bench
    edgeassist bench --json > before.json        # ... then change something ...
    edgeassist bench --compare before.json       # what got better or worse by more than the noise
    edgeassist bench --only model --only understanding
    edgeassist bench peers                       # the same commands through a plain chain
    edgeassist bench --audio                     # from the wake word to the answer; every voice that is installed
    edgeassist bench --sensors

    Parts: house, start, idle, understanding, model, speech, voices, names, turns, accuracy, energy; with --audio:
    speech, voices, turns, endpoint, wake, heard, listening (five minutes).

    --sensors compares the monitor of sensors with thresholds, a z-score and river's detectors, on homes that are
    simulated with labelled faults and on series of other things (about ten minutes; extra: lab).

    Times are medians of real runs with a real broker, with what 95 and 99 of 100 stay under; other work on the machine
    makes them worse, so compare figures of one run with each other. Energy is told where the machine tells (RAPL, as
    root; the power chip of a Raspberry Pi 5), accuracy where there are rows (a checkout has them).
    """  # noqa: D301
    if context.invoked_subcommand is not None:
        return
    as_json = options["as_json"]
    if options["sensors"]:
        from edgeassist.cli.bench_sensors import bench_sensors

        bench_sensors(homes, machine(), as_json=as_json)
        return
    _bench(only or tuple(AUDIO if options["audio"] else PARTS), runs, compare, as_json=as_json)


@bench.command()
@click.option("--runs", default=2, show_default=True, type=click.IntRange(1), help="How often each sentence is said.")
@JSON
def peers(runs: int, *, as_json: bool) -> None:
    """Put the same commands through a plain chain, beside ours, with the engines that are installed here.

    \b
    edgeassist models pull qwen2.5-0.5b-instruct && edgeassist bench peers
    edgeassist bench peers --runs 1 --json

    The plain chain hands the whole utterance to the recogniser at once, asks a general instruct model for JSON with the
    list of devices in its prompt, and makes the whole reply into sound before it plays it. Recogniser, model and voice
    are the same that edgeassist would use here.
    """  # noqa: D301
    from rich.console import Console

    from edgeassist.cli.bench_peers import as_rows, measure_peers, show_peers

    console = Console(stderr=as_json, highlight=False)
    with console.status("") as status:
        report = measure_peers(runs, lambda title: status.update(f"Measuring {title} …"))
    if as_json:
        click.echo(json.dumps({"machine": machine(), **as_rows(report)}))
    else:
        show_peers(console, report, machine())


def _bench(only: Sequence[str], runs: int, compare: Path | None, *, as_json: bool) -> None:
    from rich.console import Console

    from edgeassist.cli.bench_compare import changes, read_figures, show_changes

    earlier = None if compare is None else read_figures(compare)
    console = Console(stderr=as_json, highlight=False)
    with console.status("") as status:
        figures = list(_measured(only, runs, lambda title: status.update(f"Measuring {title} …")))
    made = datetime.now(UTC).isoformat(timespec="seconds")
    if as_json:
        click.echo(json.dumps({"machine": machine(), "made": made, "figures": [asdict(each) for each in figures]}))
    else:
        show(console, figures)
    if compare is not None and earlier is not None:
        console.print()
        show_changes(console, compare, earlier[0], list(changes(earlier[1], figures)))


def _measured(only: Sequence[str], runs: int, tell: Tell) -> Iterator[Figure]:
    """Yield the figures of these parts; `tell` shows what is being measured."""
    from edgeassist.cli import bench_audio as audio
    from edgeassist.cli import bench_stages as stages
    from edgeassist.cli.bench_house import measure_house
    from edgeassist.cli.bench_start import measure_start
    from edgeassist.cli.bench_turns import measure_turns

    measures: dict[str, Callable[[], Sequence[Figure]]] = {
        "house": lambda: asyncio.run(measure_house(tell)),
        "start": measure_start,
        "idle": stages.measure_idle,
        "understanding": stages.measure_understanding,
        "model": stages.measure_models,
        "speech": stages.measure_speech,
        "names": stages.measure_new_names,
        "turns": lambda: asyncio.run(measure_turns(runs)),
        "accuracy": _measure_accuracy,
        "energy": stages.measure_power,
        "endpoint": audio.measure_ends,
        "wake": lambda: asyncio.run(audio.measure_wake(runs)),
        "heard": audio.measure_heard,
        "voices": audio.measure_all_voices,
        "listening": lambda: asyncio.run(audio.measure_listening()),
    }
    for name, title in _TITLES.items():
        if name in only:
            tell(title)
            yield from measures[name]()


def _measure_accuracy() -> list[Figure]:
    """Count how many of the rows that come with a checkout are understood; none where there are none."""
    from edgeassist.cli.batch import Batch
    from edgeassist.cli.evaluate import figures, judge
    from edgeassist.cli.rows import read_lines
    from edgeassist.store import share_dir

    data = share_dir() / "tests" / "data"
    rows = [line for path in sorted((data / "understanding").glob("seen_*.jsonl")) for line in read_lines(path)]
    if not rows:
        return []
    batch = Batch(None, data / "homes", None, _ROWS_AT)
    chosen = Random(0).sample(rows, min(_ROWS, len(rows)))  # noqa: S311  the same rows each time
    told = figures([judge(line, number, batch) for number, line in enumerate(chosen, 1)])
    noise = 1 / max(1, len(chosen))
    return [
        Figure(f"rows {what}", 100 * told[key], "%", None, len(chosen), "Accuracy (seen rows)", noise=noise, more=more)
        for what, key, more in (("right", "accuracy", True), ("wrong", "wrong", False), ("missed", "missed", False))
    ]
