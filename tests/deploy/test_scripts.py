"""The shell scripts: POSIX, and every package with its reason."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.daemons import REPOSITORY

SCRIPTS = sorted((REPOSITORY / "deploy").glob("*.sh"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_plain_shell_can_read_it(script: Path) -> None:
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
    text = script.read_text(encoding="utf-8")
    assert not re.search(r"\[\[|\bfunction \w|\blocal \b|<<<|\bsource ", text), "not POSIX"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_debian_package_has_its_reason(script: Path) -> None:
    packages = re.findall(r"^debian ((?:.*\\\n)*.*)$", script.read_text(encoding="utf-8"), re.MULTILINE)
    for line in re.findall(r'"([^"$]+)"', " ".join(packages)):
        assert re.fullmatch(r"[a-z0-9.+-]+: [^:]{5,}", line), line


def test_install_says_how_it_is_used() -> None:
    done = subprocess.run(
        ["sh", REPOSITORY / "deploy" / "install.sh", "--force"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "usage: sh deploy/install.sh [--no-broker]\n"
