from aiomqtt import Topic, Wildcard
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.mqtt.routes import Incoming, Routes, matches

LEVELS = st.lists(st.sampled_from(["a", "b", "", "cmd"]), min_size=1, max_size=4).filter(any)
FILTERS = st.lists(st.sampled_from(["a", "b", "+", "cmd"]), min_size=1, max_size=4)


@given(FILTERS, st.booleans(), LEVELS)
def test_filters_match_as_in_the_library(levels: list[str], rest: bool, topic: list[str]) -> None:  # noqa: FBT001
    wildcard = "/".join([*levels, "#"] if rest else levels)
    assert matches(wildcard, "/".join(topic)) == Topic("/".join(topic)).matches(Wildcard(wildcard))


def test_system_topics_are_not_for_a_bare_wildcard() -> None:
    assert not matches("#", "$SYS/uptime")
    assert matches("$SYS/#", "$SYS/uptime")


@given(st.lists(FILTERS, max_size=4), LEVELS)
def test_who_watches_is_who_has_a_filter_that_matches(filters: list[list[str]], topic: list[str]) -> None:
    routes, said = Routes(), "/".join(topic)
    wanted = ["/".join(each) for each in filters]

    def watch(_: str, __: bytes) -> None: ...

    routes.watch(wanted, watch)
    assert bool(routes.watchers(said)) == any(matches(each, said) for each in wanted)


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


def test_what_the_broker_had_kept_goes_to_who_wants_it_apart() -> None:
    routes = Routes()

    def watch(_: str, __: bytes) -> None: ...

    def of_old(_: str, __: bytes) -> None: ...

    routes.watch({"a", "b/+"}, watch, of_old)
    assert routes.watchers("a") == [watch]
    assert routes.watchers("b/c", retained=True) == [of_old]
    routes.watch({"a"}, watch)
    assert routes.watchers("a", retained=True) == [watch]
