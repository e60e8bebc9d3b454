"""Words and comparisons for the answers of REST services: what was asked for, what came, and whether two are alike."""

from collections.abc import Iterator
from types import MappingProxyType
from urllib.parse import urlsplit

from conformance.checks._observe import Observation, needed
from conformance.checks._place import quoted
from conformance.checks._volatile import without
from conformance.contract.rest import query_of
from conformance.model.binding import FORM, JSON, JSV, REST, Binding
from conformance.model.contract import Contract
from conformance.model.exchange import Request, field_values
from conformance.model.requirement import Problem
from conformance.model.tree import steps_of
from conformance.servicestack.members import value_of

FORMATS = (JSON, JSV, FORM)
"""All formats of REST services."""
_ACCEPTED = MappingProxyType({"application/json": JSON, "application/jsv": JSV, "text/jsv": JSV})


def asked_for(request: Request) -> Binding | None:
    """Return the format that a request asks for by suffix, query or Accept, None where it asks for none."""
    path = urlsplit(request.url).path
    suffix = next((row for row in REST.values() if row.suffix and path.endswith(row.suffix)), None)
    named = next((value.lower() for name, value in query_of(request.url) if name.lower() == "format"), "")
    accept = next(iter(field_values(request.headers, "Accept")), "").partition(",")[0].partition(";")[0].strip()
    return suffix or REST.get(named) or _ACCEPTED.get(accept.lower())


def excerpt(seen: Observation) -> str:
    """Return what an answer carries, in a few words."""
    text = " ".join((seen.data or b"")[:1000].decode("utf-8", "replace").split())
    return quoted(text) if text else "no content"


def differs(seen: Observation, other: str) -> Iterator[Problem]:
    """Yield how an answer differs from its base; ``other`` is what that is the answer to, in a few words."""
    mine, plain = needed(seen.reply), needed(needed(seen.base).reply)
    if seen.status != needed(seen.base).status:
        yield Problem(message=f"the answer has status {seen.status}, and {needed(seen.base).status} to {other}")
    elif (mine.read is None) != (plain.read is None):
        yield Problem(message=f"the answer is {excerpt(seen)}, and {excerpt(needed(seen.base))} to {other}")
    else:
        yield from _apart(_meant(seen), _meant(needed(seen.base)), "", other)


def _meant(seen: Observation) -> object:
    """Return what an answer says but for what is volatile, in one form whatever its format."""
    read = needed(seen.reply).read
    if read is None:
        return None
    element, schema = read.element, seen.contract.schema
    for path in _volatile(seen.contract):
        element = without(element, steps_of(path))
    return value_of(element, schema.elements[element.name].type, schema)


def _apart(mine: object, plain: object, path: str, other: str) -> Iterator[Problem]:
    if isinstance(mine, dict) and isinstance(plain, dict):
        for name in sorted(mine.keys() | plain.keys()):
            yield from _apart(mine.get(name), plain.get(name), f"{path}/{name}".lstrip("/"), other)
    elif mine != plain:
        message = f"{quoted(str(mine))} stands there, and {quoted(str(plain))} in the answer to {other}"
        yield Problem(message=message, path=path or None)


def _volatile(contract: Contract) -> tuple[str, ...]:
    """Return the paths to what is another one in each answer: the session that a login grants, and what is declared."""
    granted = () if contract.session is None else (contract.session.value,)
    return *granted, *contract.volatile.paths
