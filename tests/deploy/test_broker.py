"""The broker of deploy/mosquitto.conf, set up by deploy/broker.sh: who gets in, and who may do what."""

import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiomqtt
import pytest

from tests.brokers import Tap, free_port, tap
from tests.daemons import HOME, REPOSITORY, Daemon

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed here")

SCRIPT = REPOSITORY / "deploy" / "broker.sh"
LAMP = {"username": "lamp", "password": "lamp's password"}


def broker_sh(folder: Path, *arguments: str, password: str = "") -> subprocess.CompletedProcess[str]:
    places = {
        "EDGEASSIST_BROKER_DIR": str(folder / "keys"),
        "EDGEASSIST_MOSQUITTO_CONF": str(folder / "mosquitto.conf"),
    }
    return subprocess.run(
        ["sh", SCRIPT, *arguments], env=os.environ | places, input=password, capture_output=True, text=True, check=False
    )


@dataclass(frozen=True, slots=True)
class Broker:
    """A running broker of ours and the ports of its listeners."""

    keys: Path
    certificates: int
    encrypted: int
    plain: int

    def certificate(self, name: str) -> dict[str, Path]:
        return {"ca": self.keys / "ca.crt", "cert": self.keys / f"{name}.crt", "key": self.keys / f"{name}.key"}

    def context(self, name: str | None = None) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.keys / "ca.crt")
        if name is not None:
            context.load_cert_chain(self.keys / f"{name}.crt", self.keys / f"{name}.key")
        return context


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    folder = tmp_path_factory.mktemp("broker")
    for arguments in (["setup", "10.9.8.7", "broker.lan"], ["client", "panel"]):
        assert broker_sh(folder, *arguments).returncode == 0
    for verb, name in (("user", "lamp"), ("user", "plug"), ("bridge", "zigbee2mqtt")):
        assert broker_sh(folder, verb, name, password=f"{name}'s password\n").returncode == 0
    running = Broker(folder / "keys", free_port(), free_port(), free_port())
    conf = (folder / "mosquitto.conf").read_text()
    for theirs, ours in ((8883, running.certificates), (8884, running.encrypted), (1883, running.plain)):
        assert f"\nlistener {theirs}\n" in conf
        conf = conf.replace(f"\nlistener {theirs}\n", f"\nlistener {ours} 127.0.0.1\n")
    assert "persistence_location" not in conf  # Debian's own file has it, and mosquitto does not start with two
    conf += f"persistence_location {folder}/\nuser {'root' if os.getuid() == 0 else ''}\n"
    (folder / "mosquitto.conf").write_text(conf)
    log = folder / "mosquitto.log"
    with log.open("wb") as file:
        process = subprocess.Popen(["mosquitto", "-c", folder / "mosquitto.conf"], stderr=file)
    try:
        _wait_for(running.plain, log)
        yield running
    finally:
        process.kill()
        process.wait()


def _wait_for(port: int, log: Path) -> None:
    deadline = time.monotonic() + 5
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.01)


@contextlib.asynccontextmanager
async def hub(broker: Broker) -> AsyncIterator[Tap]:
    """What the hub sees."""
    async with tap(broker.certificates, tls_context=broker.context("homeassistant")) as listener:
        yield listener


async def publish(port: int, topic: str, **login: Any) -> None:
    async with aiomqtt.Client("127.0.0.1", port, **login) as client:
        await client.publish(topic, "x", qos=1)


async def test_the_daemon_comes_in_by_its_certificate_and_the_hub_asks_it(broker: Broker, tmp_path: Path) -> None:
    tls = {f"mqtt__tls__{key}": path for key, path in broker.certificate("edgeassist").items()}
    settings = {"mqtt__host": "localhost", "mqtt__port": broker.certificates, "home": HOME, **tls}
    async with hub(broker) as listener:
        with Daemon(tmp_path, **settings, audio__enabled="false", intent__edge_model="off") as daemon:
            await daemon.ready()
            await listener.until("edgeassist/edgeassist/availability", "online")
            await listener.publish("edgeassist/edgeassist/cmd/ask", "turn on the kitchen light")
            await listener.until("home/kitchen/light/set", "ON")
            await listener.until("homeassistant/device/edgeassist_edgeassist/config")


