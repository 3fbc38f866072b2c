"""`edgeassist models`: what there is in the catalogue, fetched, checked, chosen and removed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from edgeassist.chosen import back, choose
from edgeassist.cli.asking import answer_to
from edgeassist.cli.options import CONFIG, JSON
from edgeassist.configuring import LoadedSettings, load_settings
from edgeassist.errors import EdgeAssistError, ModelError
from edgeassist.intent.self_check import SelfCheck, loads
from edgeassist.settings import Settings
from edgeassist.store import CatalogModel, Kind, ModelStore, catalog
from edgeassist.trying import tried

_KEYS: Mapping[Kind, str] = {
    "gguf": "intent.edge_model",
    "instruct": "intent.general_model",
    "embedding": "documents.embedding_model",
    "ctranslate2": "stt",
    "piper": "tts",
}
"""Kind of a model → the setting that names the one in use."""
_ENGINES: Mapping[Kind, str] = {"ctranslate2": "both", "piper": "piper"}
_LLAMAS = frozenset({"instruct", "embedding"})
"""What is tried before it is chosen: our own models the assistant tries itself before it takes them."""
_SHORT = {"documents": "docs"}
_AT_A_START = frozenset({"stt", "tts", "intent.general_model", "documents.embedding_model"})
"""What is loaded once."""
_SPARE = 0.6
"""The share of a board's memory that one model may take."""

NAMES = click.argument("names", nargs=-1, metavar="[NAME]...")
NAME = click.argument("name")


@click.group()
def models() -> None:
    """Fetch, choose and check models: better ears, a better voice, a general mind.

    \b
    edgeassist models list
    edgeassist models pull whisper-base.en && edgeassist models use whisper-base.en
    edgeassist models pull qwen3-1.7b --from /media/usb
    edgeassist models use --back stt          # the one before

    Everything works without any of them; they make it better. Only "pull" reaches out.
    """  # noqa: D301


@models.command("list")
@CONFIG
@JSON
def list_(file: Path | None, *, as_json: bool) -> None:
    """Show the catalogue: what is here, what is in use, and what this board can bear."""
    settings = load_settings(file).settings
    rows = [_row(entry, _store(settings), settings) for entry in catalog().values()]
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold", padding=(0, 1, 0, 0), pad_edge=False)
    cells = [_cells(row) for row in rows]
    for place, title in enumerate(("model", "for", "what it is", "MB", "memory", "")):
        widest = max(len(title), *(len(each[place]) for each in cells))
        table.add_column(title, no_wrap=True, min_width=None if title == "what it is" else widest)
    for row, each in zip(rows, cells, strict=True):
        table.add_row(*each, style="bold green" if row["in_use"] else None if row["installed"] else "dim")
    Console(markup=False).print(table)
    click.echo("\nmemory: about what it takes in use, MB. Fetch one: edgeassist models pull NAME")


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    here = "in use" if row["in_use"] else "here" if row["installed"] else "" if row["fits"] else "too large"
    part = _KEYS[row["kind"]].split(".")[0]
    sizes = (f"{row['size_mb']:>5.0f}", f"{row['memory_mb']:>6.0f}")
    return row["name"], _SHORT.get(part, part), row["about"], *sizes, here


@models.command()
@NAMES
@click.option("--from", "origin", metavar="PLACE", help="A folder (a USB stick) or the address of a mirror.")
@CONFIG
def pull(names: tuple[str, ...], origin: str | None, file: Path | None) -> None:
    """Fetch models; what broke off is gone on with, and what is not what the catalogue names is thrown away."""
    from rich.console import Console

    from edgeassist.fetching import Fetcher
    from edgeassist.installing import Installer

    if not names:
        raise click.UsageError("name a model: edgeassist models list")
    settings = load_settings(file).settings
    with _progress(Console(stderr=True)) as progress:

        def fetcher(name: str) -> Fetcher:
            task = progress.add_task(name, total=None)
            return Fetcher(lambda here, total: progress.update(task, completed=here, total=total))

        installer = Installer(_store(settings), settings.models.hub, fetcher)
        for name in names:
            path = installer.pull(name, origin)
            progress.console.print(f"{name}: installed, {path}", markup=False, highlight=False, soft_wrap=True)
    click.echo(f"next: edgeassist models use {names[-1]}")


@models.command()
@NAMES
@CONFIG
def verify(names: tuple[str, ...], file: Path | None) -> int:
    """Read every installed file again and compare its checksum; exit 1 where one is damaged."""
    store = _store(load_settings(file).settings)
    wrong = 0
    for name in names or [name for name in catalog() if store.installed(name)]:
        try:
            store.path(name)
            store.check(name, again=True)
        except ModelError as error:
            wrong += 1
            click.echo(f"{name}: {error}", err=True)
        else:
            pinned = "as the catalogue has it" if store.vouches_for(name) else "as it was when it was first used"
            click.echo(f"{name}: good, {pinned}")
    return int(wrong > 0)


