"""Recorded envelopes against two contracts: the only module that tells why XSD engines of each refuse one."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from conformance.campaign.court import Opinion
from conformance.contract.comparable import Comparable
from conformance.contract.located import attribute_of, element_of
from conformance.contract.validate import Complaint
from conformance.errors import WireError
from conformance.markup import xml
from conformance.model.exchange import Exchange, Headers
from conformance.model.media import charset_of
from conformance.model.requirement import Direction
from conformance.model.tree import Element
from conformance.soap import envelope, fault

_FAULT = "fault"


@dataclass(slots=True, kw_only=True)
class EnvelopeCourt:
    """Both contracts, and what they said of messages that came before; many messages are recorded again and again."""

    old: Comparable
    new: Comparable
    said: dict[bytes, Opinion | None] = field(default_factory=dict)

    @classmethod
    def of(cls, old: Comparable, new: Comparable) -> "EnvelopeCourt":
        """Return the court of two contracts."""
        return cls(old=old, new=new)

    def judge(self, found: Exchange, way: Direction) -> Opinion | None:
        """Return what both say of one side of an exchange, None where it is of no operation, or cannot be read."""
        message = found.request if way is Direction.REQUEST else found.response
        return None if message is None else self._envelope(message.body, message.headers, way)

    def _envelope(self, body: bytes, headers: Headers, way: Direction) -> Opinion | None:
        charset = charset_of(headers)
        key = hashlib.sha256(f"{way} {charset} ".encode() + body).digest()
        if key not in self.said:
            self.said[key] = self._judged(body, charset, way)
        return self.said[key]

    def _judged(self, body: bytes, charset: str | None, way: Direction) -> Opinion | None:
        try:
            document = xml.parse(body, charset=charset)
            found = envelope.read(document)
        except WireError:
            return None
        operation = _FAULT if fault.find(found.body, found.binding) else self._operation(found.payload, way)
        if operation is None:
            return None
        was, now = (held.engines.brief(body, charset=charset) for held in (self.old, self.new))
        complaints = now.libxml2 or now.xmlschema
        return Opinion(
            operation=operation,
            old=next((one.message for one in (*was.libxml2, *was.xmlschema)), ""),
            new=next((one.message for one in complaints), ""),
            path=next((_path(document, one) for one in complaints), ""),
        )

    def _operation(self, payload: Element | None, way: Direction) -> str | None:
        """Return the operation that sends an element as its payload, in either contract."""
        for held in (self.old, self.new):
            for port in held.ports.values():
                for name, operation in port.operations.items():
                    message = operation.input if way is Direction.REQUEST else operation.output
                    if message is not None and payload is not None and message.payload == payload.name:
                        return name
        return None


def _path(document: Element, complaint: Complaint) -> str:
    """Return the path from the payload to what a complaint is about, as the places of changes have it."""
    wanted = element_of(document, complaint)
    steps = next((steps for steps, found in _walked(document, ()) if found is wanted), ())
    attribute = attribute_of(complaint)
    below = "Body" if "Body" in steps[:2] else "Envelope"
    known = steps[steps.index(below) + 1 :] if below in steps else steps
    return "/".join((*known, *((f"@{attribute}",) if attribute else ())))


def _walked(element: Element, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Element]]:
    steps = (*above, element.local)
    yield steps, element
    for child in element.children:
        yield from _walked(child, steps)
