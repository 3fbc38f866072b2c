import pytest

from edgeassist.intent.general_offer import Device, Offer
from edgeassist.intent.general_prompt import ANSWERS, COMMANDS, Conversation, Frame, Task, sentence_prompt
from tests.intent.tiny_instruct import CHATML

TASK = Task("test", "These are the rules of the house.", (("a question", "an answer"),))
LLAMA = (
    "{{- bos_token }}{% for message in messages %}"
    "{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' + message['content'] | trim + '<|eot_id|>' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}"
)
GEMMA = (
    "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
    "{% for message in messages %}"
    "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('must alternate') }}{% endif %}"
    "<start_of_turn>{{ 'model' if message['role'] == 'assistant' else 'user' }}\n"
    "{{ message['content'] | trim }}<end_of_turn>\n{% endfor %}"
    "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)
THINKING = (
    CHATML.removesuffix("{% endif %}")
    + "{% if enable_thinking is false %}<think>\n\n</think>\n\n{% endif %}{% endif %}"
)
WINDING = """
{%- set ns = namespace(last=messages|length - 1, seen=false) %}
{%- for message in messages[::-1] %}
    {%- if not ns.seen and message.role == "user" and message.content is string %}
        {%- set ns.seen = true %}
        {%- set ns.last = messages|length - 1 - loop.index0 %}
        {%- break %}
    {%- endif %}
{%- endfor %}
{%- if messages[0]['role'] == 'system' %}
    {%- set rules = messages[0]['content'] | trim %}
    {%- set messages = messages[1:] %}
{%- endif %}
{{- bos_token }}{{ '<|system|>' + rules + '<|end|>' }}
{%- for message in messages %}
    {%- if '</think>' in message.content %}
        {%- set content = message.content.split('</think>')[-1].lstrip() %}
    {%- else %}
        {%- set content = message.content %}
    {%- endif %}
    {{- '<|' ~ message.role ~ '|>' ~ content ~ '<|end|>' }}
    {%- if tools %}{{ tools | tojson(indent=4) }}{% endif %}
{%- endfor %}
{%- if add_generation_prompt and ns.last == 3 %}{{ '<|assistant|>' }}{% endif %}
"""
FORGETFUL = "{% for message in messages if message.role != 'system' %}[{{ message.content }}]{% endfor %}"
PLAIN = Frame(
    "These are the rules of the house.\n### User\na question\n### Assistant\nan answer\n### User\n", "\n### Assistant\n"
)


def frame(template: str | None) -> Frame:
    return Conversation(template, "<s>", "</s>").frame(TASK)


def test_as_the_file_says() -> None:
    assert frame(CHATML) == Frame(
        "<|im_start|>system\nThese are the rules of the house.<|im_end|>\n<|im_start|>user\na question<|im_end|>\n"
        "<|im_start|>assistant\nan answer<|im_end|>\n<|im_start|>user\n",
        "<|im_end|>\n<|im_start|>assistant\n",
    )
    llama = frame(LLAMA)
    assert llama.before.startswith("<s><|start_header_id|>system<|end_header_id|>\n\nThese are")
    assert llama.after == "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"


def test_what_templates_use_of_the_language() -> None:
    rules = "<s><|system|>These are the rules of the house.<|end|>"
    example = "<|user|>a question<|end|><|assistant|>an answer<|end|>"
    assert frame(WINDING) == Frame(f"{rules}{example}<|user|>", "<|end|><|assistant|>")


@pytest.mark.parametrize("template", [GEMMA, FORGETFUL])
def test_a_template_without_a_system_role_has_the_rules_in_the_first_message(template: str) -> None:
    found = frame(template)
    assert "These are the rules of the house.\n\na question" in found.before
    assert found != PLAIN


def test_models_that_think_aloud_are_told_not_to() -> None:
    assert frame(THINKING).after == "<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n"


@pytest.mark.parametrize(
    "template",
    [
        None,
        "",
        "{% for %}",
        "{{ messages[7].content }}",
        "{{ 1 / 0 }}",
        "{{ messages.__class__.__mro__ }}",
        "no place for what is said",
        "{{ messages[-1].content }}{{ messages[-1].content }}",
        "{{ raise_exception('never') }}",
    ],
)
def test_a_template_that_does_not_work_gives_way_to_a_plain_form(template: str | None) -> None:
    assert frame(template) == PLAIN


def test_the_same_from_day_to_day() -> None:
    dated = "{{ strftime_now('%Y-%m-%d') }}" + CHATML
    assert frame(dated) == frame(dated)
    assert frame(dated).before.startswith("2026-01-01")


@pytest.mark.parametrize("task", [COMMANDS, ANSWERS])
def test_our_own_tasks(task: Task) -> None:
    for template in (CHATML, LLAMA, GEMMA):
        found = Conversation(template, "<s>", "</s>").frame(task)
        assert task.rules in found.before
        assert all(answer in found.before for _, answer in task.examples)


def test_a_sentence_with_what_it_may_be_about() -> None:
    offer = Offer((Device("hall lamp", "light", "hall", "on"), Device("boiler", "switch")), ("light", "switch"))
    assert sentence_prompt(offer, "hello") == "Devices:\nhall lamp, light, hall, on\nboiler, switch\nSentence: hello"
    assert sentence_prompt(Offer(), "hello") == "Devices:\nnone\nSentence: hello"
