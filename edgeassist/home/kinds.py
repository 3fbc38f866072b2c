"""Which kinds of things are meant: by the domain and device class of a reading, and by the very words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from edgeassist.home.evidence import nouns_in, of_the_sort, one_of_kind, sort_said
from edgeassist.home.forms import singular
from edgeassist.home.house import LIGHT, OUTSIDE, Scope, Wanted
from edgeassist.home.words import NOUNS, Kind, kinds_of, nouns_of
from edgeassist.messages import Target
from edgeassist.text import normalise

_MEASURED = frozenset({"temperature", "humidity"})
"""What thermostats know beside sensors."""
ALIKE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "occupancy": ("presence", "motion"),
        "motion": ("occupancy", "presence"),
        "aqi": ("pm25", "volatile_organic_compounds", "carbon_dioxide", "pm10"),
    }
)
"""Device class → what tells nearly the same where a house has nothing of it."""
_SPEAKER = Kind("media_player", "speaker")
_EACH = frozenset({"all", "any", "both", "each", "every"})
_ANY_OF_THEM = frozenset({"light", "lighting", "sensor", "lock", "door", "door lock"})
"""Words for a kind that are no particular thing of it."""
_CLIMATE, _LOCK = Kind("climate"), Kind("lock")
_METERED = frozenset({"energy", "power"})
_DOORS = frozenset({"garage", "garage_door", "gate"})
"""What a house without other doors has."""
_LOCK_STATES = frozenset({"locked", "unlocked"})


def kinds_meant(target: Target, wanted: Wanted) -> frozenset[Kind]:
    """Return the kinds that are meant; a kind may also stand as a word ("telly")."""
    known = wanted.setting.house.by_kind
    domain, device_class = target.domain, target.device_class
    if wanted.question and wanted.state in _LOCK_STATES:
        return frozenset({Kind("lock"), Kind("binary_sensor", "lock")})
    measured = wanted.question and not domain and (device_class or wanted.attribute)
    if measured in _MEASURED:
        also = {Kind("weather")} if target.area in OUTSIDE else set()
        also |= {Kind("climate")} if measured == "temperature" and not also else set()
        return frozenset({Kind("sensor", str(measured)), *also})
    if wanted.question and device_class in _METERED and (other := _metered(wanted)):
        return frozenset({Kind("sensor", other)})
    if wanted.question and device_class == "door" and not any(kind.device_class == "door" for kind in known):
        return frozenset(kind for kind in known if kind.device_class in _DOORS) or _kinds_of(
            domain, device_class, known
        )
    return _kinds_of(domain, device_class, known)


def _kinds_of(domain: str | None, device_class: str | None, known: Collection[Kind]) -> frozenset[Kind]:
    if not domain and not device_class:
        return frozenset()
    if domain and device_class and Kind(domain, device_class) in known:
        return frozenset({Kind(domain, device_class)})
    if device_class:
        of_class = frozenset(kind for kind in known if kind.device_class == device_class)
        own = frozenset({Kind(domain, device_class)}) if domain else frozenset()
        return own | of_class | (frozenset() if of_class else kinds_of(device_class.replace("_", " ")))
    domain = domain or ""
    whole = frozenset({Kind(domain)})
    return whole if Kind(domain) in known else kinds_of(domain.replace("_", " ")) or whole


def _metered(wanted: Wanted) -> str | None:
    """Return what else than electricity was asked about, where the house has a meter of it."""
    words, known = wanted.setting.context.said.split(), wanted.setting.house.by_kind
    return next((word for word in ("gas", "water") if word in words and Kind("sensor", word) in known), None)


def very_kinds(kinds: frozenset[Kind], name: str, wanted: Wanted) -> frozenset[Kind]:
    """Return the kinds without those of a domain that are only also called so, where the house has the very kind."""
    noun = singular(name.rsplit(maxsplit=1)[-1])
    first = {kind for kind in kinds if NOUNS[kind][0] == noun and kind in wanted.setting.house.by_kind}
    domains = {kind.domain for kind in first}
    return frozenset(kind for kind in kinds if kind in first or kind.domain not in domains)


def as_said(ids: frozenset[str], kinds: Iterable[Kind], scope: Scope, wanted: Wanted) -> frozenset[str]:
    """Return those of `ids` that the very word fits: the heating and not the air conditioner, the lamp of the room."""
    setting, kinds = wanted.setting, set(kinds)
    if not setting.context.said:
        return ids
    if not scope.said and _EACH.isdisjoint(setting.context.said.split()) and (lately := _just_named(ids, wanted)):
        return lately
    if kinds == {_CLIMATE}:
        words = {key: setting.house.things.words(key) for key in ids}
        part = _part_about(setting.context.said, wanted.params)
        ids = of_the_sort(wanted.entities(ids), part, words)
        called = (setting.house.things.bearing(noun, ids) for noun in nouns_in(part, NOUNS[_CLIMATE]))
        ids = next((some for some in called if len(some) > 1), ids)  # radiators, and not the thermostat of the house
    telling = kinds in ({LIGHT}, {_CLIMATE}, {_LOCK}) or (
        wanted.question and all(kind.domain == "sensor" for kind in kinds)
    )
    nouns = wanted.one_of(kinds) - _ANY_OF_THEM if telling and len(ids) > 1 else frozenset[str]()
    said = frozenset(setting.context.said.split())
    if {kind.domain for kind in kinds} == {"media_player"} and said.isdisjoint(_EACH):
        nouns = said & frozenset(NOUNS[_SPEAKER][1:])  # a radio, or a stereo, is not any speaker
    here = ids if scope.said else setting.near(ids) or ids
    return frozenset[str]().union(*(setting.house.things.bearing(noun, here) for noun in nouns)) or ids


def _just_named(ids: frozenset[str], wanted: Wanted) -> frozenset[str]:
    """Return the one of `ids` that was spoken of last, where "the lamp" has the noun of its name; none: it has not.

    A lamp is turned on where somebody is, whichever was spoken of before; who asks whether it "still" is means that.
    """
    context = wanted.setting.context
    lately = wanted.entities(ids & {*context.previous})
    asked_anew = wanted.question and "still" not in context.said.split()
    if len(lately) != 1 or asked_anew or wanted.intent in {"turn_on", "toggle"}:
        return frozenset()
    one, words = lately[0], set(map(singular, normalise(lately[0].name).split()))
    nouns = one_of_kind(context.said, one.domain, one.device_class) & words
    return frozenset({one.id}) if any(f"the {noun}" in context.said for noun in nouns) else frozenset()


def nouns_said(target: Target, wanted: Wanted) -> list[str]:
    """Return the words for the kind of `target` that were said, or may have been."""
    said = nouns_in(wanted.setting.context.said, nouns_of(target.domain or "", target.device_class))
    return [*sorted(said), *(word for word in (target.domain, target.device_class) if word)]


def missing(noun: str, device_class: str | None, *, question: bool) -> str:
    """Return how it is told that there is nothing of a kind in a place, which is named after it."""
    if question and device_class in _MEASURED:
        return f"Nothing measures the {noun}"
    if question and device_class in {"motion", "occupancy"}:
        return "Nothing tells whether somebody is"
    return f"There is no {noun}"


def _part_about(said: str, params: Mapping[str, object]) -> str:
    """Return the part of a sentence with the value of an action: "the heating to 21", after the air conditioner to 23.

    >>> _part_about("set the air conditioner to 23 and the heating to 21", {"temperature": 21})
    'the heating to 21'
    """
    values = {f"{value:g}" for value in params.values() if isinstance(value, int | float)}
    parts = [part for part in said.split(" and ") if not values.isdisjoint(part.split())]
    return parts[0] if len(parts) == 1 else said


def noun_for(kinds: Sequence[Kind], target: Target, said: str) -> str:
    """Return the noun for what was looked for and is not there."""
    if kinds[0] == _CLIMATE and (sort := sort_said(said)):
        return sort
    word = target.device_class or target.domain or target.name or kinds[0].domain
    return next(iter(nouns_of(word, None)), word.replace("_", " "))
