"""What was said before goes along with what is said now, for a minute."""

from threading import Event

from edgeassist.assistant import Assistant, Mind, Place
from edgeassist.home.registry import Registry
from edgeassist.messages import Context, Home, Plan, Transcript
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
