"""TOML files as frozen data: the only reader of them; a key that is unknown, missing or ill-typed is named."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

import cattrs

from conformance.errors import ContractError, Place

T = TypeVar("T")


def structured(file: Path, shape: type[T]) -> T:
    """Return a TOML file as a dataclass.

    Raises:
        ContractError: it cannot be read, is no TOML, or does not have the shape.
    """
    converter = cattrs.Converter(forbid_extra_keys=True)
    for scalar in (str, int, float, bool):
        converter.register_structure_hook(scalar, _exactly)
    try:
        return converter.structure(tomllib.loads(file.read_text(encoding="utf-8")), shape)
    except (OSError, UnicodeDecodeError) as broken:
        message = f"the file cannot be read: {broken}"
    except tomllib.TOMLDecodeError as broken:
        message = f"not TOML: {broken}"
    except cattrs.BaseValidationError as broken:
        message = "; ".join(cattrs.transform_error(broken, path=shape.__name__.lower()))
    raise ContractError(message, place=Place(file=str(file)))


def _exactly(value: Any, wanted: type[Any]) -> Any:  # noqa: ANN401 - cattrs hands over any TOML value
    """Return a value of the wanted scalar type; an int serves as a float, nothing else is converted."""
    if type(value) is wanted or (wanted is float and type(value) is int):
        return value
    message = f"{value!r} is not of type {wanted.__name__}"
    raise TypeError(message)
