"""Names and sentences in the words that a voice says."""

from __future__ import annotations

from edgeassist.home.forms import canonical, singular
from edgeassist.home.words import kinds_of, nouns_of
from edgeassist.messages import Entity

_LIKE_PETS = frozenset({"vacuum", "lawn_mower"})
"""Kinds of things that people give names."""
_WITH_NOUN = frozenset({"scene", "script", "sensor"})
"""Kinds whose names say too little without a noun."""


def called(entity: Entity) -> str:
    """Return the name of a thing as it stands inside a sentence.

    >>> called(Entity("light.a", "Hall Light", "light")), called(Entity("media_player.b", "Bedroom TV", "media_player"))
    ('the hall light', 'the bedroom TV')
    >>> called(Entity("person.a", "Anna", "person")), called(Entity("light.b", "Anna's Lamp", "light"))
    ('Anna', "Anna's lamp")
    """
    nouns = nouns_of(entity.domain, entity.device_class)
    said = {canonical(word) for word in entity.name.lower().split()}
    bare = not any(said.issuperset(map(canonical, noun.split())) for noun in nouns)
    if entity.domain == "person" or (bare and entity.domain in _LIKE_PETS):
        return entity.name
    owned = "'s " in f"{entity.name} " or "\u2019s " in f"{entity.name} "
    words = [word.lower() if word[1:].islower() and "'" not in word else word for word in entity.name.split()]
    if bare and entity.domain in _WITH_NOUN:
        words += nouns[:1]
    name = " ".join(words).removeprefix("the ")
    return name if owned else f"the {name}"


def is_plural(entity: Entity) -> bool:
    """Return whether the name of one thing is a plural, as that of curtains.

    >>> is_plural(Entity("cover.a", "Bedroom Curtains", "cover")), is_plural(Entity("light.b", "Hall Light", "light"))
    (True, False)
    """
    last = entity.name.lower().split()[-1:]
    return any(singular(word) != word and bool(kinds_of(word)) for word in last)


def sentence(text: str) -> str:
    """Return `text` with a capital letter and a full stop.

    >>> sentence("the hall light is on")
    'The hall light is on.'
    """
    text = text.strip()
    return text if not text else f"{text[0].upper()}{text[1:]}{'' if text[-1] in '.?!' else '.'}"


def the(name: str) -> str:
    """Return `name` with its article, to begin a sentence.

    >>> the("Kitchen Ceiling"), the("the Beast"), the("Anna's Lamp")
    ('The Kitchen Ceiling', 'The Beast', "Anna's Lamp")
    """
    if name.lower().startswith("the "):
        return f"The {name[4:]}"
    return name if "'s " in name or "\u2019s " in name else f"The {name}"
