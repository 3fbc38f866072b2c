"""What every engine needs: its library, and its model."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from edgeassist.errors import ModelError
from edgeassist.settings import Settings
from edgeassist.store import ModelStore


def model_store(settings: Settings) -> ModelStore:
    """Return where models are looked up: the state directory, then what comes with us."""
    return ModelStore(settings.state_dir / "models")


def how_to_install(extra: str) -> str:
    """Return the command that installs an extra: of the service, where this is what it runs from."""
    service = (Path(sys.prefix) / "complete").exists()
    return f"sudo sh deploy/install.sh --with {extra}" if service else f"pip install 'edgeassist[{extra}]'"


@contextmanager
def needs(library: str, extra: str) -> Iterator[None]:
    """Turn a missing engine into a message that says how to install it."""
    try:
        yield
    except ImportError as error:
        if find_spec(library) is None:
            raise ModelError(f"{library} is not installed: {how_to_install(extra)}") from error
        raise ModelError(f"{library} cannot be loaded: {error}") from error
