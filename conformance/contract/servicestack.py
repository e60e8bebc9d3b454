"""ServiceStack's row: how REST requests are made of payloads, and messages read and judged by a contract."""

from pathlib import Path
from urllib.parse import urlsplit

from conformance.contract import rest, routes
from conformance.contract.bench import Bench
from conformance.contract.jsonschema import complaints
from conformance.contract.published import Published
from conformance.contract.published_json import of_json
from conformance.contract.routes import members_of
from conformance.contract.speech import Call, Payload, Speech, Writer
from conformance.contract.validate import Complaint
from conformance.errors import TargetError, UsageError, WireError, WireKind
from conformance.model.binding import FORM, Binding
from conformance.model.contract import Contract, Operation
from conformance.model.exchange import Request, Response
from conformance.model.said import Said
from conformance.model.session import PLACEHOLDER
from conformance.model.tree import Element
from conformance.servicestack.status import has_failed, status_of


def _publish(folder: Path, name: str) -> Published:
    return of_json(folder, name, routes.load(folder))


def _writer(call: Call) -> Writer:
    def written(payload: Payload) -> Request:
        made = rest.request(payload.element(), call.contract, call.operation, call.binding, base=call.url)
        return made if rest.route_of(call.operation).anonymous else rest.with_session(made, call.contract, call.session)

    return written


def _meant(request: Request, contract: Contract) -> tuple[Operation, Binding]:
    """Return what a request is of; its verb and path say the operation, whatever it carries."""
    operation = rest.called(request, contract)
    if operation is not None:
        return operation, rest.format_of(request.headers) or FORM
    known = (f"{one.verb} {one.path}" for one in map(rest.route_of, contract.operations.values()))
    message = (
        f"neither verb nor path of {request.method} {request.url} name an operation of the contract {contract.name}; "
        f"it has {', '.join(known)}"
    )
    raise UsageError(message)


def _said(contract: Contract, request: Request, response: Response | None) -> tuple[Said, ...]:
    operation = rest.called(request, contract)
    if operation is None:
        message = f"{request.method} {request.url} is no request of the contract {contract.name}"
        raise WireError(message, kind=WireKind.FRAME)
    if response is None:
        return (Said(body=(rest.asked(request, contract, operation).element,)),)
    read = rest.answered(response.body, response.headers, contract, operation)
    return () if read is None else (Said(body=(read.element,)),)


def _wrong(bench: Bench, operation: Operation, payload: Element) -> tuple[Complaint, ...]:
    """Return why a schema, or the path of an operation, refuses a payload."""
    route, members = rest.route_of(operation), rest.value(payload, bench.contract)
    missing = (name for name in members_of(route.path) if members.get(name) in (None, ""))
    return (
        *complaints(bench.validators[route.request], members),
        *(
            Complaint(message=f"{name} is missing, which stands in the path {route.path}", path=name)
            for name in missing
        ),
    )


def _allows(bench: Bench, operation: Operation, request: Request) -> bool:
    try:
        read = rest.asked(request, bench.contract, operation)
    except WireError:
        return False
    return not complaints(bench.validators[rest.route_of(operation).request], rest.typed(read, bench.contract))


def _granted(contract: Contract, response: Response, target: str) -> Element | None:
    login = contract.operations["" if contract.session is None else contract.session.login]
    try:
        read = rest.answered(response.body, response.headers, contract, login)
    except WireError as broken:
        message = f"the login was answered with status {response.status} and what cannot be read ({broken})"
        raise TargetError(message, target=target) from None
    status = None if read is None else status_of(read.value)
    if has_failed(response.status, status):
        why = (status and status.message) or f"status {response.status}"
        message = f"the login was refused: {why}; check the address and the credentials"
        raise TargetError(message, target=target)
    return None if read is None else read.element


def _carries(session: str) -> bool:
    return session.isascii() and session.isprintable()


def _blanked(request: Request, contract: Contract) -> Request:
    carries = rest.session_of(request, contract) is not None
    return rest.with_session(request, contract, PLACEHOLDER) if carries else request


def _served(recorded: str, published: str) -> str:
    """Return what stands before the paths of operations, each of which was called at its own."""
    parts = urlsplit(recorded)
    return f"{parts.scheme}://{parts.netloc}{urlsplit(published).path or '/'}"


SPEECH = Speech(
    load=routes.load,
    publish=_publish,
    writer=_writer,
    meant=_meant,
    said=_said,
    wrong=_wrong,
    allows=_allows,
    granted=_granted,
    carries=_carries,
    place="a header field",
    blanked=_blanked,
    suffix="http",
    served=_served,
    bodiless=True,
)
