"""Platforms: the only reader of their files of known deviations, and the only judge of what these cover."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from conformance import _schemas
from conformance.checks._observe import Observation
from conformance.contract.tables import structured
from conformance.errors import ContractError, Place
from conformance.model.binding import BINDINGS
from conformance.model.tree import local_of, namespace_of


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """What must hold of an exchange; what is None is not asked.

    ``code`` are local names of fault codes; ``breaks`` are the rules one of which the request breaks on purpose, and
    ``varies`` the ways in one of which it differs from a plain one.
    """

    status: tuple[int, ...] | None = None
    code: tuple[str, ...] | None = None
    code_namespace: Literal["binding", "other"] | None = None
    body: Literal["empty"] | None = None
    breaks: tuple[str, ...] | None = None
    varies: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One known behaviour against ids of requirements; a hazard is known and covers nothing."""

    id: str
    requirements: tuple[str, ...]
    bindings: tuple[str, ...]
    hazard: bool
    reason: str
    source: str
    when: When = When()


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """What is known of a platform and breaks no sentence."""

    id: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What an endpoint is built with, where that is known to differ from the specifications, and where it need not."""

    name: str
    title: str
    deviations: tuple[Deviation, ...]
    legal: tuple[Behaviour, ...] = ()


def load(name: str) -> Platform:
    """Return a platform by its name.

    Raises:
        UsageError: there is no such platform.
        ContractError: its file cannot be used; the text names the file and the key.
    """
    return read(_schemas.platform_file(name))


def read(file: Path) -> Platform:
    """Return the platform of a file.

    Raises:
        ContractError: the file cannot be used; the text names it and the key.
    """
    platform = structured(file, Platform)
    for number, deviation in enumerate(platform.deviations):
        unknown = [found for found in deviation.bindings if found not in BINDINGS]
        if unknown:
            message = f"{unknown[0]!r} is no binding; name one of {', '.join(BINDINGS)}"
            raise ContractError(message, place=Place(file=str(file), construct=f"deviations[{number}].bindings"))
    return platform


def tolerates(deviation: Deviation, seen: Observation) -> bool:
    """Tell whether a deviation covers what is seen: it is no hazard, has the binding, and all of its ``when`` holds."""
    when, code = deviation.when, None if seen.fault is None else seen.fault.code
    asked = (
        when.status is None or seen.status in when.status,
        when.code is None or (code is not None and local_of(code) in when.code),
        when.code_namespace is None or when.code_namespace == _code_namespace(code, seen),
        when.body is None or (seen.data is not None and not seen.data.strip()),
        when.breaks is None or seen.breaks in when.breaks,
        when.varies is None or seen.varies in when.varies,
    )
    return not deviation.hazard and seen.binding.name in deviation.bindings and all(asked)


def tolerated(platform: Platform, seen: Observation, *, requirement: str) -> str | None:
    """Return the id of the first deviation that explains a finding on a requirement, None where none does."""
    return next(
        (
            deviation.id
            for deviation in platform.deviations
            if requirement in deviation.requirements and tolerates(deviation, seen)
        ),
        None,
    )


def _code_namespace(code: str | None, seen: Observation) -> str | None:
    if code is None:
        return None
    return "binding" if namespace_of(code) == seen.binding.namespace else "other"
