"""What users can hold on to: names to import, hooks, fixtures, options, commands, exit codes; it changes only on purpose.

Public is what README shows: of a door or a room on the floor of the strategies, every public name of the module; of
any other module only the names that README imports.
"""

import argparse
import ast
import importlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType

from golden import agrees

from conformance import _members, cli, plugin

HERE = Path(__file__).parents[2]
README = (HERE / "README.md").read_text(encoding="utf-8")
SHOWN = [ast.parse(block) for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL)]
WHOLE = {
    "conformance.suite",
    "conformance.strategies",
    "conformance.checks",
    "conformance.hooks",
    "conformance.diff.gate",
}


def imported() -> dict[str, set[str]]:
    """Return the names that README imports from each module; "*" where it takes all."""
    found: dict[str, set[str]] = {}
    for node in (held for block in SHOWN for held in ast.walk(block)):
        if isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] == "conformance":
            for name in (alias.name for alias in node.names):
                if f"{node.module}.{name}" in WHOLE:
                    found[f"{node.module}.{name}"] = {"*"}
                else:
                    found.setdefault(str(node.module), set()).add(name)
    return found


def source_of(module: ModuleType) -> ast.Module:
    return ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))


def origin(module: ModuleType, name: str) -> tuple[ModuleType, ast.stmt]:
    """Return the module and the statement that define a name, followed through imports."""
    for node in source_of(module).body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return origin(importlib.import_module(str(node.module)), alias.name)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        defined = {getattr(node, "name", None), *(getattr(target, "id", None) for target in targets)}
        if name in defined:
            return module, node
    message = f"{module.__name__} defines no {name}"
    raise LookupError(message)


def signature(node: ast.FunctionDef, name: str = "") -> str:
    returned = "" if node.returns is None else f" -> {ast.unparse(node.returns)}"
    return f"{name or node.name}({ast.unparse(node.args).removeprefix('self').removeprefix(', ')}){returned}"


def described(node: ast.stmt, name: str) -> Iterator[str]:
    """Yield a line for a name, and one for each public part of a class."""
    if isinstance(node, ast.FunctionDef):
        yield signature(node, name)
    elif isinstance(node, ast.ClassDef):
        yield f"class {name}({', '.join(map(ast.unparse, node.bases))})".removesuffix("()")
        yield from (f"    {line}" for line in parts(node.body))
    elif isinstance(node, ast.AnnAssign):
        yield f"{name}: {ast.unparse(node.annotation)}"
    else:
        yield name


def parts(body: Sequence[ast.stmt]) -> Iterator[str]:
    for part in body:
        if isinstance(part, ast.FunctionDef) and not part.name.startswith("_"):
            properties = [held for held in part.decorator_list if ast.unparse(held).endswith("property")]
            yield f"{part.name}: {ast.unparse(part.returns)}" if properties and part.returns else signature(part)
        elif (
            isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name) and not part.target.id.startswith("_")
        ):
            value = "" if part.value is None else f" = {ast.unparse(part.value)}"
            yield f"{part.target.id}: {ast.unparse(part.annotation)}{value}"
        elif isinstance(part, ast.Assign):
            yield from (f"{ast.unparse(target)} = {ast.unparse(part.value)}" for target in part.targets)


def names() -> Iterator[str]:
    for module, shown_names in sorted(imported().items()):
        held = importlib.import_module(module)
        yield f"\n{module}"
        for name in sorted(held.__all__ if module in WHOLE else shown_names):
            yield from (f"    {line}" for line in described(origin(held, name)[1], name))


