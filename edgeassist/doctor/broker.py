"""The MQTT broker: the connection that the settings describe, there and back, and what the broker allows us."""

from __future__ import annotations

import asyncio
import ssl
import time
import uuid
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path

import aiomqtt
from aiomqtt import ProtocolVersion

from edgeassist.doctor.access import Seen, judged, returns, tried
from edgeassist.doctor.finding import Finding, bad, good, warning
from edgeassist.doctor.machine import Machine
from edgeassist.errors import BrokerError, ConfigError
from edgeassist.mqtt.connecting import explained, knows_no_version_5, new_client
from edgeassist.mqtt.inbox import Inbox
from edgeassist.settings import MqttSettings, Settings, TlsSettings

_SLOW_MS = 100.0
_SOON_S = 30 * 86_400
_STATUS = "systemctl status mosquitto"
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_OURS = "etc/mosquitto/conf.d/edgeassist.conf"
"""There where deploy/broker.sh has set the broker up."""
_LET_IN = (
    "sudo sh -c 'sh /opt/edgeassist/current/deploy/broker.sh assistant </etc/credstore/edgeassist.mqtt.password && "
    "systemctl restart mosquitto edgeassist'"
)
_CERTIFICATES = "sudo sh deploy/broker.sh setup"


def look_at_broker(settings: Settings, machine: Machine, discovery: Iterable[str]) -> Iterator[Finding]:
    """Yield how the broker takes us; `discovery` are the filters by which devices are learned."""
    try:
        yield from asyncio.run(_met(settings, frozenset(discovery)))
    except (BrokerError, ConfigError) as error:
        yield bad("connection", str(error), _cure(error, settings.mqtt.host, machine))
    else:
        yield _secrecy(settings.mqtt)
    yield from _certificates(settings.mqtt.tls, machine)


def _cure(error: Exception, host: str, machine: Machine) -> str:
    """Return what mends it that there is no connection: where the broker is here, it can be started, or let us in."""
    if host not in _HERE:
        return f"ping -c 3 {host}; edgeassist config show | grep mqtt"
    if isinstance(error.__cause__, aiomqtt.MqttCodeError) and machine.text(_OURS) is not None:
        return _LET_IN
    return _STATUS if isinstance(error.__cause__, aiomqtt.MqttCodeError) else "sudo systemctl start mosquitto"


async def _met(settings: Settings, discovery: frozenset[str]) -> list[Finding]:
    seen, began = Seen(), time.monotonic()
    try:
        async with _connected(settings, seen) as (client, version):
            findings = [_connection(1000 * (time.monotonic() - began), version)]
            findings += _server_certificate(client)
            findings += [await _there_and_back(client, settings.node, seen)]
            findings += judged(await tried(client, settings.node, discovery, seen), settings.mqtt.username)
    except (aiomqtt.MqttError, OSError, ValueError) as error:
        raise explained(error, settings.mqtt) from error
    return findings


@asynccontextmanager
async def _connected(settings: Settings, seen: Seen) -> AsyncIterator[tuple[aiomqtt.Client, ProtocolVersion]]:
    """Yield a client in MQTT 5, or in 3.1.1 where the broker knows no better."""
    for version in (ProtocolVersion.V5, ProtocolVersion.V311):
        inbox = Inbox[aiomqtt.Message](lambda _: None, seen.take)
        name = f"edgeassist-doctor-{uuid.uuid4().hex[:8]}"
        client = new_client(settings.mqtt, name, None, inbox, version)
        try:
            await client.__aenter__()
        except aiomqtt.MqttError as error:
            if version == ProtocolVersion.V5 and knows_no_version_5(error):
                continue
            raise
        try:
            yield client, version
        finally:
            await client.__aexit__(None, None, None)
            inbox.close()
        return


def _connection(took_ms: float, version: ProtocolVersion) -> Finding:
    which = "MQTT 5" if version == ProtocolVersion.V5 else "MQTT 3.1.1"
    text = f"{which}, connected within {took_ms:.0f} ms"
    if version == ProtocolVersion.V5:
        return good("connection", text)
    return warning(
        "connection", f"{text}: with MQTT 5, orders that come too late are dropped", "mosquitto -h | head -1"
    )


async def _there_and_back(client: aiomqtt.Client, node: str, seen: Seen) -> Finding:
    topic, mark, began = f"edgeassist/{node}/doctor", uuid.uuid4().hex, time.monotonic()
    await client.subscribe(topic, qos=1)
    if not await returns(client, topic, mark, seen):
        return bad("round trip", f"what we publish on {topic} does not come back", _STATUS)
    took_ms = 1000 * (time.monotonic() - began)
    text = f"a message of ours was back after {took_ms:.0f} ms"
    return warning("round trip", text, "ping the broker; top") if took_ms > _SLOW_MS else good("round trip", text)


def _secrecy(mqtt: MqttSettings) -> Finding:
    """Return whether others in the network can read along, or come in without a name."""
    if mqtt.tls != TlsSettings():
        return good("secrecy", "encrypted, and the broker has proved who it is")
    if _is_here(mqtt.host):
        return good("secrecy", "not encrypted, and on this machine alone")
    text = "not encrypted: whoever is in the network reads what is said and done"
    if mqtt.password is not None:
        text += ", and the password"
    return warning("secrecy", text, f"{_CERTIFICATES}, then mqtt.tls in the settings")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _server_certificate(client: aiomqtt.Client) -> Iterator[Finding]:
    connection = client._client.socket()  # noqa: SLF001  aiomqtt does not tell of it
    if isinstance(connection, ssl.SSLSocket) and (certificate := connection.getpeercert()):
        until = str(certificate["notAfter"])
        left_s = ssl.cert_time_to_seconds(until) - time.time()
        text = f"the broker's is good until {until}"
        yield warning("certificate", text, _CERTIFICATES) if left_s < _SOON_S else good("certificate", text)


def _certificates(tls: TlsSettings, machine: Machine) -> Iterator[Finding]:
    for what, path in (("authority", tls.ca), ("our certificate", tls.cert)):
        if path is not None and machine.has("openssl"):
            yield _lasting(what, Path(path), machine)


def _lasting(what: str, path: Path, machine: Machine) -> Finding:
    checked = machine.output("openssl", "x509", "-noout", "-enddate", "-checkend", str(_SOON_S), "-in", str(path))
    if checked is None:
        text = f"{path} is over within 30 days, or already"
        return warning(what, text, f"openssl x509 -noout -enddate -in {path}")
    return good(what, f"{path}, until {checked.splitlines()[0].partition('=')[2]}")
