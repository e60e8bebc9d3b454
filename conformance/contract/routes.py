"""The manifest of a REST service: the only reader of a ``contract.toml`` whose operations are verbs and paths."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from conformance.contract import jsonschema
from conformance.contract.folder import digest, require_name
from conformance.contract.paths import exists, known
from conformance.contract.tables import structured
from conformance.errors import ContractError, Place
from conformance.model.binding import REST
from conformance.model.contract import Contract, Message, Operation, Route, SessionRule, Volatile
from conformance.model.schema import ComplexType, ElementUse, Group, Occurs, Schema, SimpleType, elements

_MEMBER = re.compile(r"\{([^{}]*)\}")
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationEntry:
    """One operation: its verb and path, and the types of its request and its answer."""

    verb: str
    path: str
    request: str
    response: str
    roles: tuple[str, ...] = ()
    anonymous: bool = False
    writes: bool = True
    echo: tuple[str, ...] = ()
    undo: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEntry:
    """The header field that carries a session, the operation that opens it, and the member of its answer that is it."""

    field: str
    login: str
    value: str
    lifetime_s: float = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A ``contract.toml`` as written."""

    name: str
    protocol: str
    address: str
    formats: tuple[str, ...]
    operations: dict[str, OperationEntry]
    platform: str | None = None
    session: SessionEntry | None = None
    limits: dict[str, int] = field(default_factory=dict)
    subjects: dict[str, tuple[str, ...]] = field(default_factory=dict)
    redact: Volatile = field(default_factory=Volatile)
    volatile: Volatile = field(default_factory=Volatile)


def load(folder: Path) -> Contract:
    """Return the contract of a folder with JSON Schemas.

    Raises:
        ContractError: its manifest or a schema cannot be used; the text names file and construct.
    """
    file = folder / "contract.toml"
    manifest = structured(file, Manifest)
    declared = jsonschema.declared(folder)
    require_name(manifest.name, file)
    operations = {name: _operation(name, entry) for name, entry in manifest.operations.items()}
    schema = _with_operations(declared.schema, manifest.operations)
    for construct, message in _wrong(manifest, schema, operations):
        raise ContractError(message, place=Place(file=str(file), construct=construct))
    session = manifest.session
    return Contract(
        name=manifest.name,
        sha256=digest(folder),
        operations=MappingProxyType(operations),
        schema=schema,
        bindings=MappingProxyType(dict.fromkeys(manifest.formats, manifest.address)),
        documents=(),
        json_schemas=declared.documents,
        description="",
        protocol=manifest.protocol,
        platform=manifest.platform,
        session=None
        if session is None
        else SessionRule(
            header=session.field,
            login=session.login,
            value=session.value,
            success=session.value,
            lifetime_s=session.lifetime_s,
            expired=("401",),
        ),
        limits=manifest.limits,
        subjects=manifest.subjects,
        redact=manifest.redact,
        volatile=manifest.volatile,
    )


def _operation(name: str, entry: OperationEntry) -> Operation:
    return Operation(
        name=name,
        action="",
        input=Message(payload=name),
        output=Message(payload=entry.response),
        writes=entry.writes,
        route=Route(
            verb=entry.verb,
            path=entry.path,
            request=entry.request,
            response=entry.response,
            roles=entry.roles,
            anonymous=entry.anonymous,
        ),
        echo=entry.echo,
        undone_by=entry.undo,
    )


def _with_operations(schema: Schema, entries: Mapping[str, OperationEntry]) -> Schema:
    """Return a schema in which each operation is an element of its request's type, with what its path needs."""
    made, types = dict(schema.elements), dict(schema.types)
    for name, entry in entries.items():
        held = types.get(entry.request)
        if isinstance(held, ComplexType) and isinstance(held.content, Group):
            needed = members_of(entry.path)
            parts = []
            for use in elements(held.content):
                if use.name in needed:
                    kind = _in_path(types[use.type], f"{name}/{use.name}")
                    types[kind.name] = kind
                    parts.append(replace(use, type=kind.name, occurs=Occurs(), nillable=False))
                else:
                    parts.append(use)
            types[name] = replace(held, name=name, content=replace(held.content, particles=tuple(parts)))
            made[name] = ElementUse(name=name, type=name)
    return replace(schema, elements=MappingProxyType(made), types=MappingProxyType(types))


def _in_path(kind: SimpleType | ComplexType, name: str) -> SimpleType | ComplexType:
    """Return the type of a member that stands in a path, where an empty text would be another path."""
    if not isinstance(kind, SimpleType) or kind.builtin != "string":
        return kind
    return replace(kind, name=name, facets=replace(kind.facets, min_length=max(1, kind.facets.min_length or 0)))


def members_of(path: str) -> tuple[str, ...]:
    """Return the names of the members that stand in a path, in braces."""
    return tuple(_MEMBER.findall(path))


def _wrong(manifest: Manifest, schema: Schema, operations: Mapping[str, Operation]) -> Iterator[tuple[str, str]]:
    """Yield what of a manifest leads nowhere, with the construct that says it."""
    for name in manifest.formats:
        if name not in REST:
            yield "formats", f"there is no format {name!r}; there are {', '.join(REST)}"
    if not manifest.formats:
        yield "formats", f"there is no format; name some of {', '.join(REST)}"
    for name, entry in manifest.operations.items():
        yield from ((f"operations.{name}", message) for message in _wrong_in(entry, schema, operations))
    if manifest.session is not None and manifest.session.login not in operations:
        yield "session.login", f"there is no operation {manifest.session.login!r}"
    for table, paths in (("limits", manifest.limits), ("subjects", manifest.subjects)):
        for path in paths:
            if not known(schema, dict(operations), path):
                yield f"[{table}]", f"the path {path!r} leads nowhere in the request of an operation of this contract"


def _wrong_in(entry: OperationEntry, schema: Schema, operations: Mapping[str, Operation]) -> Iterator[str]:
    if entry.verb not in VERBS:
        yield f"{entry.verb!r} is no verb; it is one of {', '.join(VERBS)}"
    if not entry.path.startswith("/"):
        yield f"the path {entry.path!r} does not begin with /"
    for name in (entry.request, entry.response):
        held = schema.types[schema.elements[name].type] if name in schema.elements else None
        if not isinstance(held, ComplexType):
            yield f"there is no {name}{jsonschema.SUFFIX} that declares an object"
            return
    asked = schema.types[schema.elements[entry.request].type]
    uses = elements(asked.content) if isinstance(asked, ComplexType) else ()
    kinds = {use.name: schema.types[use.type] for use in uses}
    names = kinds.keys()
    yield from _wrong_in_path(entry, kinds)
    for member in entry.echo:
        if member not in names or not exists(schema, entry.response, member):
            yield f"echo: {member!r} is no member of both {entry.request} and {entry.response}"
    if entry.undo is not None and entry.undo not in operations:
        yield f"undo: there is no operation {entry.undo!r}"


def _wrong_in_path(entry: OperationEntry, kinds: Mapping[str, SimpleType | ComplexType]) -> Iterator[str]:
    for member in members_of(entry.path):
        if not member.isidentifier():
            yield f"{{{member}}} in the path is no name of letters, digits and _"
        elif member not in kinds:
            yield f"{{{member}}} in the path is no member of {entry.request}"
        elif not isinstance(kinds[member], SimpleType):
            yield f"{{{member}}} in the path is no single value in {entry.request}"
