"""Where a contract is: the only module that reads one from a name, a folder, files or ``git:REV:PATH``."""

import glob
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from conformance import _schemas
from conformance.contract import manifest
from conformance.contract.definitions import root_of
from conformance.contract.history import checkout
from conformance.contract.jsonschema import SUFFIX
from conformance.contract.published import Published
from conformance.contract.published_json import of_json
from conformance.contract.published_xml import of_schemas, of_wsdl
from conformance.errors import ContractError, Place, UsageError
from conformance.model.description import WSDL
from conformance.model.tree import XSD, clark

GIT = "git:"
WSDL2 = "http://www.w3.org/ns/wsdl"
_SHAPES = (
    "a contract is the name of a shipped one, a folder, a WSDL, an XSD or a pattern such as 'schemas/*.xsd', "
    "git:REV:PATH, or live:URL"
)
_MAGIC = frozenset("*?[")


def load(text: str) -> Published:
    """Return the contract that a text names, on this machine.

    Raises:
        UsageError: it names nothing.
        ContractError: what it names cannot be used; the text tells file, line and construct.
    """
    if text.startswith(GIT):
        revision, _, below = text.removeprefix(GIT).partition(":")
        if not revision or not below:
            message = f"{text!r} is not git:REV:PATH, such as git:v1.0:api/service.wsdl"
            raise UsageError(message)
        with checkout(revision, below, within=Path.cwd()) as files:
            return elsewhere(files.path, text, {f"{files.root}/": f"{GIT}{revision}:"})
    if text in _schemas.contracts():
        return at(_schemas.contract_folder(text), text)
    path = Path(text)
    if text and _is_there(path):
        return at(path.resolve(), text)
    if _MAGIC.intersection(text):
        found = [Path(name) for name in sorted(glob.glob(text, recursive=True))]  # noqa: PTH207 - it may be absolute
        if found:
            return _of_files([one.resolve() for one in found if one.is_file()], text)
    message = f"there is no contract {text!r}: {_SHAPES}"
    raise UsageError(message)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # of a name that no file may have
        return False


def at(path: Path, name: str) -> Published:
    """Return the contract of a folder or a file, under the name that the user knows it by.

    Raises:
        UsageError: there is none.
        ContractError: it cannot be used.
    """
    if path.name == "contract.toml":
        return manifest.speech_in(path.parent).publish(path.parent, name)
    if path.name.endswith(SUFFIX):
        return of_json(path.parent, name)
    if not path.is_dir():
        return _of_files([path], name)
    if (path / "contract.toml").is_file():
        return manifest.speech_in(path).publish(path, name)
    if any(path.glob(f"*{SUFFIX}")):
        return of_json(path, name)
    described = sorted(path.glob("*.wsdl"))
    if len(described) > 1:
        message = f"{name} has several WSDLs: name one of {', '.join(found.name for found in described)}"
        raise UsageError(message)
    return _of_files(described or sorted(path.rglob("*.xsd")), name)


def elsewhere(path: Path, name: str, names: Mapping[str, str]) -> Published:
    """Return the contract at a path that is there for now only: ``names`` are told in the place of paths.

    Raises:
        UsageError: there is none.
        ContractError: it cannot be used.
    """
    with _renamed(names):
        found = at(path, name)
    places = {key: replace(place, file=_told(place.file, names)) for key, place in found.places.items()}
    documents = (replace(held, location=_told(held.location, names), path=None) for held in found.documents)
    return replace(found, places=MappingProxyType(places), documents=tuple(documents))


@contextmanager
def _renamed(names: Mapping[str, str]) -> Iterator[None]:
    try:
        yield
    except ContractError as broken:
        message = _told(str(broken).removeprefix(f"{broken.place}: "), names)
        place = replace(broken.place, file=_told(broken.place.file, names))
        raise ContractError(message, place=place) from None


def _told(text: str, names: Mapping[str, str]) -> str:
    for path, name in names.items():
        text = text.replace(path, name)
    return text


def _of_files(files: list[Path], name: str) -> Published:
    if not files:
        message = f"{name} has neither a contract.toml, a WSDL nor an XSD: {_SHAPES}"
        raise UsageError(message)
    roots = {file: root_of(file) for file in files}
    if len(files) == 1 and roots[files[0]].name == clark(WSDL, "definitions"):
        return of_wsdl(files[0], name)
    for file, root in roots.items():
        if root.name != clark(XSD, "schema"):
            message = f"it is neither a WSDL 1.1 nor an XSD: its root element is {root.name}"
            if root.name == clark(WSDL, "definitions"):
                message = "a WSDL stands among other files: name it alone, and it brings its XSDs along"
            elif root.name == clark(WSDL2, "description"):
                message = "it is a WSDL 2.0; only WSDL 1.1 is read"
            raise ContractError(message, place=Place(file=str(file), line=root.line))
    return of_schemas(files, name)
