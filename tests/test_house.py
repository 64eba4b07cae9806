"""Laws of the house: one name for one thing, units in the names of constants, small rooms.

Layers, wings and circles are kept by import-linter (pyproject.toml); here is what it does not see.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
MODULES: Final = sorted((ROOT / "src" / "lsgraph").rglob("*.py"))
FUNCTION_LINES: Final = 40
MODULE_LINES: Final = 300
LONGER: Final = {"messages.py": 330}
"""Tables of one entry a line, and how long they may get."""
MEASURED: Final = (
    *("WAIT", "PAUSE", "PATIENCE", "TIMEOUT", "SLACK", "DELAY", "IDLE", "DEADLINE", "INTERVAL"),
    *("MEMORY", "HEAP", "PIECE", "HELD", "BUFFER", "STACK", "AROUND", "LONGEST", "LARGEST"),
)
UNITS: Final = (
    *("SECONDS", "BYTES", "CHARACTERS", "CHARS", "ROWS", "TOKENS", "COLUMNS", "STATEMENTS", "DIGITS"),
    *("PIXELS", "EXIT", "SHARE", "TEXT", "ADDRESS", "COMPOUND", "TOLD", "BANNED", "LOOKAHEAD", "HINT"),
)


def list_classes(source: str) -> Iterator[str]:
    """Yield the names of the classes of a module."""
    return (node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef))


def list_unmeasured(source: str) -> Iterator[str]:
    """Yield constants that are numbers of a time or a size and do not say in what unit."""
    for node in ast.parse(source).body:
        target: ast.expr | None = node.target if isinstance(node, ast.AnnAssign) else None
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
        if isinstance(target, ast.Name) and is_number(getattr(node, "value", None)):
            words = target.id.strip("_").split("_")
            if set(words) & set(MEASURED) and words[-1] not in UNITS:
                yield target.id


def is_number(value: ast.expr | None) -> bool:
    """Say whether an expression is a number, or arithmetic of numbers."""
    if isinstance(value, ast.BinOp):
        return is_number(value.left) and is_number(value.right)
    return isinstance(value, ast.Constant) and type(value.value) in (int, float)


def list_long(source: str, most: int) -> Iterator[str]:
    """Yield functions of more lines than that."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            if node.end_lineno - node.lineno + 1 > most:
                yield node.name


def test_no_class_name_stands_for_two_things() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for file in MODULES:
        for name in list_classes(file.read_text(encoding="utf-8")):
            places[name].append(str(file.relative_to(ROOT)))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT / "src")))
def test_a_module_is_small_and_says_its_units(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    assert list(list_unmeasured(source)) == []
    assert list(list_long(source, FUNCTION_LINES)) == []
    assert source.count("\n") <= LONGER.get(file.name, MODULE_LINES)
    assert file.name == "__init__.py" or ast.get_docstring(ast.parse(source))


def test_the_laws_find_their_breach() -> None:
    assert list(list_classes("class A: ...\nclass B:\n    class A: ...")).count("A") == 2
    assert list(
        list_unmeasured("_WAIT = 0.05\n_WAIT_SECONDS = 0.05\nPIECE: Final = 4 * 1024\nCOUNT = 3")
    ) == [
        "_WAIT",
        "PIECE",
    ]
    assert list(list_long("def f():\n" + "    pass\n" * 40, FUNCTION_LINES)) == ["f"]
