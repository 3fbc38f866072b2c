"""A real mosquitto for tests, and an independent listener on it."""

import asyncio
import contextlib
import os
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import aiomqtt

PATIENCE = float(os.environ.get("TESTS_PATIENCE", "1"))
"""How many times as long to wait as on a machine of today: more where a processor is imitated."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mosquitto:
    """A broker of our own on a free loopback port; `with` starts and ends it."""

    def __init__(self, folder: Path, users: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        self._config = folder / f"mosquitto-{self.port}.conf"
        lines = [f"listener {self.port} 127.0.0.1", "persistence false", "log_dest none"]
        lines.append("user root")  # who starts it stays its user: there may be no other one to become
        lines.append("set_tcp_nodelay true")  # as in deploy/mosquitto.conf: else a small message may wait 40 ms
        lines.append("max_queued_messages 0")  # past 1,000 it would drop the newest, which is the one that counts
        if users is None:
            lines.append("allow_anonymous true")
        else:
            passwords = folder / "passwords"
            passwords.touch(mode=0o600)
            for user, password in users.items():
                subprocess.run(["mosquitto_passwd", "-b", passwords, user, password], check=True)
            lines += ["allow_anonymous false", f"password_file {passwords}"]
        self._config.write_text("\n".join(lines) + "\n")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process_id(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        self._process = subprocess.Popen(["mosquitto", "-c", self._config], stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 5 * PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.005)
        raise TimeoutError("mosquitto did not start")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


@dataclass
class Tap:
    """What an independent subscriber got, and a way to publish beside us."""

    client: aiomqtt.Client
    got: list[tuple[str, str]] = field(default_factory=list)
    retained: dict[str, str] = field(default_factory=dict)

    def on(self, topic: str) -> list[str]:
        return [payload for at, payload in self.got if at == topic]

    async def publish(self, topic: str, payload: str | bytes, **options: Any) -> None:
        await self.client.publish(topic, payload, qos=1, **options)

    async def until(self, topic: str, payload: str | None = None, within_s: float = 3.0) -> str:
        """Return the payload of a message on the topic (that one, where given), which may have come before."""
        async with asyncio.timeout(PATIENCE * within_s):
            while not (found := [each for each in self.on(topic) if payload in {None, each}]):  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        return found[-1]

    async def settle(self) -> None:
        """Wait until everything that was published before has come."""
        marker = str(len(self.got))
        await self.publish("settled", marker)
        await self.until("settled", marker)

    async def collect(self) -> None:
        async for message in self.client.messages:
            payload = (
                message.payload.decode(errors="replace") if isinstance(message.payload, bytes) else str(message.payload)
            )
            self.got.append((message.topic.value, payload))
            if message.retain:
                self.retained[message.topic.value] = payload


@contextlib.asynccontextmanager
async def tap(port: int, **options: Any) -> AsyncIterator[Tap]:
    """Listen to everything on a broker."""
    async with aiomqtt.Client("127.0.0.1", port, **options) as client:
        listener = Tap(client)
        task = asyncio.create_task(listener.collect())
        await client.subscribe("#", qos=1)
        try:
            yield listener
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, aiomqtt.MqttError):
                await task
