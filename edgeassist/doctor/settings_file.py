"""The settings: whether they can be read, what they name is there, and who may read the secrets."""

from __future__ import annotations

import stat
from collections.abc import Iterator

from edgeassist.configuring import LoadedSettings
from edgeassist.doctor.finding import Finding, bad, good, warning
from edgeassist.errors import ConfigError
from edgeassist.home.homefile import load_home
from edgeassist.settings import Settings
from edgeassist.store import sentences_dir
from edgeassist.templates import load_templates

_SECRETS = frozenset({"mqtt.password", "policy.pin"})


def look_at_settings(loaded: LoadedSettings | ConfigError) -> Iterator[Finding]:
    """Yield what is wrong with the settings, and with the files that they name."""
    if isinstance(loaded, ConfigError):
        for line in str(loaded).splitlines():
            yield bad("file", line, "edgeassist config check /etc/edgeassist/edgeassist.toml")
        return
    others = sum(source != str(loaded.file) for source in loaded.sources.values())
    where = "defaults alone, there is no file" if loaded.file is None else f"{loaded.file} is good"
    yield good("file", f"{where}{f', and {others} from elsewhere' if others else ''}")
    yield from _secrets(loaded)
    yield from _home(loaded.settings)
    yield from _sentences(loaded.settings)


def _secrets(loaded: LoadedSettings) -> Iterator[Finding]:
    held = sorted(key for key in _SECRETS if loaded.sources.get(key) == str(loaded.file))
    if loaded.file is None or not held:
        return
    if loaded.file.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
        text = f"everybody on this machine may read {' and '.join(held)} in {loaded.file}"
        yield warning("secrets", text, f"sudo chmod o= {loaded.file}")
    else:
        yield good("secrets", f"{loaded.file} is not for everybody")


def _home(settings: Settings) -> Iterator[Finding]:
    if settings.home is None:
        return
    try:
        home = load_home(settings.home)
    except ConfigError as error:
        yield bad("home", str(error), f"nano {settings.home}")
    else:
        yield good("home", f"{settings.home} describes {len(home.entities)} things in {len(home.areas)} rooms")


def _sentences(settings: Settings) -> Iterator[Finding]:
    user = [settings.sentences_dir] if settings.sentences_dir else []
    try:
        load_templates([sentences_dir()], settings.language, user=user)
    except ConfigError as error:
        yield bad("sentences", str(error), f"nano {settings.sentences_dir}")
    else:
        yield good("sentences", f"{settings.sentences_dir or 'those that come with edgeassist'} can be read")
