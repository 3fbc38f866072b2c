"""A client for one connection to the broker: MQTT 5, or 3.1.1 where the broker knows no better."""

from __future__ import annotations

import asyncio
import math
import socket
import ssl
from collections.abc import Mapping
from typing import Any, cast

import aiomqtt
from aiomqtt import ProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from edgeassist.errors import BrokerError, ConfigError
from edgeassist.messages import Command
from edgeassist.mqtt.inbox import Inbox
from edgeassist.mqtt.pacing import PacedClient
from edgeassist.mqtt.routes import Incoming
from edgeassist.settings import MqttSettings, TlsSettings

TIMEOUT_S = 10.0
_CONNECT_S = 2.0
_UNACKNOWLEDGED_MS = 10_000
"""A message that the network has not taken for so long is not to arrive later."""
_CALLS = 100
"""Messages that may be on their way at once without a warning."""

_REFUSED = frozenset({4, 5, 134, 135})
"""Return codes of MQTT 3.1.1 and 5 for a wrong user or password."""
_NO_SUCH_VERSION = 132
_TIMED_OUT = "Operation timed out"


def new_client(
    settings: MqttSettings,
    identifier: str,
    will: Command | None,
    inbox: Inbox[aiomqtt.Message],
    version: ProtocolVersion,
) -> aiomqtt.Client:
    """Return a client, not yet connected, that puts what comes in into `inbox`."""
    clean: Mapping[str, Any] = {"clean_start": True} if version == ProtocolVersion.V5 else {"clean_session": True}
    client = PacedClient(
        settings.host,
        settings.port,
        username=settings.username,
        password=settings.password.get_secret_value() if settings.password else None,
        identifier=identifier,  # the same each time: taking over publishes the old one's will first
        will=None if will is None else aiomqtt.Will(will.topic, will.payload, will.qos, will.retain),
        keepalive=settings.keepalive_s,
        timeout=TIMEOUT_S,
        tls_context=tls_context(settings.tls),
        socket_options=[
            (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),  # else a small message may wait 40 ms
            (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNACKNOWLEDGED_MS),
        ],
        queue_type=cast("type[asyncio.Queue[aiomqtt.Message]]", lambda maxsize: inbox),  # noqa: ARG005
        protocol=version,
        **clean,
    )
    client.pending_calls_threshold = _CALLS  # "turn everything off" is nothing to warn of
    client._client.connect_timeout = _CONNECT_S  # noqa: SLF001  its thread cannot be stopped, and we may have to end
    return client


def visitor(settings: MqttSettings, timeout_s: float) -> aiomqtt.Client:
    """Return a client, not yet connected, for who only asks the assistant: without a name and a will of its own."""
    return aiomqtt.Client(
        settings.host,
        settings.port,
        username=settings.username,
        password=settings.password.get_secret_value() if settings.password else None,
        timeout=timeout_s,
        tls_context=tls_context(settings.tls),
    )


def knows_no_version_5(error: BaseException) -> bool:
    """Return whether a broker that was spoken to in MQTT 5 may understand 3.1.1: it said so, or said nothing at all."""
    if isinstance(error, aiomqtt.MqttCodeError):
        return _code(error) == _NO_SUCH_VERSION
    return isinstance(error, aiomqtt.MqttError) and str(error) == _TIMED_OUT


def properties_of(command: Command) -> Any:
    """Return what MQTT 5 sends along with a message; None: nothing."""
    if command.expires_s is None and command.correlation is None:
        return None
    properties: Any = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    if command.expires_s is not None:
        properties.MessageExpiryInterval = max(1, math.ceil(command.expires_s))
    if command.correlation is not None:
        properties.CorrelationData = command.correlation
    return properties


def incoming(message: aiomqtt.Message, payload: bytes) -> Incoming:
    """Return a request as it came, with what MQTT 5 says of its answer and its end."""
    told = message.properties
    return Incoming(
        topic=message.topic.value,
        payload=payload,
        answer_to=getattr(told, "ResponseTopic", None),
        correlation=getattr(told, "CorrelationData", None),
        expires_s=getattr(told, "MessageExpiryInterval", None),
    )


def where(settings: MqttSettings) -> str:
    """Return what the broker is called in messages."""
    return f"the MQTT broker at {settings.host}:{settings.port}"


def explained(error: BaseException, settings: MqttSettings) -> BrokerError:
    """Return the error in words that say what to do."""
    if isinstance(error, aiomqtt.MqttCodeError) and _code(error) in _REFUSED:
        return BrokerError(
            f"{where(settings)} refused user {settings.username!r}: check mqtt.username and mqtt.password"
        )
    match error.__cause__ or error.__context__ or error:
        case (ssl.SSLError() | ConnectionResetError()) as cause if settings.tls != TlsSettings():
            return BrokerError(f"no encrypted connection to {where(settings)} ({cause}): check mqtt.tls and mqtt.port")
        case socket.gaierror() | ValueError():
            return BrokerError(f"there is no host {settings.host!r}: check mqtt.host")
        case ConnectionRefusedError():
            return BrokerError(f"{where(settings)} is not running: start it, or set mqtt.host and mqtt.port")
        case TimeoutError():
            return BrokerError(f"{where(settings)} does not answer: check mqtt.host, mqtt.port and the network")
    return BrokerError(f"lost the connection to {where(settings)} ({error})")


def _code(error: aiomqtt.MqttCodeError) -> int | None:
    return error.rc.value if isinstance(error.rc, ReasonCode) else error.rc


def tls_context(tls: TlsSettings) -> ssl.SSLContext | None:
    """Return the encryption that the settings ask for; raises ConfigError where a file cannot be used."""
    if tls == TlsSettings():
        return None
    try:
        context = ssl.create_default_context(cafile=tls.ca)
        if tls.cert is not None:
            context.load_cert_chain(tls.cert, tls.key)
    except OSError as error:
        raise ConfigError(f"mqtt.tls: {error.filename or tls.cert or tls.ca}: {error.strerror or error}") from error
    return context
