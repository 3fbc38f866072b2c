"""The command line: one file a command group, loaded when it is called."""

from __future__ import annotations

import importlib
import logging
import sys
from typing import Any

import click

from edgeassist import __version__
from edgeassist.errors import ConfigError, EdgeAssistError

COMMANDS = {
    "run": ("run", "Run the assistant (what systemd starts)."),
    "demo": ("demo", "Show the whole loop on this machine, with devices of its own."),
    "ask": ("turns", "Act on a sentence, and print the answer."),
    "say": ("turns", "Speak a text."),
    "listen": ("turns", "Listen for one command now, without the wake word."),
    "hear": ("batch", "Understand recorded speech, a row a file."),
    "understand": ("batch", "Understand sentences, a row a sentence."),
    "evaluate": ("evaluate", "Measure understanding against gold rows."),
    "devices": ("devices", "List what is known about the house."),
    "aliases": ("aliases", "Show, add and remove names that things were taught."),
    "sensors": ("sensors", "Notice what is wrong with sensors, of the house or in files."),
    "timers": ("skills_time", "Show and cancel timers."),
    "alarms": ("skills_time", "Show and cancel alarms."),
    "schedule": ("skills_time", "Show and cancel all that is due, commands for later too."),
    "lists": ("lists", "Show and change lists: shopping, to-do, any other."),
    "notes": ("notes", "Show, take and remove notes."),
    "documents": ("documents", "Show, search and add documents that questions are answered from."),
    "history": ("history", "Show what was asked and done."),
    "logs": ("logs", "Show the log: a line a turn, and what takes long or goes wrong."),
    "top": ("top", "Watch the assistant: state, turns, devices; ask it by text."),
    "audio": ("audio", "Show, try and level microphones and loudspeakers."),
    "wake": ("wake", "Try the wake words, and find how sensitive they should be."),
    "doctor": ("doctor", "Look for what is wrong here, and tell what mends it."),
    "bench": ("bench", "Measure speed and memory on this machine."),
    "models": ("models", "Fetch, choose and check models: ears, a voice, a general mind."),
    "config": ("config", "Show or check the settings."),
    "lab": ("lab", "Train and export our own language model; simulate homes."),
}
"""Command → the module of this package that defines it, and its line in the help."""

EXIT_CONFIG = 78
"""EX_CONFIG of sysexits.h: systemd does not start it again."""


class _Lazy(click.Group):
    """Imports a command's module when the command is called, so that --help is fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command, its module imported now; None: there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"{__name__}.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table, nothing imported."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="edgeassist")
@click.option("-v", "--verbose", is_flag=True, help="Log at debug level, what was said included.")
def edgeassist(*, verbose: bool) -> None:
    """Voice assistant for the house. Nothing that is said leaves it.

    \b
    Try it:              edgeassist demo
    Run it:              edgeassist run --config /etc/edgeassist/edgeassist.toml
    Talk to it by text:  edgeassist ask "turn on the kitchen light"

    Exit codes: 0 done, 1 something failed or was refused, 2 wrong usage, 78 wrong settings.
    """  # noqa: D301
    logging.basicConfig(level=logging.DEBUG if verbose else logging.ERROR, format="%(levelname)s %(name)s: %(message)s")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit; every expected error is one line on standard error."""
    try:
        code: Any = edgeassist.main(arguments, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except EdgeAssistError as error:
        sys.exit(explain(error))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    sys.exit(code if isinstance(code, int) else 0)


def explain(error: EdgeAssistError) -> int:
    """Print what happened, in one line on standard error, and return the exit code that goes with it."""
    print(f"edgeassist: {error}", file=sys.stderr)  # noqa: T201
    return EXIT_CONFIG if isinstance(error, ConfigError) else 1
