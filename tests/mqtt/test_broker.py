import asyncio
import contextlib
import ssl
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiomqtt
import psutil
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from edgeassist.errors import BrokerError, ConfigError
from edgeassist.messages import Command
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.routes import Incoming
from edgeassist.settings import MqttSettings, TlsSettings
from tests.brokers import Mosquitto, free_port, tap


def settings(port: int, **more: Any) -> MqttSettings:
    return MqttSettings.model_validate({"host": "127.0.0.1", "port": port, **more})


async def soon(_: float) -> None:
    """Wait for the next attempt, but not as long as at home."""
    await asyncio.sleep(0.02)


def broker_at(port: int, **more: Any) -> MqttBroker:
    return MqttBroker(settings(port, **more), "den", sleep=soon)


@contextlib.asynccontextmanager
async def running(broker: MqttBroker, *, connected: bool = True) -> AsyncIterator[MqttBroker]:
    task = asyncio.create_task(broker.run())
    try:
        if connected:
            await broker.wait_connected(30)
        yield broker
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(condition: Any, within_s: float = 5.0) -> None:
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def serving(options: str) -> str:
    """Return a program that stays connected until it is killed."""
    return (
        "import asyncio; from edgeassist.mqtt.broker import MqttBroker; from edgeassist.settings import MqttSettings;"
        f"asyncio.run(MqttBroker(MqttSettings(host='127.0.0.1', {options}), 'den').run())"
    )


async def test_publishes_and_says_that_it_is_there(mosquitto: Mosquitto) -> None:
    async with tap(mosquitto.port) as others:
        async with running(broker_at(mosquitto.port)) as broker:
            await broker.publish(Command("lamp/set", "ON", qos=1))
            assert await others.until("lamp/set") == "ON"
            await others.until("edgeassist/den/availability", "online")
        await others.until("edgeassist/den/availability", "offline")
    async with tap(mosquitto.port) as later:
        await later.until("edgeassist/den/availability")
        assert later.retained == {"edgeassist/den/availability": "offline"}


async def test_a_second_connection_stands_beside_the_first_and_shows_nothing(mosquitto: Mosquitto) -> None:
    got: list[bytes] = []
    second = MqttBroker(settings(mosquitto.port), "den", beside="announcements", sleep=soon)
    second.watch(["config"], lambda _, payload: got.append(payload))
    async with tap(mosquitto.port) as others, running(broker_at(mosquitto.port)) as broker:
        await others.until("edgeassist/den/availability", "online")
        async with running(second):
            await others.publish("config", "lamp")
            await until(lambda: got == [b"lamp"])
            await second.publish(Command("lamp/get", "", qos=1))
            await others.until("lamp/get")
        assert broker.connected
        await others.settle()
        assert others.on("edgeassist/den/availability") == ["online"]


async def test_its_last_will_says_that_it_is_gone(mosquitto: Mosquitto) -> None:
    async with tap(mosquitto.port) as others:
        daemon = await asyncio.create_subprocess_exec(sys.executable, "-c", serving(f"port={mosquitto.port}"))
        try:
            await others.until("edgeassist/den/availability", "online", within_s=10)
        finally:
            daemon.kill()
            await daemon.wait()
        await others.until("edgeassist/den/availability", "offline")
    async with tap(mosquitto.port) as later:
        await later.until("edgeassist/den/availability")
        assert later.retained["edgeassist/den/availability"] == "offline"


async def test_states_come_in_and_topics_can_be_exchanged(mosquitto: Mosquitto) -> None:
    got: list[tuple[str, bytes]] = []

    def take(topic: str, payload: bytes) -> None:
        got.append((topic, payload))

    broker = broker_at(mosquitto.port)
    broker.watch(["a", "b/+"], take)
    async with tap(mosquitto.port) as others, running(broker):
        await others.publish("a", "1")
        await others.publish("b/x", b"\xff")
        await until(lambda: got == [("a", b"1"), ("b/x", b"\xff")])
        broker.watch(["c"], take)
        await asyncio.sleep(0.1)
        await others.publish("a", "2")
        await others.publish("c", "3")
        await until(lambda: ("c", b"3") in got)
        assert ("a", b"2") not in got


async def test_every_request_is_handed_out_but_no_retained_one(mosquitto: Mosquitto) -> None:
    got: list[bytes] = []
    all_here = asyncio.Event()

    async def take(request: Incoming) -> None:
        got.append(request.payload)
        await all_here.wait()  # beside each other, not one after the other

    broker = broker_at(mosquitto.port)
    broker.serve("edgeassist/den/cmd/+", take)
    async with tap(mosquitto.port) as others:
        await others.publish("edgeassist/den/cmd/ask", "of long ago", retain=True)
        async with running(broker):
            for n in range(5):
                await others.publish("edgeassist/den/cmd/ask", str(n))
            await until(lambda: len(got) == 5)
            all_here.set()
    assert got == [b"0", b"1", b"2", b"3", b"4"]


