"""Numbers, shares and steps as they are said."""

from __future__ import annotations

import re
from types import MappingProxyType

_SHARES = MappingProxyType(
    {
        **dict.fromkeys(
            ("half", "half way", "halfway", "half open", "half closed", "half shut", "half drawn", "middle"), 50
        ),
        **dict.fromkeys(("1 half", "a half", "half and half"), 50),
        **dict.fromkeys(
            ("half way up", "halfway up", "half way down", "halfway down", "half strength", "half up", "half down"), 50
        ),
        **dict.fromkeys(("a fifth", "1 fifth"), 20),
        **dict.fromkeys(("a tenth", "1 tenth"), 10),
        **dict.fromkeys(("a quarter", "quarter", "1 quarter"), 25),
        **dict.fromkeys(("3 quarters", "three quarters"), 75),
        **dict.fromkeys(("a third", "1 third", "third"), 33),
        **dict.fromkeys(("2 thirds", "two thirds"), 67),
        **dict.fromkeys(("full", "max", "maximum", "highest", "brightest", "fastest", "fully", "high", "fast"), 100),
        **dict.fromkeys(("fully open", "all the way", "completely", "loudest", "open", "top"), 100),
        **dict.fromkeys(
            ("full blast", "full whack", "full on", "full strength", "full throttle", "all the way up", "right up"), 100
        ),
        **dict.fromkeys(("full tilt", "full pelt", "full steam", "flat out", "full beam"), 100),
        **dict.fromkeys(("wide open", "completely open", "all the way open", "totally open"), 100),
        **dict.fromkeys(("fully closed", "closed", "zero", "off", "shut", "nothing"), 0),
        **dict.fromkeys(("completely closed", "all the way closed", "fully shut", "completely shut"), 0),
        **dict.fromkeys(("all the way shut", "all the way down", "right down"), 0),
        **dict.fromkeys(("nearly shut", "almost shut", "nearly closed", "almost closed", "all but closed"), 10),
        **dict.fromkeys(("nearly open", "almost open", "mostly open"), 90),
        **dict.fromkeys(("min", "minimum", "lowest", "dimmest", "slowest", "quietest"), 1),
        **dict.fromkeys(("low", "slow", "dim"), 33),
        "bright": 100,
        **dict.fromkeys(("barely on", "hardly on", "only just on", "barely lit", "just barely on"), 10),
        **dict.fromkeys(("a glimmer", "a whisper", "a trickle", "a faint glow"), 5),
        **dict.fromkeys(("medium", "mid"), 66),
        **dict.fromkeys(("very low", "very dim", "really low", "really dim", "super low", "super dim"), 10),
    }
)
AMOUNTS = frozenset(
    {"brightness_pct", "brightness_step_pct", "position", "percentage", "volume_pct", "humidity", "temperature", "step"}
    | {"step_pct", "duration_s", "start_duration_s", "time", "value"}
)
"""Parameters that people tell roughly."""
_HEDGES = re.compile(
    r"^(?:(?:just |maybe |say )?(?:about|around|roughly|approximately|approx|nearly|almost|like|maybe|say|some)|"
    r"just (?:under|over)|something like|more or less) (?=\S)"
    r"| ?\b(?:ish|or so|or thereabouts|or something|give or take|more or less|roughly|approximately)$"
    r"|(?<=s) of the way$"
)
_OR_MORE = re.compile(r"\b(?:an? (\w+?)s?|(\d+)) or ([2-9])\b(?: (\w+))?$")
"""An amount and a little more: "a degree or 2", "2 or 3 minutes"."""
_NOISE = re.compile(r"\b(?:the|its|their|setting|level|brightness|speed|volume|power|degrees?|mode|preset)\b")
_UTMOST = re.compile(
    r"as (?:(?:far|low|high) )?(\w+) as (?:possible|(?:it|they)(?:'ll| will)?(?: (?:goe?s?|gets?|can))?|you can|can be)"
)
_COUNTED = re.compile(
    r" (?:percent|(?:degrees?)?(?: ?(?:c|f|celsius|fahrenheit))?|bpm|beats(?: (?:per|a) minute)?|rpm|minutes?|mins?|"
    r"seconds?|secs?|hours?|portions?|servings?|scoops?|times|amps?|watts?|kilowatts?|volts?|lit(?:re|er)s?|met(?:re|er)s?|lux|"
    r"decibels?|db|bar|ppm|points?)$"
)
"""What a number counts, which the thing knows that is set to it."""
_ARTICLE = re.compile(r"^(?:the|its) |\b(?:setting|level|value)\b")
_ENDS = MappingProxyType(
    dict.fromkeys(("max", "maximum", "highest", "full", "fastest", "warmest", "hottest", "biggest", "top"), "max")
    | dict.fromkeys(("min", "minimum", "lowest", "slowest", "coldest", "coolest", "smallest"), "min")
    | {"warm": "max", "hot": "max", "cold": "min", "cool": "min"}
)
_VERY = re.compile(r"^(?:nice and|really|very|super|extra|properly|nice|so|right|down|up) (?=\S)")
_MOST = frozenset({"bright", "high", "fast", "strong", "far", "loud", "hard", "up"})
_LEAST = frozenset({"dim", "low", "dark", "slow", "quiet", "weak", "down"})


