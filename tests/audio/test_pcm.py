from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.audio.pcm import Cutter, from_floats, to_floats
from edgeassist.messages import CHUNK_SAMPLES


@given(st.lists(st.integers(-32768, 32767), max_size=200))
def test_sixteen_bits_survive_the_way_through_floats(values: list[int]) -> None:
    pcm = np.array(values, "<i2").tobytes()
    assert from_floats(to_floats(pcm)) == pcm


def test_what_is_too_loud_is_clipped_and_not_wrapped() -> None:
    loud = from_floats(np.array([1.0, 7.0, -7.0, np.inf, -np.inf, np.nan], np.float32))
    assert np.frombuffer(loud, "<i2").tolist() == [32767, 32767, -32768, 32767, -32768, 0]


def test_an_odd_byte_is_dropped() -> None:
    assert len(to_floats(b"\0\0\0")) == 1


@given(st.lists(st.binary(max_size=3000), max_size=8))
def test_a_stream_is_cut_without_loss(pieces: list[bytes]) -> None:
    cutter = Cutter()
    chunks = [chunk for piece in pieces for chunk in cutter.feed(piece)]
    assert all(len(chunk) == 2 * CHUNK_SAMPLES for chunk in chunks)
    assert len(cutter.rest()) < 2 * CHUNK_SAMPLES
    whole = b"".join(pieces)
    assert b"".join(chunks) == whole[: len(b"".join(chunks))]
    assert cutter.rest() == b""
