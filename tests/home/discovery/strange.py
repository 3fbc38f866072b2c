"""JSON that nobody would send in earnest: right keys with wrong values, in any depth."""

from typing import Any

from hypothesis import strategies as st

HOSTILE = st.sampled_from(
    ["", "\0", "{{ 7*7 }}", "}}'{%", "../#", "a" * 5_000, "\ud83d\udca9", "\u202eevil", "ON", "0"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | HOSTILE | st.text(max_size=8)


def json_with(*keys: str) -> st.SearchStrategy[Any]:
    """Return JSON whose objects have these keys, mostly."""
    names = st.sampled_from(keys) | st.text(max_size=5)
    return st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6),
        max_leaves=15,
    )
