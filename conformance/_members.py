"""Families: the only place that finds the members of a package by their file names."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from conformance.errors import UsageError

T = TypeVar("T")


def names(package: str) -> tuple[str, ...]:
    """Return the members of a family, sorted: its modules without a leading underscore, none of them imported."""
    root = Path(__file__).parent.joinpath(*package.split(".")[1:])
    return tuple(sorted(found.name for found in pkgutil.iter_modules([str(root)]) if not found.name.startswith("_")))


def member(package: str, name: str, required: tuple[str, ...]) -> ModuleType:
    """Import one member and make sure that it has what its family requires.

    Raises:
        UsageError: there is no such member, or it lacks a required name.
    """
    known = names(package)
    if name not in known:
        message = f"no {name!r} in {package}; there is: {', '.join(known)}"
        raise UsageError(message)
    module = importlib.import_module(f"{package}.{name}")
    missing = [wanted for wanted in required if not hasattr(module, wanted)]
    if missing:
        message = f"{module.__file__} is no member of {package}: it lacks {', '.join(missing)}"
        raise UsageError(message)
    return module


def declared(package: str, kind: type[T]) -> Iterator[T]:
    """Yield what the members of a family declare of a kind, each once, member by member."""
    for name in names(package):
        held = vars(member(package, name, ())).values()
        yield from {id(value): value for value in held if isinstance(value, kind)}.values()
