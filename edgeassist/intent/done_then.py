"""What is said short after something was planned or called off: "and turn off the hall light", "what's left"."""

from __future__ import annotations

import re

from edgeassist.messages import ParsedAction
from edgeassist.when import AT, DATE, DAY, OFTEN, SUN

_ASIDE = r"(?:(?:please|can you|could you|okay|so|and|now|actually|oh|then|well) )*"
_AND_TELL = re.compile(
    rf"{_ASIDE}(?:and )?(?:also )?(?:tell|notify|warn|let) me(?: know)?(?: about it)?"
    r"(?: (?:if|when|once) (?:you (?:did|do|have|had to|have done (?:it|that|so))|that happens|it happens))?"
    r"(?: (?:too|as well|then|please))*"
)
_AND_MORE = re.compile(
    r"(?:and|also|plus)(?: also)? (?P<do>(?:turn|switch|put|open|close|shut|lock|unlock|dim|set|start|stop|raise|lower"
    r"|make|heat|pull|draw|bring|arm|play|mute) (?!.*\b(?:it|them|now|then|away|timer|alarm|reminder)\b).+?)"
    r"(?: (?:too|as well|please))*"
)
_WITH_LIGHTS = re.compile(
    rf"{_ASIDE}(?:and |but )?with (?P<what>(?:the |my |all the )?(?:\w+ ){{0,2}}(?:lights?|lamps?|radio|kettle))"
    r"(?: (?:coming |turned |going )?on)?(?: (?:too|as well|please))*"
)
"""What is turned on when an alarm rings, or with what is planned."""
_WHAT_IS_LEFT = re.compile(rf"{_ASIDE}what(?:'s| is| else is)(?: still)? (?:left|planned)(?: now| then)?")
_ALL_THE_REST = re.compile(
    rf"{_ASIDE}(?:cancel|drop|delete|scrap|call off) (?:all of (?:it|them)|it all|them all|everything|(?:all )?the rest"
    r"|the others)(?: (?:too|as well|then|please))*"
)
_AND_DO = re.compile(
    r"(?:and|then|and then) (?P<do>(?:turn|switch|put|open|close|shut|lock|unlock|dim|set|start|stop|raise|lower)"
    r" (?:(?:\w+ )?(?:it|them)\b.*|.+ then(?: too| as well)?)|(?:what|which|how many) (?:alarms|reminders|timers)\b.*)"
)
_AT_ITS_TIME = re.compile(
    rf"\b(?:{AT}|{SUN}|(?:when|once) (?:the sun (?:goes down|sets|comes up|rises)|it gets (?:dark|light)))$"
)
_SOME_DAY = re.compile(rf"\b(?:{DAY}|{DATE}|{OFTEN}|once)")


def of_the_rest(said: str, before: ParsedAction) -> str:
    """Return what is asked, or done, about what is planned beside what was called off; empty: nothing is."""
    if before.intent != "schedule_cancel":
        return ""
    if _WHAT_IS_LEFT.fullmatch(said):
        return "what have you got planned"
    return "cancel all the plans" if _ALL_THE_REST.fullmatch(said) else ""


def done_then(said: str, before: ParsedAction) -> str:
    """Return one more thing that is to be done when what was planned is: "and turn off the hall light"; empty: none."""
    if _AND_TELL.fullmatch(said) and before.targets and before.condition:
        at = (before.when or "").replace(" 00 ", " ")
        often = before.repeat if at and before.repeat else ""
        often = f"on {often}" if often.startswith("week") else often
        return " ".join(filter(None, ("tell me", often, at, "if" if at else "when", before.condition)))
    if (before.intent == "alarm_set" or before.when) and (lights := _WITH_LIGHTS.fullmatch(said)):
        return f"turn on {lights['what']} then"
    match = _AND_MORE.fullmatch(said) if before.targets and (before.when or before.condition) else None
    return f"{match['do']} then" if match else ""


def done_to_it(said: str, before: ParsedAction) -> str:
    """Return "and turn it off an hour later" as a command of its own, as often as what it goes with; empty: no such."""
    match = _AND_DO.fullmatch(said)
    if match is None:
        return ""
    often = before.when and before.repeat and _AT_ITS_TIME.search(match["do"])
    return f"{match['do']} {before.repeat}" if often and not _SOME_DAY.search(match["do"]) else match["do"]