def hooks() -> Iterator[str]:
    """Yield the hooks that a conftest.py may implement."""
    if "hooks" in _members.names("conformance"):
        yield "\nhooks"
        for node in source_of(importlib.import_module("conformance.hooks")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("pytest_"):
                yield f"    {signature(node)}"


def fixtures() -> Iterator[str]:
    """Yield the fixtures, each with what it gives."""
    yield "\nfixtures"
    tree = source_of(plugin)
    homes = {
        alias.name: node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and any("fixture" in ast.unparse(held) for held in node.decorator_list):
            (given,) = re.fullmatch(r"(?:Iterator|Generator)?\[?(\w+).*", ast.unparse(node.returns)).groups()
            yield f"    {node.name}: {given}"
            home, found = origin(importlib.import_module(str(homes[given])), given)
            beside = {held.name: held for held in source_of(home).body if isinstance(held, ast.ClassDef)}
            yield from (f"        {line}" for line in given_by(found, beside))


def given_by(fixture: ast.ClassDef, beside: Mapping[str, ast.ClassDef]) -> Iterator[str]:
    """Yield what can be called on a fixture's value, and after it the classes of its module that such a call returns."""
    callable_ = [part for part in fixture.body if isinstance(part, ast.FunctionDef) and not part.name.startswith("_")]
    yield from parts(callable_)
    for name in sorted({ast.unparse(part.returns) for part in callable_ if part.returns} & set(beside)):
        yield from described(beside[name], name)


class Recorder:
    """What pytest hands to a plugin for its options; it keeps them as lines."""

    def __init__(self) -> None:
        """Begin with none."""
        self.options: dict[str, str] = {}
        self.twins: dict[str, str] = {}

    def getgroup(self, *_: str) -> "Recorder":
        """Return the one group."""
        return self

    def addoption(self, flag: str, *, dest: str, default: object, help: str, **more: object) -> None:  # noqa: A002
        """Keep an option."""
        assert help
        self.options[dest] = shown(flag, more | {"default": default})

    def addini(self, name: str, help: str, **more: object) -> None:  # noqa: A002
        """Keep a twin."""
        assert help
        self.twins[name] = str(more["type"])


def shown(flag: str, said: Mapping[str, object]) -> str:
    """Return an option as a user gives it."""
    choices = said.get("choices")
    value = said.get("metavar") or (choices and "|".join(map(str, choices))) or ""
    repeat = " (repeat)" if said.get("action") == "append" else ""
    default = said.get("default")
    return f"{flag} {value}".strip() + repeat + (f" = {default}" if default not in (None, [], False) else "")


def recorded() -> Recorder:
    recorder = Recorder()
    plugin.pytest_addoption(recorder)
    return recorder


def options() -> Iterator[str]:
    yield "\npytest options, with the type of the ini twin"
    recorder = recorded()
    assert set(recorder.options) == set(recorder.twins)
    for name, line in recorder.options.items():
        yield f"    {line}  [{name}: {recorder.twins[name]}]"


def commands() -> Iterator[str]:
    yield "\ncommands"
    for name in _members.names(cli.FAMILY):
        parser = argparse.ArgumentParser(add_help=False)
        _members.member(cli.FAMILY, name, ()).arguments(parser)
        yield f"    conformance {name.replace('_', '-')}"
        for action in parser._actions:  # noqa: SLF001 - argparse has no other list of them
            flags = ", ".join(action.option_strings) or action.dest
            kind = "append" if "Append" in type(action).__name__ else "store"
            said = {"metavar": action.metavar, "choices": action.choices, "action": kind, "default": action.default}
            needed = " (required)" if action.required and action.option_strings else ""
            many = f" ({action.nargs})" if action.nargs and action.nargs != 0 else ""
            yield f"        {shown(flags, said)}{many}{needed}"
    codes = {name: code for name, code in vars(cli).items() if name.isupper() and isinstance(code, int)}
    yield f"    exit codes: {', '.join(f'{code} {name.lower()}' for name, code in codes.items())}"


def variables() -> Iterator[str]:
    yield "\nenvironment"
    yield from (f"    {name}" for name in sorted(set(re.findall(r"\bCONFORMANCE_[A-Z_]+", README))))


def test_nothing_that_users_hold_on_to_changes_unnoticed() -> None:
    found = [*names(), *hooks(), *fixtures(), *options(), *commands(), *variables()]
    agrees("surface.txt", "\n".join(found).strip() + "\n", lost="Users' tests, ini files and scripts rely on these.")


def test_readme_names_every_option_and_command() -> None:
    for line in recorded().options.values():
        assert line.split()[0] in README, line
    for name in _members.names(cli.FAMILY):
        assert f"conformance {name.replace('_', '-')}" in README, name


def test_readme_imports_from_doors_and_rooms_or_a_model_only() -> None:
    for module in imported():
        assert module in WHOLE or module.startswith("conformance.model."), module
        assert not any(part.startswith("_") for part in module.split(".")), module
