"""The daemon as systemd sees it: a process, its notifications, its signals, its exit code."""

import asyncio
import itertools
import json
import logging
import shutil
import signal
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from edgeassist.cli import main
from edgeassist.daemon import supervise, until_plugged
from edgeassist.errors import AudioError, ConfigError, EngineStuckError
from tests.brokers import Mosquitto, Tap, free_port, tap
from tests.daemons import HOME, Daemon

logger = logging.getLogger(__name__)

TEXT_ONLY = {"audio__enabled": "false", "intent__edge_model": "off"}
"""Starts fast: these tests are about the process, not about what it understands."""


@asynccontextmanager
async def text_daemon(folder: Path, broker: Mosquitto, **settings: object) -> AsyncIterator[tuple[Daemon, Tap]]:
    async with tap(broker.port) as listener:
        with Daemon(folder, **{"mqtt__port": broker.port, "home": HOME, **TEXT_ONLY, **settings}) as daemon:
            await daemon.ready()
            await listener.until("edgeassist/edgeassist/availability", "online")
            yield daemon, listener


async def ask(listener: Tap, text: str, within_s: float = 10.0) -> dict[str, object]:
    transaction = uuid.uuid4().hex
    await listener.publish("edgeassist/edgeassist/cmd/ask", json.dumps({"text": text, "transaction": transaction}))
    async with asyncio.timeout(within_s):
        while True:
            for payload in listener.on("edgeassist/edgeassist/resp/ask"):
                answer: dict[str, object] = json.loads(payload)
                if answer["transaction"] == transaction:
                    return answer
            await asyncio.sleep(0.01)


async def test_start_watchdog_turn_and_end_under_systemd(tmp_path: Path, mosquitto: Mosquitto) -> None:
    async with text_daemon(tmp_path, mosquitto) as (daemon, listener):
        took_s = await daemon.ready()
        logger.info("start to READY: %.2f s", took_s)
        assert daemon.told[0][1] == "STATUS=loading models (settings: defaults)"
        assert (await ask(listener, "is the front door locked"))["reply"] == "Yes, the front door is locked."
        await daemon.until(lambda: daemon.said("STATUS=no microphone, connected, 17 devices"))
        await daemon.until(lambda: sum(line == "WATCHDOG=1" for _, line in daemon.told) >= 4)
        beats = [at for at, line in daemon.told if line == "WATCHDOG=1"]
        assert max(after - before for before, after in itertools.pairwise(beats)) < 0.6

        code, stopped_s = await daemon.stop()
        logger.info("SIGTERM to end: %.2f s", stopped_s)
        assert (code, stopped_s < 2.0) == (0, True)
        assert daemon.said("STOPPING=1")
        assert await listener.until("edgeassist/edgeassist/availability", "offline") == "offline"
    turns = [line for line in daemon.log if ": turn " in line]
    assert len(turns) == 1
    assert turns[0].startswith("<6>edgeassist.")
    assert "mqtt: done get_state lock.front_door by sentences" in turns[0]
    assert "is the front" not in "".join(daemon.log)


async def test_a_turn_that_runs_at_sigterm_is_answered_before_the_end(tmp_path: Path, mosquitto: Mosquitto) -> None:
    async with text_daemon(tmp_path, mosquitto, mqtt__confirm_s=1) as (daemon, listener):
        await listener.publish("edgeassist/edgeassist/cmd/ask", "turn on the kitchen light")  # nobody is this light
        await listener.until("home/kitchen/light/set", "ON")
        code, stopped_s = await daemon.stop()
        assert (code, 0.5 < stopped_s < 2.0) == (0, True)
        answer = json.loads(await listener.until("edgeassist/edgeassist/resp/ask"))
        assert answer["reply"] == "The kitchen light did not answer."
        action = json.loads(await listener.until("edgeassist/edgeassist/action"))
        assert (action["entity"], action["result"]) == ("light.kitchen", "unconfirmed")


async def test_a_turn_that_takes_too_long_does_not_hold_up_the_end(tmp_path: Path, mosquitto: Mosquitto) -> None:
    async with text_daemon(tmp_path, mosquitto, mqtt__confirm_s=60) as (daemon, listener):
        await listener.publish("edgeassist/edgeassist/cmd/ask", "turn on the kitchen light")
        await listener.until("home/kitchen/light/set", "ON")
        code, stopped_s = await daemon.stop()
    assert (code, 1.0 < stopped_s < 2.5) == (0, True)  # 2 s, and what the machine is busy with besides


