"""Speech: the only module that knows how the protocol of a contract puts a payload into a request, and judges it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from conformance.contract import rest
from conformance.contract.bench import Bench
from conformance.contract.jsonschema import complaints
from conformance.errors import GenerationError
from conformance.markup import xml
from conformance.markup.write import carries
from conformance.model.binding import BINDINGS
from conformance.model.case import Case
from conformance.model.contract import Contract, Operation
from conformance.model.exchange import Request
from conformance.model.tree import Element
from conformance.soap import binding as http
from conformance.soap import envelope


def login(contract: Contract, binding: str, payload: Element, *, url: str) -> Request:
    """Return the request that asks for a session."""
    return _LOGINS[contract.protocol](contract, binding, payload, url)


def _soap_login(contract: Contract, binding: str, payload: Element, url: str) -> Request:
    row = BINDINGS[binding]
    body = envelope.encode(envelope.Envelope(binding=row, body=(payload,)))
    return http.request(body, row, url=url, action=_login_of(contract).action)


def _rest_login(contract: Contract, binding: str, payload: Element, url: str) -> Request:
    return rest.request(payload, contract, _login_of(contract), BINDINGS[binding], base=url)


_LOGINS: Mapping[str, Callable[[Contract, str, Element, str], Request]] = MappingProxyType(
    {"soap": _soap_login, "servicestack": _rest_login}
)


def _login_of(contract: Contract) -> Operation:
    return contract.operations["" if contract.session is None else contract.session.login]


def uncarried(session: str, contract: Contract) -> str:
    """Return why the protocol of a contract cannot carry a session value, empty where it can."""
    can, place = _CARRIERS[contract.protocol]
    return "" if can(session) else f"a character that {place} cannot carry"


_CARRIERS: Mapping[str, tuple[Callable[[str], bool], str]] = MappingProxyType(
    {
        "soap": (carries, "XML"),
        "servicestack": (lambda session: session.isascii() and session.isprintable(), "a header field"),
    }
)


def members(case: Case, payload: bytes, bench: Bench, *, base: str) -> Request:
    """Return the REST request of a payload, without a session.

    Raises:
        GenerationError: its JSON Schema refuses it, which is our bug.
    """
    contract, operation = bench.contract, bench.contract.operations[case.operation]
    element = xml.parse(payload)
    wrong = complaints(bench.validators[rest.route_of(operation).request], rest.value(element, contract))
    if wrong:
        message = f"{case.id}: a generated message is not valid, which is a bug of this tool: {wrong[0].message}"
        raise GenerationError(message)
    return rest.request(element, contract, operation, BINDINGS[case.binding], base=base)
