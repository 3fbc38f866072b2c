"""What is said of a real mosquitto: one that lets everybody in, one with an access list, one that is encrypted."""

from __future__ import annotations

import asyncio
import gc
import subprocess
from pathlib import Path

import aiomqtt
import pytest
from pydantic import SecretStr

from edgeassist.doctor.broker import look_at_broker
from edgeassist.doctor.finding import Finding
from edgeassist.doctor.machine import Machine
from edgeassist.settings import MqttSettings, Settings, TlsSettings
from tests.brokers import Mosquitto, free_port, tap
from tests.deploy.test_broker import Broker, broker  # noqa: F401  the broker of deploy/mosquitto.conf, set up

DISCOVERY = ("homeassistant/+/+/config", "zigbee2mqtt/bridge/devices")
PASSWORD = "a word"  # noqa: S105


class Guarded(Mosquitto):
    """A broker with an access list."""

    def __init__(self, folder: Path, acl: str) -> None:
        super().__init__(folder, {"pi": PASSWORD})
        path = folder / "acl"
        path.write_text(f"user pi\n{acl}\n")
        path.chmod(0o600)
        self._config.write_text(f"{self._config.read_text()}acl_file {path}\n")


def looked(mqtt: MqttSettings) -> dict[str, Finding]:
    settings = Settings(node="pi", mqtt=mqtt)
    return {finding.name: finding for finding in look_at_broker(settings, Machine(), DISCOVERY)}


def guarded(folder: Path, acl: str) -> dict[str, Finding]:
    with Guarded(folder, acl) as running:
        login = {"username": "pi", "password": SecretStr(PASSWORD)}
        return looked(MqttSettings(host="127.0.0.1", port=running.port, **login))


def announce(port: int, topic: str) -> None:
    async def _announce() -> None:
        async with aiomqtt.Client("127.0.0.1", port) as client:
            await client.publish(topic, "{}", qos=1, retain=True)

    asyncio.run(_announce())


def test_an_open_broker(mosquitto: Mosquitto) -> None:
    announce(mosquitto.port, "homeassistant/light/lamp/config")
    found = looked(MqttSettings(host="127.0.0.1", port=mosquitto.port))
    assert {finding.verdict for finding in found.values()} == {"good"}, found
    assert found["connection"].text.startswith("MQTT 5, connected")
    assert found["devices"].text.startswith("1 ")


async def test_nothing_is_left_at_the_broker_and_no_device_is_meant(mosquitto: Mosquitto) -> None:
    async with tap(mosquitto.port) as listener:
        await asyncio.to_thread(looked, MqttSettings(host="127.0.0.1", port=mosquitto.port))
        await listener.settle()
        topics = {topic for topic, _ in listener.got} - {"settled"}
    assert topics
    assert all(topic.endswith(("doctor", "_doctor/config")) for topic in topics), topics
    async with tap(mosquitto.port) as listener:
        await listener.settle()
        assert not listener.retained


def test_no_devices_are_worth_a_warning(mosquitto: Mosquitto) -> None:
    assert looked(MqttSettings(host="127.0.0.1", port=mosquitto.port))["devices"].verdict == "warning"


def test_a_user_who_may_do_everything(tmp_path: Path) -> None:
    found = guarded(tmp_path, "topic readwrite #")
    assert found["our topics"].verdict == found["discovery"].verdict == "good"


@pytest.mark.parametrize(
    ("acl", "name", "line"),
    [
        ("topic readwrite edgeassist/#", "discovery", "topic readwrite homeassistant/#"),
        ("topic readwrite homeassistant/#\ntopic readwrite edgeassist/pi/doctor", "our topics", "edgeassist/#"),
        ("topic read #\ntopic write edgeassist/#", "discovery", "topic readwrite homeassistant/#"),
    ],
)
def test_what_the_access_list_leaves_out_is_told_with_the_line_that_it_wants(
    tmp_path: Path, acl: str, name: str, line: str
) -> None:
    found = guarded(tmp_path, acl)
    assert found["connection"].verdict == "good"
    assert found[name].verdict == "bad"
    assert line in found[name].cure
    assert "user pi" in found[name].cure


def test_a_wrong_password(tmp_path: Path) -> None:
    with Guarded(tmp_path, "topic readwrite #") as running:
        mqtt = MqttSettings(host="127.0.0.1", port=running.port, username="pi", password=SecretStr("another"))
        found = looked(mqtt)
    assert found["connection"].verdict == "bad"
    assert "mqtt.password" in found["connection"].text


def test_no_broker_at_all() -> None:
    found = looked(MqttSettings(host="127.0.0.1", port=free_port()))
    assert found.keys() == {"connection"}
    assert "is not running" in found["connection"].text


def test_an_encrypted_broker(broker: Broker) -> None:  # noqa: F811
    names = broker.certificate("edgeassist")
    found = looked(MqttSettings(host="localhost", port=broker.certificates, tls=TlsSettings(**names)))
    assert found["secrecy"].text.startswith("encrypted")
    assert found["certificate"].verdict == "good"
    assert found["authority"].verdict == found["our certificate"].verdict == "good"
    assert found["our topics"].verdict == "good"


# paho leaves the socket of a failed handshake to the garbage collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_a_certificate_of_another_authority(broker: Broker, tmp_path: Path) -> None:  # noqa: F811
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "5", "-subj", "/CN=other"]
    subprocess.run([*command, "-keyout", tmp_path / "key", "-out", tmp_path / "ca"], check=True, capture_output=True)
    found = looked(MqttSettings(host="localhost", port=broker.certificates, tls=TlsSettings(ca=tmp_path / "ca")))
    assert found["connection"].verdict == "bad"
    assert "mqtt.tls" in found["connection"].text
    assert found["authority"].verdict == "warning"
    gc.collect()


def test_what_mends_a_connection_depends_on_where_the_broker_is(tmp_path: Path) -> None:
    def _cure(mqtt: MqttSettings, machine: Machine) -> str:
        return next(iter(look_at_broker(Settings(node="pi", mqtt=mqtt), machine, DISCOVERY))).cure

    port, ours = free_port(), tmp_path / "etc" / "mosquitto" / "conf.d" / "edgeassist.conf"
    assert _cure(MqttSettings(host="localhost", port=port), Machine()) == "sudo systemctl start mosquitto"
    assert _cure(MqttSettings(host="nowhere.invalid", port=port), Machine()).startswith("ping -c 3 nowhere")
    with Guarded(tmp_path, "topic readwrite #") as running:
        stranger = MqttSettings(host="127.0.0.1", port=running.port, username="pi", password=SecretStr("wrong"))
        assert _cure(stranger, Machine(root=tmp_path)) == "systemctl status mosquitto"
        ours.parent.mkdir(parents=True)
        ours.touch()
        assert "broker.sh assistant" in _cure(stranger, Machine(root=tmp_path))
