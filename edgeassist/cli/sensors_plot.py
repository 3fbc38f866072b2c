"""`edgeassist sensors plot`: what a sensor reported, what is usual, and where something was wrong."""

from __future__ import annotations

import time
from pathlib import Path

import click

from edgeassist.cli.options import CONFIG
from edgeassist.errors import EdgeAssistError
from edgeassist.sensors.picture import Picture

_MOST_WIDTH = 160


@click.command(short_help="Draw one: curve, usual band, alerts.")
@click.argument("entity", nargs=-1, required=True, metavar="SENSOR...")
@click.option("--hours", default=24.0, show_default=True, help="How far back, at most 192.")
@click.option("--png", type=click.Path(dir_okay=False, path_type=Path), help="Write a PNG instead.")
@click.option("--dark", is_flag=True, help="A PNG for dark screens.")
@CONFIG
def plot(entity: tuple[str, ...], hours: float, png: Path | None, file: Path | None, *, dark: bool) -> None:
    """Draw a sensor: its curve, the usual band shaded, alerts marked.

    \b
    edgeassist sensors plot sensor.freezer_temperature
    edgeassist sensors plot freezer temperature --hours 168 --png freezer.png

    The band is what is usual at each hour by what is known today. Readings are kept for eight days, fewer in a house
    with thousands of sensors, a point a minute with its extremes. A PNG needs the extra `plot`.
    """  # noqa: D301
    from edgeassist.cli.sensors_asking import asked
    from edgeassist.configuring import load_settings

    answer = asked(load_settings(file).settings, do="plot", entity=" ".join(entity), hours=hours)
    picture = Picture.of_json(answer["picture"])
    if png is None:
        _print(picture)
    else:
        _write(picture, png, dark=dark)


def _print(picture: Picture) -> None:
    from rich.console import Console

    from edgeassist.sensors.plot_text import plotted

    console = Console(highlight=False)
    console.print(plotted(picture, min(console.width, _MOST_WIDTH)))
    if not picture.points:
        console.print("nothing was reported in that time, or it was not written down", style="dim")


def _write(picture: Picture, png: Path, *, dark: bool) -> None:
    try:
        from edgeassist.sensors import plot_png
    except ImportError as error:
        raise EdgeAssistError("a PNG needs Pillow: pip install 'edgeassist[plot]'") from error
    began = time.monotonic()
    drawn = plot_png.png(picture, dark=dark)
    try:
        png.write_bytes(drawn)
    except OSError as error:
        raise EdgeAssistError(f"{png}: cannot be written: {error.strerror}") from error
    click.echo(f"{png}: {len(drawn) / 1000:.0f} kB in {time.monotonic() - began:.1f} s", err=True)
