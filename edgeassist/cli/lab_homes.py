"""`edgeassist lab homes` and `sensors`: homes that are simulated, and what the sensor monitor makes of them."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="OUT")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--homes", "count", default=6, show_default=True, type=click.IntRange(1), help="How many.")
@click.option("--weeks", default=6, show_default=True, type=click.IntRange(2), help="How long each is watched.")
@click.option("--faults", default=5, show_default=True, type=click.IntRange(0), help="Of each kind, a home.")
def homes(folder: Path, *, seed: int, count: int, weeks: int, faults: int) -> None:
    """Simulate homes with labelled faults, a folder a home in OUT: what the sensors are measured on.

    Each holds events.jsonl.gz (for edgeassist sensors replay), labels.jsonl (the faults), benign.jsonl (what looks odd
    and is no fault) and home.json (its time zone). The same seed makes the same homes.
    """
    from edgeassist.lab.sensor_files import save
    from edgeassist.lab.sensor_homes import simulated_home

    for number in range(count):
        home = simulated_home(seed, number=number, weeks=weeks, faults_a_kind=faults)
        events = save(home, folder / home.name)
        labels = sum(len(each.labels) for each in home.sensors)
        click.echo(f"{folder / home.name}: {len(home.sensors)} sensors, {events} events, {labels} faults")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True), metavar="HOMES")
@click.option("-v", "--verbose", is_flag=True, help="Name every fault missed and every false episode.")
@click.option("--utc", is_flag=True, help="Keep the homes' time zones from the monitor.")
def sensors(folder: Path, *, verbose: bool, utc: bool) -> None:
    """Print what the sensor monitor makes of simulated HOMES: faults found, false episodes, delay."""
    from edgeassist.cli.sensor_tables import found_table, told_lines
    from edgeassist.cli.sensors import monitor_for
    from edgeassist.lab.sensor_measure import homes_in, measured, summed

    parts = []
    console = Console()
    for home in homes_in(folder):
        with console.status(f"Replaying {home.folder.name} …"):
            parts.append(measured(home, monitor_for("UTC" if utc else home.zone)))
        if verbose:
            for line in told_lines(parts[-1]):
                click.echo(f"{home.folder.name} {line}")
    console.print(found_table({"edgeassist": summed(parts)}))
