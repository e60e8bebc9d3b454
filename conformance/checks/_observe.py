"""Observations: the only module that reads an exchange or a file for the checks, once, before any of them runs."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, TypeAlias, TypeVar

from conformance.contract import rest
from conformance.contract.jsonschema import Schemas, complaints, validators
from conformance.contract.validate import Complaint, Engines, Judgement, Tree, engines
from conformance.errors import WireError, WireKind
from conformance.markup import xml
from conformance.markup.xml import Instruction
from conformance.model.binding import BINDINGS, REST, SOAP11, Binding, binding_of_namespace
from conformance.model.case import Case, Expectation
from conformance.model.contract import Contract, Message, Operation, ResultsRule
from conformance.model.exchange import Exchange, Response, field_values
from conformance.model.media import MediaType, charset_of, media_type
from conformance.model.requirement import Direction, Problem
from conformance.model.tree import Element, is_nil, local_of, namespace_of, select
from conformance.servicestack.status import ResponseStatus, has_failed, status_of
from conformance.soap import envelope as envelopes
from conformance.soap import fault as faults
from conformance.soap import session as sessions
from conformance.soap.envelope import Envelope
from conformance.soap.fault import Fault

T = TypeVar("T")
Pair: TypeAlias = tuple[Element, Element]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What all observations of a run share: the contract, and what judges documents by it.

    ``engines`` are both XSD engines; ``validators`` are those of JSON Schemas, by their names.
    """

    contract: Contract
    engines: Engines
    validators: Schemas = field(default_factory=dict)

    @classmethod
    def of(cls, contract: Contract) -> "Bench":
        """Return the bench of a contract; building its engines takes a tenth of a second.

        Raises:
            ContractError: an engine refuses the contract's schema.
        """
        return cls(contract=contract, engines=engines(contract), validators=validators(contract.json_schemas))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an answer of a REST service says; ``read`` is None where there is nothing, or nothing that can be read.

    ``status`` is its ResponseStatus, None where there is none. ``value`` is what it says as JSON has it, and
    ``complaints`` are those of its JSON Schema.
    """

    media: str
    read: rest.Read | None = None
    value: Any = None
    status: ResponseStatus | None = None
    complaints: tuple[Complaint, ...] = ()
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What can be seen of one message in its exchange; None means that there is no such thing to see.

    ``binding`` is the SOAP version of the message's Envelope, of its request where it has none. ``declared`` is what
    the operation promises for this direction. Of ``misencoded``, ``doctype``, ``malformed`` and ``oversized`` one is
    set where the bytes cannot be read: why they cannot. ``instructions`` are its first fifty processing instructions.
    ``payload`` is the first child of Body that is no Fault. Of ``envelope_element`` and ``envelope`` only the first is
    set where the Envelope has no Body. ``session`` is the value in the contract's session header. ``items`` and
    ``results`` are where the operation says, in the payloads that it declares; ``pairs`` joins each item with its
    result, where their numbers fit and the contract promises their order. ``breaks`` is the rule that the request
    breaks on purpose, in the item of index ``item``, ``varies`` how it differs from the one that ``base`` is the answer
    to; ``about`` is the member that is broken, ``asked`` is the SOAP version that it was sent in. ``twin`` is the
    answer to the same payload in the other binding, ``reply`` what an answer of a REST service says.
    """

    contract: Contract
    binding: Binding
    direction: Direction
    operation: Operation | None = None
    declared: Message | None = None
    expectation: Expectation | None = None
    exchange: Exchange | None = None
    data: bytes | None = field(default=None, repr=False)
    misencoded: Problem | None = None
    doctype: Problem | None = None
    malformed: Problem | None = None
    oversized: Problem | None = None
    document: Element | None = field(default=None, repr=False)
    instructions: tuple[Instruction, ...] | None = None
    envelope_element: Element | None = field(default=None, repr=False)
    envelope: Envelope | None = field(default=None, repr=False)
    fault_element: Element | None = None
    fault: Fault | None = None
    payload: Element | None = field(default=None, repr=False)
    media: MediaType | None = None
    status: int | None = None
    request_envelope: Envelope | None = field(default=None, repr=False)
    session: str | None = field(default=None, repr=False)
    request_session: str | None = field(default=None, repr=False)
    rule: ResultsRule | None = None
    items: tuple[Element, ...] | None = field(default=None, repr=False)
    results: tuple[Element, ...] | None = field(default=None, repr=False)
    pairs: tuple[Pair, ...] | None = field(default=None, repr=False)
    judgement: Judgement | None = None
    breaks: str | None = None
    item: int | None = None
    varies: str | None = None
    about: str = ""
    asked: Binding | None = None
    base: "Observation | None" = field(default=None, repr=False)
    twin: "Observation | None" = field(default=None, repr=False)
    reply: Reply | None = field(default=None, repr=False)

    @property
    def refusals(self) -> frozenset[str]:
        """Return what an answer calls its refusal by: local names of a fault's codes, or a status and an ErrorCode."""
        if self.reply is not None and self.reply.failed:
            code = None if self.reply.status is None else self.reply.status.error_code
            return frozenset(filter(None, (code, str(self.status))))
        named = () if self.fault is None else (self.fault.code, self.fault.subcode)
        return frozenset(local_of(code) for code in named if code is not None)

    @property
    def word(self) -> str | None:
        """Return the neutral word for the code of a fault, None where it is no standard one of the fault's version."""
        code = None if self.fault is None else self.fault.code
        return next((word for word, local in self.binding.codes.items() if self.binding.tag(local) == code), None)

    @property
    def readable(self) -> bool | None:
        """Return True where the meaning of an answer can be judged, else None, of which other checks tell.

        A fault needs a code in a namespace, and an error of the server has to be a SOAP message.
        """
        if self.fault is not None:
            return bool(namespace_of(self.fault.code or "")) or None
        return self.envelope is not None or (self.status or 0) < HTTPStatus.INTERNAL_SERVER_ERROR or None

    @property
    def refused(self) -> bool | None:
        """Return True where an answer is a fault, or no message with content at all, else None."""
        return self.fault is not None or self.payload is None or None

    @property
    def session_codes(self) -> frozenset[str] | None:
        """Return the codes that the contract has for sessions that are not open, None where it has none."""
        rule = self.contract.session
        return None if rule is None else frozenset((*rule.expired, *rule.refused)) or None

    @property
    def miscounted(self) -> bool | None:
        """Return True where the results of this answer, or of its base, do not fit the items, else None."""
        return any(seen.results is not None and seen.pairs is None for seen in (self, self.base) if seen) or None


