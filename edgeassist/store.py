"""Where files of ours are found: models by name, sentences and settings that come with the package."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from edgeassist.errors import ModelError


def share_dir() -> Path:
    """Return the folder that holds `configs` and `models`: inside an installed package, or the top of a checkout."""
    package = Path(__file__).parent
    return installed if (installed := package / "share").is_dir() else package.parent


def sentences_dir() -> Path:
    """Return the folder of our sentence templates, a folder a language in it."""
    return share_dir() / "configs" / "sentences"


@dataclass(frozen=True, slots=True)
class CatalogModel:
    """One line of `models/catalog.toml`."""

    name: str
    file: str
    """Relative to a models folder; a folder for models of several files."""
    kind: str
    sha256: str = ""
    """Of the file; empty for a folder."""
    source: str = ""
    size_mb: float = 0.0
    licence: str = ""


class ModelStore:
    """Finds model files: those that come with us, and those that were installed into the state directory."""

    def __init__(self, *folders: Path) -> None:
        self._folders = (*folders, share_dir() / "models")

    def installed(self, model: str) -> Path | None:
        """Return the path of a model of the catalogue, or of the file or folder that `model` names; None: not there."""
        entry = _catalog().get(model)
        if entry is None:
            path = Path(model).expanduser()
            return path if path.exists() else None
        return next((path for folder in self._folders if (path := folder / entry.file).exists()), None)

    def first_installed(self, kind: str) -> str | None:
        """Return the first model of a kind in the catalogue that is installed; None: none is."""
        return next((name for name, entry in _catalog().items() if entry.kind == kind and self.installed(name)), None)

    def path(self, model: str) -> Path:
        """Return where the model is; raises ModelError where it is missing or not what the catalogue says."""
        path = self.installed(model)
        if path is None:
            known = ", ".join(sorted(_catalog()))
            raise ModelError(
                f"model {model!r} is not installed: put it into {self._folders[0]} or name a file (catalogue: {known})"
            )
        entry = _catalog().get(model)
        if entry is not None and entry.sha256 and path.is_file() and _sha256(path) != entry.sha256:
            raise ModelError(f"{path}: damaged (its checksum is not the catalogue's); fetch it again or restore it")
        return path

    def vouches_for(self, model: str) -> bool:
        """Return whether `path` compares this model's file with a checksum."""
        entry = _catalog().get(model)
        return entry is not None and bool(entry.sha256)

    def packaged(self, model: str) -> Path:
        """Return where the catalogue's file of this model is that comes with us."""
        return self._folders[-1] / _catalog()[model].file


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def _catalog() -> dict[str, CatalogModel]:
    path = share_dir() / "models" / "catalog.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name: CatalogModel(name=name, **entry) for name, entry in content.items()}
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise ModelError(f"{path}: {error}; install edgeassist again") from error
