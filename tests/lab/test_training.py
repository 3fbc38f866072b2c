"""From a corpus to a GGUF that llama.cpp runs like torch, on a network that trains in a second."""

import re
import signal
from dataclasses import replace
from itertools import islice
from pathlib import Path
from threading import Event

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra 'lab' is not installed")
pytest.importorskip("tokenizers", reason="the extra 'lab' is not installed")

from edgeassist.errors import ModelError  # noqa: E402
from edgeassist.intent import schema  # noqa: E402
from edgeassist.intent.calibration import Calibration  # noqa: E402
from edgeassist.intent.edge_slm import EdgeSlm  # noqa: E402
from edgeassist.intent.schema import read  # noqa: E402
from edgeassist.lab.batches import Batch, batches, encoded  # noqa: E402
from edgeassist.lab.corpus import make  # noqa: E402
from edgeassist.lab.export import Trained, write_gguf  # noqa: E402
from edgeassist.lab.learner import Learner  # noqa: E402
from edgeassist.lab.measure import calibrated, figures, outcomes  # noqa: E402
from edgeassist.lab.network import Network  # noqa: E402
from edgeassist.lab.recipe import Recipe, recipe_for  # noqa: E402
from edgeassist.lab.rows import Row, save  # noqa: E402
from edgeassist.lab.rows import load as load_corpus  # noqa: E402
from edgeassist.lab.tokens import Tokens  # noqa: E402
from edgeassist.lab.train import load, train  # noqa: E402

RECIPE = Recipe(
    steps=6, batch_tokens=256, vocabulary=900, warmup=2, checkpoint_every=2, layers=2, width=32, heads=2, inner=64
)
CALIBRATION = Calibration(((0.0, 0.0), (0.5, 0.2), (1.0, 0.9)))


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return make(400, 1)


def weights(network: Network) -> list[np.ndarray]:
    return [parameter.detach().numpy() for parameter in network.parameters()]


def same(some: list[np.ndarray], others: list[np.ndarray]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(some, others, strict=True))


def test_the_seed_decides(rows: list[Row], tmp_path: Path) -> None:
    once = weights(train(rows, tmp_path / "a", RECIPE))
    assert same(once, weights(train(rows, tmp_path / "b", RECIPE)))
    assert not same(once, weights(train(rows, tmp_path / "c", replace(RECIPE, seed=2))))


