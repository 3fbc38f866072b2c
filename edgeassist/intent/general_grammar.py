"""What a general model may write about one sentence in one home, as a grammar for llguidance."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from edgeassist.intent.general_offer import Offer
from edgeassist.intent.schema import MAX_ACTIONS

_SPAN = "SPAN"
"""Words of the sentence."""
_UP_DOWN = ("up", "down")
_NO_VALUE = ((),)
_ASKING = ("get_state",)
_ASKED = ("state",)
_TIMES = ("when", "until")


@dataclass(frozen=True, slots=True)
class _Commands:
    """Intents that are written in the same way."""

    intents: tuple[str, ...]
    domains: frozenset[str]
    """Of what they may be meant for."""
    values: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...] = _NO_VALUE
    """Alternatives: the values that stand together, each with what it may be."""


def _one(slot: str, *values: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ((slot, values or (_SPAN,)),)


_SWITCHED = frozenset({"light", "switch", "fan", "media_player", "climate", "humidifier", "siren", "water_heater"})
_PLAYERS = frozenset({"media_player"})
_DEVICES = (
    _Commands(("turn_on", "turn_off", "toggle"), _SWITCHED),
    _Commands(("turn_on",), frozenset({"scene", "script", "button"})),
    _Commands(("open", "close", "stop"), frozenset({"cover", "valve"})),
    _Commands(("set_position",), frozenset({"cover", "valve"}), (_one("position"),)),
    _Commands(("lock", "unlock"), frozenset({"lock"})),
    _Commands(
        ("set_light",),
        frozenset({"light"}),
        (
            _one("brightness_pct"),
            _one("brightness_step_pct", *_UP_DOWN),
            _one("color"),
            _one("color_temp_kelvin"),
            (*_one("color"), *_one("brightness_pct")),
        ),
    ),
    _Commands(("set_temperature",), frozenset({"climate", "water_heater"}), (_one("temperature"),)),
    _Commands(("adjust_temperature",), frozenset({"climate", "water_heater"}), (_one("step", *_UP_DOWN),)),
    _Commands(("set_hvac_mode",), frozenset({"climate", "water_heater"}), (_one("mode"),)),
    _Commands(("set_preset",), frozenset({"climate", "fan", "humidifier", "water_heater"}), (_one("preset"),)),
    _Commands(("set_fan_speed",), frozenset({"fan"}), (_one("percentage"), _one("step", *_UP_DOWN))),
    _Commands(("set_humidity",), frozenset({"humidifier"}), (_one("humidity"),)),
    _Commands(("set_volume",), _PLAYERS, (_one("volume_pct"),)),
    _Commands(("volume_up", "volume_down", "mute", "unmute"), _PLAYERS),
    _Commands(("media_pause", "media_resume", "media_stop", "media_next", "media_previous"), _PLAYERS),
    _Commands(("play_media",), _PLAYERS, (_one("query"),)),
    _Commands(
        ("vacuum_start", "vacuum_pause", "vacuum_stop", "vacuum_return", "vacuum_locate"),
        frozenset({"vacuum", "lawn_mower"}),
    ),
    _Commands(("select_option",), frozenset({"select"}), (_one("option"),)),
    _Commands(("set_value",), frozenset({"number"}), (_one("value"),)),
)
_ERRANDS = (
    _Commands(("get_time", "get_date", "nevermind", "question"), frozenset()),
    _Commands(("timer_start",), frozenset(), (_one("duration_s"), (*_one("duration_s"), *_one("name")))),
    _Commands(("alarm_set",), frozenset(), (_one("time"), (*_one("time"), *_one("repeat")))),
    _Commands(
        ("reminder_set",),
        frozenset(),
        ((*_one("text"), *_one("time")), (*_one("text"), *_one("duration_s"))),
    ),
    _Commands(("list_add",), frozenset(), (_one("item"),)),
    _Commands(("note_take",), frozenset(), (_one("text"),)),
)


def intents(offer: Offer) -> frozenset[str]:
    """Return what can be asked of the devices and kinds of `offer`, and what needs none."""
    possible = [each for each in _DEVICES if not each.domains.isdisjoint(offer.domains)]
    asked = frozenset(_ASKING if offer.domains else ())
    return asked.union(*(each.intents for each in (*possible, *_ERRANDS)))


def grammar_of(offer: Offer, words: Sequence[str]) -> str:
    """Return the grammar: a list of actions on what `offer` names, with values that are `words` of the sentence."""
    rules = [*_device_rules(offer), *_errand_rules()]
    names = " | ".join(name for name, _ in rules)
    return "\n".join(
        [
            f'start: "[]" | "[" action ("," action){{0,{MAX_ACTIONS - 1}}} "]"',
            f"action: {names}",
            *(f"{name}: {rule}" for name, rule in rules),
            *([f"area: {_either([*offer.areas, 'here'])}"] if offer.domains else []),
            f"span: {_literal(chr(34))} {_SPAN} {_literal(chr(34))}",
            f"{_SPAN}: /\\S(.*\\S)?/ & WORDS",
            f"WORDS: %regex {json.dumps({'substring_chunks': _spaced(words)})}",
        ]
    )


ANSWER_GRAMMAR = r"start: /[^\x00-\x1f\x7f-\x9f{}<>\[\]|\\]+/"
"""Text that can be spoken."""


def _device_rules(offer: Offer) -> Iterator[tuple[str, str]]:
    for number, commands in enumerate((*_DEVICES, _Commands(_ASKING, frozenset(offer.domains)))):
        names = [device.name for device in offer.devices if device.domain in commands.domains]
        kinds = commands.domains.intersection(offer.domains)
        if kinds:
            target = f"({_target(names, sorted(kinds))})"
            more = " ".join(f"({_key(slot)} span)?" for slot in (_ASKED if commands.intents == _ASKING else _TIMES))
            yield f"do{number}", f"{_opening(commands)} {target} {_values(commands)} {more} {_literal('}')}"


def _errand_rules() -> Iterator[tuple[str, str]]:
    for number, commands in enumerate(_ERRANDS):
        yield f"errand{number}", f"{_opening(commands)} {_values(commands)} {_literal('}')}"


def _target(names: Sequence[str], kinds: Sequence[str]) -> str:
    area = f"({_key('area')} area)?"
    kind = f"{_key('domain')} {_either(kinds)} {area} ({_key('quantity')} {_either(['all'])})?"
    return f"{_key('name')} {_either(names)} {area} | {kind}" if names else kind


def _opening(commands: _Commands) -> str:
    return f"{_literal('{' + json.dumps('do') + ':')} {_either(commands.intents)}"


def _values(commands: _Commands) -> str:
    alternatives = (" ".join(_value(slot, allowed) for slot, allowed in each) for each in commands.values)
    return f"({' | '.join(alternatives)})" if commands.values != _NO_VALUE else ""


def _value(slot: str, allowed: Sequence[str]) -> str:
    return f"{_key(slot)} {'span' if allowed == (_SPAN,) else _either(allowed)}"


def _key(slot: str) -> str:
    return _literal(f",{json.dumps(slot)}:")


def _either(values: Iterable[str]) -> str:
    """Return what stands for one of these strings of JSON."""
    return f"({' | '.join(_literal(json.dumps(value, ensure_ascii=False)) for value in dict.fromkeys(values))})"


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _spaced(words: Sequence[str]) -> list[str]:
    return [piece for word in words for piece in (" ", word)][1:]
