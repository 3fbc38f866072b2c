"""A general model's words for a digest: taken where they are borne out, and never in the way of a turn."""

import asyncio
import time
from threading import Event

import pytest

from edgeassist.aside import Scribe
from edgeassist.courtesy import Courtesy
from edgeassist.watch.rewriting import Rewriter
from edgeassist.watch.words import told
from edgeassist.worker import Worker
from tests.watch.facts import TELLING, THAWING, anomaly, facts

FACTS = facts(THAWING, anomaly("sensor.hall", "dropout"))
TRUE = (
    "Since 5:02 PM the freezer temperature has been drifting: minus 8 degrees, where minus 20 degrees to minus 17 "
    "degrees is usual. Also the hall temperature has stopped reporting."
)


@pytest.mark.parametrize(
    ("written", "taken"), [(TRUE, True), (TRUE.replace("minus 8", "8"), False), ("", False), (None, False)]
)
async def test_only_what_is_borne_out_is_taken(written: str | None, taken: bool) -> None:  # noqa: FBT001
    with Worker(object(), "model") as worker:
        text = await Rewriter(Scribe(worker, lambda *_: written, Courtesy())).reworded(FACTS, TELLING)
    assert text == (written if taken else told(FACTS, TELLING))


async def test_a_turn_takes_the_model_away_from_it() -> None:
    courtesy, began = Courtesy(), Event()

    def _write(_: str, __: str, stop: Event) -> str | None:
        began.set()
        stop.wait(60)
        return None

    with Worker(object(), "model") as worker:
        rewriting = asyncio.create_task(Rewriter(Scribe(worker, _write, courtesy)).reworded(FACTS, TELLING))
        await asyncio.to_thread(began.wait)
        at = time.perf_counter()
        with courtesy.turn():
            assert await rewriting == told(FACTS, TELLING)
            assert await worker.call(lambda: 1) == 1
        assert time.perf_counter() - at < 30
