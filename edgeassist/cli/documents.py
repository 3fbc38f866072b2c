"""`edgeassist documents`: the house's own papers, as the assistant reads them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from edgeassist.cli.options import CONFIG, JSON
from edgeassist.errors import EdgeAssistError

if TYPE_CHECKING:
    from edgeassist.documents.index import Document
    from edgeassist.documents.library import Library


@click.group(invoke_without_command=True)
@click.pass_context
def documents(context: click.Context) -> None:
    """Show, search, add and remove the documents that questions are answered from: text, Markdown and PDF files.

    \b
    edgeassist documents                              all of them, with what could not be read and why
    edgeassist documents add "boiler manual.pdf"      its name is what the assistant calls it
    edgeassist documents search what does F28 mean    what the assistant would answer, and what comes next
    edgeassist documents remove "boiler manual.pdf"

    They lie in the folder of documents.folder, and may be put there by any other means: what is added, changed or
    removed is noticed within a minute. Nothing of them leaves this machine.
    """  # noqa: D301
    if context.invoked_subcommand is None:
        context.invoke(show, file=None, as_json=False)


@documents.command("list", short_help="Show them, and what is wrong with any.")
@CONFIG
@JSON
def show(file: Path | None, *, as_json: bool) -> None:
    """Show all documents, how much is found in each, and why nothing is.

    \b
    edgeassist documents list
    """  # noqa: D301
    with _library(file) as library:
        known = library.librarian.index.documents()
        if as_json:
            click.echo(json.dumps([_row(each) for each in known], indent=1, ensure_ascii=False))
            return
        for each in known:
            click.secho(f"{each.title}: {_found(each)}  ({each.path})", fg="yellow" if each.problem else None)
        if not known:
            click.echo(f"There are none yet in {library.librarian.folders[0]}: edgeassist documents add FILE")


@documents.command(short_help="Show what answers a question.")
@click.argument("words", nargs=-1, required=True, metavar="QUESTION...")
@click.option("--most", type=click.IntRange(1), default=5, show_default=True, help="Answers to show.")
@CONFIG
@JSON
def search(words: tuple[str, ...], most: int, file: Path | None, *, as_json: bool) -> int:
    """Show what the assistant would read to a question, and what else speaks of it; exit 1: there is no answer.

    \b
    edgeassist documents search "how do I descale the kettle"
    """  # noqa: D301
    from edgeassist.documents.wording import NOTHING, read_out

    with _library(file) as library:
        answers = library.finder.answers(" ".join(words))[:most]
    if as_json:
        rows = [
            {"text": read_out(each), "document": each.hit.document.path, "page": each.hit.passage.page}
            | {"heading": each.hit.passage.heading, "coverage": round(each.coverage, 3)}
            for each in answers
        ]
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
    for each in answers if not as_json else ():
        click.echo(f"{each.coverage:4.0%}  {read_out(each)}")
    if not answers and not as_json:
        click.echo(NOTHING)
    return 0 if answers else 1


@documents.command(short_help="Copy files into the folder.")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@CONFIG
@JSON
def add(files: tuple[Path, ...], file: Path | None, *, as_json: bool) -> int:
    """Copy files into the folder of documents and index them; one of the same name is replaced.

    \b
    edgeassist documents add "boiler manual.pdf" house-rules.md
    """  # noqa: D301
    from edgeassist.documents.reading import KINDS

    for path in files:
        if path.suffix.lower() not in KINDS:
            raise EdgeAssistError(f"{path} is none of {', '.join(sorted(KINDS))}; nothing was added")
    with _library(file, look=False) as library:
        folder = library.librarian.folders[0]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            there = {str(shutil.copyfile(path, folder / path.name)) for path in files}
        except OSError as error:
            raise EdgeAssistError(_unwritable(folder, error)) from error
        library.librarian.look(Event())
        added = [each for each in library.librarian.index.documents() if each.path in there]
    if as_json:
        click.echo(json.dumps([_row(each) for each in added], indent=1, ensure_ascii=False))
    for each in added if not as_json else ():
        click.echo(f"{each.title}: {_found(each)}")
    return 1 if any(each.problem for each in added) else 0


@documents.command(short_help="Delete files from the folder.")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@CONFIG
def remove(names: tuple[str, ...], file: Path | None) -> None:
    """Delete documents, by their file name or as `list` calls them.

    \b
    edgeassist documents remove "boiler manual"
    """  # noqa: D301
    with _library(file) as library:
        known = library.librarian.index.documents()
        for path in [_meant(name, known) for name in names]:
            try:
                path.unlink()
            except OSError as error:
                raise EdgeAssistError(_unwritable(path, error)) from error
            click.echo(f"{path} is deleted")
        library.librarian.look(Event())


@documents.command(short_help="Read all of them again.")
@CONFIG
def reindex(file: Path | None) -> None:
    """Read all documents again, as after a change of the embedding model.

    \b
    edgeassist documents reindex
    """  # noqa: D301
    with _library(file, look=False) as library:
        library.librarian.index.clear()
        library.librarian.look(Event())
        known = library.librarian.index.documents()
    click.echo(f"{len(known)} documents, {sum(each.passages for each in known)} passages")


@contextmanager
def _library(file: Path | None, *, look: bool = True) -> Iterator[Library]:
    """Yield the documents, by default as they are now; raises EdgeAssistError where they are off or cannot be used."""
    from edgeassist.configuring import load_settings
    from edgeassist.wiring import build_library

    library = build_library(load_settings(file).settings)
    if library is None:
        raise EdgeAssistError("documents.enabled is false: there are none")
    with library:
        if look:
            library.librarian.look(Event())
        yield library


def _meant(name: str, known: list[Document]) -> Path:
    """Return the file that a name stands for; raises EdgeAssistError where it is none, or several."""
    fitting = [each for each in known if name in {each.path, Path(each.path).name, each.title}]
    if len(fitting) != 1:
        what = "several are" if fitting else "none is"
        raise EdgeAssistError(f"{what} called {name!r}: edgeassist documents list shows their paths")
    return Path(fitting[0].path)


def _found(document: Document) -> str:
    if document.problem:
        return f"left out, it {document.problem}"
    return f"{document.passages} passage{'' if document.passages == 1 else 's'}"


def _row(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "path": document.path,
        "size": document.size,
        "passages": document.passages,
        "problem": document.problem or None,
    }


def _unwritable(path: Path, error: OSError) -> str:
    return f"{path} cannot be written ({error.strerror}): run this as the assistant's user, or put the file there"
