"""Another edge model comes into use, or does not, while the daemon serves: real files, a real daemon."""

import asyncio
import json
import signal
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests import ggufs
from tests.brokers import Mosquitto, Tap, tap
from tests.daemons import HOME, Daemon

SENTENCE = "would you mind getting the kettle going"
"""No template has it, so the model has to read it."""


async def request(listener: Tap, verb: str, **fields: str) -> dict[str, object]:
    transaction = uuid.uuid4().hex
    await listener.publish(f"edgeassist/edgeassist/cmd/{verb}", json.dumps({**fields, "transaction": transaction}))
    async with asyncio.timeout(20):
        while True:
            for payload in listener.on(f"edgeassist/edgeassist/resp/{verb}"):
                answer: dict[str, object] = json.loads(payload)
                if answer["transaction"] == transaction:
                    return answer
            await asyncio.sleep(0.01)


async def understands(listener: Tap) -> bool:
    answer = await request(listener, "ask", text=SENTENCE)
    assert answer["error"] == "not_understood" or answer["actions"], answer  # nothing there is a kettle and confirms it
    return bool(answer["actions"])


@asynccontextmanager
async def daemon(folder: Path, broker: Mosquitto, model: str) -> AsyncIterator[tuple[Daemon, Tap, Path]]:
    """Yield a daemon with a settings file, which is yielded too."""
    file = folder / "settings.toml"
    file.write_text(f'[intent]\nedge_model = "{model}"\n')
    settings = {"mqtt__port": broker.port, "home": HOME, "audio__enabled": "false", "mqtt__confirm_s": 0}
    async with tap(broker.port) as listener:
        with Daemon(folder, "--config", str(file), **settings) as started:
            await started.ready()
            await listener.until("edgeassist/edgeassist/availability", "online")
            yield started, listener, file


def said(started: Daemon, text: str) -> list[str]:
    return [line for line in started.log if text in line]


async def test_a_replaced_file_comes_into_use_and_back_again(tmp_path: Path, mosquitto: Mosquitto) -> None:
    model = ggufs.put(ggufs.OURS.read_bytes(), tmp_path / "model.gguf")
    async with daemon(tmp_path, mosquitto, str(model)) as (started, listener, _):
        assert await understands(listener)
        ggufs.put(ggufs.unsure(), model)
        assert await understands(listener)  # not before it is told to look
        assert (await request(listener, "reload"))["ok"] is True
        assert not await understands(listener)
        ggufs.put(ggufs.OURS.read_bytes(), model)
        started.process.send_signal(signal.SIGHUP)
        await started.until(lambda: len(said(started, "is in use from now on")) == 2)
        assert await understands(listener)
        assert (await request(listener, "reload"))["ok"] is True
        assert len(said(started, "is in use from now on")) == 2  # nothing has changed


async def test_changed_settings_choose_another_model_and_none(tmp_path: Path, mosquitto: Mosquitto) -> None:
    other = ggufs.put(ggufs.unsure(), tmp_path / "other.gguf")
    async with daemon(tmp_path, mosquitto, "edge-slm") as (started, listener, settings):
        assert await understands(listener)
        settings.write_text(f'[intent]\nedge_model = "{other}"\n[tts]\nengine = "espeak_ng"\n')
        assert (await request(listener, "reload"))["ok"] is True
        assert not await understands(listener)
        assert said(started, "changed settings that take effect at the next start: tts")
        for model, expected in (("edge-slm", True), ("off", False), ("edge-slm", True)):
            settings.write_text(f'[intent]\nedge_model = "{model}"\n')
            assert (await request(listener, "reload"))["ok"] is True
            assert await understands(listener) is expected
        settings.write_text("[intent]\nedge_model = 7\n")
        answer = await request(listener, "reload")
        assert answer["ok"] is False
        assert "intent.edge_model" in str(answer["error"])
        assert await understands(listener)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (ggufs.OURS.read_bytes()[:3_000_000], "damaged, or no GGUF model that llama.cpp can load"),
        (ggufs.with_number(ggufs.CRASHING, 0), "damaged: llama.cpp crashes on it (signal 6)"),
        (ggufs.forgetful(), "fails its self-check: misunderstands"),
        (None, "is not installed"),
    ],
    ids=["truncated", "crash", "noise", "gone"],
)
async def test_a_model_that_is_unfit_leaves_the_one_before_in_use(
    tmp_path: Path, mosquitto: Mosquitto, content: bytes | None, reason: str
) -> None:
    model = ggufs.put(ggufs.OURS.read_bytes(), tmp_path / "model.gguf")
    async with daemon(tmp_path, mosquitto, str(model)) as (started, listener, _):
        if content is None:
            model.unlink()
        else:
            model.write_bytes(content)  # in place, as a careless person does
        answer = await request(listener, "reload")
        assert answer["ok"] is False
        assert reason in str(answer["error"])
        assert str(answer["error"]).endswith("(the model before stays in use)")
        assert await understands(listener)
        (line,) = said(started, "not reloaded")
        assert line.startswith("<4>")
        assert reason in line


async def test_turns_go_on_while_a_model_is_checked(tmp_path: Path, mosquitto: Mosquitto) -> None:
    model = ggufs.put(ggufs.OURS.read_bytes(), tmp_path / "model.gguf")
    async with daemon(tmp_path, mosquitto, str(model)) as (_, listener, _):
        ggufs.put(ggufs.OURS.read_bytes(), model)
        async with asyncio.TaskGroup() as tasks:
            reloads = [tasks.create_task(request(listener, "reload")) for _ in range(3)]
            turns = [tasks.create_task(understands(listener)) for _ in range(5)]
        assert all(task.result()["ok"] for task in reloads)
        assert all(task.result() for task in turns)


@pytest.mark.parametrize(
    "content", [b"GGUF" + bytes(range(200)), ggufs.with_number(ggufs.CRASHING, 0)], ids=["corrupt", "crash"]
)
async def test_a_start_with_an_unfit_model_goes_on_with_ours(
    tmp_path: Path, mosquitto: Mosquitto, content: bytes
) -> None:
    model = ggufs.put(content, tmp_path / "model.gguf")
    async with daemon(tmp_path, mosquitto, str(model)) as (started, listener, _):
        (line,) = said(started, "the model that comes with us is used instead")
        assert line.startswith("<4>edgeassist.intent.edge_tier: ")
        assert str(model) in line
        assert await understands(listener)
        ggufs.put(ggufs.unsure(), model)
        assert (await request(listener, "reload"))["ok"] is True
        assert not await understands(listener)