def test_ctrl_c_leaves_a_checkpoint_from_which_it_goes_on_as_if_nothing_had_been(
    rows: list[Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = weights(train(rows, tmp_path / "whole", RECIPE))
    step = Learner.step

    def interrupted(learner: Learner, batch: Batch, number: int) -> float:
        if number == 2:
            signal.raise_signal(signal.SIGINT)  # in the middle of the third step
        return step(learner, batch, number)

    with monkeypatch.context() as patch:
        patch.setattr(Learner, "step", interrupted)
        with pytest.raises(KeyboardInterrupt):
            train(rows, tmp_path / "broken", RECIPE)
    assert "stopped after step 3; the same command goes on from there" in capsys.readouterr().out
    assert same(whole, weights(train(rows, tmp_path / "broken", RECIPE)))
    assert "going on after step 3 of 6" in capsys.readouterr().out


def test_batches_are_the_same_from_wherever_they_begin(rows: list[Row]) -> None:
    tokens = Tokens.trained((row.text for row in rows), schema.Schema.of(frames(rows)).fragments(), 900)
    examples = encoded(rows, tokens)
    whole = list(islice(batches(examples, RECIPE), 130))
    assert sum(len(batch.ids) for batch in whole) > 2 * len(rows)  # into the third pass
    for first in (1, 40, 129):
        ids = next(batches(examples, RECIPE, first)).ids
        assert torch.equal(ids, whole[first].ids)


def test_a_pass_has_every_row_once_and_no_batch_is_too_large(rows: list[Row]) -> None:
    tokens = Tokens.trained((row.text for row in rows), schema.Schema.of(frames(rows)).fragments(), 900)
    examples = encoded(rows, tokens)
    seen: list[list[int]] = []
    for batch in batches(examples, RECIPE):
        assert batch.ids.numel() <= RECIPE.batch_tokens or len(batch.ids) == 1
        for ids, counts in zip(batch.ids.tolist(), (batch.weights > 0).sum(1).tolist(), strict=True):
            seen.append(ids[: counts + 1])
        if len(seen) >= len(rows):
            break
    assert sorted(seen) == sorted([*tokens.prompt(row.text), *tokens.answer(row.answer)] for row in rows)


def test_another_corpus_is_told_and_taken_only_when_asked_for(rows: list[Row], tmp_path: Path) -> None:
    train(rows, tmp_path, RECIPE)
    with pytest.raises(ModelError, match=r"not the corpus that .* was begun with.*--other-corpus"):
        train(rows[1:], tmp_path, replace(RECIPE, steps=8))
    train(rows[1:], tmp_path, replace(RECIPE, steps=8), other_corpus=True)


def test_another_corpus_widens_the_network_by_what_its_answers_need(rows: list[Row], tmp_path: Path) -> None:
    before = train(rows, tmp_path, RECIPE)
    old = load(tmp_path)[1]
    foreign = Row("dig a hole", '[{"do":"dig","what":" hole"}]', "command")
    train([*rows, foreign], tmp_path, RECIPE, other_corpus=True)
    network, tokens, allowed = load(tmp_path)
    assert tokens.fragments == (*old.fragments, '{"do":"dig', '","what":"')
    assert "dig" in allowed.intents
    assert set(old.fragments) <= set(allowed.fragments())
    for old_token, new_token in zip(old.answer(rows[0].answer), tokens.answer(rows[0].answer), strict=True):
        assert old_token == new_token
    kept = network.embedding.weight[: old.size]
    assert torch.equal(kept, before.embedding.weight)
    assert torch.allclose(network.embedding.weight[-1], kept.mean(0), atol=1e-6)
    learned = train([foreign] * 20, tmp_path, replace(RECIPE, steps=RECIPE.steps + 4), other_corpus=True)
    assert not torch.allclose(learned.embedding.weight[-1], kept.mean(0), atol=1e-4)


def test_rows_whose_answers_no_tokens_can_spell_are_left_out_and_counted(
    rows: list[Row], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unspeakable = Row("dig a hole", '[{"do":"dig","what":" a \\"hole\\""}]', "command")
    train([*rows, unspeakable], tmp_path, RECIPE)
    assert "1 rows left out" in " ".join(capsys.readouterr().out.split())
    with pytest.raises(ModelError, match="nothing to learn"):
        train([unspeakable], tmp_path, RECIPE, other_corpus=True)


def test_it_learns_and_tells_how_much_it_has_right(
    rows: list[Row], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    easy = [Row(f"{word} on", '[{"do":"turn_on","name":" ' + word + '"}]', "command") for word in ("lamp", "fan")] * 40
    train(easy, tmp_path, replace(RECIPE, steps=60, checkpoint_every=59), held_out={"lamps": easy[:1], "all": rows})
    first, last = re.findall(r"loss ([0-9.]+), right: 100.0 % of lamps, ([0-9.]+) % of all", capsys.readouterr().out)
    assert float(last[0]) <= float(first[0]) < 2.0
    assert float(last[1]) < 50.0


def test_right_is_what_greedy_decoding_would_write(tmp_path: Path) -> None:
    easy = [Row(f"{word} on", '[{"do":"turn_on","name":" ' + word + '"}]', "command") for word in ("lamp", "fan")]
    learner = Learner(train(easy * 40, tmp_path, replace(RECIPE, steps=60)), RECIPE)
    tokens = load(tmp_path)[1]
    wrong = [replace(easy[0], answer=answer) for answer in ("[]", easy[1].answer, easy[0].answer.replace("lamp", "on"))]
    assert [greedy(learner.network, tokens, row) for row in (*easy, *wrong)] == [True, True, False, False, False]
    assert learner.right(encoded([*easy, *wrong], tokens)) == pytest.approx(2 / 5)


def greedy(network: Network, tokens: Tokens, row: Row) -> bool:
    """Return whether the likeliest token after token is the answer, with nothing to hold it to a schema."""
    written, answer = tokens.prompt(row.text), tokens.answer(row.answer)
    for _ in answer:
        with torch.no_grad():
            written.append(int(network(torch.tensor([written]))[0, -1].argmax()))
    return written[-len(answer) :] == answer


def test_the_folder_keeps_what_the_run_began_with(rows: list[Row], tmp_path: Path) -> None:
    train(rows, tmp_path, RECIPE)
    assert load(tmp_path)[0].shape == RECIPE.shape(900)
    assert recipe_for(tmp_path, {"steps": 9}) == replace(RECIPE, steps=9)
    with pytest.raises(ModelError, match="was begun with width 32, not 64: leave the option out"):
        recipe_for(tmp_path, {"width": 64})
    with pytest.raises(ModelError, match="a head has an even share"):
        Recipe(width=96, heads=5).shape(900)


def test_what_cannot_be_read_is_named(rows: list[Row], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nothing was trained here"):
        load(tmp_path)
    train(rows, tmp_path, RECIPE)
    checkpoint = tmp_path / "checkpoint.pt"
    for damaged in (checkpoint.read_bytes()[:-1000], b"", b"GGUF" * 100):
        checkpoint.write_bytes(damaged)
        with pytest.raises(ModelError, match=r"checkpoint.pt: no checkpoint that can be read"):
            train(rows, tmp_path, RECIPE)
    (tmp_path / "recipe.json").write_text("{")
    with pytest.raises(ModelError, match=r"recipe.json: damaged"):
        load(tmp_path)


@pytest.mark.parametrize("line", ['{"text": "a"}', "[]", "{", '{"text":"a","answer":"{","kind":"x"}', "\xff"])
def test_a_damaged_line_of_the_corpus_is_named(rows: list[Row], tmp_path: Path, line: str) -> None:
    file = tmp_path / "corpus.jsonl"
    save(rows[:2], file)
    file.write_bytes(file.read_bytes() + line.encode("latin-1") + b"\n")
    with pytest.raises(ModelError, match=r"corpus.jsonl, line 3: no row of a corpus"):
        load_corpus(file)


def test_no_device_of_that_name(rows: list[Row], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="device 'tpu9' cannot be used here"):
        train(rows, tmp_path, replace(RECIPE, device="tpu9"))


def frames(rows: list[Row]) -> list[schema.Frame]:
    return [frame for row in rows for frame in schema.read(row.answer)]


@pytest.fixture
def exported(rows: list[Row], tmp_path: Path) -> tuple[Trained, EdgeSlm]:
    train(rows, tmp_path, RECIPE)
    trained = Trained(*load(tmp_path), CALIBRATION)
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
