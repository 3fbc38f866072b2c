"""`edgeassist demo`: the whole loop on this machine, with a broker, a home and devices of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from edgeassist.errors import AudioError
from edgeassist.messages import TurnRecord

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from edgeassist.cli.rig import Message, Rig
    from edgeassist.stages import Speaker


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence that the demo says to itself, and what has to come of it."""

    title: str
    text: str
    outcome: str
    command: tuple[str, str] | None = None
    """Topic and payload (or a part of it) that a device has to be commanded with."""


SCENES = (
    Scene("a light on", "turn on the kitchen light", "done", ("home/kitchen/light/set", "ON")),
    Scene(
        "a value set", "set the thermostat to twenty two degrees", "done", ("home/living_room/heating/target/set", "22")
    ),
    Scene("a question about a state", "is the front door locked", "done"),
    Scene("nonsense, to be refused", "my purple sister sings under seven wooden clouds", "not_understood"),
)


HINTS = 'For example "turn off all the lights", "open the garage door", "how warm is it in the bedroom".'


@click.command()
@click.option("--once", is_flag=True, help="End after the four sentences: exit 0, or 1 if one went wrong.")
def demo(*, once: bool) -> None:
    """Speak four commands to the assistant and show all that happens, then keep listening.

    \b
    sh deploy/demo.sh          on a machine with nothing installed
    edgeassist demo --once     where everything is installed

    Broker and devices are the demo's own and end with it; nothing on this machine is changed. Of the house the
    assistant knows nothing but what its devices announce.
    """  # noqa: D301
    from rich.console import Console

    sys.exit(asyncio.run(_play(Console(highlight=False), once=once)))


async def _play(console: Console, *, once: bool) -> int:
    """Return the exit code."""
    from edgeassist.cli.rig import running_rig
    from edgeassist.cli.speakers import spoken

    console.print("[bold]edgeassist[/] hears, acts and answers here; nothing leaves this machine.\n")
    status = console.status("Starting broker, devices and models …")
    status.start()
    wrong = 0
    async with running_rig(_loudspeaker(), wake=not once) as rig:
        status.stop()
        devices = len(rig.house.registry.home.entities)
        console.print(f"{devices} devices announced themselves and were learned within {rig.learned_s:.1f} s.\n")
        for scene in SCENES:
            before = len(rig.witness.messages)
            record, _ = await rig.hear(spoken(scene.text))
            await asyncio.sleep(0.1)
            messages = rig.witness.messages[before:]
            good = went_well(scene, record, messages)
            wrong += not good
            _show(console, scene, record, messages, good=good)
        console.print(
            "[bold green]All went well.[/]" if not wrong else f"[bold red]{wrong} of {len(SCENES)} went wrong.[/]"
        )
        if not once and sys.stdin.isatty():
            await _go_on(console, rig)
    return 1 if wrong else 0


def went_well(scene: Scene, record: TurnRecord | None, messages: Sequence[Message]) -> bool:
    """Return whether the scene ended as it has to, on the evidence of the independent subscriber."""
    if record is None or record.reply.outcome != scene.outcome:
        return False
    commands = [(message.topic, message.payload) for message in messages if message.topic.endswith("/set")]
    if scene.command is None:
        return not commands
    topic, payload = scene.command
    return any(at == topic and payload in sent for at, sent in commands)


def _loudspeaker() -> Speaker:
    """Return this machine's loudspeaker, or a silent one where there is none."""
    from edgeassist.audio.portaudio import PortAudioSpeaker, devices
    from edgeassist.cli.rig import SilentSpeaker

    with suppress(AudioError):
        if devices("output"):
            return PortAudioSpeaker()
    return SilentSpeaker()


async def _go_on(console: Console, rig: Rig) -> None:
    """Listen to the microphone of this machine, where there is one, until Ctrl-C."""
    from edgeassist.audio.portaudio import PortAudioMicrophone

    console.print(f"\nYour turn: say [bold]okay nabu[/] and a command, or press Enter and speak. {HINTS} Ctrl-C ends.")
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(rig.ears.run(PortAudioMicrophone()))
            tasks.create_task(_tell_turns(console, rig))
            while await _next_line():
                rig.assistant.listen()
    except* AudioError as group:
        console.print(f"No microphone to go on with: {group.exceptions[0]}", style="dim", markup=False)


async def _next_line() -> str:
    """Return what is typed next, without a thread that the end of the program would wait for."""
    loop = asyncio.get_running_loop()
    typed = asyncio.Event()
    loop.add_reader(sys.stdin, typed.set)
    try:
        await typed.wait()
    finally:
        loop.remove_reader(sys.stdin)
    return sys.stdin.readline()


async def _tell_turns(console: Console, rig: Rig) -> None:
    """Show every turn as the independent subscriber got it."""
    told, last = len(rig.witness.messages), ""
    while True:
        await asyncio.sleep(0.1)
        for message in rig.witness.messages[told:]:
            told += 1
            if message.payload == last:
                continue
            last = message.payload
            if message.topic.endswith("/turn"):
                turn = json.loads(message.payload)
                console.print(f"  {turn['text'] or '(not understood)'!r} → [bold]{turn['reply']}[/]")
            elif not message.topic.startswith("edgeassist/"):
                console.print(f"    [cyan]{message.topic}[/] {message.payload}")


def _show(
    console: Console, scene: Scene, record: TurnRecord | None, messages: Sequence[Message], *, good: bool
) -> None:
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    if scene.text:
        table.add_row("spoken", Text(scene.text))
    if record is not None:
        _add_turn(table, record)
    for message in messages:
        if message.topic.endswith(("/turn", "/state")) and message.topic.startswith("edgeassist/"):
            continue
        table.add_row("MQTT", Text.assemble((message.topic, "cyan"), " ", message.payload))
    mark = "[green]✔[/]" if good else "[red]✘[/]"
    console.print(Panel(table, title=f"{mark} {scene.title}", title_align="left"))


def _add_turn(table: Table, record: TurnRecord) -> None:
    from rich.text import Text

    table.add_row("transcript", Text(record.text or "(nothing that is a command)"))
    for action in record.plan.actions:
        table.add_row("action", Text(json.dumps(action.as_json(), ensure_ascii=False)))
    table.add_row("confidence", f"{record.plan.confidence:.2f} ({record.plan.tier})")
    table.add_row("answer", Text(record.reply.text, "bold"))
    table.add_row("ms", "  ".join(f"{stage} {ms:.0f}" for stage, ms in record.latency_ms.items()))
