"""Words and comparisons for the answers of REST services: what was asked for, what came, and whether two are alike."""

from collections.abc import Iterator
from types import MappingProxyType
from urllib.parse import urlsplit

from conformance.checks._observe import Observation, needed
from conformance.checks._place import quoted
from conformance.contract.rest import query_of
from conformance.model.binding import JSON, JSV, REST, Binding
from conformance.model.exchange import Request, field_values
from conformance.model.requirement import Problem
from conformance.model.tree import steps_of
from conformance.servicestack.members import value_of

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
        steady = _without(_meant(seen), _volatile(seen)), _without(_meant(needed(seen.base)), _volatile(seen))
        yield from _apart(*steady, "", other)


def _meant(seen: Observation) -> object:
    """Return what an answer says, whatever its format: moments in one form, and numbers that are written as texts."""
    read = needed(seen.reply).read
    if read is None:
        return None
    schema = seen.contract.schema
    return value_of(read.element, schema.elements[read.element.name].type, schema)


def _apart(mine: object, plain: object, path: str, other: str) -> Iterator[Problem]:
    if isinstance(mine, dict) and isinstance(plain, dict):
        for name in sorted(mine.keys() | plain.keys()):
            yield from _apart(mine.get(name), plain.get(name), f"{path}/{name}".lstrip("/"), other)
    elif mine != plain:
        message = f"{quoted(str(mine))} stands there, and {quoted(str(plain))} in the answer to {other}"
        yield Problem(message=message, path=path or None)


def _volatile(seen: Observation) -> tuple[tuple[str, ...], ...]:
    """Return the paths to what is another one in each answer: the session that a login grants, and what is declared."""
    session = () if seen.contract.session is None else (seen.contract.session.value,)
    return tuple(steps_of(path) for path in (*session, *seen.contract.volatile.paths))


def _without(value: object, paths: tuple[tuple[str, ...], ...]) -> object:
    """Return a value without what stands at some paths; the items of a list are at the path of the list."""
    if isinstance(value, list):
        return [_without(held, paths) for held in value]
    if not isinstance(value, dict):
        return value
    gone = {path[0] for path in paths if len(path) == 1}
    below = {name: tuple(path[1:] for path in paths if path[0] == name) for name in value}
    return {name: _without(held, below[name]) for name, held in value.items() if name not in gone}
