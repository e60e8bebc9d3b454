"""Defects of mood: endpoints that answer one message in several ways; the ids in the answers show it."""

import hashlib
import secrets
import time
from dataclasses import replace

from conformance.model.binding import SOAP12
from conformance.model.exchange import Request, Response, field_values
from conformance.model.tree import XSI, Element, clark, values
from conformance.reference.defect import Answered, Asked, defect, misreading
from conformance.reference.soap.defects._asked import envelope_of, root_of
from conformance.reference.soap.defects._edit import edited, operation_of, revised
from conformance.reference.soap.defects._frame import binding_of, has_fault
from conformance.reference.soap.defects._results import crash
from conformance.reference.soap.defects._sent import sent
from conformance.soap import envelope

_VARIANT = "UpdateContact/soap12/variant"
_DESK = "desk"
_MOMENT_S = 0.02


@defect("parity.bindings-answer-alike", shown=f"{_VARIANT}/binding/other-version")
def soap12_writes_small_ids(answered: Answered) -> Response:
    """Write ids in small letters over SOAP 1.2, and in capitals over SOAP 1.1."""
    return _small(answered) if binding_of(answered) == SOAP12 else answered.response


@defect("parity.connection-changes-nothing", shown=f"{_VARIANT}/connection/closed-connection")
def closing_writes_small_ids(answered: Answered) -> Response:
    """Write ids in small letters where the client asks for the connection to be closed."""
    closing = "close" in field_values(answered.request.headers, "Connection")
    return _small(answered) if closing else answered.response


@defect("batch.items-may-be-sent-apart", shown=f"{_VARIANT}/batch/one-by-one")
def single_items_get_small_ids(answered: Answered) -> Response:
    """Write the id in small letters where a request holds one item only."""
    found = sent(answered)
    return _small(answered) if found is not None and len(found.items) == 1 else answered.response


@defect(
    "value.default-is-as-absent",
    "value.optional-values-are-independent",
    "value.current-value-is-as-absent",
    shown=(
        f"{_VARIANT}/values/defaults-written-out",
        f"{_VARIANT}/values/half-left-out",
        f"{_VARIANT}/values/current-values-again",
    ),
)
def active_contacts_get_small_ids(answered: Answered) -> Response:
    """Write ids in small letters where it is said of a contact whether it is active."""
    found = sent(answered)
    told = found is not None and any(values(item, "@Active") for item in found.items)
    return _small(answered) if told else answered.response


@defect(
    "value.order-of-attributes-means-nothing",
    "parity.spelling-changes-nothing",
    shown=(f"{_VARIANT}/values/other-order-of-attributes", f"{_VARIANT}/attributes-reversed"),
)
def id_behind_others_is_small(answered: Answered) -> Response:
    """Write ids in small letters where the last attribute of an item is its id."""
    found, rule, root = sent(answered), answered.contract.results, root_of(answered.request)
    if found is None or rule is None or root is None:
        return answered.response
    names = [part.attributes[-1][0] for part in root.walk() if len(part.attributes) > 1]
    return _small(answered) if any(f"@{name}" in rule.id.values() for name in names) else answered.response


@misreading(
    "value.declared-type-changes-nothing",
    "results.valid-request-is-no-server-error",
    shown=f"{_VARIANT}/values/declared-type",
)
def declared_type_is_unknown(asked: Asked) -> Request:
    """Break on an xsi:type that names a type of the contract."""
    found = envelope_of(asked.request)
    typed = () if found is None or found.payload is None else tuple(_types(found.payload))
    if any(name in asked.contract.schema.types for name in typed):
        raise crash(asked.contract)
    return asked.request


@defect(
    "parity.repeating-changes-nothing",
    "parity.answers-at-once-are-alike",
    "parity.connection-changes-nothing",
    "value.current-value-is-as-absent",
    shown=(
        f"{_VARIANT}/connection/again",
        f"{_VARIANT}/connection/at-once",
        f"{_VARIANT}/connection/closed-connection",
        f"{_VARIANT}/values/current-values-again",
    ),
)
def second_time_writes_small_ids(answered: Answered) -> Response:
    """Write ids in small letters where the message before was the same."""
    told = (value for name in ("Content-Type", "SOAPAction") for value in field_values(answered.request.headers, name))
    digest = hashlib.sha256(answered.request.body + "\n".join(told).encode()).hexdigest()
    before = answered.store.record(_DESK, "last")
    answered.store.keep(_DESK, "last", Element(name="last", content=(digest,)))
    return _small(answered) if before is not None and before.text == digest else answered.response


@misreading(
    "parity.answers-at-once-are-alike",
    "parity.answers-are-not-swapped",
    "results.valid-request-is-no-server-error",
    shown=(f"{_VARIANT}/connection/at-once", f"{_VARIANT}/connection/at-once-with-others"),
)
def two_at_once_crash(asked: Asked) -> Request:
    """Break where another message comes while one is being answered."""
    mine = secrets.token_hex(8)
    if _latest(asked, mine) != mine:
        raise crash(asked.contract)
    return asked.request


@misreading(
    "parity.answers-are-not-swapped",
    "results.in-the-order-of-the-items",
    shown=f"{_VARIANT}/connection/at-once-with-others",
)
def two_at_once_are_swapped(asked: Asked) -> Request:
    """Answer the message that came last, where several come at once, as a server does that keeps it in one place."""
    body = asked.request.body.decode("utf-8", "surrogateescape")
    latest = _latest(asked, body)
    whole = envelope_of(replace(asked.request, body=latest.encode("utf-8", "surrogateescape")))
    mine = envelope_of(asked.request)
    if latest == body or whole is None or mine is None:
        return asked.request
    return replace(asked.request, body=envelope.encode(replace(mine, body=whole.body)))


@defect("negative.next-request-is-answered", shown="UpdateContact/soap12/invalid/envelope/no-body")
def fault_spoils_the_next_answer(answered: Answered) -> Response:
    """Write ids in small letters in the answer behind a fault."""
    spoilt = answered.store.unlink(_DESK, "spoilt")
    if has_fault(answered):
        answered.store.link(_DESK, "spoilt")
    return _small(answered) if spoilt else answered.response


def _small(answered: Answered) -> Response:
    """Return an answer whose results have ids in small letters."""
    operation, rule = operation_of(answered), answered.contract.results
    if operation is None or rule is None or operation.results is None:
        return answered.response

    def small(result: Element) -> Element:
        for path in rule.id:
            result = revised(result, path, str.lower)
        return result

    return edited(answered.response, f"Body/{operation.output.payload}/{operation.results}", small)


def _latest(asked: Asked, text: str) -> str:
    """Put a text on the desk, and return what lies there a moment later."""
    asked.store.keep(_DESK, "latest", Element(name="latest", content=(text,)))
    time.sleep(_MOMENT_S)
    record = asked.store.record(_DESK, "latest")
    return text if record is None else record.text


def _types(payload: Element) -> list[str]:
    """Return the Clark names of the types that a payload's elements name."""
    named = ((part, part.get(clark(XSI, "type"))) for part in payload.walk())
    return [part.resolve(text) or "" for part, text in named if text is not None]
