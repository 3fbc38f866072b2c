"""Everything that is installed on a Raspberry Pi is there as an arm64 wheel, but for two packages that are built."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.daemons import REPOSITORY

BUILT = {"llama-cpp-python", "systemd-python"}
"""deploy/arm64-wheel.sh builds the first; the second takes seconds where it is installed."""
EXTRAS = ("embedded", "whisper", "piper", "metrics", "console", "systemd")
OF_LLAMA = ["diskcache>=5.6.1", "jinja2>=2.11.3", "numpy>=1.20.0", "typing-extensions>=4.5.0"]
PLATFORMS = [f"manylinux_2_{minor}_aarch64" for minor in (36, 35, 34, 31, 28, 27, 26, 24, 17)]


def requirements() -> set[str]:
    """Return what is installed, by the names of distributions with their versions."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted, extras = list(project["dependencies"]), list(EXTRAS)
    while extras:
        for line in project["optional-dependencies"][extras.pop()]:
            if inner := re.fullmatch(r"edgeassist\[(.*)\]", line):
                extras += inner[1].split(",")
            else:
                wanted.append(line)
    return set(wanted)


def name_of(requirement: str) -> str:
    return re.split(r"[<>=\[ ]", requirement)[0]


def test_what_is_built_is_among_what_is_installed() -> None:
    assert {name_of(each) for each in requirements()} > BUILT


@pytest.mark.parametrize("python", ["3.11", "3.13"])
@pytest.mark.timeout(120)
def test_all_else_resolves_to_arm64_wheels(python: str, tmp_path: Path) -> None:
    wanted = [each for each in requirements() if name_of(each) not in BUILT]
    pip = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--disable-pip-version-check", "--report=-"]
    pip += ["--target", str(tmp_path), "--ignore-installed", "--only-binary=:all:", "--python-version", python]
    pip += [f"--platform={each}" for each in (*PLATFORMS, "manylinux2014_aarch64")] + ["--implementation=cp"]
    pip += [f"--constraint={REPOSITORY / 'deploy' / 'constraints.txt'}", "--retries=1", "--timeout=5"]
    done = subprocess.run([*pip, *wanted, *OF_LLAMA], capture_output=True, text=True, check=False)
    if done.returncode and ("NewConnectionError" in done.stderr or "ConnectTimeout" in done.stderr):
        pytest.skip("no package index can be reached from here")
    assert done.returncode == 0, done.stderr[-2000:]
    wheels = [each["download_info"]["url"].rpartition("/")[2] for each in json.loads(done.stdout)["install"]]
    assert len(wheels) > len(wanted)
    assert [each for each in wheels if not each.endswith(("-none-any.whl", "aarch64.whl"))] == []
