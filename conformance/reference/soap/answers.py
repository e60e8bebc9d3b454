"""Answers: the one line from a request to its response, whatever the platform."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from conformance.contract.example import smallest
from conformance.model.contract import Contract, Operation, SessionRule
from conformance.model.exchange import Request, Response
from conformance.model.tree import Element, steps_of, values
from conformance.reference import payload, store
from conformance.reference.refusal import Refusal, RefusalError, Why
from conformance.reference.soap import batches, headers, incoming
from conformance.reference.soap.batches import Desk
from conformance.reference.soap.dialect import Dialect, Judge, dialect_of, message, refuse
from conformance.reference.soap.incoming import Incoming
from conformance.reference.soap.rules import rulebook
from conformance.reference.store import Standing, Store
from conformance.soap.session import header_blocks, header_value

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """What answers requests: a contract, the dialect of a platform, and what both need; it may be shared by threads."""

    desk: Desk
    dialect: Dialect
    judge: Judge
    known_blocks: frozenset[str]

    def answer(self, request: Request) -> Response:
        """Return the response to a POST; the request's URL is the endpoint's own address."""
        binding = incoming.likely_binding(request)
        try:
            opened = incoming.read(request, self.dialect.carriers)
            binding = opened.envelope.binding
            return self._performed(opened, request.url)
        except RefusalError as refused:
            refusal = refused.refusal
        except Exception:  # noqa: BLE001 - a bug of ours is answered as the vendor answers one of its own
            _LOG.exception("the reference endpoint broke; please report this")
            refusal = self._crash()
        return refuse(refusal, self.dialect, binding=binding, address=request.url)

    def refuse(self, refusal: Refusal, request: Request) -> Response:
        """Return the response that refuses a request as a whole, whatever it holds."""
        return refuse(refusal, self.dialect, binding=incoming.likely_binding(request), address=request.url)

    def _performed(self, opened: Incoming, address: str) -> Response:
        binding = opened.envelope.binding
        blocks = headers.ours(opened.envelope.header, binding)
        headers.check_flags(blocks, binding, self.dialect.flags[binding.name])
        headers.check_understood(blocks, binding, self.known_blocks)
        self.judge(opened.data)
        operation = self.dialect.route(opened, self.desk.contract)
        known = tuple(self.desk.shapes.read(block) for block in blocks if block.name in operation.input.headers)
        body = self._request(opened, operation)
        echoed = self._session(operation, known)
        return message(binding, (self._result(operation, body, address=address, desk=self._desk(known)),), echoed)

    def _request(self, opened: Incoming, operation: Operation) -> Element:
        """Return the operation's request, an empty one where Body holds something else.

        Raises:
            RefusalError: it cannot be read, or lacks an attribute that has to be there.
        """
        name = operation.input.payload
        sent = opened.envelope.payload
        if sent is None or sent.name != name:
            return Element(name=name)
        read = self.desk.shapes.read(sent)
        if self.desk.shapes.missing(read) is not None:
            raise RefusalError(
                self.desk.rulebook.refusal(Why.REQUEST, self.desk.rulebook.incomplete, self.desk.contract)
            )
        return read

    def _session(self, operation: Operation, blocks: tuple[Element, ...]) -> tuple[Element, ...]:
        """Return the header of the answer; make sure that the session is open where the operation needs one."""
        contract, book = self.desk.contract, self.desk.rulebook
        rule = contract.session
        if rule is None or steps_of(rule.header)[0] not in operation.input.headers:
            return ()
        value = header_value(rule, blocks) or ""
        standing = self.desk.store.standing(value)
        if standing is not Standing.OPEN:
            raise RefusalError(book.refusal(Why.SESSION, book.standings.get(standing), contract))
        return header_blocks(rule, value) if steps_of(rule.header)[0] in operation.output.headers else ()

    def _desk(self, blocks: tuple[Element, ...]) -> Desk:
        """Return what an account's batches are worked off with: in another account than ours nothing exists."""
        rule = self.desk.contract.session
        value = None if rule is None else header_value(rule, blocks)
        if value is None or not self.desk.store.is_foreign(value):
            return self.desk
        return replace(self.desk, subjects=store.NOTHING)

    def _result(self, operation: Operation, body: Element, *, address: str, desk: Desk) -> Element:
        rule = self.desk.contract.session
        if rule is not None and operation.name == rule.login:
            return self._login(rule, body, address)
        if operation.items is not None and operation.results is not None:
            return batches.answer(desk, operation, body)
        return smallest(self.desk.contract, operation.output.payload)

    def _login(self, rule: SessionRule, body: Element, address: str) -> Element:
        """Return the answer to a login: refused credentials are an answer like any other, not a fault."""
        output = self.desk.contract.operations[rule.login].output.payload
        wanted = store.credentials(self.desk.contract)
        if all("".join(values(body, path)[:1]) in held for path, held in wanted.items()):
            told = [(rule.success, "true"), (rule.address, address), (rule.value, self.desk.store.open_session())]
        else:
            told = [(rule.success, "false"), (rule.message, self.desk.rulebook.denied)]
        return self.desk.shapes.plant(output, [(path, text) for path, text in told if path is not None])

    def _crash(self) -> Refusal:
        """Return what is answered where we broke: the vendor's own code for that, never a trace."""
        book = self.desk.rulebook
        return book.refusal(Why.CRASH, book.crash, self.desk.contract)


def endpoint(contract: Contract, platform: str | None, *, clock: Callable[[], float] = time.monotonic) -> Endpoint:
    """Return an endpoint that has not been called yet, as ``platform`` (None: as the specifications say).

    Raises:
        UsageError: the platform is one that cannot be played.
    """
    dialect = dialect_of(platform)
    desk = Desk(
        contract=contract,
        shapes=payload.shapes(contract.schema),
        rulebook=rulebook(contract),
        subjects=store.subjects(contract),
        store=Store(contract, clock),
    )
    known = {name for operation in contract.operations.values() for name in operation.input.headers}
    return Endpoint(desk=desk, dialect=dialect, judge=dialect.judge(contract), known_blocks=frozenset(known))
