"""The command line as a user has it: arguments in, text and an exit code out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from edgeassist.cli import main
from tests.daemons import HOME


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in an empty folder with no settings but those given as `mqtt__port=1`."""
    for name in [name for name in os.environ if name.startswith("EDGEASSIST_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("EDGEASSIST_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("EDGEASSIST_INTENT__EDGE_MODEL", "off")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path, **settings: object) -> Ended:
        for key, value in settings.items():
            monkeypatch.setenv(f"EDGEASSIST_{key.upper()}", str(value))
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Ended(int(end.value.code or 0), out, err)

    return run


def write_rows(path: Path, rows: Sequence[Mapping[str, Any] | str | bytes]) -> Path:
    """Write a row a line: objects as JSON, text and bytes as they are."""
    lines = [
        row if isinstance(row, bytes) else (row if isinstance(row, str) else json.dumps(row)).encode() for row in rows
    ]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def read_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


__all__ = ["HOME", "Ended", "Run", "read_rows", "write_rows"]
