"""Every rule that the source can tell is explained, and nothing that it cannot."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import _schemas
from conformance.diff.rules import rules
from conformance.model.schema import Use

ROOT = Path(__file__).parents[2] / "conformance" / "diff"
TREES = [ast.parse(path.read_text()) for path in sorted(ROOT.glob("*.py"))]
ID = re.compile(r"[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*){1,2}")
ENDS = ("widened", "narrowed", "changed")
# What stands for a part of an id where the source puts it together.
PARTS = {
    "'added' if": ("added", "removed"),
    "'removed' if": ("removed", "added"),
    "kind": ("optional", "required"),
    "end": ("added", "removed", "changed"),
    ".use": tuple(one.value for one in Use),
}
# Of two totals one is always the greater, so that they never differ both ways.
NEVER = {"digits.changed", "fraction-digits.changed"}
FIELDS = ("means", "breaks", "before", "after", "mend")


def said(node: ast.expr) -> Iterator[str]:
    """Yield the ids that an expression may be: a text, one that is put together, or one of several."""
    match node:
        case ast.Constant(value=str(text)) if ID.fullmatch(text):
            yield text
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), ast.FormattedValue(value=part), *rest]):
            end = "".join(str(one.value) for one in rest if isinstance(one, ast.Constant))
            made = ast.unparse(part)
            known = next((ends for key, ends in PARTS.items() if made.startswith(key) or made.endswith(key)), ())
            yield from (f"{start}{one}{end}" for one in known if ID.fullmatch(f"{start}{one}{end}"))


def emitted() -> set[str]:
    found: set[str] = set()
    begun: set[str] = set()
    for node in (held for tree in TREES for held in ast.walk(tree)):
        if isinstance(node, ast.expr):
            found |= set(said(node))
        match node:
            case ast.Call(func=ast.Name(id="ended"), args=[ast.Constant(value=str(text)), _]):
                begun.add(text)
    for node in ast.walk(ast.parse((ROOT / "simple.py").read_text())):
        match node:
            case ast.keyword(arg="rule", value=ast.Constant(value=str(text))) if "." not in text:
                begun.add(text)
            case ast.For(target=ast.Tuple(elts=[ast.Name(id="rule"), *_]), iter=ast.Tuple(elts=rows)):
                begun |= {ast.literal_eval(row.elts[0]) for row in rows if isinstance(row, ast.Tuple)}
    return (found - begun | {f"{text}.{end}" for text in begun for end in ENDS}) - NEVER


def test_what_the_source_can_tell_is_what_is_explained() -> None:
    assert emitted() == set(rules())
    assert list(rules()) == sorted(rules())


@pytest.mark.parametrize("name", rules())
def test_a_text_says_it_all_and_says_it_in_short(name: str) -> None:
    rule = rules()[name]
    assert all(getattr(rule, field).strip() for field in FIELDS)
    for text in (rule.means, rule.breaks, rule.mend):
        assert text == " ".join(text.split())
        assert text[0].isupper()
        assert text.endswith(".")
        assert len(text) <= 200
    assert rule.before != rule.after
    assert all(len(line) <= 100 for line in (rule.before, rule.after))


def test_they_are_shipped_where_contracts_are() -> None:
    assert _schemas.changes_file().parent == _schemas.root()
