"""What is told of how the assistant is: the metrics, on MQTT and for Prometheus."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec

from edgeassist.engines import how_to_install
from edgeassist.errors import ConfigError
from edgeassist.metrics import Condition, Metrics
from edgeassist.mqtt.metrics import MetricsTopic
from edgeassist.mqtt.sending import Sender
from edgeassist.settings import Settings


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What counts, and what has to run for it."""

    metrics: Metrics
    services: dict[str, Callable[[], Awaitable[None]]]


def build_upkeep(
    settings: Settings, sender: Sender, condition: Callable[[], Condition], now: Callable[[], datetime]
) -> Upkeep:
    """Return the metrics, published once their services run; raises ConfigError where a library is missing."""
    metrics, wanted = Metrics(condition), settings.metrics
    services: dict[str, Callable[[], Awaitable[None]]] = {"metrics": MetricsTopic(sender, metrics, now).run}
    if wanted.prometheus_port is not None:
        if find_spec("prometheus_client") is None:
            raise ConfigError(f"metrics.prometheus_port: its library is missing: {how_to_install('metrics')}")
        from edgeassist.metrics_http import MetricsPage  # noqa: PLC0415  only where it is wanted

        page = MetricsPage(metrics, settings.node, wanted.prometheus_host, wanted.prometheus_port)
        services["metrics for Prometheus"] = page.run
    return Upkeep(metrics, services)