@pytest.mark.parametrize(
    ("topic", "arrives"),
    [
        ("lamp/light/lamp/state", True),
        ("homeassistant/light/lamp/main/config", True),
        ("homeassistant/light/lamp/config", True),
        ("stat/lamp/POWER", True),
        ("tele/lamp/LWT", True),
        ("tasmota/discovery/A4CF12FF/config", True),
        ("homie/5/lamp/$state", True),
        ("edgeassist/edgeassist/cmd/ask", False),
        ("edgeassist/edgeassist/state", False),
        ("edgeassist/lamp/cmd/ask", False),
        ("cmnd/plug/POWER", False),
        ("plug/light/plug/command", False),
        ("homeassistant/light/plug/main/config", False),
        ("homeassistant/status", False),
        ("zigbee2mqtt/garage/set", False),
    ],
)
async def test_a_device_writes_on_its_own_topics_alone(broker: Broker, topic: str, arrives: bool) -> None:  # noqa: FBT001
    async with hub(broker) as listener:
        await publish(broker.plain, topic, **LAMP)
        await publish(broker.encrypted, "lamp/end", tls_context=broker.context(), **LAMP)
        await listener.until("lamp/end")
        assert (listener.on(topic) == ["x"]) is arrives


async def test_a_device_hears_what_is_for_it_and_nothing_else(broker: Broker) -> None:
    heard = ["cmnd/lamp/POWER", "homie/5/lamp/a/b/set", "lamp/command", "homeassistant/status"]
    async with tap(broker.plain, **LAMP) as lamp, hub(broker) as listener:
        for topic in ("cmnd/#", "homie/#", "lamp/#", "homeassistant/#", "edgeassist/#"):
            await lamp.client.subscribe(topic, qos=1)
        tls = broker.context("edgeassist")
        for topic in ("edgeassist/x/turn", "cmnd/plug/POWER", "homeassistant/light/plug/config", *heard):
            await publish(broker.certificates, topic, tls_context=tls)
            await listener.until(topic)
        await lamp.until("homeassistant/status")
    assert [topic for topic, _ in lamp.got] == heard


@pytest.mark.parametrize(
    ("topic", "arrives"),
    [
        ("edgeassist/edgeassist/cmd/ask", True),
        ("zigbee2mqtt/garage/set", True),
        ("cmnd/plug/POWER", True),
        ("homeassistant/status", True),
        ("edgeassist/edgeassist/turn", False),
        ("edgeassist/edgeassist/availability", False),
        ("stat/plug/POWER", False),
    ],
)
async def test_the_hub_commands_and_reports_for_nobody(broker: Broker, topic: str, arrives: bool) -> None:  # noqa: FBT001
    async with hub(broker) as listener:
        await listener.publish(topic, "x")
        await listener.publish("homeassistant/end", "x")
        await listener.until("homeassistant/end")
        assert (listener.on(topic) == ["x"]) is arrives


async def test_a_bridge_announces_devices_of_other_names(broker: Broker) -> None:
    login = {"username": "zigbee2mqtt", "password": "zigbee2mqtt's password"}
    async with hub(broker) as listener:
        for topic in ("homeassistant/light/0x00158d0001/light/config", "edgeassist/x/cmd/ask", "zigbee2mqtt/end"):
            await publish(broker.plain, topic, **login)
        await listener.until("zigbee2mqtt/end")
        assert listener.on("homeassistant/light/0x00158d0001/light/config") == ["x"]
        assert listener.on("edgeassist/x/cmd/ask") == []


@pytest.mark.parametrize("login", [{}, {"username": "lamp", "password": "plug's password"}, {"username": "edgeassist"}])
async def test_without_the_right_password_nobody_comes_in(broker: Broker, login: dict[str, str]) -> None:
    with pytest.raises(aiomqtt.MqttError):
        await publish(broker.plain, "lamp/x", **login)


async def test_a_user_cannot_be_called_like_a_topic_of_others(tmp_path: Path) -> None:
    assert broker_sh(tmp_path, "setup").returncode == 0
    for name in ("edgeassist", "homeassistant", "cmnd", "a/b", "+", "-D", ""):
        assert broker_sh(tmp_path, "user", name).returncode == 2
    assert (tmp_path / "keys" / "passwords").read_text() == ""
    assert broker_sh(tmp_path, "dance").stderr.startswith("usage: ")
    before = (tmp_path / "keys" / "ca.crt").read_text()
    assert broker_sh(tmp_path, "setup", "other.lan").returncode == 0
    assert (tmp_path / "keys" / "ca.crt").read_text() == before
    assert (tmp_path / "keys" / "ca.key").stat().st_mode & 0o077 == 0
