"""Names that were heard as other words are put right, and names that stand for themselves are not."""

import pytest

from edgeassist.intent.misnaming import Misnaming
from edgeassist.messages import Vocabulary

_HOUSE = Vocabulary(("sofa lamp", "roborock", "left garage door", "right garage door", "wall lights"), ("kids room",))
_WORDS = {"turn", "on", "the", "start", "close", "let", "in", "row", "bow", "sofa", "lamp", "lap", "hall", "light"}


@pytest.fixture
def names() -> Misnaming:
    return Misnaming(_HOUSE, _WORDS.__contains__)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("turn on sofa lap", "turn on sofa lamp"),
        ("start the row bow rock", "start the roborock"),
        ("close the let garage door", "close the left garage door"),
        ("warmer in the kids rum", "warmer in the kids room"),
        ("turn on the hall light", "turn on the hall light"),
        ("turn on the sofa lamp", "turn on the sofa lamp"),
        ("let the wall ights half way", "let the wall lights half way"),
        ("close the garage door", "close the garage door"),
    ],
)
def test_words_like_one_name_are_that_name(names: Misnaming, said: str, meant: str) -> None:
    assert names.right(said, only_unknown=False) == meant


def test_where_all_words_are_known_nothing_is_put_right_before_it_was_tried(names: Misnaming) -> None:
    assert names.right("turn on sofa lap", only_unknown=True) == "turn on sofa lap"
    assert names.right("start the row bow rock", only_unknown=True) == "start the roborock"
