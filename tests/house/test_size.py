"""Modules stay small, named for what they hold, and without a state: what ruff does not look at."""

import ast
import importlib
import io
import re
import tokenize
from collections.abc import Iterator, MutableMapping, MutableSequence, MutableSet
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "conformance"
MODULES = sorted(ROOT.rglob("*.py"))
MOST_LINES = 300
NOT_A_NAME = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "types", "misc"}
LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
# What a table of facts is made of: literals, and names and calls that put them together; nothing that is run later.
FACTS = (
    ast.Constant,
    ast.JoinedStr,
    ast.FormattedValue,
    ast.Tuple,
    ast.List,
    ast.Set,
    ast.Dict,
    ast.Name,
    ast.Attribute,
    ast.Call,
    ast.keyword,
    ast.Starred,
    ast.BinOp,
    ast.operator,
    ast.UnaryOp,
    ast.unaryop,
    ast.expr_context,
)
every_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))


def lines_of(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def docstrings(tree: ast.Module) -> Iterator[ast.stmt]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(
            node
        ):
            yield node.body[0]


def tables(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield each assignment of a module, over several lines, whose value is nothing but facts."""
    for node in tree.body:
        assigned = node.value if isinstance(node, ast.Assign | ast.AnnAssign) and len(lines_of(node)) > 1 else None
        if assigned is not None and all(isinstance(part, FACTS) for part in ast.walk(assigned)):
            yield node


def lines_of_code(source: str) -> int:
    """Return the number of lines that are neither blank, comment, docstring nor part of a table of facts."""
    tree = ast.parse(source)
    held = {
        line
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in LAYOUT
        for line in range(token.start[0], token.end[0] + 1)
    }
    for node in (*docstrings(tree), *tables(tree)):
        held -= set(lines_of(node))
    return len(held)


@every_module
def test_a_module_is_small(path: Path) -> None:
    counted = lines_of_code(path.read_text())
    assert counted <= MOST_LINES, f"{counted} lines of code in {path.name}: which half of it is a module of its own?"


def test_only_code_counts() -> None:
    source = '''"""Doc.

Two lines.
"""

# comment
TABLE = proxy(
    {
        "a": Row(1, -2),  # facts
        "b": (*OTHERS, f"{NAME}x"),
    }
)
RULES = (
    lambda: 1,
)
TEXT = run("""
""" if True else "")


def one(
    given,
):
    """Doc."""
    return """
    """
'''
    code = ["RULES = (", "lambda", ")", 'TEXT = run("""', '""" if', "def one(", "given", "):", "return", '"""']
    assert lines_of_code(source) == len(code)


@every_module
def test_a_module_is_named_for_what_it_holds(path: Path) -> None:
    assert not {part.strip("_") for part in path.relative_to(ROOT).with_suffix("").parts} & NOT_A_NAME


@every_module
def test_a_module_says_what_it_is_and_no_more(path: Path) -> None:
    """ruff asks public modules only; whoever opens a private one wants to know as well."""
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), f"{path.name} has no docstring"
    assert not ast.get_docstring(tree).startswith(("This module", "Module")), path.name


@every_module
def test_no_function_takes_whatever_it_is_given(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            assert node.args.kwarg is None, f"{path.name}:{node.lineno}: **{node.args.kwarg.arg}"


@every_module
def test_a_module_has_no_state(path: Path) -> None:
    tree = ast.parse(path.read_text())
    targets = [
        target
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    names = {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)} - {"__all__"}
    if path.name == "__main__.py":
        assert not names
        return
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    module = importlib.import_module(".".join(part for part in parts if part != "__init__"))
    mutable = MutableMapping | MutableSequence | MutableSet
    found = {name for name in names if isinstance(getattr(module, name, None), mutable)}
    assert not found, f"{path.name}: {found} can be changed: a tuple, a frozenset or a MappingProxyType cannot"


@every_module
def test_an_exception_from_a_rule_has_its_reason(path: Path) -> None:
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        if "noqa" in line:
            assert re.search(r"# noqa: [A-Z]+[0-9]+(, [A-Z]+[0-9]+)* - \w", line), (
                f"{path.name}:{number}: {line.strip()}"
            )
            assert not re.search(r"PLR0913|PLR0917|C901|FBT", line), (
                f"{path.name}:{number}: this rule has no exceptions"
            )
