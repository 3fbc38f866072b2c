"""`edgeassist doctor`: what is wrong here, and the command that mends it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from edgeassist.cli.findings import counts_of, findings_of, show
from edgeassist.cli.options import CONFIG, JSON
from edgeassist.cli.remote import request
from edgeassist.configuring import LoadedSettings, load_settings
from edgeassist.doctor.examining import PARTS, examine
from edgeassist.errors import ConfigError
from edgeassist.settings import Settings

if TYPE_CHECKING:
    from edgeassist.doctor.examining import Examined

_ANSWER_S = 5.0


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
    code = int(any(finding.verdict == "bad" for finding in findings_of(in_order)))
    if any(examined.overdue for examined in in_order):
        sys.stdout.flush()
        os._exit(code)  # a thread that hangs in a driver cannot be ended, and would keep this process
    sys.exit(code)


def _settings(file: Path | None) -> LoadedSettings | ConfigError:
    try:
        return load_settings(file)
    except ConfigError as error:
        return error


def _asking(settings: Settings) -> Callable[[dict[str, Any]], dict[str, Any] | None]:
    return lambda fields: asyncio.run(request(settings, "ask", fields, timeout_s=_ANSWER_S))


def _as_json(found: Sequence[Examined]) -> dict[str, Any]:
    findings = findings_of(found)
    return {
        "ok": not any(finding.verdict == "bad" for finding in findings),
        "counts": counts_of(findings),
        "parts": {examined.name: [asdict(finding) for finding in examined.findings] for examined in found},
    }
