"""TOML files as frozen data: the only reader of them; a key that is unknown, missing or ill-typed is named."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

import cattrs

from conformance.errors import ContractError, Place

T = TypeVar("T")


Hooks: TypeAlias = Mapping[type, Callable[[Any, type[Any]], Any]]
"""What makes values of types that TOML does not have; a hook raises MisfitError with what is wrong."""


def structured(file: Path, shape: type[T], *, hooks: Hooks = MappingProxyType({}), known: bool = True) -> T:
    """Return a TOML file as a dataclass; unless all its keys have to be ``known``, others are passed over.

    Raises:
        ContractError: it cannot be read, is no TOML, or does not have the shape.
    """
    converter = cattrs.Converter(forbid_extra_keys=known)
    for scalar in (str, int, float, bool, date):
        converter.register_structure_hook(scalar, _exactly)
    converter.register_structure_hook_func(lambda kind: kind == tuple[str, ...], _texts)
    for kind, hook in hooks.items():
        converter.register_structure_hook(kind, hook)
    try:
        return converter.structure(tomllib.loads(file.read_text(encoding="utf-8")), shape)
    except OSError as broken:
        message = f"the file cannot be read: {broken.strerror or broken}"
    except UnicodeDecodeError as broken:
        message = f"the file is not in UTF-8: {broken.reason} at byte {broken.start}"
    except tomllib.TOMLDecodeError as broken:
        message = f"not TOML: {broken}"
    except cattrs.BaseValidationError as broken:
        path = shape.__name__.lower()
        message = "; ".join(cattrs.transform_error(broken, path=path, format_exception=_worded))
    raise ContractError(message, place=Place(file=str(file)))


def _texts(value: Any, _kind: type[Any]) -> tuple[str, ...]:  # noqa: ANN401 - cattrs hands over any TOML value
    """Return a list of texts; a text alone is none, though it could be taken apart into letters."""
    if isinstance(value, list) and all(isinstance(found, str) for found in value):
        return tuple(value)
    message = f"{value!r} is no list of texts: write them in brackets"
    raise MisfitError(message)


class MisfitError(TypeError):
    """A value is not what it has to be; cattrs would tell its own words of any other error."""


def _worded(broken: BaseException, kind: type[Any] | None) -> str:
    if isinstance(broken, AttributeError):  # cattrs asks any value for its keys where a table is wanted
        return "no table"
    return str(broken) if isinstance(broken, MisfitError) else cattrs.v.format_exception(broken, kind)


def _exactly(value: Any, wanted: type[Any]) -> Any:  # noqa: ANN401 - cattrs hands over any TOML value
    """Return a value of the wanted scalar type; an int serves as a float, nothing else is converted."""
    if type(value) is wanted or (wanted is float and type(value) is int):
        return value
    message = f"{value!r} is not of type {wanted.__name__}"
    raise TypeError(message)