def needed(value: T | None) -> T:
    """Return a part of an observation that a check has declared to need.

    Raises:
        LookupError: the part is None, so the check reads what it does not declare.
    """
    if value is None:
        message = "the check reads a part of the observation that it does not declare to need"
        raise LookupError(message)
    return value


def observe_exchange(exchange: Exchange, case: Case, *, bench: Bench) -> Observation:
    """Return what can be seen of the response of an exchange; ``case`` says what was sent, and what may come back."""
    if BINDINGS[case.binding] in REST.values():
        return _observe_reply(exchange, case, bench)
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
        request_session=_session(request.envelope, bench.contract),
        items=items,
        pairs=_pairs(items, seen.results, rule=seen.rule),
    )


def _observe_reply(exchange: Exchange, case: Case, bench: Bench) -> Observation:
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
    rule = contract.session
    return Observation(
        contract=contract,
        binding=binding,
        direction=Direction.RESPONSE,
        operation=operation,
        declared=operation.output,
        expectation=case.expectation,
        exchange=exchange,
        data=None if response is None else response.body,
        misencoded=_why(broken, WireKind.ENCODING),
        malformed=_why(broken, WireKind.MALFORMED),
        oversized=_why(broken, WireKind.LIMIT),
        payload=payload,
        envelope=None if payload is None else Envelope(binding=binding, body=(payload,)),
        status=None if response is None else response.status,
        request_envelope=None if asked is None else Envelope(binding=binding, body=(asked,)),
        request_session=None if rule is None else next(iter(field_values(exchange.request.headers, rule.header)), None),
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


def _why(broken: WireError | None, kind: WireKind) -> Problem | None:
    if broken is None or broken.kind is not kind:
        return None
    return Problem(message=str(broken), line=broken.line)


def observe_message(data: bytes, bench: Bench, *, direction: Direction | None = None) -> Observation:
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

    def why(self, kind: WireKind) -> Problem | None:
        """Return why the bytes cannot be read, None where that is of another kind."""
        if self.broken is None or self.broken.kind is not kind:
            return None
        return Problem(message=str(self.broken), line=self.broken.line)

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
        misencoded=reading.why(WireKind.ENCODING),
        doctype=reading.why(WireKind.DOCTYPE),
        malformed=reading.why(WireKind.MALFORMED),
        oversized=reading.why(WireKind.LIMIT),
        document=reading.document,
        instructions=instructions,
        envelope_element=reading.document if reading.binding is not None else None,
        envelope=reading.envelope,
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
