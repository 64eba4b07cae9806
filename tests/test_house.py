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


SEAM: Final = ("web", "workers", "calls")
"""Where what is asked of workers, and what they answer, passes."""
MOST_UNTYPED: Final = 20
BESIDE_THE_DOOR: Final = {
    "app.py": "wires the pools, and starts and ends them",
    "monitoring/metrics.py": "reads figures off the pools, and asks nothing",
    "monitoring/worker_probe.py": "must not queue behind clients: it tells whether they are answered",
    "pages/downloads.py": "has a dump made as files, which are then given in ranges",
}
"""Modules of the web that know the pool and are not in `answers`, and why."""


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


def list_untyped(source: str) -> Iterator[int]:
    """Yield the lines that give up a type: `Any`, bare `object`, `cast`, and comments that silence mypy."""
    for node in ast.walk(ast.parse(source)):
        is_load = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)  # a field may be `object`
        if is_load and isinstance(node, ast.Name) and node.id in ("Any", "object", "cast"):
            yield node.lineno
    for number, line in enumerate(source.splitlines(), 1):
        if "# type: " + "ignore" in line:
            yield number


def list_past_the_door(source: str) -> Iterator[str]:
    """Yield how a module of the web goes to workers by another way than the responder."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lsgraph.workers"):
            yield from (one.name for one in node.names if one.name in ("Pool", "ArchivePools", "Reply"))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value)
            if node.func.attr in ("call", "stream") and owner.rpartition(".")[2] in ("pool", "_pool"):
                yield f"{owner}.{node.func.attr}"


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


def test_what_workers_are_asked_and_answer_has_types() -> None:
    rooms = [file for file in MODULES if file.relative_to(ROOT / "src" / "lsgraph").parts[0] in SEAM]
    untyped = [
        f"{file.relative_to(ROOT / 'src')}:{line}"
        for file in rooms
        for line in list_untyped(file.read_text(encoding="utf-8"))
    ]
    assert len(rooms) > 100
    assert len(untyped) < MOST_UNTYPED, "\n".join(untyped)


def test_a_route_goes_to_workers_by_the_one_door() -> None:
    web = ROOT / "src" / "lsgraph" / "web"
    files = {str(file.relative_to(web)): file for file in MODULES if file.is_relative_to(web)}
    found = {name: set(list_past_the_door(file.read_text(encoding="utf-8"))) for name, file in files.items()}
    past = {name for name, ways in found.items() if ways and not name.startswith("answers/")}
    assert past == BESIDE_THE_DOOR.keys()


def test_the_laws_find_their_breach() -> None:
    planted = "x: Any = cast('int', y)  # type: " + "ignore\nz: object = one.object"
    assert sorted(list_untyped(planted)) == [1, 1, 1, 2]
    planted = "from lsgraph.workers import Pool, Network\nself._a.pool.call(x)\npool.stream(x)\na.call(x)"
    assert list(list_past_the_door(planted)) == ["Pool", "self._a.pool.call", "pool.stream"]
    assert list(list_classes("class A: ...\nclass B:\n    class A: ...")).count("A") == 2
    assert list(
        list_unmeasured("_WAIT = 0.05\n_WAIT_SECONDS = 0.05\nPIECE: Final = 4 * 1024\nCOUNT = 3")
    ) == [
        "_WAIT",
        "PIECE",
    ]
    assert list(list_long("def f():\n" + "    pass\n" * 40, FUNCTION_LINES)) == ["f"]
