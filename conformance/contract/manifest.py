"""The manifest: the only module that makes a folder with a ``contract.toml`` a ``Contract``, whatever its protocol."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from conformance.contract.paths import known
from conformance.contract.protocols import SPEECHES
from conformance.contract.speech import Speech
from conformance.contract.tables import structured
from conformance.errors import ContractError, Place, UsageError
from conformance.model.contract import Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyManifest:
    """What a ``contract.toml`` of any protocol says of it."""

    protocol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """A file of subjects, as the user gives it for a live account."""

    subjects: dict[str, tuple[str, ...]]


def load(folder: Path) -> Contract:
    """Return the contract of a folder.

    Raises:
        ContractError: its manifest or a schema cannot be used; the text names file, line and construct.
    """
    return speech_in(folder).load(folder)


def speech_in(folder: Path) -> Speech:
    """Return how messages are made of the contract in a folder.

    Raises:
        ContractError: its manifest cannot be read, or is of another protocol.
    """
    file = folder / "contract.toml"
    protocol = structured(file, AnyManifest, known=False).protocol
    if protocol not in SPEECHES:
        message = f"protocol {protocol!r} is not supported; it must be {' or '.join(SPEECHES)}"
        raise ContractError(message, place=Place(file=str(file), construct="protocol"))
    return SPEECHES[protocol]


def subjects(contract: Contract, file: Path) -> Mapping[str, tuple[str, ...]]:
    """Return the subjects of a user's file, by path.

    Raises:
        UsageError: the file cannot be read, or a path in it leads nowhere.
    """
    try:
        given = structured(file, Subjects).subjects
    except ContractError as broken:
        message = f"the subjects file cannot be used: {broken}; it needs a table [subjects] of path = [values]"
        raise UsageError(message) from None
    for path, found in given.items():
        if not known(contract.schema, dict(contract.operations), path):
            names = ", ".join(contract.operations)
            message = (
                f"{file}: the subjects path {path!r} leads nowhere in contract {contract.name}; "
                f"a path begins with one of {names} and ends with an element or @Attribute of its request"
            )
            raise UsageError(message)
        if not found:
            message = f"{file}: the subjects path {path!r} has no values; give at least one, or leave it out"
            raise UsageError(message)
    return given
