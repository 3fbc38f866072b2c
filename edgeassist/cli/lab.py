"""`edgeassist lab`: make the training corpus, train our language model, export and measure it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from edgeassist.cli.lab_homes import homes, sensors
from edgeassist.cli.lab_series import series
from edgeassist.errors import ModelError

if TYPE_CHECKING:
    from edgeassist.lab.export import Trained
    from edgeassist.lab.measure import Figures
    from edgeassist.lab.rows import Row

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
EXISTING = click.Path(path_type=Path, exists=True)
HELD_OUT_SEED = 1_000_003
HELD_OUT_ROWS = 2000
CHECKPOINT_ROWS = 200


WITHOUT_EXTRA = frozenset({"homes", "sensors", "series", "talk"})
"""Commands that do not need the extra."""


@click.group()
@click.pass_context
def lab(context: click.Context) -> None:
    """Train and export our own language model (extra: lab); simulate homes for the sensors.

    \b
    edgeassist lab corpus build/corpus.jsonl
    edgeassist lab train build/corpus.jsonl build/run
    edgeassist lab export build/run models/edge-slm.gguf
    edgeassist lab parity build/run models/edge-slm.gguf
    edgeassist lab quantisations build/run
    edgeassist lab measure models/edge-slm.gguf
    edgeassist lab homes build/homes
    edgeassist lab sensors build/homes
    edgeassist lab series
    edgeassist lab talk models/talk.en.gz
    edgeassist lab denoise models/denoiser.npz
    """  # noqa: D301
    if context.invoked_subcommand in WITHOUT_EXTRA:
        return
    try:
        import tokenizers  # noqa: F401
        import torch  # noqa: F401
    except ImportError as error:
        raise ModelError(f"{error.name} is not installed: pip install 'edgeassist[lab]'") from error


for simulating in (homes, sensors, series):
    lab.add_command(simulating)


@lab.command()
@click.argument("out", type=FILE)
@click.option("--rows", default=200_000, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=7, show_default=True)
def corpus(out: Path, *, rows: int, seed: int) -> None:
    """Write a corpus drawn from the sentence templates to OUT, a row a line."""
    from edgeassist.lab.corpus import make, save

    out.parent.mkdir(parents=True, exist_ok=True)
    made = make(rows, seed)
    save(made, out)
    click.echo(f"{out}: {len(made)} rows")


@lab.command()
@click.argument("out", type=FILE)
@click.option("--minutes", default=20.0, show_default=True, type=click.FloatRange(0), help="How long to listen.")
@click.option("--seed", default=11, show_default=True)
def mishear(out: Path, *, minutes: float, seed: int) -> None:
    """Speak sentences with synthetic voices and write what the recogniser hears for which words to OUT.

    What was heard stays beside it: the same command again goes on from there.
    """
    from edgeassist.lab.mishear import mishear as run

    out.parent.mkdir(parents=True, exist_ok=True)
    click.echo(f"{out}: {run(out, seed, minutes)} confusions")


@lab.command()
@click.argument("out", type=FILE)
def talk(out: Path) -> None:
    """Sum up all sentences for the recogniser, which hears by them what no template says, in OUT (half a minute)."""
    from edgeassist.lab.talk import talk as sum_up
    from edgeassist.stt.talk import write

    summed = sum_up()
    write(summed, out)
    words = f"{len(summed.words):,} words, {len(summed.pairs):,} pairs, {len(summed.triples):,} triples"
    click.echo(f"{out}: {words}, {out.stat().st_size / 1e6:.1f} MB")


@lab.command()
@click.argument("out", type=FILE)
@click.option("--sentences", default=700, show_default=True, type=click.IntRange(8), help="How many are said.")
@click.option("--recordings", type=FOLDER, help="WAV or FLAC files of people in quiet rooms, to learn from as well.")
@click.option("--passes", default=8, show_default=True, type=click.IntRange(1), help="How often all is gone through.")
@click.option("--seed", default=1, show_default=True)
def denoise(out: Path, sentences: int, recordings: Path | None, passes: int, seed: int) -> None:
    """Teach a network what takes noise out of speech, from synthetic voices, and write it to OUT (ten minutes)."""
    from rich.progress import track

    from edgeassist.lab.corpus import Corpus
    from edgeassist.lab.denoise import pairs, train

    files = sorted(each for each in recordings.rglob("*") if each.suffix in {".wav", ".flac"}) if recordings else []
    if recordings and not files:
        raise ModelError(f"{recordings}: no WAV or FLAC file is there to learn from")
    numbered = zip(track(range(sentences), "speaking"), Corpus(seed).rows(), strict=False)
    data = pairs((row.text for _, row in numbered), seed, files)
    click.echo(f"{len(data.noisy):,} frames, {float(((data.noisy - data.quiet) ** 2).mean()):.3f} apart")
    for number, (denoiser, error) in enumerate(train(data, passes, seed), 1):
        denoiser.save(out)
        click.echo(f"{out}: pass {number} of {passes}, error {error:.4f}")


def _number(name: str, text: str, smallest: int = 1) -> Callable[[Decorated], Decorated]:
    """Return an option that stands at what the run began with, or at the recipe's default, where it is not given."""
    return click.option(f"--{name}", default=None, type=click.IntRange(smallest), help=text)


