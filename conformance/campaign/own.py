"""The user's own requests: the only module that finds out which operation and binding one means, and sends it."""

from dataclasses import replace
from urllib.parse import urlsplit

from conformance.campaign import sensitive
from conformance.campaign.campaign import Campaign
from conformance.campaign.letter import Answered, Letter
from conformance.contract import rest
from conformance.contract.bench import Bench
from conformance.contract.jsonschema import complaints
from conformance.errors import UsageError, WireError
from conformance.markup import xml
from conformance.model.binding import BINDINGS, FORM, Binding
from conformance.model.case import Case, Expectation, Kind
from conformance.model.contract import Contract, Operation
from conformance.model.exchange import Request, field_values
from conformance.model.media import media_type
from conformance.model.session import PLACEHOLDER
from conformance.model.tree import Element
from conformance.soap import binding as http
from conformance.soap import envelope as envelopes
from conformance.soap import session as sessions


def case_of(request: Request, contract: Contract, *, name: str) -> Case:
    """Return the case that a request is; its Body says the operation, else its action, so that it may be broken.

    Raises:
        UsageError: neither names an operation of the contract.
    """
    if (routed := rest.called(request, contract)) is not None:
        spoken = rest.format_of(request.headers) or FORM
        return _case(name, routed.name, spoken)
    try:
        envelope = envelopes.read(xml.parse(request.body))
    except WireError:
        envelope = envelopes.Envelope(binding=_binding(request, contract))
    payload = None if envelope.payload is None else envelope.payload.name
    action = http.action_of(request.headers, envelope.binding)
    operations = contract.operations.values()
    named = [one.name for one in operations if one.input.payload == payload]
    named += [one.name for one in operations if one.action == action]
    if not named:
        message = (
            f"neither the Body nor the action ({action or 'none'}) of this request names an operation of the contract "
            f"{contract.name}; it has {', '.join(contract.operations)}"
        )
        raise UsageError(message)
    return _case(name, named[0], envelope.binding)


def _case(name: str, operation: str, binding: Binding) -> Case:
    return Case(id=name, operation=operation, binding=binding.name, kind=Kind.GENERATED, expectation=Expectation.EITHER)


def carry(campaign: Campaign, case: Case, request: Request) -> Answered:
    """Send a request of the user's own to the target, whatever it holds, and judge the answer.

    Where its header holds the placeholder for a session, it is sent with the open one.

    Raises:
        BudgetSpentError: no further request may be sent.
        TargetError: the answer says that the open session is not accepted, so that nothing can be found out.
    """
    operation, binding = campaign.contract.operations[case.operation], BINDINGS[case.binding]
    sensitive.learn_request(campaign.redaction, campaign.contract, request, campaign.source(case.operation).plan)
    if operation.route is not None:
        return _carry_members(campaign, case, request)
    blank, _ = envelopes.halves(binding, sessions.request_blocks(campaign.contract, operation, PLACEHOLDER))

    def opened() -> bytes:
        return envelopes.halves(binding, campaign.blocks(case.operation))[0]

    def write() -> Request:
        body = opened() + request.body.removeprefix(blank) if request.body.startswith(blank) else request.body
        return replace(request, url=campaign.connection.address, body=body)

    written = write()
    body = written.body
    if not allows(campaign.bench, written, case):
        case = replace(case, expectation=Expectation.ALIKE)  # whatever it is answered with
    if body.startswith(opened()):
        return campaign.deliver(case, write)
    return campaign.ask_together([Letter(case=case, write=write)])[0]


def _carry_members(campaign: Campaign, case: Case, request: Request) -> Answered:
    """Send a REST request of the user's own, with the open session where it holds the placeholder for one."""
    rule, parts = campaign.contract.session, urlsplit(request.url)
    base = urlsplit(campaign.connection.address)
    own_base = urlsplit(next(iter(campaign.contract.bindings.values()))).path.rstrip("/")
    path = base.path.rstrip("/") + parts.path.removeprefix(own_base)
    moved = replace(request, url=parts._replace(scheme=base.scheme, netloc=base.netloc, path=path).geturl())
    held = [] if rule is None else field_values(request.headers, rule.header)
    if rule is None or PLACEHOLDER not in held:
        return campaign.ask_together([Letter(case=case, write=lambda: moved)])[0]
    kept = tuple(pair for pair in moved.headers if pair[0].lower() != rule.header.lower())
    return campaign.deliver(case, lambda: campaign.signed(case, replace(moved, headers=kept)))


def allows(bench: Bench, request: Request, case: Case) -> bool:
    """Tell whether a request that we did not make is what the contract allows."""
    operation = bench.contract.operations[case.operation]
    try:
        if operation.route is None:
            return bench.engines.quick(request.body)
        read = rest.asked(request, bench.contract, operation)
        return not complaints(bench.validators[operation.route.request], rest.typed(read, bench.contract))
    except WireError:
        return False


def called(payload: Element, contract: Contract) -> Operation:
    """Return the operation whose request a payload is.

    Raises:
        UsageError: it is none's.
    """
    for operation in contract.operations.values():
        if operation.input.payload == payload.name:
            return operation
    known = ", ".join(operation.input.payload for operation in contract.operations.values())
    message = f"no operation of the contract {contract.name} has the request {payload.name}; there is {known}"
    raise UsageError(message)


def _binding(request: Request, contract: Contract) -> Binding:
    """Return the binding whose media type a request has, else the contract's first."""
    media = media_type(request.headers)
    known = [BINDINGS[name] for name in sorted(contract.bindings)]
    return next((one for one in known if media is not None and one.media_type == media.name), known[0])
