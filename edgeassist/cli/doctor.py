"""`edgeassist doctor`: what is wrong here, and the command that mends it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from edgeassist.cli.options import CONFIG, JSON
from edgeassist.cli.remote import request
from edgeassist.configuring import LoadedSettings, load_settings
from edgeassist.doctor.examining import PARTS, examine
from edgeassist.errors import ConfigError
from edgeassist.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from edgeassist.doctor.examining import Examined
    from edgeassist.doctor.finding import Finding, Verdict

_ANSWER_S = 5.0
_MARKS: dict[Verdict, tuple[str, str]] = {
    "good": ("✓", "green"),
    "warning": ("!", "yellow"),
    "bad": ("✗", "bold red"),
    "not checked": ("·", "dim"),
}
_NAME_WIDTH = 14


@click.command()
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(list(PARTS)),
    metavar="PART",
    help="Look at this part alone; may be given again.",
)
@click.option("--sound", is_flag=True, help="Let the loudspeaker be heard.")
@CONFIG
@JSON
def doctor(only: tuple[str, ...], file: Path | None, *, sound: bool, as_json: bool) -> None:
    """Look at everything that the assistant needs, and tell what mends it (half a minute).

    \b
    edgeassist doctor
    edgeassist doctor --only microphone --only speaker --sound
    sudo edgeassist doctor --only egress     # tries to reach out as the service would: that has to fail
    edgeassist doctor --json

    Parts: settings, microphone, speaker, broker, assistant, clock, disk, memory, heat, models, unit, egress, speed.
    Nothing is changed, and nothing is asked of devices. Exit 1 where something is bad; warnings alone are 0.
    """  # noqa: D301
    from rich.console import Console

    from edgeassist.doctor.machine import Machine
    from edgeassist.doctor.parts import Wishes, parts

    every = parts(_settings(file), Machine(), Wishes(ask=_asking, sound=sound))
    chosen = [part for part in every if not only or part.name in only]
    console = Console(stderr=as_json, highlight=False, markup=False)
    with console.status(f"Looking at {len(chosen)} parts …"):
        found = {examined.name: examined for examined in examine(chosen)}
    in_order = [found[part.name] for part in chosen]
    if as_json:
        click.echo(json.dumps(_as_json(in_order), ensure_ascii=False, indent=1))
    else:
        show(console, in_order)
    code = int(any(finding.verdict == "bad" for finding in _all(in_order)))
    if any(examined.overdue for examined in in_order):
        sys.stdout.flush()
        os._exit(code)  # a thread that hangs in a driver cannot be ended, and would keep this process
    sys.exit(code)


def show(console: Console, found: Sequence[Examined]) -> None:
    """Print what was found, part by part, and how it is on the whole."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    for examined in found:
        console.print(PARTS[examined.name], style="bold")
        table = Table.grid(padding=(0, 1))
        table.add_column(width=1)
        table.add_column(min_width=_NAME_WIDTH, no_wrap=True)
        table.add_column(overflow="fold")
        for finding in examined.findings:
            mark, style = _MARKS[finding.verdict]
            text = Text(finding.text, style="dim" if finding.verdict == "not checked" else "")
            if finding.cure:
                text.append(f"\n→ {finding.cure}", style="cyan")
            table.add_row(Text(mark, style=style), finding.name, text)
        console.print(Padding(table, (0, 0, 0, 2)))
    console.print(_sum(_all(found)))


def _settings(file: Path | None) -> LoadedSettings | ConfigError:
    try:
        return load_settings(file)
    except ConfigError as error:
        return error


def _asking(settings: Settings) -> Callable[[dict[str, Any]], dict[str, Any] | None]:
    return lambda fields: asyncio.run(request(settings, "ask", fields, timeout_s=_ANSWER_S))


def _all(found: Iterable[Examined]) -> list[Finding]:
    return [finding for examined in found for finding in examined.findings]


def _counts(findings: Sequence[Finding]) -> dict[str, int]:
    return {verdict: sum(finding.verdict == verdict for finding in findings) for verdict in _MARKS}


def _sum(findings: Sequence[Finding]) -> str:
    counts = _counts(findings)
    told = [f"{count} {verdict}" for verdict, count in counts.items() if count]
    end = "Something has to be mended." if counts["bad"] else "Nothing is broken."
    return f"\n{', '.join(told)}. {end}"


def _as_json(found: Sequence[Examined]) -> dict[str, Any]:
    findings = _all(found)
    return {
        "ok": not any(finding.verdict == "bad" for finding in findings),
        "counts": _counts(findings),
        "parts": {examined.name: [asdict(finding) for finding in examined.findings] for examined in found},
    }