@lab.command()
@click.argument("corpus_file", type=EXISTING, metavar="CORPUS")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--device", default="auto", show_default=True, help="cpu, cuda, or auto: a GPU where there is one.")
@click.option("--other-corpus", is_flag=True, help="Go on although CORPUS is not the one that FOLDER was begun with.")
@_number("steps", "Batches to learn from (1,000).", 2)
@_number("batch-tokens", "Tokens in a batch (4,096).", 64)
@_number("vocabulary", "Tokens that there are (2,048).", 512)
@_number("layers", "Layers of the network (6).")
@_number("width", "Its width (256).", 32)
@_number("heads", "Attention heads (4).")
@_number("inner", "Width inside the gated part of a layer (672).", 32)
@_number("checkpoint-every", "Steps between checkpoints (100).")
@_number("seed", "Decides everything that is left to chance (1).")
@_number("threads", "No more than there are idle cores (1).")
def train(corpus_file: Path, folder: Path, *, device: str, other_corpus: bool, **numbers: int | None) -> None:
    """Train on CORPUS; FOLDER holds the checkpoints, and one that is there is gone on from."""
    from edgeassist.lab.recipe import recipe_for
    from edgeassist.lab.rows import load
    from edgeassist.lab.train import train as run

    given = {name: number for name, number in numbers.items() if number is not None}
    recipe = recipe_for(folder, {**given, "device": device})
    rows = load(corpus_file)
    known = frozenset(row.text for row in rows)
    kept = {
        name: [row for row in _held_out(CHECKPOINT_ROWS, unseen=unseen, part=2) if row.text not in known]
        for name, unseen in (("seen names", False), ("unseen names", True))
    }
    run(rows, folder, recipe, held_out=kept, other_corpus=other_corpus)
    click.echo(f"{folder}: trained; next: edgeassist lab export {folder} OUT.gguf")


@lab.command()
@click.argument("folder", type=EXISTING)
@click.argument("out", type=FILE)
@click.option("-k", "--kind", default="Q8_0", show_default=True, help="F32, F16, Q8_0, Q5_1, Q5_0, Q4_1 or Q4_0.")
def export(folder: Path, out: Path, *, kind: str) -> None:
    """Write what was trained in FOLDER as GGUF, calibrated on sentences that it has not seen."""
    from edgeassist.lab.export import KINDS, write_gguf

    if kind not in KINDS:
        raise click.BadParameter(f"{kind!r} is none of {', '.join(KINDS)}", param_hint="--kind")
    write_gguf(_calibrated(folder, out, kind, HELD_OUT_ROWS), out, kind)
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    click.echo(f"{out}: {out.stat().st_size / 1e6:.1f} MB, sha256 {digest}")


@lab.command()
@click.argument("folder", type=EXISTING)
@click.argument("model", type=EXISTING)
@click.option("--rows", default=500, show_default=True, type=click.IntRange(1), help="Utterances to compare.")
def parity(folder: Path, model: Path, *, rows: int) -> None:
    """Compare MODEL, exported with -k F32 or F16, with what torch makes of the network trained in FOLDER.

    Both decode greedily by the same rules; ends with 1 where they write different tokens.
    """
    import torch

    from edgeassist.intent.edge_slm import EdgeSlm
    from edgeassist.lab.parity import compared
    from edgeassist.lab.train import load

    torch.set_num_threads(1)
    utterances = [row.text for row in _held_out(rows, unseen=True, part=3)]
    found = compared(load(folder)[0], EdgeSlm(model), utterances)
    click.echo(
        f"{found.rows - len(found.differing)} of {found.rows} utterances: the same tokens; "
        f"probabilities at most {found.furthest:.5f} apart"
    )
    for utterance in found.differing:
        click.echo(f"different: {utterance}")
    if found.differing:
        raise click.exceptions.Exit(1)


