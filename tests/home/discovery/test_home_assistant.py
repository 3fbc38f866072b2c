"""Discovery for Home Assistant: devices of many makers, and what nobody would send in earnest."""

from __future__ import annotations

import pytest

from edgeassist.home.discovery.home_assistant import HomeAssistantDiscovery
from tests.home.discovery.recorded import Recording, check, name_of, recordings

RECORDED = recordings("homeassistant")


@pytest.mark.parametrize("recording", RECORDED, ids=name_of)
def test_recorded_devices(recording: Recording) -> None:
    check(HomeAssistantDiscovery(), recording)


def test_there_are_many_makers() -> None:
    assert len(RECORDED) >= 25
