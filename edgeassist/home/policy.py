"""What may be done at once, what only after a question or a PIN, and what never: by risk, room, time and source."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from edgeassist.home.expiry import is_absolute
from edgeassist.messages import Action, Context, Entity, Home
from edgeassist.rules import LATE_S, RISKS, Decision, OutboxSettings, PolicyRule, PolicySettings, Risk

_WAYS_IN = frozenset({"door", "garage", "gate"})
"""Device classes of covers that somebody can come in by."""

_BY_DOMAIN: Mapping[str, Risk] = MappingProxyType({"lock": "entry", "valve": "water", "alarm_control_panel": "alarm"})

_SECURING = frozenset({"close", "lock", "stop", "get_state"})
"""What never makes a house less safe."""

_HEATED = frozenset({"climate", "water_heater"})

_CONSENT_FOR: Mapping[str, Decision] = {"yes": "confirm", "pin": "pin"}


class Policy:
    """The rules of one house."""

    def __init__(self, settings: PolicySettings, outbox: OutboxSettings) -> None:
        self._settings = settings
        self._late_s = {**LATE_S, **outbox.late_s}

    def risk(self, action: Action, entity: Entity, wanted: Mapping[str, Any]) -> Risk:
        """Return what an action risks; `wanted` is the state and the attributes that it leads to, as far as known."""
        given = self._settings.entities.get(entity.id) or entity.risk
        risk = RISKS.get(given or "") or _risk_of(entity)
        if action.intent in _SECURING or (action.intent == "set_position" and action.params.get("position") == 0):
            return "ordinary"
        if entity.domain == "alarm_control_panel" and action.intent != "turn_off":
            return "ordinary"
        if entity.domain in _HEATED and self._is_extreme(entity, wanted.get("temperature")):
            return "heat"
        return risk

    def late_s(self, action: Action, entity: Entity) -> float:
        """Return for how long an action may be sent; 0: at once or never, as all that is not the same twice."""
        given = self._settings.entities.get(entity.id) or entity.risk or "ordinary"
        guards = {given, _risk_of(entity)} != {"ordinary"}
        if guards or not is_absolute(action.intent, action.params, entity.domain):
            return 0.0
        return self._late_s.get(entity.domain, 0.0)

    def decide(
        self, action: Action, entity: Entity, wanted: Mapping[str, Any], home: Home, context: Context
    ) -> Decision:
        """Return what is to be done about an action, whatever the user has said to it so far."""
        risk = self.risk(action, entity, wanted)
        area = home.areas.get(entity.area or "")
        places = {entity.area, area.name.casefold() if area else None}
        for rule in self._settings.rules:
            if _fits(rule, risk, entity, places, context):
                return rule.decision
        return "allow" if risk == "ordinary" else getattr(self._settings, risk)

    def _is_extreme(self, entity: Entity, temperature: object) -> bool:
        if not isinstance(temperature, int | float):
            return False
        unit = str((entity.mqtt or {}).get("temperature_unit") or entity.attributes.get("temperature_unit") or "C")
        celsius = (temperature - 32) / 1.8 if unit.upper().endswith("F") else temperature
        if entity.domain == "water_heater":
            return celsius > self._settings.hottest_water_c
        return not self._settings.coldest_c <= celsius <= self._settings.hottest_c


def is_settled(decision: Decision, context: Context) -> bool:
    """Return whether what the user has said is enough for the decision."""
    return (
        decision == "allow"
        or decision == _CONSENT_FOR.get(context.consent)
        or (decision == "confirm" and context.consent == "pin")
    )


def _risk_of(entity: Entity) -> Risk:
    if entity.domain == "cover" and entity.device_class in _WAYS_IN:
        return "entry"
    return _BY_DOMAIN.get(entity.domain, "ordinary")


def _fits(rule: PolicyRule, risk: Risk, entity: Entity, places: set[str | None], context: Context) -> bool:
    """Return whether a rule is meant for this; what it leaves open fits everything."""
    rooms = {*rule.areas, *(area.casefold() for area in rule.areas)}
    return (
        (not rule.risks or risk in rule.risks)
        and (not rule.entities or entity.id in rule.entities)
        and (not rooms or bool(rooms & places))
        and (not rule.sources or context.source in rule.sources)
        and _is_time(rule, context)
    )


def _is_time(rule: PolicyRule, context: Context) -> bool:
    if rule.begins is None or rule.ends is None:
        return True
    now = context.now.time()
    if rule.begins <= rule.ends:
        return rule.begins <= now < rule.ends
    return now >= rule.begins or now < rule.ends