@lab.command()
@click.argument("folder", type=EXISTING)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Where the files go; default: FOLDER.")
@click.option("--rows", default=500, show_default=True, type=click.IntRange(1), help="Sentences to measure on.")
@click.option("--threshold", default=0.7, show_default=True, help="As intent.threshold of the settings.")
def quantisations(folder: Path, *, out: Path | None, rows: int, threshold: float) -> None:
    """Write what was trained in FOLDER in several widths, measure them in turns, and say which to take."""
    from edgeassist.lab.quantisations import RULE, picked, variants

    out = out or folder
    out.mkdir(parents=True, exist_ok=True)
    trained = _calibrated(folder, out / "edge-slm-q8_0.gguf", "Q8_0", rows)
    measured = variants(trained, _held_out(rows, unseen=False), out, threshold)
    table = _table(f"{measured[0].found.rows} sentences, threshold {threshold:g}", "kind", "MB", "RSS MB")
    for each in measured:
        table.add_row(each.kind, f"{each.size_mb:.1f}", f"{each.memory_mb:.0f}", *_cells(each.found))
    Console().print(table)
    best = picked(measured)
    click.echo(f"{RULE}\n{best.kind}: {out / f'edge-slm-{best.kind.lower()}.gguf'}")


@lab.command()
@click.argument("model", type=EXISTING)
@click.option("--threshold", default=0.7, show_default=True, help="As intent.threshold of the settings.")
@click.option("--trained-on", type=EXISTING, help="A corpus whose sentences are left out.")
def measure(model: Path, *, threshold: float, trained_on: Path | None) -> None:
    """Print how good MODEL is on sentences that it has not seen."""
    from edgeassist.intent.edge_slm import EdgeSlm
    from edgeassist.lab.measure import figures, outcomes
    from edgeassist.lab.rows import load

    known = frozenset(row.text for row in load(trained_on)) if trained_on else frozenset()
    slm = EdgeSlm(model)
    table = _table(f"{model.name}, threshold {threshold:g}", "names", "rows")
    for unseen in (False, True):
        rows = [row for row in _held_out(HELD_OUT_ROWS, unseen=unseen) if row.text not in known]
        found = figures(list(outcomes(slm, rows)), slm.calibration, threshold)
        table.add_row("unseen" if unseen else "seen", str(found.rows), *_cells(found))
    Console().print(table)


def _calibrated(folder: Path, draft: Path, kind: str, rows: int) -> Trained:
    """Return what was trained in `folder`, calibrated by what `draft`, written for it, makes of held-out rows."""
    from edgeassist.intent.calibration import Calibration
    from edgeassist.intent.edge_slm import EdgeSlm
    from edgeassist.lab.export import Trained, write_gguf
    from edgeassist.lab.measure import calibrated, outcomes
    from edgeassist.lab.train import load

    network, tokens, schema = load(folder)
    write_gguf(Trained(network, tokens, schema, Calibration()), draft, kind)
    held_out = [row for unseen in (False, True) for row in _held_out(rows, unseen=unseen, part=1)]
    return Trained(network, tokens, schema, calibrated(list(outcomes(EdgeSlm(draft), held_out))))


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title)
    for column in (*columns, "exact", "acted", "wrong", "acted on\nnothing", "median\nms", "p95\nms"):
        table.add_column(column, justify="right")
    return table


def _cells(found: Figures) -> list[str]:
    shares = (found.right, found.acted, found.wrong_commands, found.wrong_nothings)
    times = (found.median_ms, found.p95_ms)
    return [*(f"{100 * share:.1f} %" for share in shares), *(f"{ms:.1f}" for ms in times)]


def _held_out(count: int, *, unseen: bool, part: int = 0) -> list[Row]:
    """Return rows that are kept from training, those of another `part` for each use; `unseen`: with other names."""
    from edgeassist.lab.corpus import make

    return make(count, HELD_OUT_SEED + part, unseen=unseen)