async def test_a_flood_of_states_costs_one_message_a_topic_and_the_last_wins(mosquitto: Mosquitto) -> None:
    last: dict[str, bytes] = {}
    calls = 0

    def take(topic: str, payload: bytes) -> None:
        nonlocal calls
        calls += 1
        last[topic] = payload

    broker = broker_at(mosquitto.port)
    broker.watch(["flood/+"], take)
    async with running(broker):
        before = psutil.Process().memory_info().rss
        lines = "\n".join(f"{n:06d}" + "x" * 200 for n in range(15_000)).encode()
        command = ["mosquitto_pub", "-p", str(mosquitto.port), "-t", "flood/sensor", "-q", "1", "-l"]
        flood = await asyncio.create_subprocess_exec(*command, stdin=subprocess.PIPE)
        slowest, ended = 0.0, asyncio.create_task(flood.communicate(lines))
        started, used = time.monotonic(), time.process_time()
        while not ended.done():
            began = time.monotonic()
            await asyncio.sleep(0.01)
            slowest = max(slowest, time.monotonic() - began)
        await until(lambda: last.get("flood/sensor", b"").startswith(b"014999"), 20)
        share = (time.process_time() - used) / (time.monotonic() - started)
        assert slowest < 0.5  # the loop was there for others
        assert share < 0.75  # for a good part of the time
        assert psutil.Process().memory_info().rss - before < 30e6
        assert broker.connected


async def test_a_slow_reader_gets_only_the_last_of_a_topic(mosquitto: Mosquitto) -> None:
    got: list[bytes] = []

    def take(_: str, payload: bytes) -> None:
        got.append(payload)
        time.sleep(0.02)  # as slow as it gets: meanwhile more comes in

    broker = broker_at(mosquitto.port)
    broker.watch(["s"], take)
    async with tap(mosquitto.port) as others, running(broker):
        await asyncio.gather(*(others.publish("s", str(n)) for n in range(100)))
        await until(lambda: got[-1:] == [b"99"])
    assert len(got) < 100


async def test_a_broker_that_is_away_is_said_once_and_found_when_it_comes(
    mosquitto: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    mosquitto.kill()
    async with running(broker_at(mosquitto.port), connected=False) as broker:
        with pytest.raises(BrokerError, match=f"127.0.0.1:{mosquitto.port} is not running: start it, or set mqtt.host"):
            await broker.wait_connected(0.3)
        with pytest.raises(BrokerError, match="is not running"):
            await broker.publish(Command("lamp/set", "ON"))
        assert not broker.connected
        mosquitto.start()
        await broker.wait_connected(30)
    assert [record.getMessage().split(";")[0][-30:] for record in caplog.records if record.levelname == "WARNING"] == [
        "it, or set mqtt.host and mqtt.port"[-30:]
    ]


async def test_after_a_restart_it_is_there_again_and_nothing_is_sent_twice(mosquitto: Mosquitto) -> None:
    got: list[bytes] = []
    greeted = 0

    async def greet() -> None:
        nonlocal greeted
        greeted += 1

    broker = broker_at(mosquitto.port)
    broker.watch(["state"], lambda _, payload: got.append(payload))
    broker.greet(greet)
    async with running(broker):
        mosquitto.kill()
        await until(lambda: not broker.connected)
        for qos in (0, 1, 2):
            with pytest.raises(BrokerError, match=r"lost the connection|not running"):
                await broker.publish(Command("garage/set", "OPEN", qos=qos))
        mosquitto.start()
        async with tap(mosquitto.port) as others:
            await broker.wait_connected(30)
            await others.publish("state", "back")
            await until(lambda: got == [b"back"])
            await others.until("edgeassist/den/availability", "online")
            await asyncio.sleep(0.1)
            assert others.on("garage/set") == []
    assert greeted == 2


async def test_killed_while_publishing_is_an_error_at_once_and_never_sent_again(mosquitto: Mosquitto) -> None:
    async with running(broker_at(mosquitto.port)) as broker:
        process = psutil.Process(mosquitto.process_id)
        process.suspend()
        publishing = asyncio.create_task(broker.publish(Command("garage/set", "OPEN", qos=1)))
        await asyncio.sleep(0.1)
        assert not publishing.done()
        mosquitto.kill()
        began = time.monotonic()
        with pytest.raises(BrokerError, match="lost the connection to the MQTT broker"):
            await publishing
        assert time.monotonic() - began < 5
        mosquitto.start()
        async with tap(mosquitto.port) as others:
            await broker.wait_connected(30)
            await broker.publish(Command("lamp/set", "ON", qos=1))
            await others.until("lamp/set")
            assert others.on("garage/set") == []


@pytest.mark.parametrize("password", ["wrong", None])
async def test_wrong_password(tmp_path: Path, password: str | None) -> None:
    login = {"username": "den", "password": password} if password else {}
    with Mosquitto(tmp_path, users={"den": "right"}) as mosquitto:
        async with running(broker_at(mosquitto.port, **login), connected=False) as broker:
            with pytest.raises(BrokerError, match=r"refused user .*: check mqtt.username and mqtt.password"):
                await broker.wait_connected(0.5)
        async with running(broker_at(mosquitto.port, **{**login, "username": "den", "password": "right"})) as broker:
            assert broker.connected


@pytest.mark.parametrize("host", ["no such host", "two..dots", ""])
async def test_unknown_host(host: str, caplog: pytest.LogCaptureFixture) -> None:
    async with running(MqttBroker(MqttSettings(host=host), "den", sleep=soon), connected=False):
        await until(lambda: caplog.records)
    assert f"there is no host '{host}': check mqtt.host; again in" in caplog.text


async def test_tls_where_the_broker_has_none(mosquitto: Mosquitto) -> None:
    """In a process of its own: paho leaves the socket of a failed handshake to the garbage collector."""
    authority = ssl.get_default_verify_paths().cafile
    if authority is None:
        pytest.skip("this system has no certificates")
    daemon = await asyncio.create_subprocess_exec(
        sys.executable, "-c", serving(f"port={mosquitto.port}, tls={{'ca': {authority!r}}}"), stderr=subprocess.PIPE
    )
    try:
        assert daemon.stderr is not None
        said = await asyncio.wait_for(daemon.stderr.readline(), 10)
    finally:
        daemon.kill()
        await daemon.communicate()
    assert b"no encrypted connection to the MQTT broker" in said
    assert b"check mqtt.tls and mqtt.port; again in" in said


def test_a_certificate_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"mqtt.tls: .*ca.pem: No such file"):
        MqttBroker(MqttSettings(tls=TlsSettings(ca=tmp_path / "ca.pem")), "den")


