"""A network full of devices, in a process of its own: it announces them, has them report, or floods the broker.

python -m edgeassist.cli.bench_network 1883 devices 2000
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import count as numbers
from itertools import islice
from typing import Any

import aiomqtt
import click

NODE = "bench"
"""The assistant that is measured."""
DEVICES = 2_000

ROOMS = ("Kitchen", "Bedroom", "Hallway", "Garden", "Office", "Attic", "Cellar", "Bathroom")
KINDS = ("light", "switch", "sensor", "binary_sensor", "cover")
_MORE: dict[str, dict[str, Any]] = {
    "light": {"schema": "json", "sup_clrm": ["brightness"], "cmd_t": "~/set"},
    "switch": {"cmd_t": "~/set"},
    "sensor": {"unit_of_meas": "°C", "dev_cla": "temperature", "val_tpl": "{{ value_json.temperature }}"},
    "cover": {"cmd_t": "~/set"},
}
_TICK_S = 0.005

Message = tuple[str, str]


def devices(count: int) -> Iterator[Message]:
    """Yield what `count` devices of several kinds say of themselves, as those in the shops do."""
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        device = {
            "ids": [f"bench-{number}"],
            "name": f"Device {number}",
            "mf": "Acme",
            "sa": ROOMS[number % len(ROOMS)],
        }
        config = {"~": f"bench/{number}", "name": None, "uniq_id": f"bench-{number}", "stat_t": "~", "avty_t": "~/lwt"}
        yield (
            f"homeassistant/{kind}/bench-{number}/config",
            json.dumps({**config, "dev": device, **_MORE.get(kind, {})}),
        )


def states(among: int = DEVICES) -> Iterator[Message]:
    """Yield what so many devices report, one after the other, without end."""
    for number in numbers():
        on = number // among % 2 == 0
        kind, word = KINDS[number % among % len(KINDS)], "ON" if on else "OFF"
        payload = {
            "light": json.dumps({"state": word, "brightness": number % 255}),
            "sensor": json.dumps({"temperature": 20 + number % 50 / 10}),
            "cover": "open" if on else "closed",
        }
        yield f"bench/{number % among}", payload.get(kind, word)


def strangers(count: int) -> Iterator[Message]:
    """Yield announcements of things that nobody has bought."""
    for number in range(count):
        config = {"name": f"Rogue {number}", "uniq_id": f"rogue-{number}", "cmd_t": f"rogue/{number}/set"}
        yield f"homeassistant/switch/rogue-{number}/config", json.dumps(config)


def questions(count: int) -> Iterator[Message]:
    """Yield what a client asks that has lost its mind."""
    for number in range(count):
        yield f"edgeassist/{NODE}/cmd/ask", json.dumps({"text": "is the heron lamp on", "transaction": str(number)})


async def _publish(port: int, messages: Iterable[Message], rate: float | None) -> None:
    """Publish all of them, at once or so many a second; tell on standard output when it begins."""
    async with aiomqtt.Client("127.0.0.1", port) as client:
        began = time.monotonic()
        sys.stdout.write(f"{began}\n")
        sys.stdout.flush()
        for number, (topic, payload) in enumerate(messages):
            while rate and number > rate * (time.monotonic() - began):  # noqa: ASYNC110  of a clock, not of an event
                await asyncio.sleep(_TICK_S)
            await client.publish(topic, payload)
        await client.publish("bench/done", qos=1)


@click.command()
@click.argument("port", type=int)
@click.argument("what", type=click.Choice(["devices", "states", "strangers", "questions"]))
@click.argument("count", type=int)
@click.option("--rate", type=float, help="Messages a second; without it as fast as it goes.")
def main(port: int, what: str, count: int, rate: float | None) -> None:
    """Publish COUNT messages."""
    messages = {
        "devices": devices(count),
        "states": islice(states(), count),
        "strangers": strangers(count),
        "questions": questions(count),
    }
    asyncio.run(_publish(port, messages[what], rate))


if __name__ == "__main__":
    main()
