"""How a command learns of the sensors: from the running assistant, or from what it has left in the state directory."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import Any

from edgeassist.cli.asking import answer_to
from edgeassist.errors import EdgeAssistError
from edgeassist.settings import Settings

_CHANGING = frozenset({"accept", "sensitivity", "mute"})


def asked(settings: Settings, **fields: Any) -> dict[str, Any]:
    """Return what the assistant answers, or what its files say where none runs; raises EdgeAssistError."""
    return answer_to(settings, "sensors", fields, lambda: _alone(settings, fields))


async def _alone(settings: Settings, fields: dict[str, Any]) -> dict[str, Any]:
    from edgeassist.cli.overhearing import recall
    from edgeassist.household import build_home
    from edgeassist.watch.inquiries import Inquiries
    from edgeassist.watch.keeping import FILE
    from edgeassist.wiring import open_watching

    where, kept = f"{settings.mqtt.host}:{settings.mqtt.port}", settings.state_dir / FILE
    if not kept.exists():
        raise EdgeAssistError(
            f"no assistant {settings.node!r} answers at the broker {where}, and there is no {kept} of an earlier one;"
            " name the assistant's settings with --config, or start it: edgeassist run"
        )
    if fields["do"] in _CHANGING and _is_in_use(settings.state_dir):
        raise EdgeAssistError(f"the assistant runs here but cannot be asked: no broker at {where}; try again with one")
    home, _ = recall(settings, build_home(settings))
    with open_watching(settings) as watching:
        if watching is None:
            raise EdgeAssistError("the sensors are not watched: the setting sensors.enabled is off")
        return await Inquiries(watching, lambda: home, settings.time_zone).answer(fields)


def _is_in_use(folder: Path) -> bool:
    """Return whether an assistant runs with this state directory."""
    try:
        with (folder / "state.db.lock").open("a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError as error:
        raise EdgeAssistError(f"{folder}: cannot be used: {error.strerror}; you may have to be root") from error
    return False
