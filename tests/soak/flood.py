"""Many broken Hermes messages in a burst, at a whole assistant: a turn asked for right after them is answered."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import aiomqtt
import click

from tests.brokers import Mosquitto
from tests.daemons import HOME, Daemon

TOPICS = (
    *("intent/turn_on", "intent/", "asr/textCaptured", "asr/startListening", "nlu/query", "error/nlu"),
    *("dialogueManager/startSession", "dialogueManager/continueSession", "dialogueManager/endSession"),
    *("tts/say", "hotword/toggleOn", "hotword/toggleOff", "audioServer/default/playBytes/1"),
)
_PATIENCE_S = 30.0
_WHOLE = b'{"siteId":"default","sessionId":"s1","text":"hello","init":{"type":"action","canBeEnqueued":true}}'
_ODD = (
    *(b"", b"null", b"[]", b"[[[[[[[[", b'"text"', b"\xff\xfe\x00", b"{" * 500, b'{"siteId":"default","init":7}'),
    *(b'{"siteId":{},"sessionId":[1]}', b'{"siteId":"default","text":' + b"9" * 500 + b"}", b'{"sessionId":null}'),
    *(b'{"init":{"type":"action","intentFilter":{"a":1}}}', b'{"siteId":"default","init":{"type":"no such type"}}'),
)


def broken(count: int, random: Random) -> Iterator[tuple[str, bytes]]:
    """Yield topics and payloads, none of which is a message of the protocol."""
    for _ in range(count):
        cut = random.randrange(len(_WHOLE))
        spoiled = _WHOLE[:cut] + random.randbytes(random.randrange(4)) + _WHOLE[cut + random.randrange(1, 9) :]
        yield f"hermes/{random.choice(TOPICS)}", random.choice((*_ODD, _WHOLE[:cut], spoiled))


async def answered_after(port: int, count: int, seed: int = 1) -> float:
    """Send so many broken messages, then ask for the time; return how long the answer took, in seconds."""
    async with aiomqtt.Client("127.0.0.1", port, max_queued_outgoing_messages=0) as client:
        await client.subscribe("edgeassist/edgeassist/resp/ask")
        for topic, payload in broken(count, Random(seed)):
            await client.publish(topic, payload)
        asked = time.monotonic()
        await client.publish("edgeassist/edgeassist/cmd/ask", json.dumps({"text": "is the front door locked"}), qos=1)
        async with asyncio.timeout(_PATIENCE_S):
            message = await anext(client.messages)
        reply = json.loads(str(message.payload, "utf-8") if isinstance(message.payload, bytes) else "{}")["reply"]
        if reply != "Yes, the front door is locked.":
            raise AssertionError(reply)
        return time.monotonic() - asked


async def flooded(folder: Path, count: int, bursts: int = 1) -> list[float]:
    """Return how long the turn after each burst took, in seconds; the daemon is one and the same."""
    with Mosquitto(folder) as broker:
        given = {"mqtt__port": broker.port, "mqtt__hermes": "true", "home": HOME, "audio__enabled": "false"}
        with Daemon(folder, **given, intent__edge_model="off", intent__general_model="off") as daemon:
            await daemon.until(lambda: daemon.said("STATUS=no microphone, connected"))
            took = [await answered_after(broker.port, count, seed) for seed in range(bursts)]
            if (await daemon.stop())[0]:
                raise AssertionError("\n".join(daemon.log[-20:]))
    return took


@click.command()
@click.option("--messages", default=20_000, show_default=True, help="Of one burst.")
@click.option("--bursts", default=20, show_default=True)
@click.option("--within-s", default=10.0, show_default=True, help="So soon the turn after a burst has to be answered.")
def main(messages: int, bursts: int, within_s: float) -> None:
    """Send BURSTS bursts; exit 1 where the turn after one was answered late."""
    with tempfile.TemporaryDirectory() as folder:
        took = asyncio.run(flooded(Path(folder), messages, bursts))
    click.echo(f"{bursts} bursts of {messages} broken messages: answered within {max(took):.2f} s at most")
    raise SystemExit(max(took) > within_s)


if __name__ == "__main__":
    main()
