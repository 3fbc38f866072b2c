import asyncio
import shutil
from pathlib import Path
from threading import Event

import pytest

from edgeassist.errors import ModelError
from edgeassist.intent.edge_slm import EdgeSlm
from edgeassist.intent.edge_tier import EdgeChoice, EdgeSwitch, EdgeTier
from edgeassist.intent.self_check import SelfCheck
from edgeassist.messages import Home, Transcript
from edgeassist.stages import IntentParser
from edgeassist.store import ModelStore
from tests import ggufs

HOME = Home("home", {}, {}, {})


def switch(folder: Path) -> EdgeSwitch:
    """Return the switch of a daemon whose state directory is `folder`."""
    store = ModelStore(folder / "models")
    return EdgeSwitch(store, SelfCheck(folder / "checked.json"), lambda choice: EdgeSlm(store.path(choice.model)))


def confidence(parser: IntentParser | None) -> float:
    """Return how sure the model is of a plain command; 0: it is none."""
    readings = EdgeTier(parser).parse(Transcript("turn on the standing lamp"), HOME, Event())
    return next((reading.confidence for reading in readings), 0.0)


@pytest.mark.parametrize("installed", [b"GGUF", ggufs.unsure()], ids=["damaged", "another"])
def test_ours_stands_in_for_an_installed_copy_that_is_not_what_the_catalogue_says(
    tmp_path: Path, installed: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "edge-slm.gguf").write_bytes(installed)
    assert confidence(switch(tmp_path).begin(EdgeChoice("edge-slm", 1))) > 0.5
    assert "damaged, its checksum is not the catalogue's: delete it, and ours is used" in caplog.text
    assert "the model that comes with us is used instead" in caplog.text


def test_a_model_of_the_catalogue_starts_without_a_check_and_another_is_remembered(tmp_path: Path) -> None:
    assert confidence(switch(tmp_path).begin(EdgeChoice("edge-slm", 1))) > 0.5
    assert not (tmp_path / "checked.json").exists()
    copy = shutil.copy(ggufs.OURS, tmp_path / "copy.gguf")
    assert confidence(switch(tmp_path).begin(EdgeChoice(str(copy), 1))) > 0.5
    assert str(copy) in (tmp_path / "checked.json").read_text()


def test_what_is_not_there_or_off(tmp_path: Path) -> None:
    assert switch(tmp_path).begin(EdgeChoice("off", 1)) is None
    with pytest.raises(ModelError, match=r"'nowhere.gguf' is not installed"):
        switch(tmp_path).begin(EdgeChoice("nowhere.gguf", 1))


async def test_a_file_that_changes_while_it_is_loaded_is_not_taken(tmp_path: Path) -> None:
    model = ggufs.put(ggufs.OURS.read_bytes(), tmp_path / "model.gguf")
    store = ModelStore(tmp_path)

    def load(choice: EdgeChoice) -> IntentParser:
        loaded = EdgeSlm(store.path(choice.model))
        model.touch()
        return loaded

    changing = EdgeSwitch(store, SelfCheck(tmp_path / "checked.json"), load)
    with pytest.raises(ModelError, match="was changed while it was being loaded"):
        await changing.switch(EdgeChoice(str(model), 1), lambda _: pytest.fail("taken up"))


async def test_what_is_in_use_is_not_loaded_again(tmp_path: Path) -> None:
    taken: list[IntentParser | None] = []

    async def take_up(model: IntentParser | None) -> None:
        await asyncio.sleep(0)
        taken.append(model)

    changed = switch(tmp_path)
    changed.begin(EdgeChoice("edge-slm", 1))
    assert await changed.switch(EdgeChoice("edge-slm", 1), take_up) is False
    assert await changed.switch(EdgeChoice("edge-slm", 2), take_up) is True
    assert await changed.switch(EdgeChoice("off", 2), take_up) is True
    assert await changed.switch(EdgeChoice("off", 2), take_up) is False
    assert [confidence(model) > 0.5 for model in taken] == [True, False]
