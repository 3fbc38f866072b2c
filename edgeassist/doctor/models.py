"""The models that are in use or installed: whether they are there, whole, and not too large."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from edgeassist.doctor.finding import Finding, bad, good, warning
from edgeassist.doctor.machine import Machine
from edgeassist.doctor.unit import INSTALL
from edgeassist.errors import ModelError
from edgeassist.settings import FasterWhisperSettings, PiperSettings, Settings
from edgeassist.store import ModelStore, catalog

_SPARE = 0.6
"""The share of a board's memory that one model may take."""


def look_at_models(machine: Machine, settings: Settings, store: ModelStore) -> Iterator[Finding]:
    """Yield for every model that is named or installed whether its files are what they should be."""
    named = _named(settings)
    installed = [name for name in catalog() if store.installed(name)]
    for name in dict.fromkeys([*named, *installed]):
        yield _whole(name, store, _memory_mb(machine))


def _named(settings: Settings) -> list[str]:
    """Return the models that the settings name."""
    intent, documents = settings.intent, settings.documents
    named = [intent.edge_model, intent.general_model, documents.embedding_model]
    named += [
        part.model for part in (settings.stt, settings.tts) if isinstance(part, FasterWhisperSettings | PiperSettings)
    ]
    return [name for name in named if name not in {"auto", "off"}]


def _whole(name: str, store: ModelStore, memory_mb: float) -> Finding:
    try:
        path = store.path(name)
        store.check(name, again=True)
    except ModelError as error:
        what, _, cure = str(error).rpartition(": ")
        if cure.startswith("install edgeassist"):
            return bad(name, what, INSTALL)
        return bad(name, what or str(error), cure if cure.startswith("edgeassist ") else "edgeassist models list")
    needs_mb = catalog()[name].memory_mb if name in catalog() else 0.0
    if needs_mb > _SPARE * memory_mb > 0:
        text = f"it needs about {needs_mb:,.0f} MB, and the machine has {memory_mb:,.0f}"
        return warning(name, text, f"edgeassist models rm {name}")
    if name not in catalog():
        return good(name, f"{_size_mb(path):,.1f} MB; not of the catalogue, nobody vouches for it")
    pinned = "as the catalogue has it" if store.vouches_for(name) else "as it was when it was first used"
    return good(name, f"whole, {pinned}")


def _size_mb(path: Path) -> float:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def _memory_mb(machine: Machine) -> float:
    for line in (machine.text("proc/meminfo") or "").splitlines():
        if line.startswith("MemTotal:"):
            return int(line.split()[1]) / 1024
    return 0.0
