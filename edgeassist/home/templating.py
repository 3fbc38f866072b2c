"""Jinja templates of MQTT configs: untrusted, so they run in a sandbox that has no way to take long or grow large.

Jinja's sandbox keeps a template away from Python, but not from loops or from strings of a gigabyte. So the syntax tree
is checked for what can repeat, arithmetic is held to numbers, and text cannot outgrow `MAX_TEXT`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jinja2 import Template, TemplateError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from edgeassist.errors import EdgeAssistError

MAX_TEMPLATE = 4_096
MAX_TEXT = 16_384
"""Characters that a payload may have, and any text that a template makes of it."""

_MAX_DEPTH = 60
_FORMAT = re.compile(r"%(?:[-+0 #]{0,2}\d{0,2}(?:\.\d{1,2})?([diouxXeEfFgGs%])|)")
_MAX_CACHED = 4_096
_ARITHMETIC = ("+", "-", "*", "/", "//", "%", "**")
_METHODS = frozenset(
    {"get", "split", "lower", "upper", "strip", "lstrip", "rstrip", "startswith", "endswith", "title", "capitalize"}
    | {"removeprefix", "removesuffix", "find", "isdigit"}
)
_FUNCTIONS = frozenset({"float", "int", "round", "iif", "abs", "bool"})
_FILTERS = frozenset(
    {
        "abs",
        "capitalize",
        "d",
        "default",
        "first",
        "float",
        "int",
        "last",
        "length",
        "lower",
        "max",
        "min",
        "round",
    }
    | {"title", "trim", "upper"}
)
_ALLOWED = (
    nodes.Template | nodes.Output | nodes.TemplateData | nodes.If | nodes.Assign | nodes.Name | nodes.Const | nodes.List
    | nodes.Tuple | nodes.Dict | nodes.Pair | nodes.CondExpr | nodes.Filter | nodes.Test | nodes.Call | nodes.Getitem
    | nodes.Getattr | nodes.Slice | nodes.Concat | nodes.Compare | nodes.Operand | nodes.BinExpr | nodes.UnaryExpr
    | nodes.Keyword
)  # fmt: skip


class TemplateRefusedError(EdgeAssistError):
    """A template is not allowed, not valid, or failed on its input; the text says which and why."""


class Templates:
    """Renders templates, each compiled when it is first needed and kept by its text."""

    def __init__(self) -> None:
        self._environment = _Sandbox()
        self._compiled: dict[str, Template | TemplateRefusedError] = {}

    def render(self, text: str, variables: Mapping[str, Any]) -> str:
        """Return the filled template without surrounding space; raises TemplateRefusedError."""
        try:
            return self._template(text).render(variables).strip()[:MAX_TEXT]
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
            raise TemplateRefusedError(f"template {_short(text)} failed: {_short(str(error))}") from error
        except RecursionError as error:
            raise TemplateRefusedError(f"template {_short(text)} is nested too deeply") from error

    def value(self, text: str | None, payload: str, **variables: Any) -> str:
        """Return what a value template makes of a payload (`value`, `value_json`); no template: the payload itself."""
        if text is None:
            return payload
        if len(payload) > MAX_TEXT:
            raise TemplateRefusedError(f"payload of {len(payload)} characters is too long for a template")
        variables["value"] = payload
        if "value_json" in text:
            variables["value_json"] = _json_of(payload)
        return self.render(text, variables)

    def _template(self, text: str) -> Template:
        known = self._compiled.get(text)
        if known is None:
            if len(self._compiled) >= _MAX_CACHED:
                del self._compiled[next(iter(self._compiled))]
            known = self._compiled[text] = self._compile(text)
        if isinstance(known, TemplateRefusedError):
            raise TemplateRefusedError(str(known))
        return known

    def _compile(self, text: str) -> Template | TemplateRefusedError:
        if len(text) > MAX_TEMPLATE:
            return TemplateRefusedError(f"template of {len(text)} characters is too long (most: {MAX_TEMPLATE})")
        try:
            tree = self._environment.parse(text)
            _check(tree, 0)
            return self._environment.from_string(_bounded(tree))
        except (TemplateError, SyntaxError, RecursionError, MemoryError, ValueError) as error:
            return TemplateRefusedError(f"template {_short(text)} refused: {_short(str(error)) or 'nested too deeply'}")


def _short(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:77] + "...")


def _json_of(payload: str) -> Any:
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return Undefined(hint="payload is not JSON", name="value_json")


# --- what a template may consist of ------------------------------------------------------------------


def _check(node: nodes.Node, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise SecurityError("nested too deeply")
    if not isinstance(node, _ALLOWED):
        raise SecurityError(f"{type(node).__name__.lower()} is not allowed in templates of devices")
    match node:
        case nodes.Call(node=nodes.Getattr(attr=name)) if name in _METHODS or name == "replace":
            pass
        case nodes.Call(node=nodes.Name(name=name)) if name in _FUNCTIONS:
            pass
        case nodes.Call():
            raise SecurityError("only a few functions and methods can be called")
        case nodes.Mul() | nodes.Pow() if any(_is_text(side) for side in (node.left, node.right)):
            raise SecurityError("* and ** are for numbers")
        case nodes.Assign(node=value) if any(_names_in_containers(value)):
            raise SecurityError("a list that holds a variable cannot be assigned")
    for child in node.iter_child_nodes():
        _check(child, depth + 1)


def _is_text(node: nodes.Node) -> bool:
    return isinstance(node, nodes.List | nodes.Tuple | nodes.Concat) or (
        isinstance(node, nodes.Const) and isinstance(node.value, str)
    )


def _names_in_containers(node: nodes.Node) -> Iterator[nodes.Name]:
    """Yield names inside list and dict literals: assigned again and again, such a list doubles without end."""
    for container in (node, *node.find_all((nodes.List, nodes.Tuple, nodes.Dict))):
        if isinstance(container, nodes.List | nodes.Tuple | nodes.Dict):
            yield from container.find_all(nodes.Name)


def _bounded(tree: nodes.Template) -> nodes.Template:
    """Return the tree with `~` as a filter of ours that keeps to `MAX_TEXT`; Jinja's own has no limit."""
    for node in tree.find_all(nodes.Node):
        for name, value in node.iter_fields():
            match value:
                case nodes.Concat():
                    setattr(node, name, _join(value))
                case list():
                    value[:] = [_join(item) if isinstance(item, nodes.Concat) else item for item in value]
    return tree


