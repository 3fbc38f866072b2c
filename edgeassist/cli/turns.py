"""`edgeassist ask`, `say` and `listen`: by the running assistant, or alone where none is running."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import click

from edgeassist.cli.remote import request
from edgeassist.configuring import load_settings
from edgeassist.console.wire import who_types
from edgeassist.errors import AudioError, EdgeAssistError
from edgeassist.settings import Settings

_ANSWER_S = 30.0
_STATES_S = 0.5
"""How long retained states are waited for before a sentence is acted on."""
_MICROPHONE_S = 3.0
_CONNECT_S = 3.0

CONFIG = click.option("--config", "file", type=click.Path(path_type=Path), help="Settings file (TOML).")
JSON = click.option("--json", "as_json", is_flag=True, help="Print the whole turn as JSON.")


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="SENTENCE...")
@click.option("--area", help="The room that the sentence is said in.")
@CONFIG
@JSON
def ask(words: tuple[str, ...], area: str | None, file: Path | None, *, as_json: bool) -> None:
    """Act on a sentence, and print the answer.

    \b
    edgeassist ask turn on the kitchen light
    edgeassist ask "is the front door locked?"

    The running assistant does it where there is one on the broker; otherwise this process connects, acts and ends.
    Exit 1 when it was not understood, refused, or not confirmed.
    """  # noqa: D301
    settings, text = load_settings(file).settings, " ".join(words)
    fields = {"text": text, "speaker": who_types(), **({"area": area} if area else {})}
    sys.exit(_run(settings, "ask", fields, lambda: _ask_alone(settings, text, area), as_json=as_json))


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="TEXT...")
@click.option("--urgent", is_flag=True, help="Now, even while nobody is to be disturbed.")
@CONFIG
def say(words: tuple[str, ...], file: Path | None, *, urgent: bool) -> None:
    """Speak a text.

    \b
    edgeassist say dinner is ready
    edgeassist say --config /etc/edgeassist/edgeassist.toml "Dinner is ready."

    The running assistant says it where there is one on the broker; otherwise this machine's loudspeaker does. While
    nobody is to be disturbed ("do not disturb", quiet hours) it is told afterwards, unless it is urgent.
    """  # noqa: D301
    settings, text = load_settings(file).settings, " ".join(words)
    fields = {"text": text, "urgent": urgent}
    sys.exit(_run(settings, "say", fields, lambda: _say_alone(settings, text), as_json=False))


@click.command()
@CONFIG
@JSON
def listen(file: Path | None, *, as_json: bool) -> None:
    """Listen for one command now, without the wake word (push to talk).

    \b
    edgeassist listen
    edgeassist listen --json

    The running assistant listens where there is one on the broker; otherwise this process does, with this machine's
    microphone. Exit 1 when nothing was said, or it was not understood, refused, or not confirmed.
    """  # noqa: D301
    settings = load_settings(file).settings
    sys.exit(_run(settings, "listen", {}, lambda: _listen_alone(settings), as_json=as_json))


def _run(
    settings: Settings,
    verb: str,
    fields: dict[str, Any],
    alone: Callable[[], Awaitable[dict[str, Any]]],
    *,
    as_json: bool,
) -> int:
    """Print the answer of the running assistant, or of this process; return the exit code."""

    async def _answer() -> dict[str, Any]:
        try:
            answer = await request(settings, verb, fields, timeout_s=_ANSWER_S)
        except TimeoutError as error:
            raise EdgeAssistError(f"the assistant {settings.node!r} did not answer within {_ANSWER_S:.0f} s") from error
        return await alone() if answer is None else answer

    answer = asyncio.run(_answer())
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    elif text := answer.get("reply") or answer.get("error"):
        click.echo(text, err=not answer["ok"])
    return 0 if answer["ok"] else 1


def _told(record: Any) -> dict[str, Any]:
    if record is None:
        return {"ok": False, "error": "nothing was said"}
    done = record.reply.outcome in {"done", "partly"}
    return {"ok": done, **record.as_json()}


async def _ask_alone(settings: Settings, text: str, area: str | None) -> dict[str, Any]:
    from edgeassist import wiring
    from edgeassist.assistant import Assistant
    from edgeassist.household import build_house, build_mind, open_journal

    place, library = wiring.build_place(settings), wiring.build_library(settings)
    brain = wiring.build_brain(settings, library=library)
    with open_journal(settings) as journal, wiring.open_watching(settings) as watching:
        house = build_house(settings, place, journal, watching=watching)
        house.follow()
        async with _beside(house.broker.run):
            if library is not None:
                with library:
                    await library.look()
            await house.broker.wait_connected(_CONNECT_S)
            await asyncio.sleep(_STATES_S)
            with build_mind(brain.tiers, brain.answerer, house) as mind:
                return _told(await Assistant(mind, place).ask(text, source="cli", area=area))


async def _say_alone(settings: Settings, text: str) -> dict[str, Any]:
    from edgeassist import wiring
    from edgeassist.voices import build_voice

    voice, speaker = build_voice(settings), wiring.build_speaker(settings)
    for pcm in voice.synthesize(text):
        await speaker.play(pcm, voice.sample_rate)
    return {"ok": True}


async def _listen_alone(settings: Settings) -> dict[str, Any]:
    from edgeassist.app import build

    if settings.audio.enabled is False:
        raise AudioError("audio.enabled is false: set it to true or auto")
    needed = settings.audio.model_copy(update={"enabled": True})
    async with build(settings.model_copy(update={"audio": needed})) as app:
        services = [service for name, service in app.services.items() if name != "vocabulary"]
        async with _beside(*services) as running:
            await app.broker.wait_connected(_CONNECT_S)
            return _told(await _first_turn(app.assistant, running))


async def _first_turn(assistant: Any, running: Collection[asyncio.Future[None]]) -> Any:
    """Return the turn that is spoken now; waits for the microphone to deliver, raises why it does not."""
    deadline = asyncio.get_running_loop().time() + _MICROPHONE_S
    while True:
        try:
            return await assistant.listen()
        except AudioError:
            if asyncio.get_running_loop().time() > deadline:
                raise
        ended, _ = await asyncio.wait(running, timeout=0.1, return_when=asyncio.FIRST_EXCEPTION)
        for task in ended:
            task.result()


@asynccontextmanager
async def _beside(*services: Callable[[], Awaitable[None]]) -> AsyncIterator[Collection[asyncio.Future[None]]]:
    """Run services while the block runs."""
    tasks = [asyncio.ensure_future(service()) for service in services]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
