"""What was said before goes along with what is said now, for a minute."""

import asyncio
import time
from threading import Event

from edgeassist.assistant import Assistant, Mind, Place
from edgeassist.home.registry import Registry
from edgeassist.messages import Context, Home, Plan, Transcript
from edgeassist.talks import Speaker
from edgeassist.thinking import Thinking
from edgeassist.worker import Worker
from tests.fakes import FakeAnswerer, FakeDispatcher, FakeReporter, FakeUnderstander


class Attentive(FakeUnderstander):
    """Remembers what it was told of the conversation."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[tuple[str, str], ...]] = []

    def understand(self, transcript: Transcript, home: Home, context: Context, stop: Event) -> Plan:
        self.told.append(context.history)
        return super().understand(transcript, home, context, stop)


async def test_each_turn_knows_the_ones_before_it_and_no_more_than_twenty() -> None:
    understander = Attentive()
    with Worker(understander, "understander") as worker:
        mind = Mind(worker, FakeDispatcher(), FakeAnswerer(), Registry(Home("test", {}, {}, {})), FakeReporter())
        assistant = Assistant(mind, Place())
        for number in range(25):
            await assistant.ask(f"lamp {number}", source="mqtt")
    answer = "Done. Anything else?"
    assert understander.told[0] == ()
    assert understander.told[2] == (("lamp 0", answer), ("lamp 1", answer))
    assert understander.told[-1] == tuple((f"lamp {number}", answer) for number in range(4, 24))


async def test_another_thread_is_told_what_makes_sense_now() -> None:
    """It waits no longer than people would, and what breaks makes none."""
    told: list[tuple[tuple[str, str], ...]] = []

    def sense(text: str, _home: Home, context: Context, _stop: Event) -> bool:
        told.append(context.history)
        if text == "slow":
            time.sleep(0.8)
        if text == "broken":
            raise ValueError(text)
        return text == "the lamp"

    with Worker(FakeUnderstander(), "understander") as worker:
        mind = Mind(
            worker, FakeDispatcher(), FakeAnswerer(), Registry(Home("test", {}, {}, {})), FakeReporter(), sense=sense
        )
        thinking, speaker = Thinking(mind, Place()), Speaker("voice")
        await thinking.think(Transcript("lamp"), speaker)
        makes_sense = thinking.makes_sense(speaker)
        assert makes_sense is not None
        heard = [await asyncio.to_thread(makes_sense, text) for text in ("the lamp", "the lamb", "broken", "slow")]
        assert not await asyncio.to_thread(makes_sense, "the lamp")
    assert heard == [True, False, False, False]
    assert len(told) == len(heard)
    assert told[0] == (("lamp", "Done. Anything else?"),)


async def test_where_nobody_knows_what_makes_sense_nobody_is_asked() -> None:
    with Worker(FakeUnderstander(), "understander") as worker:
        mind = Mind(worker, FakeDispatcher(), FakeAnswerer(), Registry(Home("test", {}, {}, {})), FakeReporter())
        assert Thinking(mind, Place()).makes_sense(Speaker("voice")) is None
