"""Observations: what the checks are given, all that can be seen of one message, read once before any of them runs."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeAlias, TypeVar

from conformance.checks._reply import Reply
from conformance.contract.validate import Judgement
from conformance.errors import WireError, WireKind
from conformance.markup.xml import Instruction
from conformance.model.binding import Binding
from conformance.model.case import Expectation
from conformance.model.contract import Contract, Message, Operation, ResultsRule
from conformance.model.exchange import Exchange
from conformance.model.media import MediaType
from conformance.model.requirement import Direction, Problem
from conformance.model.said import Said
from conformance.model.tree import Element, local_of, namespace_of
from conformance.soap.envelope import Envelope
from conformance.soap.fault import Fault

T = TypeVar("T")
Pair: TypeAlias = tuple[Element, Element]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What can be seen of one message in its exchange; None means that there is no such thing to see.

    ``binding`` is the SOAP version of the message's Envelope, of its request where it has none. ``declared`` is what
    the operation promises for this direction. Of ``misencoded``, ``doctype``, ``malformed`` and ``oversized`` one is
    set where the bytes cannot be read: why they cannot. ``instructions`` are its first fifty processing instructions.
    ``said`` is what the message says, whatever it is written in, ``request_said`` what its request says. ``payload`` is
    the first child of Body that is no Fault. Of ``envelope_element`` and ``envelope`` only the first is
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
    said: Said | None = field(default=None, repr=False)
    request_said: Said | None = field(default=None, repr=False)
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
    def came(self) -> bool:
        """Tell whether a message came of which the checks can say anything."""
        return self.envelope is not None or self.reply is not None

    @property
    def declined(self) -> bool:
        """Tell whether an answer refuses in words of its protocol that go with a status of a server's error."""
        return self.fault is not None

    @property
    def failed(self) -> bool | None:
        """Return whether an answer fails as a whole; None where that is told item by item, or not at all."""
        if self.reply is not None:
            return self.reply.failed
        return True if self.fault is not None else None

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


def unread(broken: WireError | None, kind: WireKind) -> Problem | None:
    """Return why bytes cannot be read, None where they can, or where that is of another kind."""
    if broken is None or broken.kind is not kind:
        return None
    return Problem(message=str(broken), line=broken.line)


def needed(value: T | None) -> T:
    """Return a part of an observation that a check has declared to need.

    Raises:
        LookupError: the part is None, so the check reads what it does not declare.
    """
    if value is None:
        message = "the check reads a part of the observation that it does not declare to need"
        raise LookupError(message)
    return value
