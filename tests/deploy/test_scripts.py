"""The shell scripts: POSIX, and every package with its reason."""

import os
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
    for wrong in ("--force", "--purge", "--with"):
        done = install(wrong)
        assert done.returncode == 2
        assert done.stderr.startswith("usage: sh deploy/install.sh [--dry-run] [--yes] [--no-broker]")


def test_a_dry_run_tells_every_step_and_changes_nothing(tmp_path: Path) -> None:
    done = install("--dry-run", "--with", "piper", EDGEASSIST_PREFIX=str(tmp_path / "opt"))
    assert done.returncode == 0, done.stderr
    for step in (
        "write /etc/systemd/system/edgeassist.service",
        "systemd-sysusers",
        f"point {tmp_path}/opt/edgeassist/current",
    ):
        assert step in done.stdout
    assert "+piper" in done.stdout  # a release with other extras is another release
    assert list(tmp_path.iterdir()) == []
    assert "rm -rf /var/lib/edgeassist" not in install("--dry-run", "--uninstall").stdout
    assert "/var/lib/edgeassist" in install("--dry-run", "--uninstall", "--purge").stdout


def test_the_sound_configuration_takes_the_usb_microphone_and_what_plays(tmp_path: Path) -> None:
    (tmp_path / "pcm").write_text(
        "00-00: bcm2835 Headphones : bcm2835 Headphones : playback 8\n"
        "01-00: HDA : HDA : playback 1 : capture 1\n"
        "02-01: USB Audio : USB Audio : capture 1\n"
    )
    for number, name in enumerate(("Headphones", "PCH", "Mic")):
        (tmp_path / f"card{number}").mkdir()
        (tmp_path / f"card{number}" / "id").write_text(f"{name}\n")
    written = sound(tmp_path)
    assert 'capture.pcm { type plug slave.pcm "dsnoop:CARD=Mic,DEV=1" }' in written
    assert 'playback.pcm { type plug slave.pcm "dmix:CARD=Headphones,DEV=0" }' in written
    assert written.count("{") == written.count("}")
    (tmp_path / "pcm").write_text("")
    assert sound(tmp_path) == ""


def install(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(REPOSITORY / "deploy" / "install.sh"), *arguments]
    environment = os.environ | variables
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def sound(proc: Path) -> str:
    command = ["sh", str(REPOSITORY / "deploy" / "sound.sh"), str(proc)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