async def test_work_in_another_thread_does_not_hold_up_the_end(tmp_path: Path) -> None:
    home = tmp_path / "home.json"
    shutil.copy(HOME, home)
    with Daemon(tmp_path, mqtt__port=free_port(), home=home, intent__edge_model="off") as daemon:
        await daemon.ready()
        house = json.loads(home.read_text())
        (lamp,) = (entity for entity in house["entities"] if entity["id"] == "light.kitchen")
        house["entities"] += [
            lamp | {"id": f"light.new_{n}", "name": f"Lantern of the {n}th dwarf"} for n in range(1500)
        ]
        home.write_text(json.dumps(house))
        daemon.process.send_signal(signal.SIGHUP)
        await daemon.until(lambda: daemon.said("STATUS=no microphone, no broker, 1517 devices"))
        await asyncio.sleep(0.3)
        code, stopped_s = await daemon.stop()
    assert (code, stopped_s < 3.0) == (0, True)  # the recogniser is still being made for all the names


async def test_sighup_reads_the_home_again_and_a_mistake_in_it_changes_nothing(
    tmp_path: Path, mosquitto: Mosquitto
) -> None:
    home = tmp_path / "home.json"
    shutil.copy(HOME, home)
    async with text_daemon(tmp_path, mosquitto, home=home) as (daemon, listener):
        home.write_text(home.read_text().replace("Kettle", "Samovar"))
        assert (await ask(listener, "turn on the samovar"))["ok"] is False
        daemon.process.send_signal(signal.SIGHUP)
        await asyncio.sleep(0.3)
        await listener.publish("home/kitchen/kettle", "ON")
        await asyncio.sleep(0.1)
        assert (await ask(listener, "is the samovar on"))["reply"] == "Yes, the samovar is on."

        home.write_text(home.read_text().replace('"area": "kitchen"', '"area": "moon"'))
        daemon.process.send_signal(signal.SIGHUP)
        await daemon.until(lambda: any("not reloaded" in line for line in daemon.log))
        (line,) = [line for line in daemon.log if "not reloaded" in line]
        assert line.startswith(f"<4>edgeassist.app: not reloaded: {home}: entity 'light.kitchen': unknown area 'moon'")
        assert (await ask(listener, "is the samovar on"))["ok"] is True


async def test_without_a_broker_it_is_ready_all_the_same_and_connects_when_there_is_one(tmp_path: Path) -> None:
    broker = Mosquitto(tmp_path)
    with Daemon(tmp_path, mqtt__port=broker.port, **TEXT_ONLY) as daemon:
        await daemon.ready()
        await daemon.until(lambda: daemon.said("STATUS=no microphone, no broker, 0 devices"))
        await daemon.until(lambda: len(daemon.log) > 1)
        (line,) = [line for line in daemon.log if "broker" in line and line.startswith("<4>")]
        assert f"the MQTT broker at localhost:{broker.port} is not running: start it, or set mqtt.host" in line
        with broker:
            await daemon.until(lambda: daemon.said("STATUS=no microphone, connected, 0 devices"))


async def test_after_a_kill_the_broker_says_that_it_is_gone_and_a_new_start_that_it_is_back(
    tmp_path: Path, mosquitto: Mosquitto
) -> None:
    async with text_daemon(tmp_path, mosquitto) as (daemon, listener):
        await daemon.stop(signal.SIGKILL)
        await listener.until("edgeassist/edgeassist/availability", "offline")
        daemon.start()
        await daemon.until(lambda: listener.on("edgeassist/edgeassist/availability").count("online") == 2)
        assert (await ask(listener, "is the front door locked"))["ok"] is True
        assert listener.on("edgeassist/edgeassist/availability") == ["online", "offline", "online"]


async def test_a_broker_that_dies_in_the_middle_of_a_turn_and_comes_back(tmp_path: Path, mosquitto: Mosquitto) -> None:
    async with text_daemon(tmp_path, mosquitto) as (daemon, listener):
        await listener.publish("edgeassist/edgeassist/cmd/ask", "turn on the kitchen light")
        await listener.until("home/kitchen/light/set", "ON")
        mosquitto.kill()
        await daemon.until(lambda: [line for line in daemon.log if line.startswith("<4>edgeassist.mqtt")])
        mosquitto.start()
        async with tap(mosquitto.port) as other:
            await other.until("edgeassist/edgeassist/availability", "online", within_s=10)
            await daemon.until(lambda: [line for line in daemon.log if "failed turn_on" in line])
            assert (await ask(other, "is the front door locked"))["ok"] is True
        assert not [line for line in daemon.log if "Traceback" in line]


