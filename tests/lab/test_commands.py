import re
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("torch", reason="the extra 'lab' is not installed")
pytest.importorskip("tokenizers", reason="the extra 'lab' is not installed")

from edgeassist.cli.lab import lab
from edgeassist.lab.corpus import load
from edgeassist.store import share_dir

MODEL = str(share_dir() / "models" / "edge-slm.gguf")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(lab, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_corpus(tmp_path: Path) -> None:
    out = tmp_path / "new" / "corpus.jsonl"
    assert run("corpus", str(out), "--rows", "50") == f"{out}: {len(load(out))} rows\n"
    assert len(load(out)) > 40


def test_measure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("edgeassist.cli.lab.HELD_OUT_ROWS", 60)
    known = tmp_path / "known.jsonl"
    run("corpus", str(known), "--rows", "20")
    table = run("measure", MODEL, "--trained-on", str(known))
    assert "edge-slm.gguf, threshold 0.7" in table
    assert re.search(r"│ +seen │ +\d\d │ +\d+\.\d % │", table)
    assert re.search(r"│ +unseen │ +\d\d │ +\d+\.\d % │", table)


def test_usage() -> None:
    result = CliRunner().invoke(lab, ["train", "no-such-corpus.jsonl", "run"])
    assert result.exit_code == 2
    assert "no-such-corpus.jsonl" in result.output
