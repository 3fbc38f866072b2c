"""Media players. Home Assistant has none over MQTT, so these are the keys that we take.

`command_topic` takes words: `payload_on` (ON), `payload_off` (OFF), `payload_play` (PLAY), `payload_pause` (PAUSE),
`payload_stop` (STOP), `payload_next` (NEXT), `payload_previous` (PREVIOUS), `payload_mute` (MUTE),
`payload_unmute` (UNMUTE); null: the player does not take that one. `command_template` wraps them.
`volume_command_topic` takes 0 to `volume_scale` (100), `play_media_command_topic` the words that were asked for.
`state_topic` with `value_template` reports on, off, idle, playing, paused, buffering or standby; `volume_state_topic`
with `volume_value_template` the volume; `mute_state_topic` with `mute_value_template` the payloads of muting;
`title_state_topic` with `title_value_template` what is playing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect, Goal, step_of, within
from edgeassist.home.commands.platform import Platform
from edgeassist.home.commands.reading import Reading, finite, one_of, word_of

_STEP_PCT = 10.0
_STATES = ("on", "off", "idle", "playing", "paused", "buffering", "standby")

_ORDERS: Mapping[str, tuple[str, str, dict[str, Goal]]] = {
    "turn_on": ("payload_on", "ON", {"state": Goal("on", ("idle", "playing", "paused", "buffering"))}),
    "turn_off": ("payload_off", "OFF", {"state": Goal("off", ("standby",))}),
    "media_play": ("payload_play", "PLAY", {"state": Goal("playing", ("buffering",))}),
    "media_resume": ("payload_play", "PLAY", {"state": Goal("playing", ("buffering",))}),
    "media_pause": ("payload_pause", "PAUSE", {"state": Goal("paused", ("idle",))}),
    "media_stop": ("payload_stop", "STOP", {"state": Goal("idle", ("off", "standby", "paused", "on"))}),
    "media_next": ("payload_next", "NEXT", {}),
    "media_previous": ("payload_previous", "PREVIOUS", {}),
    "mute": ("payload_mute", "MUTE", {"is_volume_muted": Goal(True)}),
    "unmute": ("payload_unmute", "UNMUTE", {"is_volume_muted": Goal(False)}),
}
"""Intent → key of the payload, its default, what the player shows then."""


def _order(intent: str) -> Callable[[Device, Mapping[str, Any]], Effect | None]:
    key, default, goals = _ORDERS[intent]

    def _send(device: Device, _: Mapping[str, Any]) -> Effect | None:
        if device.config.get(key, default) is None:
            return None
        commands = device.send("command_topic", device.word(key, default))
        return Effect(commands, goals) if commands else None

    return _send


def _toggle(device: Device, params: Mapping[str, Any]) -> Effect | None:
    return _order("turn_on" if device.entity.state in {"off", "standby", None} else "turn_off")(device, params)


def _set_volume(device: Device, params: Mapping[str, Any]) -> Effect | None:
    volume = min(max(float(params["volume_pct"]), 0), 100)
    scale = device.number("volume_scale", 100)
    value = volume * scale / 100
    commands = device.send("volume_command_topic", round(value) if scale > 1 else value)
    near = within(0.01 if scale <= 1 else max(0.01, 0.5 / scale))
    return Effect(commands, {"volume_level": Goal(round(volume / 100, 4), near=near)}) if commands else None


def _step_volume(sign: int) -> Callable[[Device, Mapping[str, Any]], Effect | None]:
    def _step(device: Device, params: Mapping[str, Any]) -> Effect | None:
        now = device.attribute("volume_level", 0.5) * 100
        by = abs(step_of(params, "step_pct", _STEP_PCT))
        return _set_volume(device, {"volume_pct": now + sign * by})

    return _step


def _play_media(device: Device, params: Mapping[str, Any]) -> Effect | None:
    commands = device.send("play_media_command_topic", str(params["query"]))
    return Effect(commands, {"state": Goal("playing", ("buffering",))}) if commands else None


def _sources(device: Device) -> tuple[Source, ...]:
    scale = device.number("volume_scale", 100) or 100

    def _volume(text: str) -> Reading:
        return {"volume_level": round(min(max(finite(text) / scale, 0), 1), 4)}

    mutes = one_of({device.word("payload_mute", "MUTE"): "on", device.word("payload_unmute", "UNMUTE"): "off"})
    return (
        *device.source("state_topic", "value_template", one_of({state: state for state in _STATES}), "state"),
        *device.source("volume_state_topic", "volume_value_template", _volume, "volume_level"),
        *device.source(
            "mute_state_topic",
            "mute_value_template",
            lambda text: {"is_volume_muted": mutes(text)["state"] == "on"},
            "is_volume_muted",
        ),
        *device.source("title_state_topic", "title_value_template", word_of("media_title"), "media_title"),
    )


MEDIA_PLAYER = Platform(
    {
        **{intent: _order(intent) for intent in _ORDERS},
        "toggle": _toggle,
        "set_volume": _set_volume,
        "volume_up": _step_volume(1),
        "volume_down": _step_volume(-1),
        "play_media": _play_media,
    },
    _sources,
)
