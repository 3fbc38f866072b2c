from aiomqtt import Topic, Wildcard
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.mqtt.routes import Inbox, Incoming, Routes, matches

LEVELS = st.lists(st.sampled_from(["a", "b", "", "cmd"]), min_size=1, max_size=4).filter(any)
FILTERS = st.lists(st.sampled_from(["a", "b", "+", "cmd"]), min_size=1, max_size=4)


@given(FILTERS, st.booleans(), LEVELS)
def test_filters_match_as_in_the_library(levels: list[str], rest: bool, topic: list[str]) -> None:  # noqa: FBT001
    wildcard = "/".join([*levels, "#"] if rest else levels)
    assert matches(wildcard, "/".join(topic)) == Topic("/".join(topic)).matches(Wildcard(wildcard))


def test_system_topics_are_not_for_a_bare_wildcard() -> None:
    assert not matches("#", "$SYS/uptime")
    assert matches("$SYS/#", "$SYS/uptime")


def test_states_and_requests_are_told_apart() -> None:
    routes = Routes()
    got: list[str] = []

    def watch(topic: str, _: bytes) -> None:
        got.append(topic)

    async def serve(_: Incoming) -> None: ...

    routes.watch(["a", "b/#"], watch)
    routes.serve("cmd/+", serve)
    assert routes.wanted() == {"a": 0, "b/#": 0, "cmd/+": 1}
    assert routes.watchers("b/x/y") == routes.watchers("a") == [watch]
    assert routes.watchers("c") == []
    assert routes.request("cmd/ask") is serve
    assert routes.request("a") is None


@given(st.lists(st.tuples(st.sampled_from("abc!"), st.integers())))
def test_inbox_keeps_the_last_of_a_key_and_all_without(items: list[tuple[str, int]]) -> None:
    inbox: Inbox[tuple[str, int]] = Inbox(lambda item: None if item[0] == "!" else item[0])
    for item in items:
        inbox.put_nowait(item)
    taken = [inbox.get_nowait() for _ in range(inbox.qsize())]
    assert inbox.empty()
    assert [item for item in taken if item[0] == "!"] == [item for item in items if item[0] == "!"]
    assert dict(item for item in taken if item[0] != "!") == dict(item for item in items if item[0] != "!")
    assert len({item[0] for item in taken if item[0] != "!"}) == sum(item[0] != "!" for item in taken)
