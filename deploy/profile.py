# ruff: noqa: INP001  a program beside shell scripts
"""Puts the values of a board's profile into the settings that explain everything: profile.py SETTINGS PROFILE.

What comes out is the settings file with the same comments, in which the lines of the profile are no comments any more.
"""

import re
import sys
import tomllib
from pathlib import Path


def merged(settings: str, profile: str) -> str:
    """Return the settings with the lines of the profile in place of the commented ones of the same name."""
    section, wanted = "", {}
    for line in profile.splitlines():
        if header := re.match(r"\[([\w.]+)\]", line):
            section = header[1]
        elif key := re.match(r"(\w+) *=", line):
            wanted[section, key[1]] = line
    lines, section = [], ""
    for line in settings.splitlines():
        if header := re.match(r"\[([\w.]+)\]", line):
            section = header[1]
        key = re.match(r"#?(\w+) *=", line)
        lines.append(wanted.pop((section, key[1]), line) if key else line)
    if wanted:
        raise SystemExit(f"no such setting: {', '.join('.'.join(place) for place in wanted)}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    text = merged(*(Path(name).read_text(encoding="utf-8") for name in sys.argv[1:3]))
    tomllib.loads(text)
    sys.stdout.write(text)
