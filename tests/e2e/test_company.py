"""Two assistants in one house: announcements, and nobody is disturbed, over restarts, at a real broker."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from edgeassist.app import App
from edgeassist.manners import QuietSettings
from tests.brokers import Mosquitto, Tap, tap
from tests.houses import SILENT, answer, running, settings_for
from tests.mqtt.schemas import check

HOME = {
    "name": "home",
    "floors": [{"id": "up", "name": "First Floor", "aliases": ["upstairs"]}],
    "areas": [{"id": "bedroom", "name": "Bedroom", "floor": "up"}, {"id": "kitchen", "name": "Kitchen"}],
    "entities": [],
}


async def node(stack: AsyncExitStack, broker: Mosquitto, folder: Path, name: str, **more: Any) -> App:
    here = folder / name
    here.mkdir(exist_ok=True)
    (here / "home.json").write_text(json.dumps(HOME), encoding="utf-8")
    settings = settings_for(broker, here, here / "home.json").model_copy(update={"node": name, **more})
    return await stack.enter_async_context(running(settings))


async def quiet(others: Tap, **wanted: Any) -> dict[str, Any]:
    """Wait until the bedroom shows this."""
    async with asyncio.timeout(10):
        while True:
            for payload in others.on("edgeassist/up/quiet")[::-1]:
                shown: dict[str, Any] = json.loads(payload)
                if shown | wanted == shown:
                    return shown
            await asyncio.sleep(0.01)


async def test_a_house_with_two_assistants(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with tap(mosquitto.port) as others, AsyncExitStack() as house:
        kitchen = await node(house, mosquitto, tmp_path, "kit", area="Kitchen")
        async with AsyncExitStack() as floor:
            upstairs = await node(floor, mosquitto, tmp_path, "up", area="bedroom", audio=SILENT)
            await others.until("edgeassist/up/area", within_s=10)
            here = await others.until("edgeassist/kit/area", within_s=10)
            assert json.loads(here) == {"area": "Kitchen", "speaks": False}
            async with asyncio.timeout(10):  # the kitchen hears of the other one at about the same time as we
                while await answer(kitchen, "tell everyone upstairs that we're leaving") != "Announced in the bedroom.":  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            asked = json.loads(await others.until("edgeassist/up/cmd/say"))
            assert (asked["text"], asked["chime"]) == ("We're leaving.", True)
            assert await answer(kitchen, "speak up") == "I have no loudspeaker here."
            assert await answer(upstairs, "voice volume 40") == "I speak at 40 percent now."
            assert json.loads(await others.until("edgeassist/up/controls"))["volume"] == 40.0
            assert (await answer(upstairs, "do not disturb for 2 hours")).startswith("Okay, I won't disturb you until")
            later = "In the bedroom nobody is to be disturbed now, so it is told later."
            assert await answer(kitchen, "announce dinner is ready") == later
            await quiet(others, quiet=True, why="asked", held=1)
            assert await answer(upstairs, "you can talk again") == "Okay. While it was quiet: Dinner is ready."
            await quiet(others, quiet=False, held=0)
        assert await answer(kitchen, "say in the bedroom good night") == "The bedroom did not answer."
        nobody = "There is no loudspeaker that I could announce it on."
        assert await answer(kitchen, "announce dinner is ready") == nobody
        await others.until("homeassistant/device/edgeassist_kit/config", within_s=10)
        assert {"area", "quiet", "resp", "turn", "discovery_device"} <= {check(*each) for each in others.got if each[1]}


async def test_a_hub_turns_it_and_a_restart_changes_nothing(mosquitto: Mosquitto, tmp_path: Path) -> None:
    always = QuietSettings.model_validate({"hours": [{"begins": "00:00", "ends": "00:00"}]})
    async with tap(mosquitto.port) as others:
        async with AsyncExitStack() as house:
            await node(house, mosquitto, tmp_path, "up", quiet=always)
            await quiet(others, quiet=True, why="hours")
            await others.publish("edgeassist/up/cmd/say", "The washer is done.")
            refused = json.loads(await others.until("edgeassist/up/resp/say"))
            assert (refused["ok"], refused["held"]) == (False, True)
            await quiet(others, held=1)
            await others.publish("edgeassist/up/cmd/quiet", "OFF")
            await quiet(others, quiet=False, held=0)
            await others.publish("edgeassist/up/cmd/quiet", "sometimes")
            await others.until("edgeassist/up/resp/quiet")
            await others.publish("edgeassist/up/cmd/quiet", '{"quiet": true, "for_s": 600}')
            shown = await quiet(others, quiet=True, why="asked")
        others.got.clear()
        async with AsyncExitStack() as house:
            up = await node(house, mosquitto, tmp_path, "up")
            assert (await quiet(others, quiet=True))["until"] == shown["until"]
            assert (await answer(up, "is do not disturb on")).startswith("Yes, I say nothing unasked until")
