"""The manifest of a service with a WSDL: the only reader of a ``contract.toml`` whose operations a WSDL describes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from conformance.contract import wsdl, xsd
from conformance.contract.folder import digest, require_name
from conformance.contract.paths import exists, known
from conformance.contract.tables import structured
from conformance.contract.unmade import refuse_documents, refuse_types
from conformance.errors import ContractError, Place
from conformance.model.contract import Contract, Operation, ResultsRule, SessionRule, Volatile
from conformance.model.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationEntry:
    """What a manifest adds to one operation of the WSDL."""

    writes: bool = True
    items: str | None = None
    results: str | None = None
    batch: int | None = None
    order: dict[str, str] = field(default_factory=dict)
    undo: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsEntry:
    """The Errors semantics as written; ``catalogue`` names a TOML file beside the manifest."""

    success: str
    errors: str
    code: tuple[str, ...]
    form: str
    order: str = "request"
    echo: dict[str, str] = field(default_factory=dict)
    id: dict[str, str] = field(default_factory=dict)
    source_id: dict[str, str] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    nothing: tuple[str, ...] = ()
    description: tuple[str, ...] = ()
    catalogue: str | None = None
    generic: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsEntry:
    """How many calls the vendor allows an account; ``daily`` counts those of one day."""

    daily: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A ``contract.toml`` as written."""

    name: str
    protocol: str
    wsdl: str
    platform: str | None = None
    session: SessionRule | None = None
    operations: dict[str, OperationEntry] = field(default_factory=dict)
    results: ResultsEntry | None = None
    calls: CallsEntry | None = None
    limits: dict[str, int] = field(default_factory=dict)
    subjects: dict[str, tuple[str, ...]] = field(default_factory=dict)
    redact: Volatile = field(default_factory=Volatile)
    volatile: Volatile = field(default_factory=Volatile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """A file of error codes."""

    codes: dict[str, str]


def load(folder: Path) -> Contract:
    """Return the contract of a folder with a WSDL.

    Raises:
        ContractError: its manifest or a schema cannot be used; the text names file, line and construct.
    """
    file = folder / "contract.toml"
    manifest = structured(file, Manifest)
    description = wsdl.load(folder / manifest.wsdl)
    refuse_documents(description.documents)
    declared = xsd.declared(description.documents)
    refuse_types(declared.schema, declared.places)
    schema = declared.schema
    operations = dict(_operations(manifest, description, file))
    for construct, path in _paths(manifest):
        if not known(schema, operations, path):
            message = f"the path {path!r} leads nowhere in the request of an operation of this contract"
            raise ContractError(message, place=Place(file=str(file), construct=construct))
    _check_operations(schema, operations, file)
    if manifest.results is not None:
        _check_results(schema, operations, manifest.results, file=file)
    require_name(manifest.name, file)
    return Contract(
        name=manifest.name,
        sha256=digest(folder),
        operations=MappingProxyType(operations),
        schema=schema,
        bindings=MappingProxyType(dict(description.bindings)),
        documents=description.documents,
        description=description.text,
        protocol=manifest.protocol,
        platform=manifest.platform,
        session=manifest.session,
        results=None if manifest.results is None else _results(manifest.results, folder),
        daily_calls=_daily(manifest, file),
        limits=manifest.limits,
        subjects=manifest.subjects,
        redact=manifest.redact,
        volatile=manifest.volatile,
    )


def described_in(folder: Path) -> Path:
    """Return the WSDL that the manifest in a folder names.

    Raises:
        ContractError: the manifest cannot be used.
    """
    return (folder / structured(folder / "contract.toml", Manifest).wsdl).resolve()


def _daily(manifest: Manifest, file: Path) -> int | None:
    if manifest.calls is None or manifest.calls.daily > 0:
        return None if manifest.calls is None else manifest.calls.daily
    message = f"{manifest.calls.daily} is no number of calls; leave it out where there is no limit"
    raise ContractError(message, place=Place(file=str(file), construct="calls.daily"))


def _operations(manifest: Manifest, described: wsdl.Description, file: Path) -> Iterator[tuple[str, Operation]]:
    """Yield the operations that the manifest names, or all of the WSDL where it names none."""
    for name, entry in manifest.operations.items():
        if name not in described.operations:
            message = f"the WSDL has no operation {name!r}; it has {', '.join(described.operations)}"
            raise ContractError(message, place=Place(file=str(file), construct=f"operations.{name}"))
        yield (
            name,
            replace(
                described.operations[name],
                writes=entry.writes,
                items=entry.items,
                results=entry.results,
                batch=entry.batch,
                order=entry.order,
                undo=entry.undo,
            ),
        )
    if not manifest.operations:
        yield from described.operations.items()


def _check_operations(schema: Schema, operations: Mapping[str, Operation], file: Path) -> None:
    for name, operation in operations.items():
        ordered = (path for pair in operation.order.items() for path in pair)
        sides = (
            ("items", operation.input.payload, operation.items),
            ("results", operation.output.payload, operation.results),
            *(("order", operation.input.payload, f"{operation.items or ''}/{path}".strip("/")) for path in ordered),
            *(("undo", operation.input.payload, path) for path in operation.undo),
        )
        for key, payload, path in sides:
            if payload not in schema.elements:
                message = f"the schema has no element {payload}"
                raise ContractError(message, place=Place(file=str(file), construct=f"operation {name}"))
            if path is not None and not exists(schema, payload, path):
                message = f"the path {path!r} leads nowhere in {payload}"
                raise ContractError(message, place=Place(file=str(file), construct=f"operations.{name}.{key}"))


def _check_results(schema: Schema, operations: Mapping[str, Operation], entry: ResultsEntry, *, file: Path) -> None:
    """Make sure that what results repeat and tell is somewhere in the results, and the items, of an operation."""
    results = [(one.output.payload, one.results) for one in operations.values() if one.results is not None]
    items = [(one.input.payload, one.items) for one in operations.values() if one.items is not None]
    pairs = [(key, pair) for key, row in (("id", entry.id), ("source_id", entry.source_id)) for pair in row.items()]
    wanted: list[tuple[str, list[tuple[str, str]], str, tuple[str, ...]]] = [
        *(("result", results, key, (result,)) for key, (result, _) in pairs),
        *(("item", items, key, (item,)) for key, (_, item) in pairs),
        *(("result", results, "forms", (result,)) for result in entry.forms),
    ]
    if entry.description:
        described = tuple(f"{entry.errors}/{path}" for path in entry.description)
        wanted.append(("result", results, "description", described))
    for side, places, key, paths in wanted:
        if not any(exists(schema, payload, f"{above}/{path}") for payload, above in places for path in paths):
            message = f"the path {paths[0]!r} leads nowhere in the {side}s of any operation of this contract"
            raise ContractError(message, place=Place(file=str(file), construct=f"results.{key}"))
    for key, form in (("form", entry.form), *(("forms", form) for form in entry.forms.values())):
        try:
            re.compile(form)
        except re.error as broken:
            message = f"{form!r} is no regular expression: {broken}"
            raise ContractError(message, place=Place(file=str(file), construct=f"results.{key}")) from None


def _paths(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield each path that must lead somewhere in a request, with the table that it stands in."""
    for table, paths in (("limits", manifest.limits), ("subjects", manifest.subjects)):
        for path in paths:
            yield f"[{table}]", path


def _results(entry: ResultsEntry, folder: Path) -> ResultsRule:
    codes = {} if entry.catalogue is None else structured(folder / entry.catalogue, Catalogue).codes
    return ResultsRule(
        success=entry.success,
        errors=entry.errors,
        code=entry.code,
        form=entry.form,
        order=entry.order,
        echo=entry.echo,
        id=entry.id,
        source_id=entry.source_id,
        forms=entry.forms,
        nothing=entry.nothing,
        description=entry.description,
        catalogue=codes,
        generic=entry.generic,
    )