async def test_a_topic_that_cannot_be_published_to_is_an_error(mosquitto: Mosquitto) -> None:
    async with running(broker_at(mosquitto.port)) as broker:
        with pytest.raises(BrokerError, match="cannot publish to 'all/#'"):
            await broker.publish(Command("all/#", "ON"))
        assert broker.connected


@contextlib.asynccontextmanager
async def broker_of_old(port: int) -> AsyncIterator[int]:
    """Yield the port of a broker that knows MQTT 3.1.1 only: it refuses 5 as they do, and is a real one otherwise."""

    async def _pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while some := await source.read(4096):
                sink.write(some)
        sink.close()

    async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connect = await reader.read(4096)
        if connect.partition(b"MQTT")[2][:1] == b"\x05":
            writer.write(b"\x20\x02\x00\x01")
            writer.close()
            return
        there = await asyncio.open_connection("127.0.0.1", port)
        there[1].write(connect)
        await asyncio.gather(_pass_on(reader, there[1]), _pass_on(there[0], writer))

    async with await asyncio.start_server(_serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def test_a_broker_of_old_is_spoken_to_in_3_1_1_without_a_word(
    mosquitto: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    async with tap(mosquitto.port) as others, broker_of_old(mosquitto.port) as port:
        async with running(broker_at(port)) as broker:
            await broker.publish(Command("lamp/set", "ON", qos=1, expires_s=5))
            await others.until("lamp/set", "ON")
        await others.until("edgeassist/den/availability", "offline")
    assert [record for record in caplog.records if record.levelname == "WARNING"] == []


async def test_what_may_not_be_late_expires_at_the_broker(mosquitto: Mosquitto) -> None:
    options: dict[str, Any] = {"identifier": "sleeper", "protocol": aiomqtt.ProtocolVersion.V5, "clean_start": False}
    forever = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    forever.SessionExpiryInterval = 600
    async with aiomqtt.Client("127.0.0.1", mosquitto.port, properties=forever, **options) as sleeper:
        await sleeper.subscribe("garage/set", qos=1)
    async with running(broker_at(mosquitto.port)) as broker:
        await broker.publish(Command("garage/set", "OPEN", qos=1, expires_s=1))
        await broker.publish(Command("garage/set", "LIGHT", qos=1))
        await asyncio.sleep(2.2)
    async with aiomqtt.Client("127.0.0.1", mosquitto.port, properties=forever, **options) as awake, asyncio.timeout(5):
        assert (await anext(awake.messages)).payload == b"LIGHT"


async def test_waits_grow_and_are_spread() -> None:
    waits: list[float] = []

    async def note(delay_s: float) -> None:
        waits.append(delay_s)
        await asyncio.sleep(0)

    broker = MqttBroker(settings(free_port()), "den", chance=lambda: 0.5, sleep=note)
    async with running(broker, connected=False):
        await until(lambda: len(waits) > 7)
    assert waits[:8] == [0.75, 1.5, 3.0, 6.0, 12.0, 24.0, 45.0, 45.0]
