"""The metrics for Prometheus: what it asks for over HTTP, in its own words, through its client library."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import get_args

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from edgeassist import __version__
from edgeassist.messages import Outcome, Tier
from edgeassist.metrics import Condition, Measured, Metrics
from edgeassist.vitals import cpu_temperature_c, rss_mb, throttling

logger = logging.getLogger(__name__)

_PATIENCE_S = 5.0
"""How long a request may take to be made."""
_MOST_LINES = 100


class MetricsPage:
    """Answers `GET /metrics` on a port of this machine."""

    def __init__(self, metrics: Metrics, node: str, host: str, port: int) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Collector(metrics, node))
        self._host = host
        self._port = port
        self._complained = False

    async def run(self) -> None:
        """Serve until cancelled; ends, having said why, where the port cannot be had."""
        try:
            server = await asyncio.start_server(self._serve, self._host, self._port)
        except OSError as error:
            if not self._complained:
                self._complained = True
                logger.warning("metrics.prometheus_port: %s; tried again from time to time", error.strerror or error)
            return
        async with server:
            await server.serve_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, TimeoutError, ValueError):
            async with asyncio.timeout(_PATIENCE_S):
                status, kind, body = self._answer(await _request_line(reader))
                head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
                writer.write(f"{head}Connection: close\r\n\r\n".encode() + body)
                await writer.drain()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    def _answer(self, request: str) -> tuple[str, str, bytes]:
        method, _, target = request.partition(" ")
        if method != "GET":
            return "405 Method Not Allowed", "text/plain", b"GET /metrics\n"
        if target.split(" ")[0].split("?")[0] != "/metrics":
            return "404 Not Found", "text/plain", b"the metrics are at /metrics\n"
        return "200 OK", CONTENT_TYPE_PLAIN_0_0_4, generate_latest(self._registry)


async def _request_line(reader: asyncio.StreamReader) -> str:
    """Return the first line of a request, once all of its head has come."""
    first = (await reader.readline()).decode("latin-1").strip()
    for _ in range(_MOST_LINES):
        if not (await reader.readline()).strip():
            break
    return first


class _Collector:
    """Puts what was counted in the words of Prometheus; counted is elsewhere, so a page never changes a number."""

    def __init__(self, metrics: Metrics, node: str) -> None:
        self._metrics = metrics
        self._node = node
        self._began = time.time()

    def collect(self) -> Iterator[Metric]:
        """Yield every metric as it is now."""
        metrics, now = self._metrics, self._metrics.condition()
        yield _labelled(GaugeMetricFamily, "info", "What runs here.", {"version": __version__, "node": self._node})
        yield _one("start_time_seconds", "When counting began.", self._began)
        yield _counted(
            "turns", "Turns that have ended.", "outcome", {**dict.fromkeys(get_args(Outcome), 0), **metrics.turns}
        )
        yield _counted("understood", "Turns by tier.", "tier", {**dict.fromkeys(get_args(Tier), 0), **metrics.tiers})
        yield _counted("steps", "What was done to devices.", "result", metrics.steps)
        wakes = metrics.wakes["wakes"]
        yield CounterMetricFamily("edgeassist_wake_words", "Wake words that were heard.", value=wakes)
        false = "Wake words after which nothing was said."
        yield CounterMetricFamily("edgeassist_false_wake_words", false, value=metrics.wakes["false_wakes"])
        stages = HistogramMetricFamily("edgeassist_stage_seconds", "How long a stage of a turn took.", labels=["stage"])
        for stage, measured in metrics.stages_ms.items():
            stages.add_metric([stage], _buckets(measured, 1e-3), sum_value=measured.sum * 1e-3)
        yield stages
        confidence = HistogramMetricFamily("edgeassist_confidence_ratio", "How sure it was of what was understood.")
        confidence.add_metric([], _buckets(metrics.confidence), sum_value=metrics.confidence.sum)
        yield confidence
        yield from _around(now)
        yield from _machine()


def _around(now: Condition) -> Iterator[Metric]:
    """Yield how the parts around the assistant are."""
    for name, text, count in (
        ("near_wake_words", "Times that something was almost the wake word.", now.near_wakes),
        ("refused_wake_words", "Times that a second look showed that it was no wake word.", now.refused_wakes),
        ("broker_reconnects", "Connections to the broker after the first.", now.reconnects),
        ("dropped_chunks", "Pieces of sound that came too fast.", now.dropped_chunks),
        ("dropped_requests", "Requests that were too many at once.", now.dropped_requests),
    ):
        yield CounterMetricFamily(f"edgeassist_{name}", text, value=count)
    for name, text, value in (
        ("broker_up", "Whether there is a connection to the broker.", now.broker),
        ("microphone_up", "Whether the microphone delivers.", bool(now.microphone)),
        ("problems", "Things that are not as they should be.", len(now.problems)),
        ("devices", "Devices that are known.", now.devices),
        ("alerts", "Alerts of sensors that last.", now.alerts),
        ("timers", "Timers that run or ring.", now.timers),
    ):
        yield _one(name, text, value)
    queues = GaugeMetricFamily("edgeassist_queue_length", "What waits.", labels=["queue"])
    for queue, length in now.queues.items():
        queues.add_metric([queue], length)
    yield queues


def _machine() -> Iterator[Metric]:
    """Yield what this machine measures of itself."""
    if (megabytes := rss_mb()) is not None:
        yield _one("resident_memory_bytes", "Memory of this process.", megabytes * 1e6)
    if (degrees := cpu_temperature_c()) is not None:
        yield _one("cpu_temperature_celsius", "The hottest part of the processor.", degrees)
    if (held_back := throttling()) is not None:
        now = sum(not each.startswith("was_") for each in held_back)
        yield _one("throttled", "Whether heat or a weak supply holds the processor back.", now > 0)


def _one(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"edgeassist_{name}", text, value=float(value))


def _labelled(kind: type[GaugeMetricFamily], name: str, text: str, labels: dict[str, str]) -> Metric:
    family = kind(f"edgeassist_{name}", text, labels=list(labels))
    family.add_metric(list(labels.values()), 1)
    return family


def _counted(name: str, text: str, label: str, counts: dict[str, int]) -> Metric:
    family = CounterMetricFamily(f"edgeassist_{name}", text, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)
    return family


def _buckets(measured: Measured, scale: float = 1.0) -> list[tuple[str, float]]:
    """Return what a histogram takes, bounds in units of Prometheus."""
    return [("+Inf" if bound == float("inf") else f"{bound * scale:g}", count) for bound, count in measured.up_to()]
