"""`ask`, `say` and `listen`: by the running daemon, and alone."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from edgeassist.cli.demo_devices import DemoDevices
from edgeassist.home.registry import load_home
from tests.brokers import Mosquitto, tap
from tests.cli.conftest import HOME, Ended, Run
from tests.daemons import Daemon

NO_MICROPHONE = {"audio__input": "no such microphone"}


@asynccontextmanager
async def devices(broker: Mosquitto) -> AsyncIterator[None]:
    """The demo home's devices, which know nothing of how we make commands."""
    played = DemoDevices(load_home(HOME), port=broker.port)
    task = asyncio.create_task(played.run())
    await played.ready.wait()
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def told(run: Run, *arguments: str, **settings: object) -> Ended:
    """Run a command in a thread: it has a loop of its own."""
    return await asyncio.to_thread(run, *arguments, **settings)


async def test_the_running_daemon_does_it(run: Run, tmp_path: Path, mosquitto: Mosquitto) -> None:
    settings = {"mqtt__port": mosquitto.port, "home": HOME, "audio__enabled": "false", "intent__edge_model": "off"}
    with Daemon(tmp_path, **settings) as daemon:
        async with devices(mosquitto), tap(mosquitto.port) as listener:
            await listener.until("edgeassist/edgeassist/availability", "online", within_s=20)
            done = await told(run, "ask", "turn", "on", "the", "kettle", mqtt__port=mosquitto.port)
            assert done == Ended(0, "The kettle is on.\n", "")
            assert listener.on("home/kitchen/kettle/set") == ["ON"]
            refused = await told(run, "ask", "lock the kettle")
            assert (refused.code, refused.out) == (1, "")
            assert "ettle can't be locked" in refused.err
            as_json = json.loads((await told(run, "ask", "--json", "--area", "Bedroom", "turn on the light")).out)
            assert (as_json["ok"], as_json["actions"][0]["targets"]) == (True, ["light.bedroom"])

            message = "no loudspeaker here: set audio.enabled, or connect one\n"
            assert await told(run, "say", "hello") == Ended(1, "", message)
            message = "no microphone here: set audio.enabled, or connect one\n"
            assert await told(run, "listen") == Ended(1, "", message)
        assert sum(": turn " in line for line in daemon.log) == 3


async def test_alone_it_connects_acts_and_ends(run: Run, mosquitto: Mosquitto) -> None:
    async with devices(mosquitto), tap(mosquitto.port) as listener:
        done = await told(run, "ask", "turn on the kettle", mqtt__port=mosquitto.port, home=HOME)
        assert done == Ended(0, "The kettle is on.\n", "")
        assert listener.on("home/kitchen/kettle/set") == ["ON"]
        turn = json.loads((await told(run, "ask", "--json", "is the kettle on")).out)
        assert (turn["reply"], turn["source"], turn["outcome"]) == ("Yes, the kettle is on.", "cli", "done")
        unknown = await told(run, "ask", "abracadabra")
        assert unknown == Ended(1, "", "Sorry, I didn't understand that.\n")


async def test_what_is_risky_is_confirmed_by_a_second_call(run: Run, mosquitto: Mosquitto) -> None:
    async with devices(mosquitto), tap(mosquitto.port) as listener:
        asked = await told(run, "ask", "unlock the front door", mqtt__port=mosquitto.port, home=HOME)
        assert asked == Ended(1, "", "Shall I unlock the front door?\n")
        assert listener.on("home/hallway/door/set") == []
        assert await told(run, "ask", "yes") == Ended(0, "The front door is unlocked.\n", "")
        assert listener.on("home/hallway/door/set") == ["UNLOCK"]


async def test_a_device_that_does_not_answer_is_exit_1(run: Run, mosquitto: Mosquitto) -> None:
    settings = {"mqtt__port": mosquitto.port, "home": HOME, "mqtt__confirm_s": 0.2}
    assert await told(run, "ask", "turn on the kettle", **settings) == Ended(1, "", "The kettle did not answer.\n")


def test_without_a_broker_one_line_says_what_to_do(run: Run) -> None:
    ended = run("ask", "turn on the kettle", home=HOME, mqtt__port=1)
    assert ended == Ended(
        1, "", "edgeassist: the MQTT broker at localhost:1 is not running: start it, or set mqtt.host and mqtt.port\n"
    )


async def test_a_wrong_password_is_told_as_such(run: Run, tmp_path: Path) -> None:
    with Mosquitto(tmp_path, {"den": "right"}) as broker:
        settings = {"mqtt__port": broker.port, "mqtt__username": "den", "mqtt__password": "wrong"}
        ended = await told(run, "ask", "hello", **settings)
    assert ended == Ended(
        1, "", f"edgeassist: the MQTT broker at localhost:{broker.port} refused user 'den': "
        "check mqtt.username and mqtt.password\n"
    )  # fmt: skip


async def test_listen_and_say_without_sound_devices_say_what_to_do(run: Run, mosquitto: Mosquitto) -> None:
    port = {"mqtt__port": mosquitto.port}
    ended = await told(run, "listen", **port, **NO_MICROPHONE)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("edgeassist: no microphone 'no such microphone'; ")
    assert ended.err.count("\n") == 1
    ended = await told(run, "say", "hello", audio__output="no such speaker")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("edgeassist: no speaker 'no such speaker'; ")
    assert ended.err.count("\n") == 1
    ended = await told(run, "listen", audio__enabled="false")
    assert ended == Ended(1, "", "edgeassist: audio.enabled is false: set it to true or auto\n")