def plainly(text: str) -> str:
    """Return an amount or a time without what says that it is not quite so, the larger of two.

    >>> plainly("about 40 percent"), plainly("7 ish"), plainly("a minute or 2"), plainly("2 or 3 minutes")
    ('40 percent', '7', '2 minutes', '3 minutes')
    """
    if text in _SHARES:
        return text
    text = _HEDGES.sub("", _HEDGES.sub("", text).strip()).strip()
    match = _OR_MORE.search(text)
    if match is None or (match[1] and match[4]):
        return text
    return f"{text[: match.start()]}{match[3]} {f'{match[1]}s' if match[1] else match[4] or ''}".strip()


def read_number(text: str) -> float | None:
    """Return a number in digits, "minus" before it where it is negative, or None.

    >>> read_number("minus 3"), read_number("1 25")
    (-3, 125)
    """
    text = re.sub(r"^([1-9]) (?=[1-9]\d$)", r"\1", text.strip())  # "one twenty five"
    match = re.fullmatch(r"(minus )?(\d+(?:\.\d+)?)", text)
    if match is None:
        return None
    value = float(match[2]) * (-1 if match[1] else 1)
    return int(value) if value.is_integer() else value


def read_share(text: str) -> float | None:
    """Return a percentage from 0 to 100, or None.

    >>> read_share("half"), read_share("55 percent"), read_share("maximum brightness"), read_share("120")
    (50, 55, 100, None)
    >>> read_share("as dim as possible")
    1
    """
    if text in _SHARES:
        return _SHARES[text]
    text = " ".join(_NOISE.sub(" ", text).split())
    text = _VERY.sub("", text)
    if utmost := _UTMOST.fullmatch(text):
        return 100 if utmost[1] in _MOST else 1 if utmost[1] in _LEAST else None
    value: float | None = _SHARES.get(text)
    if value is None:
        value = read_number(text.removesuffix(" percent"))
    return value if value is not None and 0 <= value <= 100 else None


def read_figure(text: str) -> float | str | None:
    """Return a number that some thing is to be set to, whatever it counts, "max" or "min", or None.

    >>> read_figure("140 bpm"), read_figure("37.2 degrees"), read_figure("as high as it goes"), read_figure("half")
    (140, 37.2, 'max', None)
    """
    text = " ".join(_ARTICLE.sub("", text).split())
    if (utmost := _UTMOST.fullmatch(text)) or text in _ENDS:
        word = utmost[1] if utmost else text
        return _ENDS.get(word) or ("max" if word in _MOST else "min" if word in _LEAST else None)
    return read_number(_COUNTED.sub("", text))


def read_degrees(span: str) -> float | None:
    """Return by how many degrees, or None.

    >>> [read_degrees(span) for span in ("couple degrees", "half a degree", "1.5", "a degree and a half")]
    [2, 0.5, 1.5, 1.5]
    """
    span = re.sub(r"^(?:a|1|(\d)) degrees? and a half$", lambda match: f"{match[1] or 1}.5", span)
    text = re.sub(r"\bdegrees?\b|(?<=\w) more\b", "", span).strip()
    words = {"a": 1, "another": 1, "half a": 0.5, "a half": 0.5, "half": 0.5, **dict.fromkeys(("a few", "few"), 3)}
    words |= dict.fromkeys(("a couple of", "a couple", "couple of", "couple"), 2)
    value = words.get(text)
    return read_number(text) if value is None else value


_WAY = re.compile(r" (?:of the way )?(open|closed|shut|out|in|up|down|drawn)$")
_TOWARDS_SHUT = frozenset({"closed", "shut", "in", "down", "drawn"})


def read_position(span: str) -> float | None:
    """Return how far something is open, in percent, or None.

    >>> read_position("30 percent closed"), read_position("half open"), read_position("a quarter shut")
    (70, 50, 75)
    >>> read_position("half way out"), read_position("a third down"), read_position("a quarter of the way up")
    (50, 67, 25)
    """
    if span in _SHARES:
        return _SHARES[span]
    share, way, _ = _WAY.split(span, maxsplit=1) if _WAY.search(span) else (span, "", "")
    value = read_share(share)
    return 100 - value if value is not None and way in _TOWARDS_SHUT else value
