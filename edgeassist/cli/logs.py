"""`edgeassist logs`: what the assistant did, from the journal of the machine that it runs on."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from edgeassist.cli.options import ago


@click.command()
@click.option("-f", "--follow", is_flag=True, help="Go on with what comes, until Ctrl-C.")
@click.option("--turn", metavar="ID", help="What concerns one turn.")
@click.option("--outcome", metavar="OUTCOME", help="Turns that ended so: done, failed, refused, not_understood ...")
@click.option("--entity", metavar="ID", help="Turns that concerned one thing, such as light.hall.")
@click.option(
    "--slow", metavar="MS", type=click.FloatRange(min=0), help="Turns that took so many milliseconds or more."
)
@click.option("--since", callback=ago, metavar="TIME", help="From then on: 90m, 12h, 7d, yesterday, 2026-11-20T08:00.")
@click.option("-n", "last", type=click.IntRange(min=0), help="At most so many; 20 without --since.")
@click.option(
    "--directory", type=click.Path(path_type=Path), help="A journal that was copied from elsewhere, in place of ours."
)
def logs(since: float | None, last: int | None, directory: Path | None, *, follow: bool, **wanted: Any) -> None:
    """Show the log: a line a turn, in the colour of its outcome, with the milliseconds of its stages.

    \b
    edgeassist logs -f                            what happens, as it happens
    edgeassist logs --slow 500 --since 12h        what took long
    edgeassist logs --outcome failed              what went wrong
    edgeassist logs --turn 3f2a91c0b7d4           all about one turn

    What was said is in it only with privacy.log_text. The fields are there for journalctl too:
    journalctl -u edgeassist EDGEASSIST_OUTCOME=failed EDGEASSIST_ENTITY=light.hall -o verbose
    """  # noqa: D301
    from rich.console import Console

    from edgeassist.cli.logs_journal import Wanted, read
    from edgeassist.cli.logs_lines import told

    begins = None if since is None else datetime.now().astimezone() - timedelta(seconds=since)
    wanted["slow_ms"] = wanted.pop("slow")
    last = 20 if last is None and begins is None else last
    console, found = Console(highlight=False, soft_wrap=True), False
    for entry in read(directory, Wanted(**wanted, since=begins), last, follow=follow):
        console.print(told(entry))
        found = True
    if not found:
        click.echo("There is nothing of that kind in the journal that you may read (sudo shows all of it).", err=True)
