"""SOAP messages as observations: the only module that reads exchanges and files of envelopes for the checks."""

from contextlib import suppress
from dataclasses import dataclass, replace

from conformance.checks._observe import Observation, Pair, unread
from conformance.contract.bench import Bench
from conformance.contract.validate import Tree
from conformance.errors import WireError, WireKind
from conformance.markup import xml
from conformance.model.binding import BINDINGS, SOAP11, Binding, binding_of_namespace
from conformance.model.case import Case
from conformance.model.contract import Contract, Message, Operation, ResultsRule
from conformance.model.exchange import Exchange
from conformance.model.media import charset_of, media_type
from conformance.model.requirement import Direction
from conformance.model.said import Said
from conformance.model.tree import Element, is_nil, namespace_of, select
from conformance.soap import envelope as envelopes
from conformance.soap import fault as faults
from conformance.soap import session as sessions
from conformance.soap.envelope import Envelope


def observe_exchange(exchange: Exchange, case: Case, bench: Bench) -> Observation:
    """Return what can be seen of the response of an exchange; ``case`` says what was sent, and what may come back."""
    operation = bench.contract.operations.get(case.operation)
    response = exchange.response
    answer = _Reading() if response is None else _read(response.body, charset_of(response.headers))
    seen = _observe(answer, operation=operation, direction=Direction.RESPONSE, bench=bench, whole=False)
    request = _read(exchange.request.body, charset_of(exchange.request.headers))
    items = None if operation is None else _parts(request.payload, operation.input, path=operation.items)
    return replace(
        seen,
        binding=seen.binding if seen.envelope_element is not None else BINDINGS[case.binding],
        expectation=case.expectation,
        breaks=case.breaks,
        item=case.item,
        varies=case.varies,
        asked=BINDINGS[case.binding],
        exchange=exchange,
        media=None if response is None else media_type(response.headers),
        status=None if response is None else response.status,
        request_envelope=request.envelope,
        request_said=_said(request.envelope),
        request_session=_session(request.envelope, bench.contract),
        items=items,
        pairs=_pairs(items, seen.results, rule=seen.rule),
    )


def observe_message(data: bytes, bench: Bench, direction: Direction | None) -> Observation:
    """Return what can be seen of a message alone, as in a file.

    Its Body tells the operation, and the direction where none is given: a declared payload is one direction's, a Fault
    is a response; where neither stands there, the message is taken for a request.
    """
    reading = _read(data)
    operation, told = _told(reading, bench.contract)
    direction = direction or told or Direction.REQUEST
    return _observe(reading, operation=operation, direction=direction, bench=bench, whole=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """Bytes, read as far as they are what they should be."""

    data: bytes | None = None
    charset: str | None = None
    broken: WireError | None = None
    tree: Tree | None = None
    document: Element | None = None
    binding: Binding | None = None
    envelope: Envelope | None = None

    @property
    def fault_element(self) -> Element | None:
        return None if self.envelope is None else faults.find(self.envelope.body, self.envelope.binding)

    @property
    def payload(self) -> Element | None:
        if self.envelope is None:
            return None
        fault = self.envelope.binding.tag("Fault")
        return next((child for child in self.envelope.body if child.name != fault), None)


def _read(data: bytes, charset: str | None = None) -> _Reading:
    try:
        tree = xml.parse_tree(data, charset=charset)
        document = xml.convert(tree)
    except WireError as broken:
        return _Reading(data=data, broken=broken)
    binding = binding_of_namespace(namespace_of(document.name))
    if document.local != "Envelope":
        binding = None
    envelope = None
    if binding is not None:
        with suppress(WireError):  # an Envelope without Body: a finding, which a check words
            envelope = envelopes.read(document)
    return _Reading(data=data, charset=charset, tree=tree, document=document, binding=binding, envelope=envelope)


def _said(envelope: Envelope | None) -> Said | None:
    return None if envelope is None else Said(header=envelope.header, body=envelope.body)


def _session(envelope: Envelope | None, contract: Contract) -> str | None:
    """Return the session value that an envelope carries, None where the contract knows no sessions."""
    if envelope is None or contract.session is None:
        return None
    return sessions.header_value(contract.session, envelope.header)


def _told(reading: _Reading, contract: Contract) -> tuple[Operation | None, Direction | None]:
    """Return the operation and the direction that the Body of a message tells."""
    payload = reading.payload
    for operation in contract.operations.values():
        if payload is not None and payload.name == operation.input.payload:
            return operation, Direction.REQUEST
        if payload is not None and payload.name == operation.output.payload:
            return operation, Direction.RESPONSE
    return None, None if reading.fault_element is None else Direction.RESPONSE


def _observe(
    reading: _Reading, *, operation: Operation | None, direction: Direction, bench: Bench, whole: bool
) -> Observation:
    """Return what a message shows without its exchange; of many answers xmlschema judges only some as a ``whole``."""
    binding = reading.binding or next((BINDINGS[name] for name in bench.contract.bindings if name in BINDINGS), SOAP11)
    fault_element = reading.fault_element
    results = instructions = judgement = None
    if reading.data is not None and reading.tree is not None:
        instructions = xml.instructions(reading.data, charset=reading.charset)
        both = bench.engines
        judgement = both.judge_tree(reading.tree) if whole else both.sampled_tree(reading.tree, reading.data)
    if operation is not None and direction is Direction.RESPONSE:
        results = _parts(reading.payload, operation.output, path=operation.results)
    return Observation(
        contract=bench.contract,
        binding=binding,
        direction=direction,
        operation=operation,
        declared=_declared(operation, direction),
        data=reading.data,
        misencoded=unread(reading.broken, WireKind.ENCODING),
        doctype=unread(reading.broken, WireKind.DOCTYPE),
        malformed=unread(reading.broken, WireKind.MALFORMED),
        oversized=unread(reading.broken, WireKind.LIMIT),
        document=reading.document,
        instructions=instructions,
        envelope_element=reading.document if reading.binding is not None else None,
        envelope=reading.envelope,
        said=_said(reading.envelope),
        fault_element=fault_element,
        fault=None if fault_element is None else faults.read(fault_element, binding),
        payload=reading.payload,
        rule=bench.contract.results,
        results=results,
        session=_session(reading.envelope, bench.contract),
        judgement=judgement,
    )


def _declared(operation: Operation | None, direction: Direction) -> Message | None:
    if operation is None:
        return None
    return operation.input if direction is Direction.REQUEST else operation.output


def _parts(payload: Element | None, declared: Message, *, path: str | None) -> tuple[Element, ...] | None:
    """Return what stands at a path of a payload, None where it is not the declared payload or there is no path."""
    if payload is None or path is None or payload.name != declared.payload:
        return None
    return select(payload, path)


def _pairs(
    items: tuple[Element, ...] | None, results: tuple[Element, ...] | None, *, rule: ResultsRule | None
) -> tuple[Pair, ...] | None:
    """Join items and results by their index; where there are fewer results, nil items may be those that have none."""
    if items is None or results is None or rule is None or rule.order != "request":
        return None
    if len(items) != len(results):
        items = tuple(item for item in items if not is_nil(item))
    return tuple(zip(items, results, strict=True)) if len(items) == len(results) else None
