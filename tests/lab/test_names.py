from random import Random

from edgeassist.lab.names import Names
from edgeassist.text import normalise

KINDS = ("name", "area", "floor")


def test_names_are_normalised() -> None:
    chance, names = Random(1), Names()
    for kind in KINDS:
        for _ in range(500):
            name = names.fill(kind, chance)
            assert name
            assert normalise(name) == name


def test_unseen_names_are_mostly_others() -> None:
    chance = Random(1)
    seen, unseen = Names(), Names(unseen=True)
    known = {seen.fill("name", chance) for _ in range(20_000)}
    others = [unseen.fill("name", chance) for _ in range(1_000)]
    assert sum(name in known for name in others) < 20


def test_names_fit_their_domain() -> None:
    chance, names = Random(2), Names()
    names.of(["scene"], chance)
    scenes = {names.fill("name", chance) for _ in range(200)}
    names.of(["lock"], chance)
    locks = {names.fill("name", chance) for _ in range(200)}
    assert sum(scene in {"dinner", "cosy", "bright", "focus", "sunset", "cooking"} for scene in scenes) > 2
    assert sum("door" in name or "lock" in name for name in locks) > 30
