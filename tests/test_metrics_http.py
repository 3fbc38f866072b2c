"""The page for Prometheus, read as it is by the library's own parser, over a real socket."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from edgeassist.messages import Reply
from edgeassist.metrics import Condition, Metrics
from edgeassist.metrics_http import MetricsPage
from tests.brokers import free_port
from tests.turns import TURN, WAKE


@asynccontextmanager
async def served(metrics: Metrics) -> AsyncIterator[int]:
    port = free_port()
    task = asyncio.create_task(MetricsPage(metrics, "den", "127.0.0.1", port).run())
    await asyncio.sleep(0.02)
    yield port
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def get(port: int, request: str = "GET /metrics HTTP/1.1") -> tuple[str, str]:
    """Return the first line and the body of an answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{request}\r\nHost: den\r\nAccept: */*\r\n\r\n".encode())
    head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    return head.splitlines()[0], body


def numbers(page: str) -> dict[str, float]:
    """Return every sample by its name and labels."""
    return {
        ",".join([sample.name, *(f"{key}={value}" for key, value in sorted(sample.labels.items()))]): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


async def test_prometheus_reads_what_was_counted() -> None:
    now = {"condition": Condition(broker=True, devices=17, alerts=1, queues={"requests": 2})}
    metrics = Metrics(lambda: now["condition"])
    async with served(metrics) as port:
        before = numbers((await get(port))[1])
        assert before["edgeassist_turns_total,outcome=done"] == 0.0
        await metrics.turn(TURN)
        await metrics.turn(replace(TURN, reply=Reply("", "failed"), latency_ms={"stt": 700.0}))
        await metrics.began(WAKE)
        now["condition"] = replace(now["condition"], near_wakes=3, reconnects=1)
        first, page = await get(port, "GET /metrics?x=1 HTTP/1.0")
        after = numbers(page)
        assert first == "HTTP/1.1 200 OK"
    assert after["edgeassist_turns_total,outcome=done"] == 1.0
    assert after["edgeassist_turns_total,outcome=failed"] == 1.0
    assert after["edgeassist_understood_total,tier=sentences"] == 2.0
    assert after["edgeassist_steps_total,result=confirmed"] == 2.0
    assert after["edgeassist_stage_seconds_bucket,le=0.1,stage=stt"] == 1.0
    assert after["edgeassist_stage_seconds_bucket,le=+Inf,stage=stt"] == 2.0
    assert after["edgeassist_stage_seconds_sum,stage=stt"] == pytest.approx(0.8)
    assert after["edgeassist_stage_seconds_count,stage=total"] == 1.0
    assert (after["edgeassist_wake_words_total"], after["edgeassist_near_wake_words_total"]) == (1.0, 3.0)
    assert after["edgeassist_broker_reconnects_total"] == 1.0
    assert (after["edgeassist_broker_up"], after["edgeassist_devices"], after["edgeassist_alerts"]) == (1.0, 17.0, 1.0)
    assert after["edgeassist_queue_length,queue=requests"] == 2.0
    assert after["edgeassist_resident_memory_bytes"] > 1e7
    counters = [name for name in before if "_total" in name or "_bucket" in name]
    assert all(after[name] >= before[name] for name in counters)


@pytest.mark.parametrize(
    ("request_", "status"),
    [("GET / HTTP/1.1", "404 Not Found"), ("POST /metrics HTTP/1.1", "405 Method Not Allowed"), ("\0", "405 Method")],
)
async def test_anything_else_is_refused(request_: str, status: str) -> None:
    async with served(Metrics(Condition)) as port:
        first, _ = await get(port, request_)
        assert first.startswith(f"HTTP/1.1 {status}")
        endless, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"x" * 200_000)
        with contextlib.suppress(ConnectionResetError):
            assert await endless.read() == b""
        writer.close()
        assert (await get(port))[0] == "HTTP/1.1 200 OK"


async def test_a_port_that_is_taken_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    async with served(Metrics(Condition)) as port:
        page = MetricsPage(Metrics(Condition), "den", "127.0.0.1", port)
        with caplog.at_level(logging.WARNING):
            await page.run()
            await page.run()
    (line,) = caplog.messages
    assert line.startswith("metrics.prometheus_port: ")
