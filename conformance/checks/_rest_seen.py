"""REST messages as observations: the only module that reads the exchanges of REST services for the checks."""

from contextlib import suppress

from conformance.checks._observe import Observation, unread
from conformance.checks._reply import Reply
from conformance.contract import rest
from conformance.contract.bench import Bench
from conformance.contract.jsonschema import complaints
from conformance.errors import WireError, WireKind
from conformance.model.binding import BINDINGS
from conformance.model.case import Case
from conformance.model.contract import Operation
from conformance.model.exchange import Exchange, Response
from conformance.model.requirement import Direction
from conformance.model.said import Said
from conformance.servicestack.status import has_failed, status_of


def observe_exchange(exchange: Exchange, case: Case, bench: Bench) -> Observation:
    """Return what can be seen of the answer of a REST service."""
    contract, binding = bench.contract, BINDINGS[case.binding]
    operation, response = contract.operations[case.operation], exchange.response
    broken: WireError | None = None
    reply, payload = None, None
    if response is not None:
        read = None
        try:
            read = rest.answered(response.body, response.headers, contract, operation)
        except WireError as why:
            broken = why
        reply = _reply(response, read, operation, bench)
        payload = None if read is None or reply.failed else read.element
    asked = None
    with suppress(WireError):
        asked = rest.asked(exchange.request, contract, operation).element
    return Observation(
        contract=contract,
        binding=binding,
        direction=Direction.RESPONSE,
        operation=operation,
        declared=operation.output,
        expectation=case.expectation,
        exchange=exchange,
        data=None if response is None else response.body,
        misencoded=unread(broken, WireKind.ENCODING),
        malformed=unread(broken, WireKind.MALFORMED),
        oversized=unread(broken, WireKind.LIMIT),
        payload=payload,
        said=None if payload is None else Said(body=(payload,)),
        status=None if response is None else response.status,
        request_said=None if asked is None else Said(body=(asked,)),
        request_session=rest.session_of(exchange.request, contract),
        breaks=case.breaks,
        item=case.item,
        varies=case.varies,
        about=case.about,
        asked=binding,
        reply=reply,
    )


def _reply(response: Response, read: rest.Read | None, operation: Operation, bench: Bench) -> Reply:
    media = rest.media_type(response.headers)
    if read is None:
        return Reply(media=media, failed=has_failed(response.status, None))
    value = rest.typed(read, bench.contract)
    status = status_of(read.value)
    failed = has_failed(response.status, status)
    validator = bench.validators[rest.route_of(operation).response]
    found = complaints(validator, value)
    if failed:  # it owes none of the members that an answer has
        found = tuple(one for one in found if one.path is not None or one.rule != "required")
    return Reply(media=media, read=read, value=value, status=status, complaints=found, failed=failed)
