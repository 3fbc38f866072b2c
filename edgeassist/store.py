"""Where files of ours are found: models by name, sentences and settings that come with the package."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Literal

from edgeassist.checksums import Checksums
from edgeassist.errors import ModelError

Kind = Literal["gguf", "instruct", "embedding", "ctranslate2", "piper"]
"""Our own edge models, instruct models, Whisper models, and voices."""


def share_dir() -> Path:
    """Return the folder that holds `configs` and `models`: inside an installed package, or the top of a checkout."""
    package = Path(__file__).parent
    return installed if (installed := package / "share").is_dir() else package.parent


def sentences_dir() -> Path:
    """Return the folder of our sentence templates, a folder a language in it."""
    return share_dir() / "configs" / "sentences"


@dataclass(frozen=True, slots=True)
class CatalogModel:
    """One entry of `models/catalog.toml`."""

    name: str
    kind: Kind
    file: str
    """What an engine is given, below a models folder: a file, or the folder of a model of several files."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Path at the source → sha256, "" where nobody has pinned it; empty: it only comes with us."""
    source: str = ""
    """Repository of a hub of models; empty: it comes with us."""
    size_mb: float = 0.0
    memory_mb: float = 0.0
    """What it takes while it is used, about."""
    licence: str = ""
    about: str = ""

    def files(self) -> dict[str, str]:
        """Return where each part is below a models folder, and its sha256."""
        names = {PurePosixPath(part).name: sha256 for part, sha256 in self.parts.items()}
        folder = PurePosixPath(self.file)
        return {str((folder.parent if folder.name in names else folder) / name): sha for name, sha in names.items()}


class ModelStore:
    """Finds model files: those that come with us, and those that were installed into the state directory."""

    def __init__(self, *folders: Path) -> None:
        self._folders = (*folders, share_dir() / "models")

    @property
    def folder(self) -> Path:
        """Where models are installed."""
        return self._folders[0]

    def installed(self, model: str) -> Path | None:
        """Return the path of a model of the catalogue, or of the file or folder that `model` names; None: not there."""
        entry = catalog().get(model)
        if entry is None:
            path = Path(model).expanduser()
            return path if path.exists() else None
        folder = self._folder_of(entry)
        return None if folder is None else folder / entry.file

    def first_installed(self, kind: Kind) -> str | None:
        """Return the first model of a kind in the catalogue that is installed; None: none is."""
        return next((name for name, entry in catalog().items() if entry.kind == kind and self.installed(name)), None)

    def path(self, model: str) -> Path:
        """Return where the model is; raises ModelError where it is missing or its files are not what they were."""
        path = self.installed(model)
        if path is None:
            known = ", ".join(sorted(catalog()))
            cure = f"edgeassist models pull {model}" if model in catalog() else f"name a file (catalogue: {known})"
            raise ModelError(f"model {model!r} is not installed in {self.folder}: {cure}")
        self.check(model)
        return path

    def check(self, model: str, *, again: bool = False) -> None:
        """Compare a model's files with the catalogue, or with what they were when they were first used.

        Files that have not been touched since are not read, unless `again`. Raises ModelError.
        """
        entry = catalog().get(model)
        folder = None if entry is None else self._folder_of(entry)
        if entry is not None and folder is not None:
            checksums = Checksums(folder, kept=folder != self._folders[-1])
            cure = "install edgeassist again" if folder == self._folders[-1] else "delete it, and ours is used"
            checksums.check(
                entry.files(), cure=f"edgeassist models pull {model}" if entry.source else cure, again=again
            )

    def vouches_for(self, model: str) -> bool:
        """Return whether somebody has pinned what is in this model's files."""
        entry = catalog().get(model)
        return entry is not None and bool(entry.parts) and all(entry.parts.values())

    def packaged(self, model: str) -> Path:
        """Return where the catalogue's file of this model is that comes with us."""
        return self._folders[-1] / catalog()[model].file

    def _folder_of(self, entry: CatalogModel) -> Path | None:
        return next((folder for folder in self._folders if (folder / entry.file).exists()), None)


@cache
def catalog() -> Mapping[str, CatalogModel]:
    """Return the models of `models/catalog.toml` by name; raises ModelError where it cannot be read."""
    path = share_dir() / "models" / "catalog.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name: CatalogModel(name=name, **entry) for name, entry in content.items()}
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise ModelError(f"{path}: {error}; install edgeassist again") from error
