"""Which words the templates and the modules of `web` ask for, by name or by a pattern to fill in."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from jinja2 import Environment, nodes

import lsgraph.web

WEB: Final = Path(lsgraph.web.__file__).parent
TEMPLATES: Final = WEB / "rendering" / "templates"
HOLE: Final = "{}"


def list_in_templates() -> Iterator[tuple[str, str]]:
    """Yield the file and the name or pattern of each text that a template shows."""
    for file in sorted(TEMPLATES.iterdir()):
        for pattern in read_template(file.read_text(encoding="utf-8")):
            yield file.name, pattern


def read_template(source: str) -> Iterator[str]:
    """Yield what a template takes from `t`."""
    tree = Environment(autoescape=True).parse(source)
    for node in tree.find_all(nodes.Getattr):
        if _is_t(node.node):
            yield node.attr
    for item in tree.find_all(nodes.Getitem):
        if _is_t(item.node):
            yield _write_jinja(item.arg)


def _is_t(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "t"


def _write_jinja(part: nodes.Node) -> str:
    if isinstance(part, nodes.Const):
        return str(part.value)
    if isinstance(part, nodes.Concat):
        return "".join(map(_write_jinja, part.nodes))
    return HOLE


def list_in_modules() -> Iterator[tuple[str, str]]:
    """Yield the file and the name or pattern of each text that a module of `web` asks for."""
    for file in sorted(WEB.rglob("*.py")):
        for pattern in read_module(file.read_text(encoding="utf-8")):
            yield file.name, pattern


def read_module(source: str) -> Iterator[str]:
    """Yield what a module takes from `texts(…)`, or from a variable or field that it put that into."""
    tree = ast.parse(source)
    held = {ast.unparse(target) for target in _list_held(tree)}
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=table, slice=key) if _is_texts(table, held):
                yield _write_python(key)
            case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[key, *_]) if _is_texts(
                table, held
            ):
                yield _write_python(key)


def _list_held(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                pairs = list(zip(targets, values, strict=False))
            case ast.Assign(targets=[target], value=value):
                pairs = [(target, value)]
            case _:
                continue
        yield from (target for target, value in pairs if _is_texts(value, set()))


def _is_texts(node: ast.expr, held: set[str]) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id == "texts"
    return ast.unparse(node) in held


def _write_python(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    if isinstance(part, ast.JoinedStr):
        return "".join(map(_write_python, part.values))
    if isinstance(part, ast.BinOp):
        return _write_python(part.left) + _write_python(part.right)
    return HOLE
