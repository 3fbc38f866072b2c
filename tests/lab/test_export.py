"""An exported model against torch, in every width, and which width is picked."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch", reason="the extra 'lab' is not installed")
pytest.importorskip("tokenizers", reason="the extra 'lab' is not installed")

from edgeassist.cli.lab import lab  # noqa: E402
from edgeassist.errors import ModelError  # noqa: E402
from edgeassist.intent.calibration import Calibration  # noqa: E402
from edgeassist.intent.edge_slm import EdgeSlm  # noqa: E402
from edgeassist.intent.self_check import check  # noqa: E402
from edgeassist.lab.corpus import make  # noqa: E402
from edgeassist.lab.export import KINDS, Trained, write_gguf  # noqa: E402
from edgeassist.lab.measure import Figures  # noqa: E402
from edgeassist.lab.network import Network  # noqa: E402
from edgeassist.lab.parity import compared  # noqa: E402
from edgeassist.lab.quantisations import COMPARED, Variant, picked  # noqa: E402
from edgeassist.lab.recipe import Recipe  # noqa: E402
from edgeassist.lab.rows import Row  # noqa: E402
from edgeassist.lab.train import load, train  # noqa: E402

RECIPE = Recipe(steps=60, batch_tokens=512, vocabulary=900, warmup=5, layers=2, width=64, heads=2, inner=96)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return make(300, 5)


@pytest.fixture(scope="module")
def folder(rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    train(rows, folder, RECIPE)
    return folder


@pytest.fixture(scope="module")
def trained(folder: Path) -> Trained:
    return Trained(*load(folder), Calibration())


@pytest.mark.parametrize(("kind", "apart"), [("F32", 0.002), ("F16", 0.002), ("Q8_0", 0.1)])
def test_the_exported_model_writes_what_torch_writes(
    trained: Trained, rows: list[Row], tmp_path: Path, kind: str, apart: float
) -> None:
    write_gguf(trained, tmp_path / "m.gguf", kind)
    found = compared(trained.network, EdgeSlm(tmp_path / "m.gguf"), [row.text for row in rows[:60]])
    assert found.rows == 60
    assert len(found.differing) <= (0 if kind.startswith("F") else 3)
    assert found.furthest < apart


def test_parity_tells_where_they_differ(trained: Trained, rows: list[Row], tmp_path: Path) -> None:
    write_gguf(trained, tmp_path / "m.gguf", "F32")
    other = turned(trained.network)
    found = compared(other, EdgeSlm(tmp_path / "m.gguf"), [row.text for row in rows[:20]])
    assert len(found.differing) > 2


def turned(network: Network) -> Network:
    """Return the network with one matrix turned round."""
    other = Network(network.shape)
    other.load_state_dict(network.state_dict())
    with torch.no_grad():
        other.layers[0].value.weight.neg_()
    return other


def test_narrower_files_are_smaller(trained: Trained, tmp_path: Path) -> None:
    sizes = []
    for kind in KINDS:
        write_gguf(trained, tmp_path / "m.gguf", kind)
        sizes.append((tmp_path / "m.gguf").stat().st_size)
        EdgeSlm(tmp_path / "m.gguf")
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == len(sizes)


def test_an_untrained_model_does_not_pass_the_self_check(trained: Trained, tmp_path: Path) -> None:
    write_gguf(trained, tmp_path / "m.gguf")
    with pytest.raises(ModelError, match="misunderstands"):
        check(tmp_path / "m.gguf")


def variant(kind: str, right: float, median_ms: float, size_mb: float) -> Variant:
    found = Figures(100, right, 0.0, 0.0, 0.0, median_ms, 2 * median_ms)
    return Variant(kind, size_mb, 60.0, found)


def test_the_smallest_of_the_good_and_fast_ones_is_picked() -> None:
    best = [variant("F16", 0.9, 5.0, 10), variant("Q8_0", 0.898, 5.2, 6), variant("Q5_0", 0.896, 5.4, 4)]
    assert picked([*best, variant("Q4_0", 0.89, 4.0, 3)]).kind == "Q5_0"  # too often wrong
    assert picked([*best, variant("Q5_1", 0.9, 7.0, 3)]).kind == "Q5_0"  # too slow
    assert picked([replace(each, size_mb=1) if each.kind == "F16" else each for each in best]).kind == "F16"


def test_commands(folder: Path, rows: list[Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = rows[:20]  # drawing others takes seconds, each time
    monkeypatch.setattr("edgeassist.cli.lab._held_out", lambda count, **_: drawn[:count])
    model = tmp_path / "m.gguf"
    assert "sha256" in run("export", folder, model, "-k", "F16")
    assert run("parity", folder, model, "--rows", 10).startswith("10 of 10 utterances: the same tokens")
    told = run("quantisations", folder, "--out", tmp_path / "widths", "--rows", 10)
    for kind in COMPARED:
        assert f"│ {kind:>4} │" in told
        assert (tmp_path / "widths" / f"edge-slm-{kind.lower()}.gguf").exists()
    assert "the smallest." in told
    assert "none of F32, F16" in run("export", folder, model, "-k", "Q2", code=2)


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(lab, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result.output