def _join(concat: nodes.Concat) -> nodes.Filter:
    parts = nodes.List(concat.nodes, lineno=concat.lineno)
    return nodes.Filter(parts, "join", [], [], None, None, lineno=concat.lineno)


# --- what it runs in ---------------------------------------------------------------------------------


class _Sandbox(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(_ARITHMETIC)

    def __init__(self) -> None:
        super().__init__(autoescape=False)
        ours = {
            "from_json": json.loads,
            "tojson": _to_json,
            "to_json": _to_json,
            "iif": _iif,
            "is_defined": _is_defined,
        }
        self.filters = (
            {name: self.filters[name] for name in _FILTERS}
            | ours
            | {"join": _joined, "replace": _replaced, "string": _text, "format": _formatted}
        )
        self.globals = {"float": float, "int": int, "round": round, "iif": _iif, "abs": abs, "bool": bool}

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Do arithmetic on numbers, and `+` on texts, so that nothing grows without limit."""
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return _joined((left, right))
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError(f"{operator} is for numbers")
        if operator == "**" or max(abs(left), abs(right)) > 2**53:
            left, right = float(left), float(right)
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, function: Any, *args: Any, **kwargs: Any) -> Any:
        """Call a method that the check of the tree let through; `replace` is ours."""
        if getattr(function, "__name__", "") == "replace":
            return _replaced(function.__self__, *args)
        return super().call(context, function, *args, **kwargs)


def _joined(parts: Iterable[Any], separator: str = "") -> str:
    texts: list[str] = []
    size = 0
    for part in parts:
        texts.append(_text(part))
        size += len(texts[-1]) + len(separator)
        if size > MAX_TEXT:
            raise SecurityError("text grows too long")
    return separator.join(texts)


def _text(value: Any) -> str:
    if isinstance(value, Mapping | list | tuple):
        raise SecurityError("a list is no text")
    return str(value)


def _replaced(text: Any, old: Any, new: Any) -> str:
    text, old, new = _text(text), _text(old), _text(new)
    if len(text) + text.count(old) * len(new) > MAX_TEXT:
        raise SecurityError("text grows too long")
    return str(text.replace(old, new))


def _formatted(text: Any, *values: Any) -> str:
    """Fill "#%02x%02x%02x", with widths that nothing can grow by."""
    parts = _FORMAT.findall(_text(text))
    if any(kind == "" for kind in parts) or not all(isinstance(value, int | float | str) for value in values):
        raise SecurityError("a format has plain numbers and words only")
    return _joined((str(text) % values,))


def _to_json(value: Any) -> str:
    text = json.dumps(value)
    if len(text) > MAX_TEXT:
        raise SecurityError("text grows too long")
    return text


def _iif(value: Any, if_true: Any = True, if_false: Any = False) -> Any:  # noqa: FBT002
    return if_true if value else if_false


def _is_defined(value: Any) -> Any:
    if isinstance(value, Undefined):
        raise ValueError("value is not defined")  # noqa: TRY004
    return value
