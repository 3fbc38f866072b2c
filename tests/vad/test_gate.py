from hypothesis import given
from hypothesis import strategies as st

from edgeassist.messages import CHUNK_S, Chunk
from edgeassist.vad.gate import GateRule, SpeechGate

RULE = GateRule(before_s=3 * CHUNK_S, after_s=2 * CHUNK_S)


def passed(probabilities: list[float], gate: SpeechGate | None = None) -> list[int]:
    gate = gate or SpeechGate(RULE)
    return [int(c.time) for at, p in enumerate(probabilities) for c in gate.process(Chunk(b"", at), p)]


def test_silence_before_and_after_is_cut_but_for_a_little() -> None:
    assert passed([0.1] * 10 + [0.9] * 4 + [0.1] * 10) == list(range(7, 16))


def test_pause_inside_is_shortened() -> None:
    assert passed([0.9] + [0.0] * 20 + [0.9]) == [0, 1, 2, 18, 19, 20, 21]


def test_short_pause_is_kept_whole() -> None:
    assert passed([0.9] + [0.0] * 5 + [0.9]) == list(range(7))


def test_silence_alone_gives_nothing() -> None:
    gate = SpeechGate(RULE)
    assert passed([0.49] * 100, gate) == []
    assert not gate.opened


def test_reset_forgets_what_was_held() -> None:
    gate = SpeechGate(RULE)
    assert passed([0.9, 0.1, 0.1, 0.1], gate) == [0, 1, 2]
    assert gate.opened
    gate.reset()
    assert not gate.opened
    assert passed([0.1, 0.9], gate) == [0, 1]


@given(st.lists(st.floats(0, 1), max_size=60))
def test_order_is_kept_nothing_twice_and_all_speech_passes(probabilities: list[float]) -> None:
    out = passed(probabilities)
    assert out == sorted(set(out))
    assert {at for at, p in enumerate(probabilities) if p >= RULE.threshold} <= set(out)
