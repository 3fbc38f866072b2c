"""`edgeassist history`: what was asked and done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from edgeassist.cli.options import CONFIG, JSON, ago

if TYPE_CHECKING:
    from edgeassist.settings import Settings


@click.command()
@click.option("--since", callback=ago, metavar="TIME", help="From then on: 90m, 12h, 7d, yesterday, 2026-11-20T08:00.")
@click.option("--entity", metavar="ID", help="What concerned one thing, such as light.hall.")
@click.option("-n", "most", type=click.IntRange(1, 1_000), default=20, show_default=True, help="At most so many turns.")
@CONFIG
@JSON
def history(since: float | None, entity: str | None, most: int, file: Path | None, *, as_json: bool) -> None:
    """Show what was asked and done, the last turn at the end.

    \b
    edgeassist history                            the last 20 turns
    edgeassist history --since 12h --entity light.hall
    edgeassist history --json -n 100

    The running assistant is asked where there is one on the broker; otherwise its state file is read. Turns are kept
    for history.days; without history.words only what was done is.
    """  # noqa: D301
    from edgeassist.configuring import load_settings

    settings = load_settings(file).settings
    turns, days = _asked(settings, since_s=since, entity=entity, most=most)
    if as_json:
        click.echo(json.dumps(turns, indent=1, ensure_ascii=False))
        return
    for turn in reversed(turns):
        click.echo(_line(turn, settings.zone()))
    if not turns:
        click.echo("Nothing is remembered: history.days is 0." if not days else "There is nothing of that kind.")


def _line(turn: Mapping[str, Any], zone: tzinfo | None) -> str:
    """Return one line: when, by whom, what was said, what was done, and how that went."""
    steps = ", ".join(_step(step) for step in turn["steps"]) or "-"
    said = "" if turn["text"] is None else f'"{turn["text"]}"  '
    where = f"{turn['source']}{'/' + turn['area'] if turn['area'] else ''}"
    at = datetime.fromisoformat(turn["ts"]).astimezone(zone)
    return f"{at:%Y-%m-%d %H:%M:%S}  {where:<16} {said}{steps}  [{turn['outcome']}]"


def _step(step: Mapping[str, Any]) -> str:
    params = " ".join(f"{key}={value}" for key, value in (step.get("params") or {}).items())
    what = " ".join(part for part in (step["intent"], step.get("entity") or "", params) if part)
    return what if step["result"] == "confirmed" else f"{what} ({step['reason'] or step['result']})"


def _asked(settings: Settings, **fields: Any) -> tuple[list[dict[str, Any]], float]:
    from edgeassist.cli.asking import answer_to

    by_mqtt = settings.privacy.publish_text
    answer = answer_to(settings, "history", fields, lambda: _from_file(settings, fields), by_mqtt=by_mqtt)
    return answer["turns"], answer["days"]


async def _from_file(settings: Settings, fields: Mapping[str, Any]) -> dict[str, Any]:
    from edgeassist.skills.chronicle import Chronicle, Chronicler
    from edgeassist.skills.chronicle_talk import about_history
    from edgeassist.state import State
    from edgeassist.worker import Worker

    with State(settings.state_dir, durable=True) as state, Worker(state, "state") as worker:
        chronicle = Chronicle(state, days=settings.history.days, words=settings.history.words)
        return await about_history(Chronicler(worker, chronicle), fields)
