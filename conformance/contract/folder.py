"""The folder of a contract: what it may be called, and what tells whether any of its files has changed."""

import hashlib
import re
from pathlib import Path

from conformance.errors import ContractError, Place

_NAME = re.compile("[A-Za-z0-9][A-Za-z0-9._-]*")


def require_name(name: str, file: Path) -> None:
    """Make sure that a contract can be called so.

    Raises:
        ContractError: it cannot.
    """
    if not _NAME.fullmatch(name):
        message = f"{name!r} is no name; use letters, digits, and . _ - after the first"
        raise ContractError(message, place=Place(file=str(file), construct="name"))


def digest(folder: Path) -> str:
    """Return the SHA-256 over names and bytes of all files of a contract, sorted by name."""
    whole = hashlib.sha256()
    for file in sorted(found for found in folder.rglob("*") if found.is_file() and not found.name.startswith(".")):
        whole.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return whole.hexdigest()
