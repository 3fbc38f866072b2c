"""From a spoken wake word to the light and the spoken answer, every part real: only room, house and people are not.

A synthetic voice speaks into a virtual microphone under PortAudio; the daemon is a process of its own.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.daemons import HOME, environment
from tests.rooms import OURS, PAUSE, WAKE_WORD, Room, next_turn, rest, speech_s


async def test_wake_word_command_action_answer(room: Room, voice: Callable[..., bytes]) -> None:
    async with room.quiet() as listener:
        room.audio.feed(PAUSE + voice(WAKE_WORD, "rms") + PAUSE + voice("turn on the kitchen light") + PAUSE)
        assert await listener.until("home/kitchen/light/set", within_s=12) == "ON"
        turn = await next_turn(listener)
        await rest(listener)
        action = json.loads(await listener.until(f"{OURS}/action"))
    assert listener.on(f"{OURS}/state") == ["listening", "transcribing", "thinking", "speaking", "idle"]
    assert (turn["text"], turn["reply"]) == ("turn on the kitchen light", "The kitchen light is on.")
    assert (turn["node"], turn["area"], turn["source"], turn["outcome"]) == ("den", "Kitchen", "voice", "done")
    assert turn["actions"] == [{"intent": "turn_on", "targets": ["light.kitchen"], "params": {}}]
    assert (turn["tier"], turn["confidence"] > 0.8, turn["dialogue"]) == ("sentences", True, None)
    assert turn["latency_ms"].keys() == {"endpoint", "stt", "understand", "act", "tts", "total"}
    assert 250 <= turn["latency_ms"]["endpoint"] < 450
    assert action.pop("id").startswith(turn["id"])
    assert action.pop("ts") >= turn["ts"][:10]
    assert action == {
        "turn": turn["id"],
        "entity": "light.kitchen",
        "intent": "turn_on",
        "params": {},
        "topic": "home/kitchen/light/set",
        "payload": "ON",
        "result": "confirmed",
        "reason": None,
    }
    assert turn["steps"] == [{key: value for key, value in action.items() if key != "turn"}]
    assert 0.5 < speech_s(room.audio.heard()) < 3.0


async def test_push_to_talk(room: Room, voice: Callable[..., bytes]) -> None:
    async with room.quiet() as listener:
        await listener.publish(f"{OURS}/cmd/listen", json.dumps({"transaction": 7}))
        assert json.loads(await listener.until(f"{OURS}/resp/listen")) == {"transaction": 7, "ok": True}
        await listener.until(f"{OURS}/state", "listening")
        room.audio.feed(PAUSE + voice("turn on the kettle", "rms") + PAUSE)
        assert await listener.until("home/kitchen/kettle/set", within_s=12) == "ON"
        assert (await next_turn(listener))["outcome"] == "done"
        await listener.publish(f"{OURS}/cmd/stop", "")
        await rest(listener)


async def command(room: Room, folder: Path, *arguments: str, node: str = "den") -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "edgeassist", *arguments,
        env=environment(folder, node=node, home=HOME, mqtt__port=room.broker.port),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


async def test_listen_tells_the_turn_of_the_running_daemon(
    room: Room, voice: Callable[..., bytes], tmp_path: Path
) -> None:
    async with room.quiet() as listener:
        process = await command(room, tmp_path, "listen")
        await listener.until(f"{OURS}/state", "listening", within_s=10)
        await listener.publish(f"{OURS}/cmd/stop", "")
        assert await process.communicate() == (b"", b"nothing was said\n")
        assert process.returncode == 1

        listener.got.clear()
        process = await command(room, tmp_path, "listen")
        await listener.until(f"{OURS}/state", "listening", within_s=10)
        room.audio.feed(PAUSE + voice("turn off the kettle", "rms") + PAUSE)
        assert await process.communicate() == (b"The kettle is off.\n", b"")
        assert process.returncode == 0
        await listener.publish(f"{OURS}/cmd/stop", "")
        await rest(listener)


def complaints(err: bytes) -> list[bytes]:
    """Return what was said to the user, but for what the sound library says of a machine that is too busy to play."""
    return [line for line in err.splitlines() if b"underrun occurred" not in line]


async def test_listen_and_say_where_no_daemon_runs(room: Room, voice: Callable[..., bytes], tmp_path: Path) -> None:
    async with room.quiet() as listener:
        process = await command(room, tmp_path, "listen", "--json", node="hand")
        await listener.until("edgeassist/hand/state", "listening", within_s=15)
        room.audio.feed(PAUSE + voice("turn on the kettle", "rms") + PAUSE)
        out, err = await process.communicate()
        turn = json.loads(out)
        assert (process.returncode, complaints(err)) == (0, [])
        assert (turn["ok"], turn["node"], turn["text"]) == (True, "hand", "turn on the kettle")
        assert listener.on("home/kitchen/kettle/set") == ["ON"]

        room.audio.forget()
        process = await command(room, tmp_path, "say", "dinner is ready", node="hand")
        out, err = await process.communicate()
        assert (out, complaints(err)) == (b"", [])
        assert speech_s(room.audio.heard()) > 0.4


async def test_a_sentence_of_the_users_own_is_heard_with_no_training(room: Room, voice: Callable[..., bytes]) -> None:
    async with room.quiet() as listener:
        await listener.publish(f"{OURS}/cmd/listen", "")
        await listener.until(f"{OURS}/state", "listening")
        room.audio.feed(PAUSE + voice("can i get a large cappuccino with soy milk") + PAUSE)
        turn = await next_turn(listener)
        action = json.loads(await listener.until(f"{OURS}/action"))
        await listener.publish(f"{OURS}/cmd/stop", "")
        await rest(listener)
    order = {"size": "large", "coffeeDrink": "cappuccino", "milkAmount": "soy milk"}
    assert turn["actions"] == [{"intent": "orderDrink", "targets": [], "params": order}]
    assert (action["intent"], action["entity"], action["params"]) == ("orderDrink", None, order)


async def test_speech_that_is_no_command_does_nothing(room: Room, voice: Callable[..., bytes]) -> None:
    async with room.quiet() as listener:
        await listener.publish(f"{OURS}/cmd/listen", "")
        await listener.until(f"{OURS}/state", "listening")
        room.audio.feed(PAUSE + voice("seven purple sisters sing", "rms") + PAUSE)
        turn = await next_turn(listener)
        await asyncio.sleep(1.2)
        await listener.publish(f"{OURS}/cmd/stop", "")
        await rest(listener)
    assert (turn["outcome"], turn["actions"], turn["steps"]) == ("not_understood", [], [])
    assert not [topic for topic, _ in listener.got if topic.startswith("home/") and topic.endswith("/set")]
    assert speech_s(room.audio.heard()) > 0.5


async def test_the_wake_word_silences_what_is_being_said(room: Room, voice: Callable[..., bytes]) -> None:
    async with room.quiet() as listener:
        await listener.publish(f"{OURS}/cmd/say", "One morning the whole house was quiet. " * 10)
        await listener.until(f"{OURS}/state", "speaking")
        await asyncio.sleep(0.5)
        room.audio.feed(voice(WAKE_WORD, "rms") + PAUSE + voice("turn off the kitchen light") + PAUSE)
        await listener.until(f"{OURS}/state", "listening", within_s=5)
        said_s = speech_s(room.audio.heard())
        await asyncio.sleep(0.6)  # the wake chime, and what was still in the buffers
        room.audio.forget()
        assert await listener.until("home/kitchen/light/set", within_s=12) == "OFF"
        assert speech_s(room.audio.heard()) == 0.0
        assert said_s > 0.3
        assert (await next_turn(listener))["reply"] == "The kitchen light is off."
        await rest(listener)


async def test_muted_it_does_not_react_to_the_wake_word(room: Room, voice: Callable[..., bytes]) -> None:
    async with room.quiet() as listener:
        await listener.publish(f"{OURS}/cmd/mute", "on")
        await listener.until(f"{OURS}/state", "muted")
        room.audio.feed(voice(WAKE_WORD, "rms") + PAUSE)
        await asyncio.to_thread(room.audio.wait_until_said, 0.5)
        assert listener.on(f"{OURS}/state") == ["muted"]
        await listener.publish(f"{OURS}/cmd/mute", "off")
        await rest(listener)
        room.audio.feed(voice(WAKE_WORD, "rms"))
        await listener.until(f"{OURS}/state", "listening", within_s=5)
        await listener.publish(f"{OURS}/cmd/stop", "")
        await asyncio.sleep(0.1)
        assert listener.on(f"{OURS}/state") == ["muted", "idle", "listening", "idle"]


async def test_a_microphone_that_dies_and_comes_back(room: Room, voice: Callable[..., bytes]) -> None:
    async with room.quiet() as listener:
        room.daemon.told.clear()
        room.audio.kill_microphone()
        await room.daemon.until(lambda: room.daemon.said("STATUS=no microphone, connected"))
        await listener.publish(f"{OURS}/cmd/listen", "")
        answer = json.loads(await listener.until(f"{OURS}/resp/listen"))
        assert answer["error"] == "no microphone here: set audio.enabled, or connect one"
        await room.daemon.until(lambda: [line for line in room.daemon.log if "dead for 2 s" in line])
        began = time.monotonic()
        room.daemon.told.clear()
        room.audio.revive_microphone()
        await room.daemon.until(lambda: room.daemon.said("STATUS=listening, connected"))
        assert time.monotonic() - began < 10
        room.audio.feed(voice(WAKE_WORD, "rms"))
        await listener.until(f"{OURS}/state", "listening", within_s=5)
        await listener.publish(f"{OURS}/cmd/stop", "")
    (line,) = [line for line in room.daemon.log if "dead for 2 s" in line]
    assert line.startswith("<4>edgeassist.daemon: microphone: ")


async def test_who_is_asked_answers_without_the_wake_word(room: Room, voice: Callable[..., bytes]) -> None:
    async with room.quiet() as listener:
        room.audio.feed(PAUSE + voice(WAKE_WORD, "rms") + PAUSE + voice("set a timer") + PAUSE)
        asked = await next_turn(listener)
        assert (asked["reply"], asked["outcome"]) == ("For how long?", "clarify")
        listener.got.clear()
        await listener.until(f"{OURS}/state", "listening", within_s=10)
        room.audio.feed(PAUSE + voice("ten minutes") + PAUSE)
        answered = await next_turn(listener)
        assert (answered["text"], answered["reply"]) == ("ten minutes", "Your timer for 10 minutes has started.")
        await rest(listener)
        listener.got.clear()
        await listener.publish(f"{OURS}/cmd/ask", "cancel the timer")
        assert (await next_turn(listener))["outcome"] == "done"