@models.command()
@click.argument("name", required=False)
@click.option("--back", "key", type=click.Choice(sorted(_KEYS.values())), help="Go back to the one before.")
@CONFIG
def use(name: str | None, key: str | None, file: Path | None) -> None:
    """Use an installed model from now on; our own edge model without a restart."""
    loaded = load_settings(file)
    if name is not None and key is None:
        key = _choose(loaded, name)
        click.echo(f"{key}: {name}")
    elif key is not None and name is None:
        before = back(loaded.settings.state_dir, key)
        click.echo(f"{key}: {before['model'] if isinstance(before, dict) else before or 'as the settings say'}")
    else:
        raise click.UsageError("name a model, or --back and what for")
    _tell(loaded.settings, key)


def _choose(loaded: LoadedSettings, name: str) -> str:
    """Write down the choice and return the setting that it is for."""
    entry = catalog().get(name)
    if entry is None:
        raise ModelError(f"{name!r} is not in the catalogue: edgeassist models list")
    key = _KEYS[entry.kind]
    _may_choose(loaded, key)
    path = _store(loaded.settings).path(name)
    if entry.kind in _ENGINES:
        tried("edgeassist.cli.check_model", path, "its engine")
    elif entry.kind in _LLAMAS and find_spec("llama_cpp"):
        SelfCheck(loaded.settings.state_dir / "cache" / "loaded-models.json", loads).passes(path)
    engine = _ENGINES.get(entry.kind)
    choose(loaded.settings.state_dir, key, name if engine is None else {"engine": engine, "model": name})
    return key


@models.command()
@NAME
@CONFIG
def rm(name: str, file: Path | None) -> None:
    """Delete a fetched model; what comes with edgeassist stays."""
    from edgeassist.fetching import Fetcher
    from edgeassist.installing import Installer

    settings = load_settings(file).settings
    store = _store(settings)
    entry = catalog().get(name)
    if name in {settings.intent.edge_model, settings.intent.general_model, *_named(settings)} and entry is not None:
        raise EdgeAssistError(
            f"{name} is in use: edgeassist models use another one first, or --back {_KEYS[entry.kind]}"
        )
    gone = Installer(store, settings.models.hub, lambda _name: Fetcher()).remove(name)
    click.echo(f"{name}: {'deleted' if gone else 'was not installed'}")


def _store(settings: Settings) -> ModelStore:
    return ModelStore(settings.state_dir / "models")


def _row(entry: CatalogModel, store: ModelStore, settings: Settings) -> dict[str, Any]:
    installed = store.installed(entry.name)
    return asdict(entry) | {
        "installed": installed is not None,
        "in_use": installed is not None and _in_use(settings, entry),
        "fits": entry.memory_mb <= _SPARE * _memory_mb(),
        "path": None if installed is None else str(installed),
    }


def _in_use(settings: Settings, entry: CatalogModel) -> bool:
    if entry.kind in _ENGINES:
        part: Any = getattr(settings, _KEYS[entry.kind])
        named = "auto" if part.engine == "auto" else part.model if part.engine == _ENGINES[entry.kind] else None
    else:
        section, _, key = _KEYS[entry.kind].partition(".")
        named = getattr(getattr(settings, section), key)
    return entry.name == (_store(settings).first_installed(entry.kind) if named == "auto" else named)


def _named(settings: Settings) -> set[str]:
    """Return the models that engines are told to use; "auto" makes do with what there is."""
    named = {part.model for part in (settings.stt, settings.tts) if hasattr(part, "model")}
    return {*named, settings.documents.embedding_model}


def _memory_mb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6


def _may_choose(loaded: LoadedSettings, key: str) -> None:
    """Refuse where a choice would do nothing, since something stronger names a model."""
    for name, source in loaded.sources.items():
        if (name == key or name.startswith(f"{key}.")) and source != "edgeassist models use":
            raise EdgeAssistError(f"{name} is set in {source}, which goes before a choice: change it there")


def _tell(settings: Settings, key: str) -> None:
    if key in _AT_A_START:
        click.echo("it is taken up at the next start: sudo systemctl restart edgeassist")
        return

    async def _nobody() -> dict[str, Any]:
        return {"ok": True, "alone": True}

    answer = answer_to(settings, "reload", {}, _nobody)
    click.echo("it will be taken up at the next start" if answer.get("alone") else "the assistant uses it now")


def _progress(console: Any) -> Any:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=console)
