"""Real parts that many tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.brokers import Mosquitto


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    """A real broker that lets everybody in."""
    with Mosquitto(tmp_path) as broker:
        yield broker
