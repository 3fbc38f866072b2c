"""`edgeassist top` as a user has it: keys in, what is on the screen out; a whole assistant at a real broker."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from edgeassist.cli import main
from edgeassist.console.picture import Picture
from edgeassist.console.screen import Top
from edgeassist.console.widgets import AskLine
from edgeassist.console.wire import Wire
from edgeassist.settings import Settings
from tests.brokers import Mosquitto, free_port, tap
from tests.daemons import HOME
from tests.houses import running, settings_for

pytest.importorskip("textual", reason="the console's library is not installed here")


def seen(top: Top) -> str:
    """Return what is on the screen."""
    return "\n".join("".join(segment.text for segment in strip) for strip in top.screen._compositor.render_strips())


async def until(top: Top, condition: Callable[[str], bool], within_s: float = 8.0) -> str:
    """Return what is on the screen as soon as that is so."""
    deadline = asyncio.get_running_loop().time() + within_s
    while not condition(screen := seen(top)):
        assert asyncio.get_running_loop().time() < deadline, screen
        await asyncio.sleep(0.05)
    return screen


def wire(settings: Settings) -> Wire:
    return Wire(settings, Picture(settings.node))


async def test_an_assistant_is_watched_and_asked(mosquitto: Mosquitto, tmp_path: Path) -> None:
    settings = settings_for(mosquitto, tmp_path, HOME)
    async with tap(mosquitto.port) as others, running(settings):
        top = Top(wire(settings))
        async with top.run_test(size=(80, 24)) as pilot:
            screen = await until(top, lambda text: "Kitchen Light" in text and "memory" in text)
            assert len(screen.splitlines()) == 24
            assert max(map(len, screen.splitlines())) == 80
            assert "mic none: text only" in screen
            assert "devices (17)" in screen
            for text, answer in (
                ("is the front door locked", "Yes, the front door is locked."),
                ("set a tea timer for 9 minutes", "9 minutes"),
            ):
                top.query_one(AskLine).value = text
                await pilot.press("enter")
                screen = await until(top, lambda text, answer=answer: answer in text)  # type: ignore[misc]
            screen = await until(top, lambda text: "8:5" in text)
            assert "tea" in screen
            assert "done     is the front door locked" in screen
            await pilot.press("up", "up")
            assert top.query_one(AskLine).value == "is the front door locked"
            await pilot.press("down", "down", "down")
            assert top.query_one(AskLine).value == ""
            await others.publish("edgeassist/edgeassist/level", json.dumps({"rms_db": -30.0, "peak_db": -12.0}))
            await until(top, lambda text: "-30 dB" in text)
            await pilot.resize_terminal(120, 40)
            wide = await until(top, lambda text: len(text.splitlines()) == 40)
            turns, devices = wide.splitlines()[2].split("turns")[1], wide.splitlines()[2]
            assert "devices" in devices, turns
            await pilot.resize_terminal(60, 16)
            await until(top, lambda text: len(text.splitlines()) == 16)
            assert others.on("edgeassist/edgeassist/cmd/watch")


async def test_broker_and_assistant_may_come_and_go(mosquitto: Mosquitto, tmp_path: Path) -> None:
    settings = settings_for(mosquitto, tmp_path, HOME)
    mosquitto.kill()
    top = Top(wire(settings))
    async with top.run_test(size=(80, 24)) as pilot:
        screen = await until(top, lambda text: "is not running: start it" in text)
        assert "machine" not in screen
        mosquitto.start()
        await until(top, lambda text: "systemctl start edgeassist" in text)
        async with tap(mosquitto.port) as others:
            await others.publish("edgeassist/kitchen/availability", "online", retain=True)
            await until(top, lambda text: "Others are here: kitchen" in text)
            await others.publish("edgeassist/edgeassist/availability", "online", retain=True)
            await others.publish("edgeassist/edgeassist/state", "muted", retain=True)
            await until(top, lambda text: "muted" in text and "machine" in text)
            await others.publish("edgeassist/edgeassist/availability", "offline", retain=True)
            await until(top, lambda text: "is not running at this broker" in text)
        top.query_one(AskLine).value = "hello"
        mosquitto.kill()
        await until(top, lambda text: "No connection" in text)
        await pilot.press("enter")
        await until(top, lambda text: "there is no connection to the broker" in text)


async def test_only_the_terminals_own_colours_are_used(mosquitto: Mosquitto, tmp_path: Path) -> None:
    top = Top(wire(settings_for(mosquitto, tmp_path)))
    async with top.run_test(size=(80, 24)):
        top._picture.broker = None
        top._picture.take("edgeassist/availability", b"online")
        top._picture.take("edgeassist/turn", b'{"outcome": "failed", "latency_ms": {"stt": 5, "act": 3}}')
        await until(top, lambda text: "failed" in text)
        styles = [segment.style for strip in top.screen._compositor.render_strips() for segment in strip]
    colours = {colour for style in styles if style for colour in (style.color, style.bgcolor) if colour}
    assert {colour.number for colour in colours} >= {1, 4, 6}  # red, blue and cyan
    assert {colour.type.name for colour in colours} <= {"DEFAULT", "STANDARD"}


async def test_once_prints_the_state(
    mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def once(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            main(["top", "--once", *arguments])
        out, err = capsys.readouterr()
        return int(end.value.code or 0), out + err

    here = ("--host", "127.0.0.1")
    async with running(settings_for(mosquitto, tmp_path, HOME)):
        monkeypatch.setenv("EDGEASSIST_MQTT__HOST", "nowhere.invalid")
        monkeypatch.setenv("EDGEASSIST_MQTT__PORT", str(mosquitto.port))
        code, told = await asyncio.to_thread(once, *here)
        assert (code, told.splitlines()[0].split()[:2]) == (0, ["edgeassist", "idle"])
        assert all(part in told for part in ("turns done", "Front Door", "no alert, no timer"))
        code, told = await asyncio.to_thread(once, *here, "--node", "attic")
        assert (code, "Others are here: edgeassist" in told) == (1, True)
    monkeypatch.setenv("EDGEASSIST_MQTT__PORT", str(free_port()))
    code, told = await asyncio.to_thread(once, *here)
    assert (code, "is not running: start it" in told) == (1, True)
