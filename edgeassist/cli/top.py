"""`edgeassist top`: the running assistant on a terminal, from this machine or another."""

from __future__ import annotations

import asyncio
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from edgeassist.cli.options import CONFIG
from edgeassist.engines import how_to_install
from edgeassist.errors import EdgeAssistError

if TYPE_CHECKING:
    from edgeassist.console.wire import Wire

_LOOK_S = 3.0
"""How long `--once` waits for the assistant to tell how it is."""


@click.command()
@click.option("--node", metavar="NAME", help="Another assistant of the house, by its node's name.")
@click.option("--host", metavar="HOST", help="The broker, where it is another than that of the settings.")
@click.option("--once", is_flag=True, help="Print one picture of the state as text, and end.")
@CONFIG
def top(node: str | None, host: str | None, file: Path | None, *, once: bool) -> None:
    """Watch the assistant: state, microphone, turns, devices, alerts, timers, machine; and ask it by text.

    \b
    edgeassist top
    edgeassist top --host raspberrypi --node kitchen     from another machine
    edgeassist top --once                                for a script, or where there is no terminal

    Everything comes from the broker. Keys: Enter asks, the arrows bring back what was asked, Ctrl-Q ends.
    With --once the exit code is 1 where the assistant does not run.
    """  # noqa: D301
    from edgeassist.configuring import load_settings
    from edgeassist.console.picture import Picture
    from edgeassist.console.wire import Wire

    settings = load_settings(file).settings
    mqtt = settings.mqtt.model_copy(update={"host": host} if host else {})
    settings = settings.model_copy(update={"mqtt": mqtt} | ({"node": node} if node else {}))
    wire = Wire(settings, Picture(settings.node))
    if once:
        sys.exit(asyncio.run(_print_once(wire)))
    if find_spec("textual") is None:
        raise EdgeAssistError(f"the console needs its library: {how_to_install('console')}, or use --once")
    from edgeassist.console.screen import Top

    Top(wire).run()


async def _print_once(wire: Wire) -> int:
    """Print the picture as soon as it is complete; return 1 where there is no assistant."""
    from rich.console import Console

    from edgeassist.console import panels
    from edgeassist.console.house_lines import devices, timers_and_alerts
    from edgeassist.console.machine_lines import machine, problems

    async with wire.connected():
        listening = asyncio.create_task(wire.listen())
        try:
            await _complete(wire)
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
    console, picture = Console(highlight=False), wire.picture
    if why := panels.away(picture):
        raise EdgeAssistError(why.replace("\n\n", " "))
    width = console.width
    console.print(panels.head(picture, width))
    console.print(panels.level(picture, width))
    if told := problems(picture):
        console.print(told)
    for title, draw in (
        ("machine", machine),
        ("alerts and timers", timers_and_alerts),
        ("devices", devices),
    ):
        console.print(f"\n[bold]{title}[/]")
        console.print(draw(picture, min(width, 60), 1_000))
    return 0


async def _complete(wire: Wire) -> None:
    """Return once the assistant has told how it is, or the time for that is over."""
    picture = wire.picture
    try:
        async with asyncio.timeout(_LOOK_S):
            while not (picture.online and picture.metrics and picture.state):  # noqa: ASYNC110  a picture has no event
                await asyncio.sleep(0.02)
            await wire.request("watch")
            await wire.look()
            while picture.level is None and picture.metrics.get("microphone"):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    except TimeoutError:
        return
