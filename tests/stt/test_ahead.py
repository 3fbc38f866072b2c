import time
from threading import Event

import pytest

from edgeassist.errors import EngineError
from edgeassist.stt.ahead import Ahead


def until_stopped(stop: Event) -> str | None:
    return None if stop.wait(60) else "came to its end"


def test_what_is_kept_stands_before_what_comes_after_it() -> None:
    ahead = Ahead[str]("test")
    ahead.begin(lambda _: "first")
    ahead.keep()
    ahead.begin(lambda _: "forgotten")
    ahead.begin(lambda _: "second")
    assert ahead.results(Event()) == ["first", "second"]
    assert ahead.results(Event()) == []


def test_what_is_forgotten_stops_and_is_not_waited_for() -> None:
    ahead = Ahead[str]("test")
    ahead.begin(until_stopped)
    assert ahead.begun
    assert ahead.ready() == []
    began = time.monotonic()
    ahead.forget()
    ahead.begin(lambda _: "next")
    assert ahead.results(Event()) == ["next"]
    assert time.monotonic() - began < 30


def test_what_is_ended_has_ended() -> None:
    ahead = Ahead[str]("test")
    ended = Event()

    def slowly(stop: Event) -> None:
        stop.wait(60)
        time.sleep(0.05)
        ended.set()

    ahead.begin(slowly)
    time.sleep(0.05)
    ahead.end()
    assert ended.is_set()
    assert not ahead.begun


def test_a_stop_ends_the_waiting() -> None:
    ahead, stop = Ahead[str]("test"), Event()
    ahead.begin(until_stopped)
    stop.set()
    assert ahead.results(stop) == []
    assert not ahead.begun


def test_an_error_comes_out_where_the_result_is_wanted() -> None:
    def broken(_stop: Event) -> str:
        raise EngineError("fake", "broken on purpose")

    ahead = Ahead[str]("test")
    ahead.begin(broken)
    with pytest.raises(EngineError, match="broken on purpose"):
        ahead.results(Event())
    assert not ahead.begun


def test_how_long_a_job_took_is_known_where_it_came_to_its_end() -> None:
    ahead = Ahead[str]("test")
    assert ahead.took_s is None
    ahead.begin(until_stopped)
    ahead.forget()
    ahead.begin(lambda _: "done")
    ahead.results(Event())
    assert ahead.took_s is not None
    assert ahead.took_s < 1
