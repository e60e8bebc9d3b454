"""The contract and its engines, once for all tests here, and a reader of specimens."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conformance import _schemas
from conformance.checks import Bench, Observation, catalogue, observe_exchange, observe_message
from conformance.contract import jsonschema, manifest, validate
from conformance.model.binding import REST, SOAP11, SOAP12
from conformance.model.case import Case, Expectation, Kind
from conformance.model.exchange import Request
from conformance.model.media import media_type
from conformance.model.requirement import Direction
from conformance.soap.binding import action_of
from conformance.transport._traffic import raw

# What the specimens of a check are expected to be answered with, where it is not "either".
EXPECTED = {
    "results.example-succeeds": Expectation.ACCEPTED,
    "negative.is-not-accepted": Expectation.ITEM_ERRORS,
    "negative.is-refused-as-the-senders-fault": Expectation.REFUSED,
    "parity.bindings-treat-it-alike": Expectation.ALIKE,
}
# Which of the rules that a check is about the specimens break, where it is not the first.
BREAKS = {"fault.detail-is-for-the-body": "lexical-form"}
BROKEN_REQUESTS = {
    "refusal.broken-request-is-refused": "bodies/jsv-is-called-json",
    "refusal.names-the-member": "paths/not-a-number",
}
BROKEN = {Expectation.ITEM_ERRORS, Expectation.REFUSED, Expectation.ALIKE}
# The exchange that an answer is compared with stands before its own, with this line between.
BESIDE = b"=====\n"


@pytest.fixture(scope="session")
def bench() -> Bench:
    """Return the shipped contract with both XSD engines."""
    contract = manifest.load(_schemas.contract_folder("cvent"))
    return Bench(contract=contract, engines=validate.engines(contract))


@pytest.fixture(scope="session")
def rest_bench() -> Bench:
    """Return the shipped contract of a REST service, with what judges by its JSON Schemas."""
    contract = manifest.load(_schemas.contract_folder("yourmembership"))
    validators = jsonschema.validators(contract.json_schemas)
    return Bench(contract=contract, engines=validate.engines(contract), validators=validators)


def is_rest(check: str) -> bool:
    """Tell whether a check is one of REST answers."""
    return catalogue()[check].scope.bindings[0].protocol != "soap"


@pytest.fixture(scope="session")
def observe(bench: Bench, rest_bench: Bench) -> Callable[[Path], Observation]:
    """Return a function that observes the last message of a specimen."""

    def observed(path: Path) -> Observation:
        if is_rest(path.parent.name):
            *before, last = (_of_rest(path, whole, rest_bench) for whole in path.read_bytes().split(BESIDE))
            return replace(last, base=before[0]) if before else last
        *before, data = path.read_bytes().split(BESIDE)
        exchange = raw(data)
        if exchange.response is None and exchange.error is None:
            return observe_message(exchange.request.body, bench, direction=Direction.REQUEST)
        seen = _observed(path, data, bench)
        beside = [_observed(path, whole, bench) for whole in before]
        if not beside:
            return seen
        scope = catalogue()[path.parent.name].scope
        return replace(seen, twin=beside[0]) if "twin" in scope.needs else replace(seen, base=beside[0])

    return observed


def _of_rest(path: Path, data: bytes, bench: Bench) -> Observation:
    exchange = raw(data)
    one, request = catalogue()[path.parent.name], exchange.request
    named = (
        found for found in bench.contract.operations.values() if found.route and found.route.verb == request.method
    )
    narrow = one.scope.expectations != (None, *Expectation)
    case = Case(
        id=path.stem,
        operation=next((found.name for found in named if not found.route.anonymous), "PostEventRegistrationSessions"),
        binding=next((row.name for row in REST.values() if row.media_type == media_type(request.headers).name), "json"),
        kind=Kind.INVALID if one.scope.breaks else Kind.EXAMPLE,
        expectation=one.scope.expectations[0] if narrow else Expectation.EITHER,
        breaks=BROKEN_REQUESTS.get(one.id) or (one.scope.breaks[0] if one.scope.breaks else None),
        varies=one.scope.varies[0] if one.scope.varies else None,
        about="EventID" if one.id == "refusal.names-the-member" else "",
    )
    return observe_exchange(exchange, case, bench=bench)


def _observed(path: Path, data: bytes, bench: Bench) -> Observation:
    exchange = raw(data)
    return observe_exchange(exchange, _case(path, exchange.request, bench), bench=bench)


def _case(path: Path, request: Request, bench: Bench) -> Case:
    """Return the case that a specimen's request stands for, as the payload and the HTTP fields tell."""
    media = media_type(request.headers)
    binding = SOAP12 if media is not None and media.name == SOAP12.media_type else SOAP11
    scope = catalogue()[path.parent.name].scope
    narrow = scope.expectations != (None, *Expectation)
    expectation = EXPECTED.get(path.parent.name, Expectation.EITHER)
    if scope.breaks and not narrow:
        expectation = Expectation.ANY
    broken = bool(scope.breaks) or expectation in BROKEN
    breaks = BREAKS.get(path.parent.name, scope.breaks[0] if scope.breaks else "lexical")
    return Case(
        id=path.stem,
        operation=_operation(request, bench),
        binding=binding.name,
        kind=Kind.INVALID if broken else Kind.EXAMPLE,
        expectation=expectation,
        breaks=breaks if broken else None,
        item=0 if broken else None,
        varies=scope.varies[0] if scope.varies else None,
    )


def _operation(request: Request, bench: Bench) -> str:
    """Return the operation whose request is in a body, else the one whose action is named, else one of them."""
    operations = bench.contract.operations.values()
    held = (one.name for one in operations if f"<{one.name} ".encode() in request.body)
    action = action_of(request.headers, SOAP11) or action_of(request.headers, SOAP12)
    named = (one.name for one in operations if one.action == action)
    return (*held, *named, "UpdateContact")[0]
