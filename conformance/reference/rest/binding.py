"""Request binding: the only module that makes the members of a request of its body, path, query and form.

What stands in the path beats the body, what stands in the query or the form beats the path; an empty text there says
nothing. A value that does not fit is skipped in a body, as ServiceStack does it, or refused; elsewhere it is refused.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from conformance.contract.rest import IN_BODY, media_type, route_of
from conformance.errors import WireError
from conformance.model.binding import FORM, JSON, JSV
from conformance.model.contract import Contract, Operation
from conformance.model.exchange import Request
from conformance.model.schema import ENTRY, ITEM, KEY, VALUE, ElementUse, Schema, Shape, SimpleType, elements
from conformance.reference.rest.refusal import Refusal, RefusedError, absent, invalid
from conformance.reference.rest.routing import Called
from conformance.servicestack import form, json, jsv
from conformance.servicestack.members import uses_of
from conformance.servicestack.moment import canonical, is_moment
from conformance.servicestack.text import decode

_TRUTHS = MappingProxyType({"true": True, "false": False, "1": True, "0": False})


class MisfitError(Exception):
    """A value does not fit its member; the text is the value as it was written."""

    def __init__(self, *, value: object, member: str) -> None:
        """Hold the member beside the value."""
        super().__init__("" if value is None else str(value))
        self.member = member


def bound(request: Request, asked: Called, contract: Contract, *, lenient: bool) -> dict[str, Any]:
    """Return the members of a request by their names.

    Raises:
        RefusedError: a part of it cannot be read, or a value does not fit.
    """
    return _Binder(contract=contract, operation=asked.operation, lenient=lenient).members(request, asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Binder:
    """One operation whose members are bound."""

    contract: Contract
    operation: Operation
    lenient: bool

    @property
    def type(self) -> str:
        """Return the name of the request's type."""
        return route_of(self.operation).request

    @property
    def uses(self) -> Mapping[str, ElementUse]:
        """Return its members by their names in lower case, for case says nothing."""
        return {name.lower(): use for name, use in uses_of(self.operation.input.payload, self.contract.schema).items()}

    def members(self, request: Request, asked: Called) -> dict[str, Any]:
        in_body = request.method in IN_BODY
        media = media_type(request.headers)
        found = dict(self.of_body(self.body(request, media)))
        query = urlsplit(request.url).query
        for fields in (
            asked.members,
            form.loads(query),
            self.form(request) if in_body and media == FORM.media_type else {},
        ):
            found |= self.of_fields(fields)
        missing = [use.name for use in self.uses.values() if use.occurs.least and use.name not in found]
        if missing and not self.lenient:
            raise RefusedError(absent(missing[0], f"'{missing[0]}' has to be there"))
        return found

    def form(self, request: Request) -> Mapping[str, str]:
        return form.loads(request.body.decode("utf-8", "replace"))

    def body(self, request: Request, media: str) -> Mapping[str, Any]:
        """Return what a body says; one of a type that is not known is passed over, or refused."""
        if not request.body or media == FORM.media_type:
            return {}
        try:
            if media in {JSON.media_type, ""}:
                found = json.loads(decode(request.body))
            elif media in {JSV.media_type, "application/jsv"}:
                found = jsv.loads(decode(request.body))
            elif self.lenient:
                return {}
            else:
                raise RefusedError(Refusal(status=415, code="NotSupportedException", message=f"no body of {media!r}"))
        except WireError:
            message = f"Could not deserialize '{media}' request using {self.type}"
            raise RefusedError(Refusal(status=400, code="SerializationException", message=message)) from None
        if not isinstance(found, dict):
            message = f"Could not deserialize '{media}' request using {self.type}"
            raise RefusedError(Refusal(status=400, code="SerializationException", message=message))
        return found

    def of_body(self, said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for name, value in said.items():
            use = self.uses.get(name.lower())
            if use is None:
                continue
            try:
                yield use.name, fitted(value, use, self.contract.schema)
            except MisfitError as misfit:
                if not self.lenient:
                    raise RefusedError(invalid(self.type, use.name, str(misfit))) from None

    def of_fields(self, fields: Mapping[str, str]) -> Mapping[str, Any]:
        found = {}
        for name, text in fields.items():
            use = self.uses.get(name.lower())
            if use is None or not text:
                continue
            try:
                found[use.name] = fitted(text, use, self.contract.schema)
            except MisfitError as misfit:
                raise RefusedError(invalid(self.type, use.name, str(misfit))) from None
        return found


def fitted(value: Any, use: ElementUse, schema: Schema) -> Any:  # noqa: ANN401 - whatever stands there
    """Return the value of a member as its type has it.

    Raises:
        MisfitError: it does not fit.
    """
    if value is None:
        if use.nillable:
            return None
        raise MisfitError(value=None, member=use.name)
    found = schema.types[use.type]
    if isinstance(found, SimpleType):
        return _scalar(value, found, use.name)
    uses = {part.name: part for part in _parts(use.type, schema)}
    if isinstance(value, str) and found.shape is not None:
        value = _told(value, found.shape, use.name)
    match found.shape, value:
        case Shape.LIST, list():
            return [fitted(held, uses[ITEM], schema) for held in value]
        case Shape.DICTIONARY, dict():
            entry = {part.name: part for part in _parts(uses[ENTRY].type, schema)}
            return {
                _scalar(key, schema.types[entry[KEY].type], use.name): fitted(held, entry[VALUE], schema)
                for key, held in value.items()
                if held is not None
            }
        case Shape.OBJECT, dict():
            known = {name.lower(): part for name, part in uses.items()}
            return {
                known[key.lower()].name: fitted(held, known[key.lower()], schema)
                for key, held in value.items()
                if key.lower() in known
            }
    raise MisfitError(value=value, member=use.name)


def _parts(name: str, schema: Schema) -> Iterator[ElementUse]:
    held = schema.types[name]
    if not isinstance(held, SimpleType):
        yield from elements(held.content)


def _told(text: str, shape: Shape, member: str) -> Any:  # noqa: ANN401 - whatever stands there
    try:
        return list(form.items(text)) if shape is Shape.LIST else jsv.loads(text)
    except WireError:
        raise MisfitError(value=text, member=member) from None


def _scalar(value: Any, found: Any, member: str) -> Any:  # noqa: ANN401 - whatever stands there
    text = value if isinstance(value, str) else "true" if value is True else "false" if value is False else str(value)
    if isinstance(value, dict | list) or (found.facets.enumeration and text not in found.facets.enumeration):
        raise MisfitError(value=text, member=member)
    match found.builtin:
        case "int" | "integer":
            try:
                number = int(text)
            except ValueError:
                raise MisfitError(value=text, member=member) from None
            facets = found.facets
            if isinstance(value, bool | float) or not int(facets.min_inclusive or number) <= number <= int(
                facets.max_inclusive or number
            ):
                raise MisfitError(value=text, member=member)
            return number
        case "decimal":
            return _number(value, text, found, member)
        case "boolean":
            if text.lower() not in _TRUTHS:
                raise MisfitError(value=text, member=member)
            return _TRUTHS[text.lower()]
        case "dateTime":
            if not is_moment(text):
                raise MisfitError(value=text, member=member)
            return canonical(text)
    return text


def _number(value: Any, text: str, found: Any, member: str) -> Decimal:  # noqa: ANN401 - whatever stands there
    facets = found.facets
    try:
        number = Decimal(text)
        low, high = (Decimal(bound) if bound else number for bound in (facets.min_inclusive, facets.max_inclusive))
        fits = number.is_finite() and low <= number <= high and not isinstance(value, bool)
    except InvalidOperation:
        fits = False
    if not fits:
        raise MisfitError(value=text, member=member)
    return number
