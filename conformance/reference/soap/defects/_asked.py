"""What is asked for, as defects of reading look at it: the envelope of a request, and the blocks nobody knows."""

from contextlib import suppress
from dataclasses import replace

from conformance.errors import WireError
from conformance.markup import xml
from conformance.model.contract import Contract
from conformance.model.exchange import Request
from conformance.model.tree import Element
from conformance.reference.refusal import RefusalError
from conformance.reference.soap import incoming
from conformance.reference.soap.dialect import ASMX
from conformance.soap import envelope
from conformance.soap.envelope import Envelope


def envelope_of(request: Request) -> Envelope | None:
    """Return the envelope of a request, None where it cannot be read."""
    with suppress(RefusalError):
        return incoming.read(request, ASMX.carriers).envelope
    return None


def root_of(request: Request) -> Element | None:
    """Return the document element of a request in UTF-8, None where it cannot be read."""
    with suppress(WireError):
        return xml.parse(request.body)
    return None


def unknown_blocks(request: Request, contract: Contract) -> tuple[Element, ...]:
    """Return the header blocks of a request that no operation declares."""
    found = envelope_of(request)
    known = {name for operation in contract.operations.values() for name in operation.input.headers}
    return () if found is None else tuple(block for block in found.header if block.name not in known)


def without_blocks(request: Request, left_out: tuple[Element, ...]) -> Request:
    """Return a request without some of its header blocks."""
    found = envelope_of(request)
    if found is None or not left_out:
        return request
    kept = tuple(block for block in found.header if block not in left_out)
    return replace(request, body=envelope.encode(replace(found, header=kept)))
