import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.home.templating import MAX_TEXT, TemplateRefusedError, Templates


@pytest.mark.parametrize(
    ("template", "payload", "text"),
    [
        (None, "ON", "ON"),
        ("{{ value_json.temperature }}", '{"temperature": 21.5}', "21.5"),
        ("{{ value_json['temperature'] | float * 2 }}", '{"temperature": "3"}', "6.0"),
        ("{{ (value | float / 254 * 100) | round(0) | int }}", "127", "50"),
        ("{{ value_json.a ~ '/' ~ value_json.b }}", '{"a": 1, "b": 2}', "1/2"),
        ("{% if value == 'on' %}ON{% else %}OFF{% endif %}", "on", "ON"),
        ("{% set x = value.split(',') %}{{ x[1] | int + 1 }}", "1,5", "6"),
        ("{{ {'on': 'ON', 'off': 'OFF'}[value] }}", "off", "OFF"),
        ("{{ value_json.missing | default('idle') }}", "{}", "idle"),
        ("{{ value_json.missing }}", "{}", ""),
        ("{{ iif(value == 'x', 'yes', 'no') }}", "x", "yes"),
        ("{{ (value | from_json).a }}", '{"a": 3}', "3"),
        ("{{ {'level': value | int} | tojson }}", "7", '{"level": 7}'),
        ("{{ value | replace('a', 'bb') }}{{ value.replace('a', 'c') }}", "aa", "bbbbcc"),
        ("{{ 'open' if value == '100' else 'closed' }}", "100", "open"),
        ("{{ '#%02x%02x%02x' | format(255, 128, value | int) }}", "1", "#ff8001"),
    ],
)
def test_templates_of_real_devices(template: str | None, payload: str, text: str) -> None:
    assert Templates().value(template, payload) == text


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{% for x in value %}{{ x }}{% endfor %}", "for is not allowed"),
        ("{% macro a() %}{% endmacro %}", "macro is not allowed"),
        ("{% set a %}{{ value }}{% endset %}", "assignblock is not allowed"),
        ("{% include 'x' %}", "include is not allowed"),
        ("{{ range(1000000000) }}", "only a few functions"),
        ("{{ value.format(1) }}", "only a few functions"),
        ("{{ value.__class__.__mro__() }}", "only a few functions"),
        ("{{ 'a' * 1000000000 }}", "[*] and [*][*] are for numbers"),
        ("{{ (value ~ 'a') * 1000000000 }}", "[*] and [*][*] are for numbers"),
        ("{{ value * 1000000000 }}", "[*] is for numbers"),
        ("{{ [value] * 1000000000 }}", "[*] and [*][*] are for numbers"),
        ("{{ '%9999999d' % 1 }}", "% is for numbers"),
        ("{{ value | center(1000000000) }}", "No filter named 'center'"),
        ("{% set a = [value] %}", "cannot be assigned"),
        ("{{ value_json.a.b }}", "has no attribute 'a'"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ value", "unexpected end"),
        ("{{" + "(" * 2_000 + "1" + ")" * 2_000 + "}}", "recursion|nested"),
        ("{{ 1" + " + 1" * 100 + " }}", "nested too deeply"),
        ("x" * 5_000, "5000 characters is too long"),
        ("{% set a = value %}" + "{% set a = a ~ a %}" * 60, "grows too long"),
        ("{% set a = value %}" + "{% set a = a + a %}" * 60, "grows too long"),
        ("{{ value" + " | tojson" * 30 + " }}", "grows too long"),
        ("{{ value" + " | replace('a', 'aaaaaaaa')" * 30 + " }}", "grows too long"),
        ("{{ value.split('a') | string }}", "a list is no text"),
        ("{{ '%999999d' | format(1) }}", "plain numbers and words"),
        ("{{ '%*d' | format(999999, 1) }}", "plain numbers and words"),
        ("{{ '%s' | format([value]) }}", "plain numbers and words"),
        ("{{ 99 ** 99 ** 99 }}", "Numerical result|too large"),
    ],
)
def test_what_could_take_long_or_grow_is_refused_at_once(template: str, why: str) -> None:
    started = time.monotonic()
    with pytest.raises(TemplateRefusedError, match=why):
        Templates().value(template, '{"x": "aaa"}' if "json" in template else "aaa")
    assert time.monotonic() - started < 5


def test_a_refused_template_is_refused_again_without_compiling() -> None:
    templates = Templates()
    for _ in range(2):
        with pytest.raises(TemplateRefusedError, match="for is not allowed"):
            templates.value("{% for x in value %}{% endfor %}", "a")
    assert len(templates._compiled) == 1


def test_a_long_payload_is_refused() -> None:
    with pytest.raises(TemplateRefusedError, match="too long for a template"):
        Templates().value("{{ value }}", "x" * (MAX_TEXT + 1))


@given(
    st.lists(
        st.sampled_from(
            [
                "{{",
                "}}",
                "{%",
                "%}",
                "value",
                "value_json",
                "a",
                "(",
                ")",
                "*",
                "~",
                "|",
                "int",
                "if",
                "set",
                "=",
                "[",
                "]",
            ]
        ),
        max_size=25,
    ),
    st.text(max_size=20),
)
@settings(max_examples=200, deadline=None)
def test_any_template_gives_text_or_is_refused(pieces: list[str], payload: str) -> None:
    with contextlib.suppress(TemplateRefusedError):
        assert isinstance(Templates().value(" ".join(pieces), payload), str)
