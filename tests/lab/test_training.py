"""From a corpus to a GGUF that llama.cpp runs like torch, on a network that trains in a second."""

from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra 'lab' is not installed")
pytest.importorskip("tokenizers", reason="the extra 'lab' is not installed")

from edgeassist.intent.calibration import Calibration  # noqa: E402
from edgeassist.intent.edge_slm import EdgeSlm  # noqa: E402
from edgeassist.intent.schema import read  # noqa: E402
from edgeassist.lab import train as training  # noqa: E402
from edgeassist.lab.corpus import Row, make  # noqa: E402
from edgeassist.lab.export import Trained, write_gguf  # noqa: E402
from edgeassist.lab.measure import calibrated, figures, outcomes  # noqa: E402
from edgeassist.lab.network import Network, Shape  # noqa: E402

RECIPE = training.Recipe(steps=6, batch_tokens=256, vocabulary=700, warmup=2, checkpoint_every=2)
SMALL = Shape(vocabulary=700, layers=2, width=32, heads=2, inner=64)
CALIBRATION = Calibration(((0.0, 0.0), (0.5, 0.2), (1.0, 0.9)))


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return make(400, 1)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "Shape", lambda vocabulary: replace(SMALL, vocabulary=vocabulary))


def weights(network: Network) -> list[np.ndarray]:
    return [parameter.detach().numpy() for parameter in network.parameters()]


def test_the_seed_decides(rows: list[Row], tmp_path: Path) -> None:
    once = weights(training.train(rows, tmp_path / "a", RECIPE))
    again = weights(training.train(rows, tmp_path / "b", RECIPE))
    other = weights(training.train(rows, tmp_path / "c", replace(RECIPE, seed=2)))
    assert all(np.array_equal(a, b) for a, b in zip(once, again, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(once, other, strict=True))


def test_an_interrupted_training_goes_on_where_it_was(
    rows: list[Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = weights(training.train(rows, tmp_path / "whole", RECIPE))
    step = training._Run.step

    def breaks(run: training._Run, batch: training._Batch, number: int) -> float:
        if number == 3:
            raise KeyboardInterrupt
        return step(run, batch, number)

    with monkeypatch.context() as patch:
        patch.setattr(training._Run, "step", breaks)
        with pytest.raises(KeyboardInterrupt):
            training.train(rows, tmp_path / "broken", RECIPE)
    resumed = weights(training.train(rows, tmp_path / "broken", RECIPE))
    assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(whole, resumed, strict=True))


def test_it_learns(rows: list[Row], tmp_path: Path) -> None:
    losses = []
    step = training._Run.step

    def noted(run: training._Run, batch: training._Batch, number: int) -> float:
        losses.append(step(run, batch, number))
        return losses[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training._Run, "step", noted)
        training.train(rows, tmp_path, replace(RECIPE, steps=40))
    assert sum(losses[-5:]) / 5 < sum(losses[:5]) / 5 - 0.3


@pytest.fixture
def exported(rows: list[Row], tmp_path: Path) -> tuple[Trained, EdgeSlm]:
    training.train(rows, tmp_path, RECIPE)
    network, tokens, schema = training.load(tmp_path)
    trained = Trained(network, tokens, schema, CALIBRATION)
    write_gguf(trained, tmp_path / "small.gguf")
    return trained, EdgeSlm(tmp_path / "small.gguf")


def test_llama_cpp_has_the_same_tokens_and_logits_as_torch(exported: tuple[Trained, EdgeSlm], rows: list[Row]) -> None:
    trained, slm = exported
    for row in [*rows[:100], Row("schalte 21.5 日本 ça va anna's lampa-x", "[]", "nothing")]:
        prompt = trained.tokens.prompt(row.text)
        assert [0, *slm._llama.tokens(f" {row.text}[")] == prompt
        assert slm._llama.tokens(row.answer)[1:] == trained.tokens.answer(row.answer)[:-1]
        with torch.no_grad():
            expected = trained.network(torch.tensor([prompt]))[0, -1].numpy()
        np.testing.assert_allclose(slm._llama.begin(prompt[1:]), expected, atol=0.05)


def test_the_file_says_all_that_running_it_needs(exported: tuple[Trained, EdgeSlm]) -> None:
    trained, slm = exported
    assert slm.schema == trained.schema
    assert slm.calibration == CALIBRATION


def test_even_a_model_that_knows_nothing_writes_what_the_schema_allows(
    exported: tuple[Trained, EdgeSlm], rows: list[Row]
) -> None:
    for row in rows[:50]:
        written = exported[1].write(row.text, Event())
        assert written is not None
        assert all(frame.intent in exported[1].schema.intents for frame in read(f"[{written.text}"))


def test_measuring(exported: tuple[Trained, EdgeSlm], rows: list[Row]) -> None:
    measured = list(outcomes(exported[1], rows[:60]))
    found = figures(measured, calibrated(measured), 0.8)
    assert found.rows == 60
    assert 0 <= found.wrong_commands <= found.acted <= 1
    assert found.median_ms <= found.p95_ms