@pytest.mark.parametrize(
    ("enabled", "more"), [("auto", ". Text from MQTT and the command line is served meanwhile"), ("true", "")]
)
async def test_without_a_microphone_it_serves_text_and_says_so_once(
    tmp_path: Path, mosquitto: Mosquitto, enabled: str, more: str
) -> None:
    sound = {"audio__enabled": enabled, "audio__input": "no such microphone"}
    async with text_daemon(tmp_path, mosquitto, **sound) as (daemon, listener):
        assert (await ask(listener, "is the front door locked"))["ok"] is True
        await daemon.until(lambda: daemon.said("STATUS=no microphone, connected, 17 devices"))
        await listener.publish("edgeassist/edgeassist/cmd/listen", "")
        answer = json.loads(await listener.until("edgeassist/edgeassist/resp/listen"))
        assert answer["error"] == "no microphone here: set audio.enabled, or connect one"
        await asyncio.sleep(1.2)  # it is tried again meanwhile
        (line,) = [line for line in daemon.log if "no such microphone" in line]
        assert line.startswith("<4>")
        assert "no microphone 'no such microphone'; " in line
        assert line.endswith(f"{more}; trying again from time to time")
        assert ("served meanwhile" in line) is (enabled == "auto")


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("nod = 'den'", "nod: unknown key; did you mean 'node'? (allowed: "),
        ("[mqtt]\nport = 99999", "mqtt.port: 99999: Input should be less than or equal to 65535"),
        ("[stt]\nengine = 'siri'", "stt.engine: 'siri' is none of"),
        ("[audio]\nenabled = 'perhaps'", "audio.enabled: 'perhaps': is none of true, false and 'auto'"),
        ("node = ", "not valid TOML"),
    ],
)
def test_wrong_settings_end_the_start_with_one_line_and_78(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], toml: str, message: str
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(toml)
    with pytest.raises(SystemExit) as end:
        main(["run", "--config", str(file)])
    err = capsys.readouterr().err
    assert end.value.code == 78
    assert err.count("\n") == 1
    assert err.startswith(f"edgeassist: {file}: ")
    assert message in err


@pytest.mark.parametrize(
    ("settings", "code", "message"),
    [
        ({"intent__edge_model": "nowhere.gguf"}, 1, "model 'nowhere.gguf' is not installed in "),
        ({"home": "nowhere.json"}, 78, "nowhere.json: cannot be read"),
        ({"sentences_dir": "nowhere"}, 78, "sentences: nowhere is no directory"),
        ({"mqtt__tls__ca": "nowhere.pem"}, 78, "mqtt.tls: nowhere.pem: No such file or directory"),
    ],
)
async def test_what_is_missing_ends_the_start_with_one_line(
    tmp_path: Path, settings: dict[str, str], code: int, message: str
) -> None:
    with Daemon(tmp_path, mqtt__port=free_port(), **{**TEXT_ONLY, **settings}) as daemon:
        assert await daemon.ended() == code
        assert daemon.said("READY=1") is None
        (line,) = daemon.log
        assert line.startswith("edgeassist: ")
        assert message in line


async def test_supervised_services_start_again_later_each_time(caplog: pytest.LogCaptureFixture) -> None:
    naps: list[float] = []
    failures = iter([AudioError("unplugged"), AudioError("unplugged"), ValueError("a defect"), ConfigError("wrong")])

    async def service() -> None:
        raise next(failures)

    async def sleep(seconds: float) -> None:
        naps.append(seconds)

    with pytest.raises(ConfigError, match="wrong"), caplog.at_level(logging.WARNING):
        await supervise("ears", service, sleep=sleep, chance=lambda: 1.0)
    assert naps == [1.0, 2.0, 4.0]
    assert [record.message for record in caplog.records] == [
        "ears: unplugged; trying again from time to time",
        "ears failed; again in 4 s",
    ]


async def test_a_microphone_that_is_plugged_in_is_not_waited_for_any_longer(tmp_path: Path) -> None:
    waiting = asyncio.create_task(until_plugged(60.0, tmp_path))
    await asyncio.sleep(0.1)
    (tmp_path / "pcmC1D0c").touch()
    await asyncio.wait_for(waiting, 5.0)
    began = time.monotonic()
    await until_plugged(0.1, tmp_path / "no such folder")
    assert 0.09 < time.monotonic() - began < 10


async def test_a_stuck_engine_ends_the_process_also_from_within_a_group() -> None:
    async def stuck() -> None:
        raise EngineStuckError("llama.cpp", "did not stop within 2 s")

    async def service() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(stuck())

    with pytest.raises(EngineStuckError):
        await supervise("assistant", service)
